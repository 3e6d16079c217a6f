import fc from "fast-check";
import { expect, test } from "vitest";
import { JSON_DEPTH_MAX, JSON_VALUES_MAX, refuseOutOfBounds } from "./json-bounds";

const refusal = (text: string): string | null => {
  try {
    refuseOutOfBounds(text);
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test("what people send passes", () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 10 }), (value) => refusal(JSON.stringify(value)) === null));
});

test("the deepest that is allowed passes, and one deeper is refused", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  expect(refusal(nested(JSON_DEPTH_MAX))).toBeNull();
  expect(refusal(nested(JSON_DEPTH_MAX + 1))).toBe("VALIDATION_FAILED");
  expect(refusal('{"a":'.repeat(100_000))).toBe("VALIDATION_FAILED");
});

test("a million items are refused, and never more than the bound is read", () => {
  expect(refusal(`[${"1,".repeat(500_000)}1]`)).toBe("PAYLOAD_TOO_LARGE");
  expect(refusal(`[${"1,".repeat(JSON_VALUES_MAX - 2)}1]`)).toBeNull();
});

test("brackets, commas and escaped quotes inside strings count for nothing", () => {
  expect(refusal(JSON.stringify({ a: "[".repeat(1000), b: ",".repeat(JSON_VALUES_MAX * 2), c: '\\"[[[{{{"'.repeat(100) }))).toBeNull();
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => refusal(JSON.stringify([text.repeat(20)])) === null));
});

test("a text that is no JSON ends, whatever it holds", () => {
  fc.assert(fc.property(fc.string({ maxLength: 500 }), (text) => ["VALIDATION_FAILED", "PAYLOAD_TOO_LARGE", null].includes(refusal(text))));
});
