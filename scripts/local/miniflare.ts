import fs from "node:fs";
import path from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { inRoot } from "./paths.ts";
import { readWranglerConfig } from "./wrangler-config.ts";

/** One line that the Worker logged. */
export type LogLine = { level: string; message: string };

/** How the simulator is started. Port 0 asks for any free one. */
export type SimulatorOptions = {
  worker: V4WorkerOptions;
  host: string;
  port: number;
  state: string;
  onLog?: ((line: LogLine) => void) | undefined;
  onRestart?: (() => void) | undefined;
};

/** Where `--persist-to <state>` of wrangler keeps its data, so that wrangler's own commands see the same database. */
export function persistencePath(state: string): string {
  return path.join(state, "v3");
}

/** The options of our Worker as wrangler.toml has them, with the built modules of `build` and more bindings. */
export function workerOptions(build: string, bindings: Record<string, string>): V4WorkerOptions {
  // The rules say how to find modules; the build has found them, and Miniflare takes one or the other.
  const { modulesRules: _rules, bindings: vars, ...rest } = configuredOptions();
  return {
    ...rest,
    name: workerName(),
    modulesRoot: build,
    modules: builtModules(build),
    bindings: { ...(vars as Record<string, string>), ...bindings },
  };
}

/** A Worker that does nothing but hold the database, to reach it before our own Worker runs. */
export function databaseOnly(): V4WorkerOptions {
  return { ...databaseWorker(), modules: true, script: "export default { fetch: () => new Response(null, { status: 404 }) }" };
}

/** A Worker by our name with our databases, whatever its code. */
export function databaseWorker(): { name: string; compatibilityDate: string; d1Databases: Record<string, string> } {
  const config = readWranglerConfig();
  return {
    name: workerName(),
    compatibilityDate: config.compatibility_date ?? "",
    d1Databases: Object.fromEntries(config.d1_databases.map(({ binding, database_id }) => [binding, database_id ?? binding])),
  };
}

function configuredOptions(): Record<string, unknown> {
  return unstable_getMiniflareWorkerOptions(inRoot("wrangler.toml")).workerOptions as Record<string, unknown>;
}

/** Starts the simulator and waits until it answers. */
export async function startSimulator(options: SimulatorOptions): Promise<{ miniflare: Miniflare; url: URL }> {
  const signalHandlers = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: options.host,
      port: options.port,
      resourcePersistencePath: persistencePath(options.state),
      // Otherwise it asks the network where this machine is.
      cf: false,
      telemetry: { enabled: false },
      log: new Log(LogLevel.ERROR),
      logRequests: false,
      handleStructuredLogs: options.onLog ?? (() => {}),
      unsafeHandleRuntimeRestart: () => options.onRestart?.(),
      workers: [options.worker],
    }),
  );
  // Miniflare ends the process on a signal by itself, with an error's exit code; its owner decides here.
  for (const [signal, before] of signalHandlers) {
    for (const handler of process.listeners(signal)) if (!before.includes(handler)) process.removeListener(signal, handler);
  }
  try {
    return { miniflare, url: await miniflare.ready };
  } catch (error) {
    await miniflare.dispose().catch(() => {});
    throw error;
  }
}

const SIGNALS: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

function workerName(): string {
  return readWranglerConfig().name ?? "worker";
}

function builtModules(build: string): { type: "ESModule" | "CompiledWasm" | "Text" | "Data"; path: string }[] {
  const types = { ".js": "ESModule", ".mjs": "ESModule", ".wasm": "CompiledWasm", ".txt": "Text", ".html": "Text", ".sql": "Text", ".bin": "Data" } as const;
  const main = path.join(build, "index.js");
  const others = fs
    .readdirSync(build)
    .map((name) => path.join(build, name))
    .filter((file) => file !== main);
  // The first module is the one that runs.
  return [main, ...others].flatMap((file) => {
    const type = types[path.extname(file) as keyof typeof types];
    return type ? [{ type, path: file }] : [];
  });
}
