import type { ResponseOf } from "../api/client";

export type Provider = ResponseOf<"identity.options.get">["providers"][number];

/** Names of makers are the same in every language. */
export const PROVIDER_NAMES: Record<Provider, string> = { google: "Google", github: "GitHub" };

export function asProvider(name: string): Provider | undefined {
  return name === "google" || name === "github" ? name : undefined;
}
