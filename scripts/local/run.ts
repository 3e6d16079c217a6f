import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { inRoot, ROOT } from "./paths.ts";

/** What a finished command left. */
export type Finished = { code: number; output: string };

/** Options of a command. */
export type RunOptions = { env?: Record<string, string>; input?: string; cwd?: string };

/** Tools must not ask, phone home, colour what we read back, or write outside the repository. */
const QUIET_ENV = {
  // wrangler's build command asks for `node`, and the machine's own may be an older one.
  PATH: [inRoot("node_modules/.bin"), process.env["PATH"] ?? ""].join(path.delimiter),
  CI: "1",
  NO_COLOR: "1",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_LOG_PATH: inRoot(".dev/wrangler-logs"),
};

// Some tools take its mere presence as a wish for colours.
const { FORCE_COLOR: _colours, ...inherited } = process.env;

const running = new Set<ChildProcess>();
// A person who stops us stops what we started, too.
process.on("exit", () => {
  for (const child of running) child.kill();
});

/** Runs a Node program of node_modules (or a script of ours) with this same Node, and collects what it says. */
export function runNode(script: string, args: string[], options: RunOptions = {}): Promise<Finished> {
  return run(process.execPath, [inRoot(script), ...args], options);
}

/** Runs a command and collects what it says. Never rejects for an exit code: the caller decides. */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? ROOT,
      env: { ...inherited, ...QUIET_ENV, ...options.env },
      stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    running.add(child);
    let output = "";
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.stdin?.end(options.input);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      running.delete(child);
      resolve({ code: code ?? (signal ? 1 : 0), output });
    });
  });
}

/** Said when a command that had to succeed did not; the message carries what it printed. */
export class CommandFailed extends Error {
  constructor(what: string, finished: Finished) {
    super(`${what} failed (exit code ${finished.code}).\n\n${finished.output.trim()}`);
  }
}

/** Throws what the command printed unless it succeeded. */
export function mustSucceed(what: string, finished: Finished): Finished {
  if (finished.code !== 0) throw new CommandFailed(what, finished);
  return finished;
}
