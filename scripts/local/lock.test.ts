import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { lockState, stateHolder, StateInUse } from "./lock.ts";
import { findProcess, processTree } from "./processes.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lock-"));
const children: ChildProcess[] = [];
let state = "";

/** A process that waits, under this name: another program, or what looks like the Workers runtime. */
async function waiting(name: string): Promise<{ pid: number; started: string }> {
  const file = path.join(folder, name);
  if (!fs.existsSync(file)) fs.symlinkSync(process.execPath, file);
  const child = spawn(file, ["-e", "setInterval(() => {}, 1000); console.log('up')"], { stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  const pid = child.pid ?? 0;
  return { pid, started: findProcess(pid)?.started ?? "" };
}

function leave(lock: unknown): void {
  fs.writeFileSync(path.join(state, "running.json"), JSON.stringify(lock));
}

beforeEach(() => {
  state = fs.mkdtempSync(path.join(folder, "state-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test("a state that a living process holds is refused, naming it", async () => {
  const owner = await waiting("pilothouse");
  leave({ owner, url: "http://127.0.0.1:1", runtimes: [] });
  await expect(lockState(state)).rejects.toThrow(StateInUse);
  await expect(lockState(state)).rejects.toThrow(`process ${owner.pid}`);
  expect(stateHolder(state)).toEqual({ pid: owner.pid, url: "http://127.0.0.1:1" });
});

test("a runtime that outlived its killed parent is ended", async () => {
  const runtime = await waiting("workerd");
  leave({ owner: { pid: runtime.pid, started: "before" }, url: "", runtimes: [runtime] });
  (await lockState(state)).release();
  expect(findProcess(runtime.pid)?.started).not.toBe(runtime.started);
});

test("a process that was given an old pid is left alone", async () => {
  const other = await waiting("workerd");
  const program = await waiting("pilothouse");
  leave({ owner: { pid: 0, started: "" }, url: "", runtimes: [{ ...other, started: "another time" }, program] });
  (await lockState(state)).release();
  expect(findProcess(other.pid)?.started).toBe(other.started);
  expect(findProcess(program.pid)?.started).toBe(program.started);
});

test("a file cut short by a crash stops nobody", async () => {
  fs.writeFileSync(path.join(state, "running.json"), '{"owner":{"pi');
  const lock = await lockState(state);
  expect(stateHolder(state)?.pid).toBe(process.pid);
  lock.release();
  expect(stateHolder(state)).toBeUndefined();
});

test("the tree of a process holds its children", async () => {
  const child = await waiting("pilothouse");
  expect(processTree(process.pid).map(({ pid }) => pid)).toContain(child.pid);
});
