import { unstable_readConfig } from "wrangler";
import { inRoot } from "./paths.ts";

/** The part of wrangler.toml that the scripts read; wrangler's own type of it is not published whole. */
export type WranglerConfig = {
  name?: string;
  main?: string;
  compatibility_date?: string;
  assets?: { directory?: string };
  d1_databases: { binding: string; database_name?: string; database_id?: string }[];
  queues: { producers?: { queue: string }[]; consumers?: { queue: string; dead_letter_queue?: string }[] };
};

/** Reads a configuration as wrangler does, paths made absolute. */
export function readWranglerConfig(file: string = inRoot("wrangler.toml")): WranglerConfig {
  return unstable_readConfig({ config: file }) as WranglerConfig;
}
