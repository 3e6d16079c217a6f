import fc from "fast-check";
import { expect, test } from "vitest";
import { distractors } from "./distractors";
import { NOW, ZONE, crmTools } from "./fixtures";
import { COMMAND_CHARS_MAX, type JsonSchema, type Tool, interpret, toolbox } from "./index";
import { samples } from "./samples";
import { moreSamples } from "./samples-more";
import { fits } from "./schema";

const options = { now: NOW, timeZone: ZONE };
const box = toolbox(crmTools);
const schemaOf = new Map(crmTools.map((tool) => [tool.name, tool.parameters ?? {}]));
const RUNS = 300;

const word = fc.oneof(
  fc.constantFrom("add", "delete", "update", "show", "find", "lead", "contact", "company", "as", "a", "the", "of", "from", "to", "and", ",", ";", ":", "'s", "not", "her", "email", "tags", "status", "qualified", "score", "limit", "newest", "webinar", "\"", "'", "(", ")", "[", "$5k", "10%", "tomorrow", "2026-05-01"),
  fc.constantFrom("Jane", "Doe", "jane@acme.io", "Acme Corp", "+1 555 0100", "acme.io", "lead_01jabcdefghjkmnpqrstvwxyz0", "Ludwig van Beethoven", "Marks and Spencer", "<b>", "'; DROP TABLE x;--", "__proto__", "constructor", "toString", "Søren", "日本", "🚀"),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 6 }),
);
const command = fc.array(word, { maxLength: 30 }).map((words) => words.join(" "));

const name = fc.oneof(fc.constantFrom("__proto__", "constructor", "hasOwnProperty", "email", "firstName", "lastName", "q", "limit", "tags", "date"), fc.string({ maxLength: 10 }));
const leaf: fc.Arbitrary<JsonSchema> = fc.oneof(
  fc.record({ type: fc.constantFrom("string", "integer", "number", "boolean", "array", "object", "null", "odd"), description: fc.string({ maxLength: 40 }), format: fc.constantFrom("email", "date", "date-time", "uri", "odd") }, { requiredKeys: [] }) as fc.Arbitrary<JsonSchema>,
  fc.record({ type: fc.constant("string"), enum: fc.array(fc.oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.constant(null)), { maxLength: 4 }) }) as fc.Arbitrary<JsonSchema>,
  fc.record({ type: fc.constant("array"), items: fc.record({ type: fc.constantFrom("string", "integer", "object") }) }) as fc.Arbitrary<JsonSchema>,
);
const tools: fc.Arbitrary<Tool[]> = fc.array(
  fc.record({
    name: fc.string({ minLength: 1, maxLength: 16 }),
    description: fc.string({ maxLength: 60 }),
    parameters: fc.record({ type: fc.constant("object"), properties: fc.dictionary(name, leaf, { maxKeys: 5 }), required: fc.array(name, { maxLength: 3 }) }) as fc.Arbitrary<JsonSchema>,
  }),
  { maxLength: 5 },
);

test("any text is read without an exception, and twice to the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(command, async (text) => {
      const once = JSON.stringify(await interpret(text, box, options));
      const again = JSON.stringify(await interpret(text, toolbox(crmTools), options));
      expect(again).toBe(once);
    }),
    { numRuns: RUNS },
  );
});

test("arguments always validate and stand in the schema's order", async () => {
  const known = fc.oneof(command, fc.constantFrom(...[...samples, ...moreSamples].map(([text]) => text)));
  await fc.assert(
    fc.asyncProperty(known, command, async (one, other) => {
      const got = await interpret(`${one} ${other}`, box, options);
      if (got.kind !== "calls") return;
      for (const call of got.calls) {
        const schema = schemaOf.get(call.name) ?? {};
        expect(fits(schema, call.arguments), JSON.stringify(call)).toBe(true);
        const order = Object.keys(schema.properties ?? {});
        const given = Object.keys(call.arguments);
        expect(given).toEqual(order.filter((property) => given.includes(property)));
      }
    }),
    { numRuns: RUNS },
  );
});

test("any list of tools is indexed and read without an exception, and no prototype changes", async () => {
  await fc.assert(
    fc.asyncProperty(tools, command, async (list, text) => {
      const got = await interpret(text, toolbox(list), options);
      if (got.kind === "calls") for (const call of got.calls) expect(fits(list.find((tool) => tool.name === call.name)?.parameters ?? {}, call.arguments)).toBe(true);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

test("a question keeps what it knows, and names only properties of its tool", async () => {
  await fc.assert(
    fc.asyncProperty(command, async (text) => {
      const got = await interpret(text, box, options);
      if (got.kind !== "question") return;
      const properties = Object.keys(schemaOf.get(got.tool)?.properties ?? {});
      expect(properties).toEqual(expect.arrayContaining([...got.missing, ...Object.keys(got.known)]));
      expect(got.missing.length).toBeGreaterThan(0);
    }),
    { numRuns: RUNS },
  );
});

test("a text of the greatest length is read, whatever it repeats", async () => {
  const crowded = toolbox([...crmTools, ...distractors]);
  for (const part of ["'", "\"", "1 ", "a.", "@", "a, ", "Jane and ", "((", "555-", "new lead ", "tags a and b, ", "Jane Doe, ", "to ", "x^2 + ", "a@b.co ", "add Jane as a lead and ", "1,", "-", "Van der "]) {
    const got = await interpret(part.repeat(COMMAND_CHARS_MAX).slice(0, COMMAND_CHARS_MAX), crowded, options);
    expect(["calls", "question", "none"]).toContain(got.kind);
  }
});
