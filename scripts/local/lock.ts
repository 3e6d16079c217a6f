import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findProcess, processTree, type Process } from "./processes.ts";

/** Said when another process already serves this state. */
export class StateInUse extends Error {
  readonly pid: number;
  readonly url: string;
  constructor(pid: number, url: string) {
    super(`Pilothouse already runs from this folder: ${url} (process ${pid}). Stop that one first.`);
    this.pid = pid;
    this.url = url;
  }
}

type Seen = { pid: number; started: string };
type LockFile = { owner: Seen; url: string; runtimes: Seen[] };

/** Who serves a state folder, kept in a file beside the data so that the next start can tell. */
export type Lock = { record(url: string): void; release(): void };

/**
 * Takes a state folder for this process. A runtime that outlived a killed parent is ended first:
 * two runtimes over one set of SQLite files would damage them.
 */
export async function lockState(state: string): Promise<Lock> {
  const file = lockFile(state);
  fs.mkdirSync(state, { recursive: true });
  const holder = stateHolder(state);
  if (holder) throw new StateInUse(holder.pid, holder.url);
  await endOrphans(state);
  const owner = seen(findProcess(process.pid)) ?? { pid: process.pid, started: "" };
  const write = (url: string): void => {
    const runtimes = processTree(process.pid).filter(isRuntime).map((entry) => ({ pid: entry.pid, started: entry.started }));
    const lock: LockFile = { owner, url, runtimes };
    fs.writeFileSync(`${file}.tmp`, JSON.stringify(lock));
    fs.renameSync(`${file}.tmp`, file);
  };
  write("");
  return { record: write, release: () => fs.rmSync(file, { force: true }) };
}

/**
 * Ends the runtimes that outlived a killed parent: they would hold its port and its database.
 * @returns whether there were any
 */
export async function endOrphans(state: string): Promise<boolean> {
  return stateHolder(state) === undefined && (await endRuntimes(readLock(lockFile(state))?.runtimes ?? []));
}

/** The process that serves this state now, if there is one. */
export function stateHolder(state: string): { pid: number; url: string } | undefined {
  const lock = readLock(lockFile(state));
  return lock && isSame(lock.owner) ? { pid: lock.owner.pid, url: lock.url } : undefined;
}

function lockFile(state: string): string {
  return path.join(state, "running.json");
}

function readLock(file: string): LockFile | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as LockFile;
  } catch {
    // No file, or one cut short by a crash while it was written: nothing is known, so nothing is ended.
    return undefined;
  }
}

function seen(entry: Process | undefined): Seen | undefined {
  return entry && { pid: entry.pid, started: entry.started };
}

/** The pid alone proves nothing, since pids are used again: the start time must agree too. */
function isSame(known: Seen): boolean {
  return findProcess(known.pid)?.started === known.started;
}

function isRuntime(entry: Process): boolean {
  return /(^|[/\\ ])workerd(\.exe)?( |$)/.test(entry.command);
}

async function endRuntimes(runtimes: Seen[]): Promise<boolean> {
  let ended = false;
  for (const known of runtimes) {
    const entry = findProcess(known.pid);
    if (!entry || entry.started !== known.started || !isRuntime(entry)) continue;
    process.kill(known.pid, "SIGKILL");
    ended = true;
    for (let waits = 0; waits < 50 && isSame(known); waits += 1) await sleep(20);
  }
  return ended;
}
