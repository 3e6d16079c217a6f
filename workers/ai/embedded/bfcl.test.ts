import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { type Row, type Truth, callsFit, toolsOf } from "./bfcl";
import { interpret, toolbox } from "./index";

const FOLDER = resolve(process.cwd(), "../shared/vectors/bfcl");
const absent = !existsSync(FOLDER);
const options = { now: Date.UTC(2026, 2, 11, 10), timeZone: "UTC" };

/** Shares of the rows that are read wholly right; a little below what is reached, so that a loss is noticed. */
const FLOORS = { simple_python: 0.65, multiple: 0.68, parallel: 0.46, parallel_multiple: 0.11, irrelevance: 0.88 } as const;

function lines<T>(file: string): T[] {
  return readFileSync(resolve(FOLDER, file), "utf8").trim().split("\n").map((line) => JSON.parse(line) as T);
}

async function share(category: keyof typeof FLOORS): Promise<number> {
  const rows = lines<Row>(`${category}.jsonl`);
  const truths = category === "irrelevance" ? [] : lines<{ id: string; ground_truth: Truth }>(`possible_answer/${category}.jsonl`);
  const truthOf = new Map(truths.map((truth) => [truth.id, truth.ground_truth]));
  let right = 0;
  for (const row of rows) {
    const text = (row.question[0] ?? []).filter((message) => message.role === "user").map((message) => message.content).join("\n");
    const got = await interpret(text, toolbox(toolsOf(row)), options);
    const truth = truthOf.get(row.id);
    if (category === "irrelevance" ? got.kind !== "calls" : got.kind === "calls" && truth !== undefined && callsFit(got.calls, truth, row)) right += 1;
  }
  return right / rows.length;
}

test.skipIf(absent)("the leaderboard's rows are read as well as before (skipped where ../shared/vectors/bfcl is absent)", async () => {
  for (const category of Object.keys(FLOORS) as (keyof typeof FLOORS)[]) {
    const reached = await share(category);
    console.log(`BFCL ${category}: ${(reached * 100).toFixed(1)}%`);
    expect(reached, category).toBeGreaterThanOrEqual(FLOORS[category]);
  }
}, 60_000);
