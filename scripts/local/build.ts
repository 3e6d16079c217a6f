import fs from "node:fs";
import path from "node:path";
import { DEV, inRoot } from "./paths.ts";
import { mustSucceed, runNode } from "./run.ts";
import { whenChanged } from "./stamp.ts";

/** The folder of the built Worker: `index.js`, its source map and esbuild's `bundle-meta.json`. */
export const WORKER_BUILD = path.join(DEV, "build");

const WORKER_SOURCES = [
  "workers",
  "durable-objects",
  "d1/schema",
  "scripts/generate.mjs",
  "scripts/model-config.mjs",
  "wrangler.toml",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];

// The console takes types from the Worker, and the generated table of paths, so those count as its sources too.
const CONSOLE_SOURCES = ["web", "workers", "tsconfig.json", "package.json", "package-lock.json"];

/** Builds the Worker exactly as a deployment would, unless the last build is of the same sources. */
export async function buildWorker(): Promise<boolean> {
  return whenChanged("worker", WORKER_SOURCES, path.join(WORKER_BUILD, "index.js"), async () => {
    fs.rmSync(WORKER_BUILD, { recursive: true, force: true });
    // wrangler does it too, but buries what it says when something is wrong.
    await generate();
    const args = ["deploy", "--dry-run", "--outdir", WORKER_BUILD, "--metafile"];
    mustSucceed("Building the Worker", await runNode("node_modules/wrangler/bin/wrangler.js", args));
  });
}

/** Builds the console, unless the last build is of the same sources. */
export async function buildConsole(): Promise<boolean> {
  return whenChanged("console", CONSOLE_SOURCES, inRoot("web/dist/index.html"), async () => {
    await generate();
    const args = ["build", "--logLevel", "error"];
    // From its own folder, where its plugins look for their settings.
    mustSucceed("Building the console", await runNode("node_modules/vite/bin/vite.js", args, { cwd: inRoot("web") }));
  });
}

async function generate(): Promise<void> {
  mustSucceed("Preparing the build", await runNode("scripts/generate.mjs", []));
}
