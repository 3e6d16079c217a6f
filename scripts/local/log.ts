import fs from "node:fs";
import path from "node:path";
import type { LogLine } from "./miniflare.ts";

/** Writes what the Worker logs to a file, begun anew, and shows errors where the server was started. */
export function openLog(file: string): (line: LogLine) => void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const stream = fs.createWriteStream(file);
  return ({ level, message }) => {
    stream.write(`${message}\n`);
    if (level === "error") process.stderr.write(`${message}\n`);
  };
}
