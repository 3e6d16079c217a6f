import { expect, test } from "vitest";
import { operations } from "../../operations";
import { functionRegistry } from "../functions";
import { NOW, ZONE } from "./fixtures";
import { toolbox } from "./index";
import { isHeldOut, marketers } from "./marketers";
import { score } from "./scoring";

const box = toolbox(functionRegistry(operations).all as Parameters<typeof toolbox>[0]);
const options = { now: NOW, timeZone: ZONE };

test("what marketers type is understood by the product's own functions, in the half never tuned on as well", async () => {
  const all = Object.values(marketers).flat();
  for (const [half, least] of [["tuned on", 0.97], ["held out", 0.8]] as const) {
    const samples = all.filter(([command]) => isHeldOut(command) === (half === "held out"));
    const { accuracy, failures } = await score(samples, box, options);
    console.log(`Marketers, ${half}: ${(accuracy * 100).toFixed(1)}% of ${samples.length}`);
    expect(accuracy, failures.join("\n")).toBeGreaterThanOrEqual(least);
  }
});

test("a question, a denial or a wish changes nothing", async () => {
  const { failures } = await score(marketers["refused"] ?? [], box, options);
  expect(failures).toEqual([]);
});
