import { expect, test } from "vitest";
import { ApiError } from "./errors";
import { problemsOf } from "./problems";

const refused = new ApiError({ code: "VALIDATION_FAILED", message: "Check the fields.", details: { problems: [{ path: "addresses.1", message: "is not an address" }] } });

test("a problem of a part stands at its field, and then nothing is said of the whole", () => {
  const { at, rest } = problemsOf(refused, ["name", "addresses"]);
  expect([at("addresses"), at("name"), rest]).toEqual(["is not an address", undefined, null]);
});

test("a problem of no field that is shown is said of the whole", () => {
  expect(problemsOf(refused, ["name"]).rest).toBe(refused);
});
