import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonFault } from "./json-fault";

test.each([
  ["", 0],
  [" ", 1],
  ["{", 1],
  ["[1,]", 3],
  ["[1 2]", 3],
  ["[,1]", 1],
  ['{"a": secret}', 6],
  ['{"a":1,}', 7],
  ['{"a" 1}', 5],
  ["{a:1}", 1],
  ["{} {}", 3],
  ["[1}", 2],
  ['{"a":1]', 6],
  ["]", 0],
  ["01", 1],
  ["-", 0],
  ["nul", 0],
  ['"abc', 4],
  ['"a\nb"', 2],
  ['"a\\x"', 2],
  ['"\\u12"', 1],
  ["[\u00a01]", 1],
])("%j goes wrong at %i", (text, position) => {
  expect(jsonFault(text)).toBe(position);
});

/** What the engine says, where it names a place. */
function engine(text: string): { valid: boolean; position: number | null } {
  try {
    JSON.parse(text);
    return { valid: true, position: null };
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1];
    return { valid: false, position: position === undefined ? null : Number(position) };
  }
}

const soup = fc.array(fc.constantFrom(...Array.from("[]{},:\"\\ \n\t01-.eE+"), "null", "true", '"a"', "\\u00e9", '"b":', "x", "\u0000"), { maxLength: 12 }).map((parts) => parts.join(""));
/** JSON with one piece cut out, put in or doubled. */
const damaged = fc
  .tuple(fc.json(), fc.nat(), fc.nat(4), fc.constantFrom("", ",", "}", '"', "x"))
  .map(([text, at, cut, put]) => text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + cut));

test("it finds a fault where the engine does, and nowhere else", () => {
  fc.assert(
    fc.property(fc.oneof(soup, damaged, fc.json()), (text) => {
      expect(jsonFault(text) === null).toBe(engine(text).valid);
    }),
    { numRuns: 5_000 },
  );
});

test("it points where the engine points, or at the start of the number, word or escape that goes wrong there", () => {
  fc.assert(
    fc.property(fc.oneof(soup, damaged), (text) => {
      const { position } = engine(text);
      const found = jsonFault(text);
      if (position === null || found === null) return;
      expect(found).toBeLessThanOrEqual(position);
      expect(text.slice(found, position)).toMatch(/^(?:|t|tr|tru|f|fa|fal|fals|n|nu|nul|\\u?[0-9a-fA-F]{0,4}|-|[.eE]|[eE][+-])$/);
    }),
    { numRuns: 5_000 },
  );
});

test("a long or deep text is read in one pass", () => {
  expect(jsonFault("[".repeat(500_000))).toBe(500_000);
  expect(jsonFault(`["${"\\n".repeat(250_000)}`)).toBe(500_002);
  expect(jsonFault(`"${"a".repeat(500_000)}`)).toBe(500_001);
});
