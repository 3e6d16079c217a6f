import type { DeployOptions } from "./plan.ts";

/** What a deployment changes in wrangler.toml. */
export type Overlay = { databaseId: string; publicUrl?: string; ai: boolean; hyperdrive?: string };

/** The overlay that these options ask for. */
export function overlayOf({ url, ai, hyperdrive }: DeployOptions, databaseId: string): Overlay {
  return { databaseId, ai, ...(url !== undefined && { publicUrl: url }), ...(hyperdrive !== undefined && { hyperdrive }) };
}

/** Addresses in wrangler.toml that are relative to it; the overlay lies one folder deeper. */
const PATH_KEYS = ["main", "directory", "migrations_dir", "watch_dir"];

/**
 * The configuration to deploy with: wrangler.toml with the account's own values, and with the bindings that cannot
 * start offline. Text is changed line by line, so that everything else stays as it was written and reviewed.
 * @throws Error when a line that must be changed is not there exactly once
 */
export function overlayConfig(toml: string, overlay: Overlay): string {
  let text = toml;
  for (const key of PATH_KEYS) text = replaceOnce(text, new RegExp(`^${key} = "(?!\\.\\./|/)(.*)"$`, "gm"), `${key} = "../$1"`, key);
  text = replaceOnce(text, /^database_id = ".*"$/gm, `database_id = ${JSON.stringify(overlay.databaseId)}`, "database_id");
  if (overlay.publicUrl !== undefined) text = replaceOnce(text, /^\[vars\]$/gm, `[vars]\nPUBLIC_URL = ${JSON.stringify(overlay.publicUrl)}`, "[vars]");
  if (overlay.ai) text += '\n[ai]\nbinding = "AI"\n';
  if (overlay.hyperdrive !== undefined) text += `\n[[hyperdrive]]\nbinding = "PG"\nid = ${JSON.stringify(overlay.hyperdrive)}\n`;
  return text;
}

function replaceOnce(text: string, pattern: RegExp, replacement: string, what: string): string {
  const count = text.match(pattern)?.length ?? 0;
  if (count !== 1) throw new Error(`wrangler.toml must hold exactly one line for ${what}, but there are ${count}; scripts/deploy/overlay.ts builds on it`);
  return text.replace(pattern, replacement);
}
