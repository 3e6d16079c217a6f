import { expect, test } from "vitest";
import { chooseStages, closingLine, exitCode, runStages, verdict, type Stage } from "./stages.ts";

const stage = (name: string, run: Stage["run"]): Stage => ({ name, run });

test("a failing stage shows its output and does not stop those after it", async () => {
  let shown = "";
  const total = await runStages(
    [
      stage("types", async () => verdict(false, "a.ts:1 is wrong")),
      stage("crash", () => Promise.reject(new Error("no such tool"))),
      stage("unit", async () => ({ passed: 3, failed: 0, skipped: 0, output: "not shown" })),
      stage("browser", async () => ({ passed: 0, failed: 0, skipped: 1, note: "no Chromium" })),
    ],
    (text) => (shown += text),
  );
  expect(closingLine(total)).toBe("3 passed, 2 failed, 1 skipped");
  expect(exitCode(total)).toBe(1);
  expect(shown).toMatch(/✗ types +failed \(/);
  expect(shown).toContain("a.ts:1 is wrong");
  expect(shown).toContain("no such tool");
  expect(shown).toMatch(/✓ unit +3 of 3 passed/);
  expect(shown).toMatch(/– browser +skipped: no Chromium/);
  expect(shown).not.toContain("not shown");
});

test("a run in which nothing ran is no success", () => {
  expect(exitCode({ passed: 0, failed: 0, skipped: 4 })).toBe(1);
  expect(exitCode({ passed: 1, failed: 0, skipped: 4 })).toBe(0);
  expect(closingLine({ passed: 1, failed: 0, skipped: 0 })).toBe("1 passed, 0 failed");
});

test("stages are chosen by name, in their own order, and unknown ones are refused", () => {
  const stages = ["types", "lint", "unit"].map((name) => stage(name, async () => verdict(true)));
  expect(chooseStages(stages, ["--only=unit,types"]).map(({ name }) => name)).toEqual(["types", "unit"]);
  expect(chooseStages(stages, [])).toHaveLength(3);
  expect(() => chooseStages(stages, ["--only=e2e"])).toThrow("There is no stage e2e; there are types, lint, unit.");
  expect(() => chooseStages(stages, ["--watch"])).toThrow("not --watch");
});
