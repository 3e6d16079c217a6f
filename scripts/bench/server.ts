// One server of the bench in a process of its own: `server.ts product|floor <folder> <port>`.
import path from "node:path";
import { build } from "esbuild";
import { prepareInstallation } from "../local/installation.ts";
import { openLog } from "../local/log.ts";
import { assetOptions, databaseWorker, startSimulator } from "../local/miniflare.ts";
import { onStop } from "../local/parent.ts";
import { inRoot } from "../local/paths.ts";
import { serve } from "../serve.ts";

const [kind = "", folder = "", port = ""] = process.argv.slice(2);
const dispose = await (kind === "floor" ? serveFloor() : serveProduct());
onStop(() => void dispose().finally(() => process.exit(0)));
process.send?.("ready");

async function serveProduct(): Promise<() => Promise<void>> {
  const { state, bindings } = await prepareInstallation({ folder, url: `http://127.0.0.1:${port}` });
  // Logs are written as `npm start` writes them: they are part of what a request costs.
  const served = await serve({ port: Number(port), state, bindings, onLog: openLog(path.join(folder, "log.jsonl")) });
  return () => served.dispose();
}

async function serveFloor(): Promise<() => Promise<void>> {
  const outfile = path.join(folder, "floor", "index.js");
  await build({ entryPoints: [inRoot("scripts/bench/floor.ts")], outfile, bundle: true, minify: true, format: "esm", target: "es2022", logLevel: "error" });
  // Behind the same router of static files as the product: what the platform costs is no merit or fault of ours.
  const worker = { ...databaseWorker(), ...assetOptions(), modules: [{ type: "ESModule" as const, path: outfile }], modulesRoot: path.dirname(outfile) };
  const { miniflare } = await startSimulator({ worker, host: "127.0.0.1", port: Number(port), state: path.join(folder, "state"), onLog: openLog(path.join(folder, "log.jsonl")) });
  return () => miniflare.dispose();
}
