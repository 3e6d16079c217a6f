import { expect, test } from "vitest";
import { operations } from "../../operations";
import { functionRegistry } from "../functions";
import { NOW, ZONE } from "./fixtures";
import { interpret, toolbox } from "./index";
import { isHeldOut, marketers } from "./marketers";
import { laterProductSamples } from "./samples-later";
import { refusals } from "./refusals";
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

test("a question, a denial, a report, a condition or a wish changes nothing", async () => {
  const { failures } = await score([...(marketers["refused"] ?? []), ...refusals.map((command) => [command, "harmless"] as const)], box, options);
  expect(failures).toEqual([]);
});

test("commands of the product that were once misread are understood", async () => {
  const { failures } = await score(laterProductSamples, box, options);
  expect(failures).toEqual([]);
});

test("a command that is understood in part is declined in words that help", async () => {
  for (const [command, words] of [
    ["find leads with a score over 50", 'search by "score over 50"'],
    ["clear the phone of lead Jane Doe", "cannot empty the phone"],
    ["add Acme", "create a new lead, create a new contact, create a new company or create a new deal"],
    ["leads not from Acme", "not for what they do not have"],
    ["delete lead Bob and his dog", '"dog"'],
    ["remove all contacts from Acme", "by name"],
  ] as const) {
    const got = await interpret(command, box, options);
    expect(got.kind === "none" && got.text, command).toContain(words);
  }
});
