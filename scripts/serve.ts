import { buildWorker, WORKER_BUILD } from "./local/build.ts";
import { lockState } from "./local/lock.ts";
import { startSimulator, workerOptions, type LogLine } from "./local/miniflare.ts";

/** How to serve the built Worker. */
export type ServeOptions = {
  /** 0 asks for any free one. */
  port: number;
  host?: string;
  /** The folder of the data; one process at a time may hold it. */
  state: string;
  /** Secrets and settings, over those of wrangler.toml. */
  bindings: Record<string, string>;
  onLog?: (line: LogLine) => void;
};

/** A running Worker. */
export type Served = { url: string; pid: number; dispose(): Promise<void> };

/**
 * Runs the built Worker under Miniflare, with every binding of wrangler.toml simulated, offline.
 * `wrangler dev` is not used: its proxy holds back a few hundred requests a second, and it rebuilds by itself.
 */
export async function serve(options: ServeOptions): Promise<Served> {
  await buildWorker();
  const lock = await lockState(options.state);
  try {
    const { miniflare, url } = await startSimulator({
      worker: workerOptions(WORKER_BUILD, options.bindings),
      host: options.host ?? "127.0.0.1",
      port: options.port,
      state: options.state,
      onLog: options.onLog,
      onRestart: () => lock.record(url.origin),
    });
    lock.record(url.origin);
    const dispose = async (): Promise<void> => {
      await miniflare.dispose();
      lock.release();
    };
    return { url: url.origin, pid: process.pid, dispose };
  } catch (error) {
    lock.release();
    throw error;
  }
}
