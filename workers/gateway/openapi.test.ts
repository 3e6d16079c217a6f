import { Validator } from "@cfworker/json-schema";
import { Spectral, type RulesetDefinition } from "@stoplight/spectral-core";
import { oas } from "@stoplight/spectral-rulesets";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ERROR_STATUS, invalid, Problem } from "#kit/errors";
import { newId } from "#kit/ids";
import { serviceOf, successStatus, type RawRequest } from "#kit/operation";
import { version } from "../../package.json";
import { operations } from "../operations";
import { errorAnswer } from "./answer";
import { healthAnswer, LIVE } from "./health";
import { API_VERSION, openApiDocument, resolved, responseSchemaOf } from "./openapi";
import type { JsonSchema, OperationObject, Parameter } from "./openapi-types";

const document = openApiDocument(operations, "https://pilothouse.test");
const described = new Map(Object.values(document.paths).flatMap((item) => Object.values(item)).map((one: OperationObject) => [one.operationId, one]));
const standing = (schema: JsonSchema): JsonSchema => JSON.parse(JSON.stringify({ ...schema, $defs: document.components.schemas }).replaceAll("#/components/schemas/", "#/$defs/")) as JsonSchema;
const accepts = (schema: JsonSchema, value: unknown) => new Validator(schema as never, "2020-12", false).validate(value);

async function lint(json: unknown, ruleset: unknown): Promise<string[]> {
  const spectral = new Spectral();
  spectral.setRuleset(ruleset as RulesetDefinition);
  const findings = await spectral.run(json as Record<string, unknown>);
  return findings.map(({ code, path, message }) => `${code} at ${path.join(".")}: ${message}`);
}

test("the document lints clean with Spectral's ruleset for OpenAPI", async () => {
  expect(await lint(document, { extends: [[oas, "recommended"]] })).toEqual([]);
});

test("the optional rules find nothing either, but for those that want a mail address, a licence's text and tags by their letters", async () => {
  const rules = { "contact-properties": "off", "license-url": "off", "openapi-tags-alphabetical": "off" };
  expect(await lint(document, { extends: [[oas, "all"]], rules })).toEqual([]);
});

test("the linter would find a fault", async () => {
  expect(await lint({ ...document, tags: [] }, { extends: [[oas, "recommended"]] })).toContainEqual(expect.stringContaining("operation-tag-defined"));
});

test("every operation stands in the document once, under its own path", () => {
  const written = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`));
  const wanted = operations.map((op) => `${op.id} ${op.method} ${op.path.replace(/:(\w+)/g, "{$1}")}`);
  expect(written.filter((line) => !line.startsWith("installation."))).toEqual(expect.arrayContaining(wanted));
  expect(written.filter((line) => !line.startsWith("installation."))).toHaveLength(wanted.length);
});

test("the plain addresses stand in it too", () => {
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(["/health", "/health/ready", "/health/live", "/healthz", "/metrics", "/.well-known/jwks.json", "/openapi.json", "/docs"]),
  );
});

test.each(operations.map((op) => [op.id, op] as const))("%s says what it needs, gives and refuses", (id, op) => {
  const entry = described.get(id);
  if (entry === undefined) throw new Error(`${id} is not documented`);
  const statuses = Object.keys(entry.responses).map(Number);
  expect(entry).toMatchObject({ summary: op.summary, tags: [serviceOf(op)], "x-permission": op.permission, "x-effect": op.effect });
  expect(entry.security.length === 0).toBe(op.permission === "public");
  expect(statuses).toEqual(expect.arrayContaining([successStatus(op), 400, 429, 500, 503, ...(op.errors ?? []).map((code) => ERROR_STATUS[code])]));
  expect(statuses.includes(401)).toBe(op.permission !== "public" || op.errors?.includes("UNAUTHENTICATED") === true);
  expect(statuses.includes(404)).toBe(op.params !== undefined || op.errors?.includes("NOT_FOUND") === true);
  expect([413, 415].every((status) => statuses.includes(status))).toBe(op.body !== undefined);
  expect(entry.requestBody !== undefined).toBe(op.body !== undefined);
  expect(entry["x-function"]?.name).toBe(op.function?.name);
  const headers = (entry.parameters ?? []).flatMap((one) => ("$ref" in one ? [one.$ref.split("/").at(-1)] : []));
  expect(headers.includes("IfMatch")).toBe(op.errors?.includes("VERSION_MISMATCH") === true);
  expect(headers.includes("IdempotencyKey")).toBe(op.method !== "GET" && op.idempotency !== "none" && op.permission !== "public");
});

test("a created record is answered with its address and version", () => {
  const created = described.get("crm.leads.create")?.responses[201];
  if (created === undefined) throw new Error("no 201");
  expect(Object.keys(resolved(document, created).headers ?? {})).toEqual(expect.arrayContaining(["X-Request-Id", "ETag", "Location", "Idempotent-Replayed", "RateLimit"]));
});

test("every reference leads to something, and everything can be written as JSON", () => {
  const text = JSON.stringify(document);
  expect(JSON.parse(text)).toEqual(document);
  for (const [, ref = ""] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
    const found = ref.slice(2).split("/").reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
    expect(found, ref).toBeDefined();
  }
});

test("each service is introduced in words of its own", () => {
  for (const { name, description } of document.tags) expect(description, name).not.toMatch(/^What \w+ can do\.$/);
});

test("the version is that of the package", () => {
  expect(API_VERSION).toBe(version);
});

/** The least value that fits a schema. */
function sampleOf(schema: JsonSchema, root: JsonSchema = schema): unknown {
  const ref = schema["$ref"];
  if (typeof ref === "string") return sampleOf((root["$defs"] as Record<string, JsonSchema>)[ref.slice("#/$defs/".length)] ?? {}, root);
  if (schema["const"] !== undefined) return schema["const"];
  const [value] = (schema["enum"] ?? []) as unknown[];
  if (value !== undefined) return value;
  const [variant] = (schema["anyOf"] ?? []) as JsonSchema[];
  if (variant !== undefined && schema["type"] === undefined) return sampleOf(variant, root);
  return sampleOfType([schema["type"]].flat()[0], schema, root);
}

function sampleOfType(type: unknown, schema: JsonSchema, root: JsonSchema): unknown {
  switch (type) {
    case "object": {
      const properties = (schema["properties"] ?? {}) as Record<string, JsonSchema>;
      return Object.fromEntries(((schema["required"] ?? []) as string[]).map((name) => [name, sampleOf(properties[name] ?? {}, root)]));
    }
    case "array":
      return schema["items"] === undefined ? [] : [sampleOf(schema["items"] as JsonSchema, root)];
    case "string":
      return textOf(schema);
    case "integer":
    case "number":
      return Math.max(0, Number(schema["minimum"] ?? 0));
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      throw new Error(`No sample of ${JSON.stringify(schema)}`);
  }
}

function textOf(schema: JsonSchema): string {
  if (schema["format"] === "date-time") return "2026-01-01T00:00:00.000Z";
  if (typeof schema["pattern"] === "string") return fc.sample(fc.stringMatching(new RegExp(schema["pattern"])), { numRuns: 1, seed: 1 })[0] ?? "";
  return "text".padEnd(Number(schema["minLength"] ?? 0), "x");
}

/** Stands in for running operations: gives an answer that fits what each is documented to give. */
function make(id: string): Promise<Record<string, unknown>> {
  const op = operations.find((one) => one.id === id);
  const schema = op === undefined || op.response === undefined ? null : responseSchemaOf(document, id, successStatus(op));
  return Promise.resolve(schema === null ? {} : (sampleOf(schema) as Record<string, unknown>));
}

test.each(operations.map((op) => [op.id, op] as const))("the fixture of %s fits the schemas that document it", async (id, op) => {
  const entry = described.get(id);
  const fixture: RawRequest = await op.fixture(make);
  const body = entry?.requestBody?.content["application/json"]?.schema;
  if (body !== undefined) {
    expect(op.body?.safeParse(fixture.body).success).toBe(true);
    expect(accepts(standing(body), fixture.body).errors).toEqual([]);
  }
  for (const parameter of (entry?.parameters ?? []).filter((one): one is Parameter => "in" in one)) {
    const text = { path: fixture.params, query: fixture.query, header: undefined }[parameter.in]?.[parameter.name];
    if (text === undefined) expect(parameter.required, parameter.name).toBe(false);
    else expect(accepts(standing(parameter.schema), parameter.schema["type"] === "integer" ? Number(text) : text).errors).toEqual([]);
  }
});

const writing = operations.filter((op) => op.id.startsWith("crm.") && op.body !== undefined);

/** A body that the operation takes, where no field or two will do. */
const example = (id: string): [Record<string, unknown>][] =>
  id === "crm.fields.create" ? [[{ kind: "lead", key: "size", label: "Size", type: "number" }]]
  : id === "crm.pipelines.create" ? [[{ name: "P", stages: [{ name: "S", probability: 1, outcome: "open" }] }]]
  : id === "crm.stages.create" ? [[{ name: "S", probability: 1, outcome: "open" }]]
  : id.endsWith(".batch") ? [[{ action: "create", items: [{ name: "Ada" }] }]]
  : id.endsWith(".batchDelete") ? (["lead", "contact", "company", "deal", "note", "task"] as const).map((kind): [Record<string, unknown>] => [{ ids: [newId(kind, 1)] }])
  : id.endsWith(".upsert") ? [[{ by: "externalId", record: { externalId: "erp-1" } }]]
  : [];

test.each(writing.map((op) => [op.id, op] as const))("whatever body %s takes, its schema takes", (id, op) => {
  const schema = described.get(id)?.requestBody?.content["application/json"]?.schema;
  if (schema === undefined || op.body === undefined) throw new Error("no body");
  const validator = new Validator(standing(schema) as never, "2020-12");
  const fields = ["body", "title", "done", "dueAt", "about", "amount", "probability", "key", "type", "label", "options", "archived", "position", "deal",
    "firstName", "lastName", "name", "email", "status", "score", "employees", "tags", "address", "annualRevenue", "custom", "domain", "unknown"];
  // That a person needs some name is a rule of the handler, which the schema tells too. No empty texts: they clear a field of any format.
  const needed = /^crm\.(?:leads|contacts)\.(?:create|replace|update)$/.test(id) ? { lastName: "Lovelace" } : {};
  const least = [[{ firstName: "Ada" }], [{ name: "Ada" }], [{ body: "Ada" }], [{ title: "Ada" }], [{}], ...example(id)] satisfies [Record<string, unknown>][];
  const value = fc.constantFrom(null, "Ada", "ada@example.com", "new", 0, 7, -1, 1.5, 2_000_000, true, [], ["vip"], [""], {}, { city: "Rome" }, { amount: 5, currency: "EUR" }, { amount: 5 });
  let taken = 0;
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: 4 }), (typed) => {
      const body = { ...needed, ...typed };
      if (op.body?.safeParse(body).success !== true) return;
      taken += 1;
      expect(validator.validate(body).errors).toEqual([]);
    }),
    { numRuns: 300, examples: least },
  );
  expect(taken).toBeGreaterThan(0);
});

test("an answer can be held to the document, and one that says too much is found", () => {
  const schema = responseSchemaOf(document, "crm.leads.get", 200);
  if (schema === null) throw new Error("no schema");
  const lead = sampleOf(schema) as Record<string, unknown>;
  expect(accepts(schema, lead).valid).toBe(true);
  expect(accepts(schema, { ...lead, secret: 1 }).valid).toBe(false);
  expect(accepts(schema, { ...lead, version: "1" }).valid).toBe(false);
});

test("an answer without a body has no schema, and one that is not documented is a fault", () => {
  expect(responseSchemaOf(document, "crm.leads.delete", 204)).toBeNull();
  expect(() => responseSchemaOf(document, "crm.leads.delete", 200)).toThrow("no answer 200 of crm.leads.delete");
  expect(() => responseSchemaOf(document, "crm.leads.paint", 200)).toThrow("no operation crm.leads.paint");
});

test("errors fit their schemas, in both shapes", async () => {
  for (const [id, shape] of [["crm.leads.list", "pilothouse"], ["ai.chat.create", "openai"]] as const) {
    for (const error of [invalid([{ path: "query.limit", message: "is above 200" }]), new Problem("RATE_LIMITED", "Too many."), new Error("boom")]) {
      const answer = errorAnswer(error, shape);
      const schema = responseSchemaOf(document, id, answer.status);
      expect(schema === null ? null : accepts(schema, await answer.json()).errors).toEqual([]);
    }
  }
});

test("the answers of health fit their schemas", async () => {
  const parts = [{ name: "database", status: "up", required: true, latencyMs: 1.5 }] as const;
  for (const [id, answer] of [["installation.health.get", healthAnswer([...parts])], ["installation.health.live", LIVE()]] as const) {
    const schema = responseSchemaOf(document, id, 200);
    expect(schema === null ? null : accepts(schema, await answer.json()).errors).toEqual([]);
  }
});

test("what changes a record shows the example that creates one", () => {
  const example = (id: string) => described.get(id)?.requestBody?.content["application/json"]?.example;
  expect(example("crm.leads.create")).toMatchObject({ firstName: "Ada" });
  expect(example("crm.leads.update")).toEqual(example("crm.leads.create"));
});

test("the document is built once for a list and an origin, and another origin changes its address alone", () => {
  expect(openApiDocument(operations, "https://pilothouse.test")).toBe(document);
  const other = openApiDocument(operations, "http://localhost:8787");
  expect(other.servers).toEqual([{ url: "http://localhost:8787", description: "This installation" }]);
  expect(other.paths).toBe(document.paths);
  for (let n = 0; n < 50; n++) openApiDocument(operations, `https://${n}.test`);
  expect(openApiDocument(operations, "https://again.test").components).toBe(document.components);
});
