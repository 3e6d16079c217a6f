/** A JSON Schema as a tree to read: name, type, whether it is required, what it means. */
import { html, inline, type Html } from "./docs-html";
import type { JsonSchema } from "./openapi-types";

type Components = Record<string, JsonSchema>;

const DEPTH_MAX = 6;

/** The properties of a schema, nested; null where it has none to show. */
export function schemaTree(schema: JsonSchema, components: Components, depth = 0): Html | null {
  const object = objectOf(schema, components);
  const properties = Object.entries((object?.["properties"] ?? {}) as Record<string, JsonSchema>);
  if (object === null || properties.length === 0 || depth >= DEPTH_MAX) return null;
  const required = (object["required"] ?? []) as string[];
  return html`<ul class="tree">${properties.map(([name, property]) => propertyRow(name, property, required.includes(name), components, depth))}</ul>`;
}

function propertyRow(name: string, schema: JsonSchema, required: boolean, components: Components, depth: number): Html {
  const description = descriptionOf(schema, components);
  return html`<li>
<div class="property"><code class="name">${name}</code> <span class="type">${typeOf(schema, components)}</span>${limitsOf(schema, components)}${required ? html` <span class="required">required</span>` : null}</div>
${description === undefined ? null : html`<p>${inline(description)}</p>`}${schemaTree(schema, components, depth + 1)}
</li>`;
}

/** The object that a schema is, may be, or is a list of; null where it is none. */
function objectOf(schema: JsonSchema, components: Components): JsonSchema | null {
  const own = follow(schema, components);
  if (own["properties"] !== undefined) return own;
  const inner = own["items"] ?? variantsOf(own).find((variant) => objectOf(variant, components) !== null);
  return inner === undefined ? null : objectOf(inner as JsonSchema, components);
}

/** What a schema takes, in a few words: "string or null", "list of Lead". */
export function typeOf(schema: JsonSchema, components: Components): string {
  const own = follow(schema, components);
  const variants = variantsOf(own);
  if (variants.length > 0 && own["type"] === undefined) return [...new Set(variants.map((variant) => typeOf(variant, components)))].join(" or ");
  if (own["const"] !== undefined) return JSON.stringify(own["const"]);
  const names = [own["type"] ?? "anything"].flat().map(String);
  return names.map((name) => typeName(name, own, schema, components)).join(" or ");
}

function typeName(name: string, own: JsonSchema, written: JsonSchema, components: Components): string {
  if (name === "array") return `list of ${typeOf((own["items"] ?? {}) as JsonSchema, components)}`;
  if (name === "object" && typeof written["$ref"] === "string") return nameOf(written["$ref"]);
  const format = own["format"];
  return name === "string" && typeof format === "string" ? format : name;
}

/** Values, bounds and defaults, where a schema has them. */
function limitsOf(schema: JsonSchema, components: Components): Html | null {
  const own = follow(schema, components);
  const parts = [own, ...variantsOf(own).map((variant) => follow(variant, components))];
  const find = (key: string) => parts.map((part) => part[key]).find((value) => value !== undefined);
  const say = (key: string, before: string, after = "") => (find(key) === undefined ? [] : [`${before}${JSON.stringify(find(key))}${after}`]);
  const values = find("enum");
  const range = find("minimum") === undefined || find("maximum") === undefined ? [...say("minimum", "at least "), ...say("maximum", "at most ")] : [`${say("minimum", "").join("")} to ${say("maximum", "").join("")}`];
  const notes = [...range, ...say("maxLength", "at most ", " characters"), ...say("maxItems", "at most ", " items"), ...say("default", "default ")];
  const choices = Array.isArray(values) ? values.map((value) => html`<code>${typeof value === "string" ? value : JSON.stringify(value)}</code> `) : [];
  return choices.length + notes.length === 0 ? null : html` <span class="limits">${choices}${notes.join(", ")}</span>`;
}

/** For tables: the same limits, without the tree. */
export const limitsIn = (schema: JsonSchema) => limitsOf(schema, {});

function descriptionOf(schema: JsonSchema, components: Components): string | undefined {
  const own = schema["description"] ?? follow(schema, components)["description"];
  return typeof own === "string" ? own : undefined;
}

/** The alternatives of a schema. Those that only say what is required are rules, not types. */
function variantsOf(schema: JsonSchema): JsonSchema[] {
  const variants = (schema["anyOf"] ?? schema["oneOf"] ?? []) as JsonSchema[];
  return variants.filter((variant) => variant["type"] !== undefined || variant["$ref"] !== undefined || variant["const"] !== undefined || variant["anyOf"] !== undefined);
}

function follow(schema: JsonSchema, components: Components): JsonSchema {
  const ref = schema["$ref"];
  return typeof ref === "string" ? (components[nameOf(ref)] ?? {}) : schema;
}

const nameOf = (ref: string) => ref.slice(ref.lastIndexOf("/") + 1);
