/** Starts the provider before the tests inside workerd, which reach it over loopback. */
import type { TestProject } from "vitest/node";
import { startProvider } from "./openid-provider";

declare module "vitest" {
  interface ProvidedContext {
    openidProvider: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await startProvider();
  project.provide("openidProvider", url);
  return stop;
}
