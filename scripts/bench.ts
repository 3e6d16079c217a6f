// `npm run bench`: what a request costs beside a bare Worker doing the same statement, in the same run.
// Read the ratios: they survive a shared machine, which requests a second and latencies do not.
import { fork, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cases, floors, hostile, type Sides } from "./bench/cases.ts";
import { fanOutLine, measureFanOut } from "./bench/fan-out.ts";
import type { Load, LoadMessage } from "./bench/load.ts";
import { compare, hostileLine, limiterLine, table, type Comparison, type Window } from "./bench/report.ts";
import { buildConsole, buildWorker } from "./local/build.ts";
import { withDatabase } from "./local/database.ts";
import { prepareInstallation } from "./local/installation.ts";
import { onStop } from "./local/parent.ts";
import { DEV, inRoot } from "./local/paths.ts";
import { cpuMs, processTree } from "./local/processes.ts";
import { runNode } from "./local/run.ts";
import { freePort } from "./local/temporary.ts";

const QUICK = process.argv.includes("--quick");
const REPEATS = 3;
const CONNECTIONS = 8;
const WARM_UP_MS = QUICK ? 150 : 500;
const MEASURED_MS = QUICK ? 400 : 1_800;
const FAN_OUT_EVENTS = QUICK ? 200 : 1_000;
/** What a write starts (queue, consumer) is finished by then, and belongs to its cost. */
const SETTLE_MS = QUICK ? 300 : 1_200;

const folder = newFolder();
/** Counts all requests of the run, so that no two new leads share an email. */
let numbers = 0;
const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) child.kill();
  fs.rmSync(folder, { recursive: true, force: true });
});
onStop(() => process.exit(1));

try {
  const loadBefore = os.loadavg();
  const sides = await startSides();
  const { comparisons, lines } = await measure(sides);
  // Last, for what it leaves behind would disturb the others.
  lines.push(fanOutLine(await measureFanOut(sides.product, sides.apiKey, FAN_OUT_EVENTS)));
  await stopSides();
  const startup = await checkStartup();
  const loadAverage = { before: loadBefore[0]?.toFixed(2), after: os.loadavg()[0]?.toFixed(2) };
  fs.writeFileSync(path.join(DEV, "bench.json"), `${JSON.stringify({ comparisons, startup, loadAverage, cpus: os.cpus().length }, null, 2)}\n`);
  process.stdout.write(`\n${table(comparisons)}\n\n${lines.join("\n")}\nStart-up (wrangler check startup): ${startup}\n`);
  process.stdout.write(`Load average ${loadAverage.before} before, ${loadAverage.after} after, on ${os.cpus().length} processors; ${CONNECTIONS} connections, median of ${REPEATS} windows of ${MEASURED_MS} ms.\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

/** A folder of this run alone: another run beside it must not sweep the databases from under it. */
function newFolder(): string {
  fs.mkdirSync(path.join(DEV, "tmp"), { recursive: true });
  return fs.mkdtempSync(path.join(DEV, "tmp", "bench-"));
}

/** Two servers on two copies of one database. */
async function startSides(): Promise<Sides & { pids: Record<"product" | "floor", number> }> {
  await buildConsole();
  await buildWorker();
  const [product, floor] = [path.join(folder, "product"), path.join(folder, "floor")];
  const [productPort, floorPort] = [await freePort(), await freePort()];
  const { state, credentials } = await prepareInstallation({ folder: product, url: `http://127.0.0.1:${productPort}` });
  const lead = await withDatabase(state, (database) =>
    database.prepare("select tenant_id, id from leads where tenant_id = ? limit 1").bind(credentials.tenant).first<{ tenant_id: string; id: string }>(),
  );
  if (!lead) throw new Error("The demo workspace has no lead to read.");
  fs.cpSync(product, floor, { recursive: true });
  const pids = { product: await startServer("product", product, productPort), floor: await startServer("floor", floor, floorPort) };
  return { product: `http://127.0.0.1:${productPort}`, floor: `http://127.0.0.1:${floorPort}`, apiKey: credentials.bulkApiKey, tenantId: lead.tenant_id, leadId: lead.id, pids };
}

async function startServer(kind: "product" | "floor", home: string, port: number): Promise<number> {
  const child = fork(inRoot("scripts/bench/server.ts"), [kind, home, String(port)], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  children.add(child);
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) => reject(new Error(`The ${kind} server ended with code ${code} before it answered.`)));
  });
  return child.pid ?? 0;
}

async function stopSides(): Promise<void> {
  await Promise.all(
    [...children].map((child) => {
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.kill("SIGTERM");
      return gone;
    }),
  );
  children.clear();
}

/** Windows of all cases in turn, several times over, so that a disturbance falls on all of them alike. */
async function measure(sides: Awaited<ReturnType<typeof startSides>>): Promise<{ comparisons: Comparison[]; lines: string[] }> {
  const ours = cases(sides);
  const bare = floors(sides);
  const windows = new Map<string, Window[]>();
  const keep = (name: string, window: Window): void => void windows.set(name, [...(windows.get(name) ?? []), window]);
  for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
    process.stdout.write(`Round ${repeat} of ${REPEATS} …\n`);
    for (const [name, request] of Object.entries(bare)) keep(`floor ${name}`, await oneWindow(request, sides.pids.floor));
    for (const { name, product } of ours) keep(name, await oneWindow(product, sides.pids.product));
  }
  const refused: Record<string, Window> = {};
  for (const [name, request] of Object.entries(hostile(sides))) refused[name] = await oneWindow(request, sides.pids.product);
  const comparisons = ours.map(({ name, target, floor }) => compare(name, target, windows.get(name) ?? [], windows.get(`floor ${floor}`) ?? []));
  return { comparisons, lines: [limiterLine(windows.get("floor live") ?? [], windows.get("floor gated") ?? []), hostileLine(refused)] };
}

async function oneWindow(request: Pick<Load, "url" | "method" | "headers" | "expected"> & { body?: string }, serverPid: number): Promise<Window> {
  const pids = processTree(serverPid).map(({ pid }) => pid);
  const child = fork(inRoot("scripts/bench/load.ts"), [], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  children.add(child);
  let before = cpuMs(pids);
  const done = new Promise<Extract<LoadMessage, { kind: "done" }>>((resolve, reject) => {
    child.on("message", (message: LoadMessage) => {
      if (message.kind === "warm") before = cpuMs(pids);
      else resolve(message);
    });
    child.once("exit", (code) => reject(new Error(`The load generator ended with code ${code}.`)));
  });
  child.send({ ...request, firstNumber: numbers, warmUpMs: WARM_UP_MS, measuredMs: MEASURED_MS, connections: CONNECTIONS } satisfies Load);
  const result = await done;
  numbers = result.lastNumber;
  child.removeAllListeners("exit");
  child.kill();
  children.delete(child);
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.requests} requests failed at ${request.method} ${request.url}: ${result.firstFailure}`);
  if (request.method !== "GET" && request.expected === undefined) await sleep(SETTLE_MS);
  const after = cpuMs(pids);
  return { ...result, cpuMs: before === undefined || after === undefined ? undefined : after - before };
}

async function checkStartup(): Promise<string> {
  const { code, output } = await runNode("node_modules/wrangler/bin/wrangler.js", ["check", "startup", "--outfile", path.join(DEV, "startup.cpuprofile")]);
  const facts = [/Bundle: .*/, /Profile window: .*/, /Active: [^(]*/].map((pattern) => pattern.exec(output)?.[0].trim());
  return code === 0 ? facts.filter(Boolean).join("; ") : `failed: ${output.trim().slice(-300)}`;
}
