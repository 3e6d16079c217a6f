import { execFileSync } from "node:child_process";
import fs from "node:fs";

/** A process as the system sees it; `started` tells apart two that were given the same pid. */
export type Process = { pid: number; parent: number; started: string; command: string };

/** Every process that this user can see. Linux is read from /proc, because slim images have no `ps`. */
export function listProcesses(): Process[] {
  return fs.existsSync("/proc/self/stat") ? fromProc() : fromPs();
}

/** The process with this pid, or undefined when there is none. */
export function findProcess(pid: number): Process | undefined {
  if (fs.existsSync("/proc/self/stat")) return readProc(pid);
  return fromPs().find((entry) => entry.pid === pid);
}

/** A process and all that descend from it. */
export function processTree(root: number, all: Process[] = listProcesses()): Process[] {
  const tree = all.filter((entry) => entry.pid === root);
  for (let index = 0; index < tree.length; index += 1) {
    const parent = tree[index]?.pid;
    tree.push(...all.filter((entry) => entry.parent === parent && !tree.includes(entry)));
  }
  return tree;
}

/** Processor milliseconds (user and system) that these processes have used; Linux only, undefined elsewhere. */
export function cpuMs(pids: number[]): number | undefined {
  if (!fs.existsSync("/proc/self/stat")) return undefined;
  // A tick is 10 ms on every Linux that Node supports (USER_HZ is part of the kernel's interface).
  const TICK_MS = 10;
  let ticks = 0;
  for (const pid of pids) {
    const fields = statFields(pid);
    ticks += Number(fields?.[11] ?? 0) + Number(fields?.[12] ?? 0);
  }
  return ticks * TICK_MS;
}

/** The fields of /proc/<pid>/stat after the name, which may itself hold spaces and brackets. */
function statFields(pid: number): string[] | undefined {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).trim().split(" ");
  } catch {
    return undefined;
  }
}

function readProc(pid: number): Process | undefined {
  const fields = statFields(pid);
  // A zombie has ended already; only its parent has not asked yet.
  if (!fields || fields[0] === "Z") return undefined;
  let command: string;
  try {
    command = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return undefined;
  }
  return { pid, parent: Number(fields[1]), started: fields[19] ?? "", command };
}

function fromProc(): Process[] {
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProc(Number(name)))
    .filter((entry) => entry !== undefined);
}

function fromPs(): Process[] {
  const text = execFileSync("ps", ["-A", "-o", "pid=,ppid=,lstart=,command="], { encoding: "utf8", maxBuffer: 16e6 });
  return text.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+\s+\S+\s+\d+\s+\S+\s+\d+)\s+(.*)$/.exec(line);
    if (!match) return [];
    return [{ pid: Number(match[1]), parent: Number(match[2]), started: match[3] ?? "", command: match[4] ?? "" }];
  });
}
