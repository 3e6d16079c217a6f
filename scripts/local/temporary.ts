import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { serve } from "../serve.ts";
import { buildConsole, buildWorker } from "./build.ts";
import type { Credentials } from "./credentials.ts";
import { prepareInstallation } from "./installation.ts";
import type { LogLine } from "./miniflare.ts";
import { DEV } from "./paths.ts";

/** A whole installation of its own, with the demo data, that is gone when disposed. */
export type TemporaryInstallation = { url: string; /** The folder of its data. */ state: string; credentials: Credentials; logs: LogLine[]; dispose(): Promise<void> };

/** Builds what changed and serves a fresh installation on a free port: for tests in a browser, and for measuring. */
export async function serveTemporary(settings: Record<string, string> = {}): Promise<TemporaryInstallation> {
  await buildConsole();
  await buildWorker();
  fs.mkdirSync(path.join(DEV, "tmp"), { recursive: true });
  const folder = fs.mkdtempSync(path.join(DEV, "tmp", "installation-"));
  const port = await freePort();
  // localhost and not its number: passkeys do not work on an IP address.
  const url = `http://localhost:${port}`;
  const logs: LogLine[] = [];
  try {
    const { state, bindings, credentials } = await prepareInstallation({ folder, url });
    const served = await serve({ port, state, bindings: { ...bindings, ...settings }, onLog: (line) => logs.push(line) });
    const dispose = async (): Promise<void> => {
      await served.dispose();
      fs.rmSync(folder, { recursive: true, force: true });
    };
    return { url, state, credentials, logs, dispose };
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** A port that nobody listened on a moment ago; its number must be known before the server, whose settings name it. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
