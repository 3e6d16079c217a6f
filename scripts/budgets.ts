// What may be deployed weighs no more than this. Bytes and modules, never milliseconds: those belong to the bench.
import fs from "node:fs";
import path from "node:path";
import { WORKER_BUILD } from "./local/build.ts";
import { inRoot } from "./local/paths.ts";
import { overweightPages, zodChunks, type Manifest } from "./budgets/console.ts";
import { loadedAtStart, packagesOf, workerGzipBytes, type Metafile } from "./budgets/worker.ts";

const WORKER_GZIP_BYTES_MAX = 800 * 1024;
const PAGE_SCRIPT_BROTLI_BYTES_MAX = 170_000;

/** Packages that cost tens of milliseconds to evaluate: `await import()` them where they are needed. */
const HEAVY = ["better-auth", "@better-auth/core", "better-call", "kysely", "compromise", "chrono-node"];

/** What exceeds its budget in the last builds, in sentences. */
export async function checkBudgets(): Promise<string[]> {
  return [...checkWorker(), ...checkConsole()];
}

function checkWorker(): string[] {
  const metafile = readJson<Metafile>(path.join(WORKER_BUILD, "bundle-meta.json"));
  if (!metafile) return ["the Worker is not built; run npm test with its stage build"];
  const bytes = workerGzipBytes(WORKER_BUILD);
  const eager = packagesOf(loadedAtStart(metafile)).filter((name) => HEAVY.includes(name));
  return [
    ...(bytes > WORKER_GZIP_BYTES_MAX ? [`the Worker weighs ${kib(bytes)} KiB minified and gzipped; ${kib(WORKER_GZIP_BYTES_MAX)} are the most`] : []),
    ...eager.map((name) => `${name} is loaded when the Worker starts; import it where it is used, with await import()`),
  ];
}

function checkConsole(): string[] {
  const folder = inRoot("web/dist");
  const manifest = readJson<Manifest>(path.join(folder, ".vite/manifest.json"));
  if (!manifest) return ["the console is not built, or without its manifest (build.manifest in web/vite.config.ts)"];
  const heavy = overweightPages(manifest, folder, PAGE_SCRIPT_BROTLI_BYTES_MAX);
  return [
    ...heavy.map(({ page, bytes }) => `${page} loads ${bytes} bytes of script (brotli); ${PAGE_SCRIPT_BROTLI_BYTES_MAX} are the most`),
    ...zodChunks(manifest, folder).map((file) => `${file} holds the whole of zod; the console takes types from the Worker, not schemas`),
  ];
}

function readJson<T>(file: string): T | undefined {
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, "utf8")) as T) : undefined;
}

function kib(bytes: number): number {
  return Math.ceil(bytes / 1024);
}
