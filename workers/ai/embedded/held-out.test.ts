import { expect, test } from "vitest";
import { NOW, ZONE, crmTools } from "./fixtures";
import { toolbox } from "./index";
import { heldOutSamples } from "./samples-held-out";
import { score } from "./scoring";

test("commands that were written after the tuning are understood about as well", async () => {
  const { accuracy, failures } = await score(heldOutSamples, toolbox(crmTools), { now: NOW, timeZone: ZONE });
  console.log(`CRM, held out: ${(accuracy * 100).toFixed(1)}% of ${heldOutSamples.length}`);
  expect(accuracy, failures.join("\n")).toBeGreaterThanOrEqual(0.8);
});
