/** The part of JSON Schema that tools use; anything else is carried but not read. */
export type JsonSchema = {
  type?: string | string[];
  description?: string;
  enum?: unknown[];
  const?: unknown;
  format?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  default?: unknown;
  examples?: unknown[];
  minimum?: number;
  maximum?: number;
  pattern?: string;
  additionalProperties?: unknown;
  [keyword: string]: unknown;
};

/** A function that a command may call. `examples` are sample commands. */
export type Tool = { name: string; description?: string; parameters?: JsonSchema; examples?: readonly string[] };

/** A function call; `arguments` stand in the schema's order of properties. */
export type Call = { name: string; arguments: Record<string, unknown> };

/** What a command means: calls to make, a question back, or nothing that the tools can do. */
export type Interpretation =
  | { kind: "calls"; calls: Call[] }
  | { kind: "question"; text: string; tool: string; missing: string[]; known: Record<string, unknown> }
  | { kind: "none"; text: string };

/** The question asked last turn, whose answer this command may be. */
export type Pending = { tool: string; missing: string[]; known: Record<string, unknown> };

export type SlotType = "string" | "integer" | "number" | "boolean" | "array" | "object" | "any";

const TYPES: Record<string, SlotType> = {
  string: "string", integer: "integer", int: "integer", number: "number", float: "number", double: "number",
  boolean: "boolean", bool: "boolean", array: "array", list: "array", tuple: "array", object: "object", dict: "object",
};

/** How deep a schema is read; deeper parts are taken as they are. */
export const SCHEMA_DEPTH_MAX = 4;

/** The one type a value of this schema is read as: the first that is not null. */
export function typeOf(schema: JsonSchema): SlotType {
  const own = Array.isArray(schema.type) ? schema.type.find((type) => type !== "null") : schema.type;
  if (own !== undefined) return TYPES[own] ?? "any";
  const options = [...(Array.isArray(schema.anyOf) ? schema.anyOf : []), ...(Array.isArray(schema.oneOf) ? schema.oneOf : [])];
  const option = options.find((one) => one?.type !== undefined && one.type !== "null");
  if (option !== undefined) return typeOf({ type: option.type as string });
  if (schema.properties !== undefined) return "object";
  const sample = schema.const ?? schema.enum?.[0];
  if (typeof sample === "string") return "string";
  if (typeof sample === "number") return Number.isInteger(sample) ? "integer" : "number";
  return typeof sample === "boolean" ? "boolean" : "any";
}

/** The values that an enum or const allows, also through `anyOf` (a nullable enum), or null where all are allowed. */
export function valuesOf(schema: JsonSchema): unknown[] | null {
  if (Array.isArray(schema.enum)) return schema.enum;
  if (schema.const !== undefined) return [schema.const];
  const options = [...(Array.isArray(schema.anyOf) ? schema.anyOf : []), ...(Array.isArray(schema.oneOf) ? schema.oneOf : [])];
  const values = options.map((option) => (Array.isArray(option?.enum) ? option.enum : option?.const === undefined ? null : [option.const]));
  const given = values.filter((value) => value !== null);
  return given.length > 0 && given.length >= options.filter((option) => option?.type !== "null").length ? given.flat() : null;
}

/** Properties of an object schema, own ones only and without the names that would reach a prototype. */
export function propertiesOf(schema: JsonSchema | undefined): [name: string, schema: JsonSchema][] {
  const properties = schema?.properties;
  if (properties === null || typeof properties !== "object") return [];
  return Object.entries(properties).flatMap(([name, property]) =>
    name === "__proto__" || property === null || typeof property !== "object" ? [] : [[name, property]],
  );
}

/** Sets an own property whatever its name is, so that `constructor` or `__proto__` stay data. */
export function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

function typeFits(type: string, value: unknown): boolean {
  switch (TYPES[type] ?? type) {
    case "string": return typeof value === "string";
    case "integer": return typeof value === "number" && Number.isInteger(value);
    case "number": return typeof value === "number" && Number.isFinite(value);
    case "boolean": return typeof value === "boolean";
    case "array": return Array.isArray(value);
    case "object": return value !== null && typeof value === "object" && !Array.isArray(value);
    case "null": return value === null;
    default: return true;
  }
}

/** A pattern longer than this is not run: it is the tool's text, and a hostile one could run for ever. */
const PATTERN_CHARS_MAX = 120;
const NESTED_REPEAT = /[+*}]\)?[+*{]|\([^)]*[+*}][^)]*\)[+*{]/;

function patternFits(pattern: string, value: string): boolean {
  if (pattern.length > PATTERN_CHARS_MAX || NESTED_REPEAT.test(pattern) || value.length > 1_000) return true;
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    return true;
  }
}

function lengthFits(schema: JsonSchema, length: number, least: string, most: string): boolean {
  const min = schema[least];
  const max = schema[most];
  return !(typeof min === "number" && length < min) && !(typeof max === "number" && length > max);
}

/** Whether a value satisfies a schema, as far as types, enums, bounds, patterns and required properties go. */
export function fits(schema: JsonSchema, value: unknown, depth = 0): boolean {
  if (depth > SCHEMA_DEPTH_MAX) return true;
  const types = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
  if (types.length > 0 && !types.some((type) => typeFits(type, value))) return false;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return false;
  if (schema.const !== undefined && schema.const !== value) return false;
  if (typeof value === "number") {
    if (typeof schema.minimum === "number" && value < schema.minimum) return false;
    if (typeof schema.maximum === "number" && value > schema.maximum) return false;
    if (typeof schema.exclusiveMinimum === "number" && value <= schema.exclusiveMinimum) return false;
  }
  if (typeof value === "string") {
    if (!lengthFits(schema, value.length, "minLength", "maxLength")) return false;
    if (typeof schema.pattern === "string" && !patternFits(schema.pattern, value)) return false;
  }
  if (Array.isArray(value)) {
    if (!lengthFits(schema, value.length, "minItems", "maxItems")) return false;
    const items = schema.items;
    if (items !== null && typeof items === "object" && !value.every((item) => fits(items, item, depth + 1))) return false;
  }
  return objectFits(schema, value, depth) && optionsFit(schema, value, depth);
}

function objectFits(schema: JsonSchema, value: unknown, depth: number): boolean {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return true;
  if (Array.isArray(schema.required) && !schema.required.every((name) => Object.hasOwn(value, name))) return false;
  const properties = propertiesOf(schema);
  const known = new Map(properties);
  return Object.entries(value).every(([name, inner]) => {
    const property = known.get(name);
    return property === undefined ? schema.additionalProperties !== false : fits(property, inner, depth + 1);
  });
}

function optionsFit(schema: JsonSchema, value: unknown, depth: number): boolean {
  for (const options of [schema.anyOf, schema.oneOf]) {
    if (Array.isArray(options) && options.length > 0 && !options.some((option) => option !== null && typeof option === "object" && fits(option, value, depth + 1))) return false;
  }
  return true;
}
