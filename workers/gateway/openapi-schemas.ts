/** JSON Schemas of all operations: written by zod, with what is named by `meta({ id })` moved to one place and named without clashes. */
import * as z from "zod";
import type { AnyOperation } from "#kit/operation";
import type { JsonSchema } from "./openapi-types";

/** What a schema takes and what it gives may differ: defaults, trimming, coercion. */
export type Side = "input" | "output";

export type Schemas = {
  /** The schema as the document shows it, with references to `components`. */
  of(schema: z.ZodType, side: Side): JsonSchema;
  /** Every schema that has a name. */
  components: Record<string, JsonSchema>;
};

const LOCAL = "#/$defs/";
const COMPONENT = "#/components/schemas/";

type Converted = { schema: JsonSchema; defs: Record<string, JsonSchema> };

/**
 * Converts the schemas of all operations.
 * @param reserved names that the document uses itself
 * @throws Error where two schemas share one name; a mistake of ours that a test finds before a caller does
 */
export function schemasOf(operations: readonly AnyOperation<never>[], reserved: readonly string[]): Schemas {
  const converted: Record<Side, Map<z.ZodType, Converted>> = { input: new Map(), output: new Map() };
  const defs: Record<Side, Map<string, JsonSchema>> = { input: new Map(), output: new Map() };

  for (const { params, query, body, response } of operations) {
    for (const schema of [params, query, body]) if (schema !== undefined) convert(schema, "input");
    if (response !== undefined) convert(response, "output");
  }

  function convert(schema: z.ZodType, side: Side): void {
    if (converted[side].has(schema)) return;
    const result = toJsonSchema(schema, side);
    converted[side].set(schema, result);
    for (const [name, def] of Object.entries(result.defs)) {
      const known = defs[side].get(name);
      if (reserved.includes(name) || (known !== undefined && !same(known, def))) throw new Error(`Two schemas are named ${name}; give one of them another id.`);
      defs[side].set(name, def);
    }
  }

  const names = namesOf(defs);
  const components: Record<string, JsonSchema> = {};
  for (const side of ["output", "input"] as const) {
    for (const [name, def] of defs[side]) components[names[side].get(name) ?? name] = renamed(def, names[side]);
  }

  return {
    components: Object.fromEntries(Object.entries(components).toSorted(([left], [right]) => (left < right ? -1 : 1))),
    of(schema, side) {
      const found = converted[side].get(schema);
      if (found === undefined) throw new Error("This schema belongs to no operation of the list.");
      return renamed(found.schema, names[side]);
    },
  };
}

function toJsonSchema(schema: z.ZodType, side: Side): Converted {
  const json = z.toJSONSchema(schema, { io: side, override: ({ jsonSchema }) => tidy(jsonSchema as Record<string, unknown>) }) as Record<string, unknown>;
  const { $schema: _dialect, $defs: defs = {}, "~standard": _standard, ...rest } = json;
  return { schema: rest, defs: defs as Record<string, JsonSchema> };
}

/** Takes out what says nothing to a reader: the bounds of every integer, and patterns that a format names. */
function tidy(json: Record<string, unknown>): void {
  if (json["minimum"] === Number.MIN_SAFE_INTEGER) delete json["minimum"];
  if (json["maximum"] === Number.MAX_SAFE_INTEGER) delete json["maximum"];
  if (["date-time", "date", "time", "uuid"].includes(json["format"] as string)) delete json["pattern"];
  if (same(json["propertyNames"], { type: "string" })) delete json["propertyNames"];
}

/** The name of every schema on each side: one name where both sides are alike, else the input takes another that is free. */
function namesOf(defs: Record<Side, Map<string, JsonSchema>>): Record<Side, Map<string, string>> {
  const taken = new Set([...defs.input.keys(), ...defs.output.keys()]);
  const names: Record<Side, Map<string, string>> = { input: new Map(), output: new Map() };
  const different = differing(defs);
  for (const name of defs.output.keys()) names.output.set(name, name);
  for (const name of defs.input.keys()) {
    const own = different.has(name) ? freeName(`${name}Input`, taken) : name;
    taken.add(own);
    names.input.set(name, own);
  }
  return names;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}${n}`;
  return name;
}

/** Names whose two sides differ, themselves or in what they refer to. */
function differing(defs: Record<Side, Map<string, JsonSchema>>): Set<string> {
  const both = [...defs.input.keys()].filter((name) => defs.output.has(name));
  const found = new Set(both.filter((name) => !same(defs.input.get(name), defs.output.get(name))));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const name of both) if (referencesOf(defs.input.get(name), LOCAL).some((other) => found.has(other))) found.add(name);
  }
  return found;
}

/** The names that a schema refers to. */
function referencesOf(json: unknown, prefix: string): string[] {
  const found: string[] = [];
  mapReferences(json, (ref) => {
    found.push(ref.slice(prefix.length));
    return ref;
  });
  return found;
}

function renamed(schema: JsonSchema, names: ReadonlyMap<string, string>): JsonSchema {
  return mapReferences(schema, (ref) => {
    const name = ref.startsWith(LOCAL) ? names.get(ref.slice(LOCAL.length)) : undefined;
    // zod refers to the root or to a number where a schema without a name contains itself; neither stands in a document.
    if (name === undefined || name.startsWith("__schema")) throw new Error("A schema that contains itself needs a name: give it one with meta({ id }).");
    return `${COMPONENT}${name}`;
  }) as JsonSchema;
}

/** The same JSON with every `$ref` replaced. */
function mapReferences(json: unknown, replace: (ref: string) => string): unknown {
  if (Array.isArray(json)) return json.map((item) => mapReferences(item, replace));
  if (typeof json !== "object" || json === null) return json;
  const entries = Object.entries(json).map(([key, value]) => [key, key === "$ref" && typeof value === "string" ? replace(value) : mapReferences(value, replace)] as const);
  return Object.fromEntries(entries);
}

/** A schema of the document that stands alone: references lead to its own `$defs`, which hold what it needs. */
export function standalone(schema: JsonSchema, components: Record<string, JsonSchema>): JsonSchema {
  const local = (json: unknown) => mapReferences(json, (ref) => ref.replace(COMPONENT, LOCAL));
  const $defs: Record<string, unknown> = {};
  const waiting = referencesOf(schema, COMPONENT);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (Object.hasOwn($defs, name)) continue;
    $defs[name] = local(components[name]);
    waiting.push(...referencesOf(components[name], COMPONENT));
  }
  return { ...(local(schema) as JsonSchema), $defs };
}

const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);
