// One server of the bench in a process of its own: `server.ts product|floor <folder> <port>`.
import path from "node:path";
import { build } from "esbuild";
import type { V4WorkerOptions } from "miniflare";
import { buildWorker, WORKER_BUILD } from "../local/build.ts";
import { prepareInstallation } from "../local/installation.ts";
import { openLog } from "../local/log.ts";
import { databaseWorker, startSimulator, workerOptions } from "../local/miniflare.ts";
import { onStop } from "../local/parent.ts";
import { ROOT } from "../local/paths.ts";

const [kind = "", folder = "", port = ""] = process.argv.slice(2);
const dispose = await (kind === "floor" ? serveFloor() : serveProduct());
onStop(() => void dispose().finally(() => process.exit(0)));
process.send?.("ready");

async function serveProduct(): Promise<() => Promise<void>> {
  await buildWorker();
  const { state, bindings } = await prepareInstallation({ folder, url: `http://127.0.0.1:${port}` });
  // Neither side stands behind the simulator's router of static files, which alone costs a fifth of a millisecond:
  // what the platform costs is no merit or fault of ours, and would only make the ratios look better.
  // The same holds for its counters of floods, which are a local server of their own here and a counter beside the request there.
  const { assets: _, ratelimits: __, ...worker } = workerOptions(WORKER_BUILD, bindings);
  const bare = { ...worker, serviceBindings: { ASSETS: () => new Response(null, { status: 404 }) } } as V4WorkerOptions;
  // Logs are written as `npm start` writes them: they are part of what a request costs.
  const { miniflare } = await startSimulator({ worker: bare, host: "127.0.0.1", port: Number(port), state, onLog: openLog(path.join(folder, "log.jsonl")) });
  return () => miniflare.dispose();
}

async function serveFloor(): Promise<() => Promise<void>> {
  const outfile = path.join(folder, "floor", "index.js");
  const contents = `export { default } from "./scripts/bench/floor.ts"; export { TenantGate } from "./durable-objects/tenant-gate.ts";`;
  await build({ stdin: { contents, resolveDir: ROOT }, outfile, bundle: true, minify: true, format: "esm", target: "es2022", external: ["cloudflare:workers"], logLevel: "error" });
  const durableObjects = { TENANT_GATE: { className: "TenantGate", useSQLite: true } };
  const worker = { ...databaseWorker(), durableObjects, modules: [{ type: "ESModule" as const, path: outfile }], modulesRoot: path.dirname(outfile) };
  const { miniflare } = await startSimulator({ worker, host: "127.0.0.1", port: Number(port), state: path.join(folder, "state"), onLog: openLog(path.join(folder, "log.jsonl")) });
  return () => miniflare.dispose();
}
