import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type FilterNode, parseFilter } from "./filter";

/** The tree in the shape of Twenty's parser: `{ and: [{ field: { operator: value } }] }`. */
function plain(node: FilterNode): unknown {
  if (node.kind === "not") return { not: plain(node.of) };
  if (node.kind !== "condition") return { [node.kind]: node.of.map(plain) };
  const value = node.value?.kind === "list" ? node.value.items.map((item) => item.text) : (node.value?.text ?? null);
  return { [node.field.text]: { [node.operator.text]: value } };
}

function parsed(text: string): unknown {
  const result = parseFilter(text);
  return result.ok ? plain(result.value) : result.error;
}

// Cases of another product; not part of the project, so the test is skipped, by name, where they are absent.
const VECTORS = join(process.cwd(), "../shared/vectors/crm/twenty_rest_cases.json");
type Vectors = { filterParse: { in: string; out: unknown }[]; invalid: { filter?: string }[] };

test.skipIf(!existsSync(VECTORS))("reads the shared vectors as they are meant (skipped where they are absent)", () => {
  const vectors = JSON.parse(readFileSync(VECTORS, "utf8")) as Vectors;
  for (const { in: text, out } of vectors.filterParse) expect(parsed(text)).toEqual(out);
  expect(parseFilter("price:10").ok).toBe(false);
});

test.each([
  ["status[eq]:new", { status: { eq: "new" } }],
  [" status [ eq ] : new , score[gte]:50 ", { and: [{ status: { eq: "new" } }, { score: { gte: "50" } }] }],
  ["name[contains]:Jane Doe", { name: { contains: "Jane Doe" } }],
  ['name[eq]:"a, b) \\"c\\" \\u00e9\\n"', { name: { eq: 'a, b) "c" é\n' } }],
  ['name[eq]:"two\nlines"', { name: { eq: "two\nlines" } }],
  ['name[eq]:""', { name: { eq: "" } }],
  ['status[in]:["new",qualified , "x,y"]', { status: { in: ["new", "qualified", "x,y"] } }],
  ["status[in]:[]", { status: { in: [] } }],
  ["phone[missing]", { phone: { missing: null } }],
  ["or(phone[missing],not(email[exists]))", { or: [{ phone: { missing: null } }, { not: { email: { exists: null } } }] }],
  ["createdAt[gte]:2026-11-22T10:00:00Z", { createdAt: { gte: "2026-11-22T10:00:00Z" } }],
  ["customFields.size[eq]:5", { "customFields.size": { eq: "5" } }],
  ["and[eq]:1", { and: { eq: "1" } }],
])("%j is read", (text, tree) => {
  expect(parsed(text)).toEqual(tree);
});

test.each([
  ["", 1, "expected a condition"],
  ["price:10", 6, "expected an operator in brackets"],
  ["price[]:10", 7, "expected an operator such as"],
  ["price[eq:10", 9, 'expected "]"'],
  ["price[eq]:", 11, "expected a value"],
  ["price[eq]:1,", 13, "expected a condition"],
  ["price[eq]:1)", 12, 'expected "," and another condition, or the end'],
  ["and(a[eq]:1", 12, 'expected "," or ")"'],
  ["and()", 5, "expected a condition"],
  ["not(a[eq]:1,b[eq]:2)", 12, 'expected ")" after the one condition'],
  ['a[eq]:"open', 7, "never closed"],
  ['a[eq]:"\\x"', 7, "escapes of JSON"],
  ["a[eq]:say (hi)", 11, "into double quotes"],
  ['a[eq]:say "hi"', 11, "into double quotes"],
  ['a[eq]:"hi" there', 12, 'expected "," and another condition'],
  ["a[in]:[1,", 10, "expected an item"],
  ["a[in]:[1", 9, 'expected "," or "]"'],
  ["and(or(and(or(and(or(a[eq]:1))))))", 19, "nest at most 5"],
  ["<script>[eq]:1", 1, "expected a condition"],
])("%j names character %i", (text, position, message) => {
  const result = parseFilter(text);
  expect(result).toMatchObject({ ok: false, error: { position } });
  if (!result.ok) expect(result.error.message).toContain(`Character ${position}: `);
  if (!result.ok) expect(result.error.message).toContain(message);
});

test("bounds: length, conditions, depth and list items", () => {
  const conditions = (count: number) => Array.from({ length: count }, () => "a[eq]:1").join(",");
  const list = (count: number) => `a[in]:[${Array.from({ length: count }, () => "1").join(",")}]`;
  expect(parseFilter(conditions(20)).ok).toBe(true);
  expect(parsed(conditions(21))).toMatchObject({ message: expect.stringContaining("at most 20 conditions") });
  expect(parseFilter(list(100)).ok).toBe(true);
  expect(parsed(list(101))).toMatchObject({ message: expect.stringContaining("at most 100 items") });
  expect(parseFilter("and(or(and(or(and(a[eq]:1)))))").ok).toBe(true);
  expect(parseFilter(`a[eq]:${"x".repeat(3_994)}`).ok).toBe(true);
  expect(parsed(`a[eq]:${"x".repeat(3_995)}`)).toMatchObject({ position: 4_001 });
});

test("any text gives a tree or a position inside it, and never hangs or throws", () => {
  const token = fc.constantFrom("and(", "or(", "not(", ")", ",", "a", "[eq]", "[", "]", ":", '"', "\\", " ", "x", "[in]:[", "é", "\ud800");
  const text = fc.oneof(fc.array(token, { maxLength: 30 }).map((parts) => parts.join("")), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(text, (filter) => {
      const result = parseFilter(filter);
      if (result.ok) return;
      expect(result.error.position).toBeGreaterThanOrEqual(1);
      expect(result.error.position).toBeLessThanOrEqual(filter.length + 1);
    }),
    { numRuns: 3000 },
  );
});

test("a text quoted as JSON comes back as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (value) => {
      expect(parsed(`name[eq]:${JSON.stringify(value)}`)).toEqual({ name: { eq: value } });
    }),
  );
});
