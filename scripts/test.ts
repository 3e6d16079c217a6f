// `npm test`: every check there is, one line a stage. `npm test -- --only=unit,types` runs chosen stages.
import fs from "node:fs";
import { buildConsole, buildWorker } from "./local/build.ts";
import { findChromium, HOW_TO_GET_CHROMIUM } from "./local/chromium.ts";
import { onStop } from "./local/parent.ts";
import { inRoot, ROOT } from "./local/paths.ts";
import { runNode, type Finished } from "./local/run.ts";
import { chooseStages, closingLine, exitCode, runStages, verdict, type Outcome, type Stage } from "./local/stages.ts";
import { checkBudgets } from "./budgets.ts";
import { checkWalls } from "./walls.ts";

const TYPE_PROJECTS = ["tsconfig.json", "tsconfig.workers.json"];

const STAGES: Stage[] = [
  { name: "generate", run: () => tool("scripts/generate.mjs", []) },
  { name: "types", run: types },
  { name: "lint", run: () => tool("node_modules/oxlint/bin/oxlint", ["--type-aware", "--deny-warnings", "--format=unix"]) },
  { name: "walls", run: async () => problems(checkWalls(ROOT)) },
  { name: "unused", run: () => tool("node_modules/knip/bin/knip.js", ["--no-progress"]) },
  { name: "unit", run: () => vitest("node") },
  { name: "workerd", run: () => vitest("workerd") },
  { name: "build", run: build },
  { name: "budgets", run: async () => problems(await checkBudgets()) },
  { name: "browser", run: browser },
];

onStop(() => process.exit(1));
const print = (text: string): void => void process.stdout.write(text);
try {
  const total = await runStages(chooseStages(STAGES, process.argv.slice(2)), print);
  print(`${closingLine(total)}\n`);
  process.exit(exitCode(total));
} catch (error) {
  print(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function tool(script: string, args: string[]): Promise<Outcome> {
  const { code, output } = await runNode(script, args);
  return verdict(code === 0, output);
}

/** Node and the console in one project, the Worker in another: their globals differ. */
async function types(): Promise<Outcome> {
  const runs = await Promise.all(TYPE_PROJECTS.map((file) => runNode("node_modules/typescript/bin/tsc", ["--noEmit", "--pretty", "false", "-p", file])));
  return { ...sum(runs.map((run) => verdict(run.code === 0))), output: runs.map((run) => run.output).join("\n") };
}

/** The build of a deployment, by the very command, as far as it goes without an account. */
async function build(): Promise<Outcome> {
  await buildConsole();
  await buildWorker();
  return verdict(true);
}

async function browser(): Promise<Outcome> {
  const chromium = findChromium();
  if (chromium === undefined && process.env["REQUIRE_BROWSER"]) return verdict(false, `No Chromium found; ${HOW_TO_GET_CHROMIUM}.`);
  if (chromium === undefined) return { passed: 0, failed: 0, skipped: 1, note: `no Chromium found; ${HOW_TO_GET_CHROMIUM}` };
  return vitest("e2e", { CHROMIUM_PATH: chromium });
}

type Report = { success: boolean; numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests: number };

async function vitest(project: string, env: Record<string, string> = {}): Promise<Outcome> {
  const file = inRoot(".dev", `vitest-${project}.json`);
  fs.rmSync(file, { force: true });
  const args = ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const finished = await runNode("node_modules/vitest/vitest.mjs", args, { env });
  return fs.existsSync(file) ? counts(JSON.parse(fs.readFileSync(file, "utf8")) as Report, finished) : verdict(false, finished.output);
}

function counts(report: Report, finished: Finished): Outcome {
  // A file that cannot even be loaded holds no failed test, but it is a failure.
  const failed = Math.max(report.numFailedTests, finished.code === 0 && report.success ? 0 : 1);
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests, output: finished.output };
}

function problems(found: string[]): Outcome {
  return verdict(found.length === 0, found.join("\n"));
}

function sum(outcomes: Outcome[]): Outcome {
  const add = (key: "passed" | "failed" | "skipped"): number => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  return { passed: add("passed"), failed: add("failed"), skipped: add("skipped") };
}
