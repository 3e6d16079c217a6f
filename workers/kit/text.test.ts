import fc from "fast-check";
import { expect, test } from "vitest";
import { fold, words } from "./text";

test("case, width and white space do not tell texts apart", () => {
  expect(fold("  Jane\t\n DOE ")).toBe("jane doe");
  expect(fold("ＡＣＭＥ")).toBe("acme");
  expect(fold("ﬁnance")).toBe("finance");
  expect(fold("MÜNCHEN")).toBe(fold("mu\u0308nchen"));
  expect(fold("a\u0000b")).toBe("a b");
  expect(fold(" \u00a0\u3000")).toBe("");
});

test("a Greek word is found inside a longer one", () => {
  expect(fold("ΟΔΟΣΗΜΑΝΣΗ")).toContain(fold("ΟΔΟΣ"));
});

test("a lone surrogate folds to what the database would give back", () => {
  expect(fold("a\ud800b")).toBe("a\ufffdb");
});

test("folding twice is folding once, and leaves nothing to trim", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const folded = fold(text);
      expect(fold(folded)).toBe(folded);
      expect(folded).not.toMatch(/^\s|\s$|\s\s|\p{Cc}/u);
    }),
    { numRuns: 2000 },
  );
});

test("words are folded, bare of punctuation, each once and bounded", () => {
  expect(words('Doe, Jane ("JANE") jane@acme.io c++', 10)).toEqual(["doe", "jane", "jane@acme.io", "c++"]);
  expect(words("a b c d", 2)).toEqual(["a", "b"]);
  expect(words(" ... ", 5)).toEqual([]);
});
