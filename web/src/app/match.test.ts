import { expect, test } from "vitest";
import { bestMatches, matchScore } from "./match";

const find = (typed: string, labels: string[]) => bestMatches(typed, labels, (label) => label);

test("letters in order fit, others do not", () => {
  expect(matchScore("ldz", "Leads")).toBeNull();
  expect(matchScore("lds", "Leads")).not.toBeNull();
});

test("beginnings of words come first", () => {
  expect(find("nl", ["Only", "New lead"])).toEqual(["New lead", "Only"]);
  expect(find("lead", ["Go to Leads", "New lead", "Mislead"])[0]).toBe("New lead");
});

test("nothing typed leaves all in their order", () => {
  expect(find(" ", ["b", "a"])).toEqual(["b", "a"]);
});
