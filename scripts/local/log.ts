import fs from "node:fs";
import path from "node:path";
import type { LogLine } from "./miniflare.ts";

/** Lines are gathered for this long, for a write of its own would cost more than the request it tells of. */
const GATHER_MS = 50;

/** Writes what the Worker logs to a file, begun anew, and shows errors where the server was started. */
export function openLog(file: string): (line: LogLine) => void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const descriptor = fs.openSync(file, "w");
  let gathered = "";
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    timer = undefined;
    if (gathered !== "") fs.writeSync(descriptor, gathered);
    gathered = "";
  };
  process.on("exit", flush);
  return ({ level, message }) => {
    gathered += `${message}\n`;
    timer ??= setTimeout(flush, GATHER_MS).unref();
    if (level === "error") process.stderr.write(`${message}\n`);
  };
}
