import { expect, test } from "vitest";
import { NOT_IN_HISTORY, stepHistory } from "./history";

const history = ["first", "second"];

test("up goes back through what was said, down returns to what was being written", () => {
  const one = stepHistory(history, NOT_IN_HISTORY, "half", "up");
  expect(one?.text).toBe("second");
  const two = one && stepHistory(history, one.place, one.text, "up");
  expect(two?.text).toBe("first");
  expect(two && stepHistory(history, two.place, two.text, "up")).toBeNull();
  const back = two && stepHistory(history, two.place, two.text, "down");
  expect(back?.text).toBe("second");
  expect(back && stepHistory(history, back.place, back.text, "down")?.text).toBe("half");
});

test("there is nowhere to go without history, nor below the draft", () => {
  expect(stepHistory([], NOT_IN_HISTORY, "x", "up")).toBeNull();
  expect(stepHistory(history, NOT_IN_HISTORY, "x", "down")).toBeNull();
});
