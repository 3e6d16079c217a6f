import { expect, test } from "vitest";
import { humanName, humanValue, newSentences } from "./words";

test("names of functions and fields read as words", () => {
  expect(humanName("create_lead")).toBe("Create lead");
  expect(humanName("annualRevenue")).toBe("Annual revenue");
});

test("values read as text", () => {
  expect(humanValue({ amount: 5, currency: "EUR" })).toBe("Amount: 5, Currency: EUR");
  expect(humanValue({ id: "com_1", name: "Acme" })).toBe("Acme");
  expect(humanValue(["vip", "emea"])).toBe("vip, emea");
  expect(humanValue(null)).toBe("");
});

test("only whole sentences are spoken while a text grows", () => {
  expect(newSentences("Added Ja", 0, false)).toEqual({ say: "", spoken: 0 });
  const first = newSentences("Added Jane. The ne", 0, false);
  expect(first).toEqual({ say: "Added Jane.", spoken: 11 });
  expect(newSentences("Added Jane. The next one", first.spoken, true)).toEqual({ say: "The next one", spoken: 24 });
});

test("a point inside an address ends no sentence", () => {
  expect(newSentences("Mail jane@acme.io", 0, false).say).toBe("");
});
