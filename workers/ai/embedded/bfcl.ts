import type { Call, JsonSchema, Tool } from "./index";

/** Rows of the Berkeley Function Calling Leaderboard: their tools as JSON Schema, and a checker of calls. */

export type Row = { id: string; question: { role: string; content: string }[][]; function: RowTool[] };
type RowTool = { name: string; description: string; parameters: JsonSchema };
/** For each expected call, the acceptable values of each parameter; "" among them means that it may be left out. */
export type Truth = Record<string, Record<string, unknown[]>>[];

const TYPES: Record<string, string> = { dict: "object", float: "number", tuple: "array" };

function toJsonSchema(schema: JsonSchema): JsonSchema {
  const copy: JsonSchema = { ...schema };
  if (typeof schema.type === "string") {
    if (schema.type === "any") delete copy.type;
    else copy.type = TYPES[schema.type] ?? schema.type;
  }
  if (schema.properties !== undefined) copy.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, inner]) => [name, toJsonSchema(inner)]));
  if (schema.items !== undefined) copy.items = toJsonSchema(schema.items);
  return copy;
}

/** A row's tools with the types of JSON Schema. */
export function toolsOf(row: Row): Tool[] {
  return row.function.map((tool) => ({ name: tool.name, description: tool.description, parameters: toJsonSchema(tool.parameters) }));
}

/** Strings are compared without spaces, punctuation and case, and with one kind of quote. */
function plain(text: string): string {
  return text.replace(/[ ,./\-_*^]/g, "").toLowerCase().replaceAll("'", '"');
}

function typeFits(schema: JsonSchema | undefined, value: unknown): boolean {
  switch (schema?.type) {
    case "string": return typeof value === "string";
    case "integer": return typeof value === "number" && Number.isInteger(value);
    case "float": case "number": return typeof value === "number";
    case "boolean": return typeof value === "boolean";
    case "array": case "tuple": return Array.isArray(value) && value.every((item) => schema.items === undefined || typeFits(schema.items, item) || typeof item === "object");
    case "dict": case "object": return value !== null && typeof value === "object" && !Array.isArray(value);
    default: return true;
  }
}

function equal(value: unknown, accepted: unknown): boolean {
  if (typeof value === "string") return typeof accepted === "string" && plain(value) === plain(accepted);
  if (Array.isArray(value)) return Array.isArray(accepted) && value.length === accepted.length && value.every((item, at) => (isDict(item) && isDict(accepted[at]) ? dictFits(item, accepted[at]) : equal(item, accepted[at])));
  return value === accepted;
}

function isDict(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Within an object each key has its own acceptable values. */
function dictFits(value: Record<string, unknown>, accepted: Record<string, unknown>): boolean {
  const known = Object.keys(value).every((name) => Array.isArray(accepted[name]) && accepted[name].some((option) => equal(value[name], option)));
  return known && Object.entries(accepted).every(([name, options]) => name in value || (Array.isArray(options) && options.includes("")));
}

function valueFits(schema: JsonSchema | undefined, value: unknown, accepted: readonly unknown[]): boolean {
  // A value of another type that stands literally among the acceptable ones (a variable's name) needs no type.
  if (!typeFits(schema, value) && !accepted.includes(value)) return false;
  return accepted.some((option) => (isDict(value) && isDict(option) ? dictFits(value, option) : equal(value, option)));
}

/** Whether one call is one expected call: its name, all required parameters, no others, acceptable values. */
function callFits(call: Call, truth: Record<string, Record<string, unknown[]>>, row: Row): boolean {
  const expected = truth[call.name];
  const tool = row.function.find((one) => one.name === call.name);
  if (expected === undefined || tool === undefined) return false;
  const properties = tool.parameters.properties ?? {};
  const required = tool.parameters.required ?? [];
  if (!required.every((name) => Object.hasOwn(call.arguments, name))) return false;
  const fits = Object.entries(call.arguments).every(([name, value]) => Object.hasOwn(properties, name) && expected[name] !== undefined && valueFits(properties[name], value, expected[name]));
  return fits && Object.entries(expected).every(([name, accepted]) => Object.hasOwn(call.arguments, name) || accepted.includes(""));
}

/** Whether the calls are the expected ones, in any order and as many. */
export function callsFit(calls: readonly Call[], truth: Truth, row: Row): boolean {
  if (calls.length !== truth.length) return false;
  const left = [...calls];
  return truth.every((expected) => {
    const at = left.findIndex((call) => callFits(call, expected, row));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}
