/** One operation as OpenAPI describes it. */
import { ID_PREFIXES, idPattern, newId, type IdKind } from "#kit/ids";
import { serviceOf, successStatus, type AnyOperation, type RawRequest } from "#kit/operation";
import { errorCodesOf, headerReferences, takesIdempotencyKey, type errorResponses } from "./openapi-errors";
import type { Schemas } from "./openapi-schemas";
import type { JsonSchema, OperationObject, Parameter, Reference, ResponseObject } from "./openapi-types";

const JSON_TYPE = "application/json";
const EXAMPLE_TIME = Date.UTC(2026, 0, 1);
const STATUS_TEXT: Record<number, string> = { 200: "Done.", 201: "Created.", 202: "Accepted; the work goes on.", 204: "Done; there is nothing to say." };

export type Parts = { schemas: Schemas; errors: ReturnType<typeof errorResponses>; examples: ReadonlyMap<string, RawRequest> };

/** The path as OpenAPI writes it: `{id}` for `:id`. */
export const templateOf = (path: string) => path.replace(/:(\w+)(?:\{[^}]*\})?/g, "{$1}");

/** What a caller needs, in a sentence. */
export function accessSentence(permission: string, caller?: "person"): string {
  if (permission === "public") return "Asks for no caller.";
  if (caller === "person") return "Only for a person who is signed in, by the session cookie.";
  if (permission === "member") return "Open to every caller of the workspace.";
  return `Needs the permission \`${permission}\`.`;
}

export function operationObject(op: AnyOperation<never>, parts: Parts): OperationObject {
  const parameters = parametersOf(op, parts);
  const example = parts.examples.get(op.id)?.body;
  return {
    operationId: op.id,
    tags: [serviceOf(op)],
    summary: op.summary,
    description: [...(op.description === undefined ? [] : [op.description]), accessSentence(op.permission, op.caller)].join("\n\n"),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(op.body === undefined
      ? {}
      : { requestBody: { required: true as const, content: { [JSON_TYPE]: { schema: parts.schemas.of(op.body, "input"), ...(example === undefined ? {} : { example }) } } } }),
    responses: { ...Object.fromEntries([successStatus(op), ...(op.alsoAnswers ?? [])].map((status) => [status, successResponse(op, status, parts.schemas)])), ...parts.errors.of(errorCodesOf(op), op.errorShape) },
    security: securityOf(op),
    "x-permission": op.permission,
    "x-effect": op.effect,
    ...(op.function === undefined ? {} : { "x-function": functionNote(op.function) }),
  };
}

/** A person comes with their session; everybody else with any credential. */
function securityOf(op: AnyOperation<never>): OperationObject["security"] {
  if (op.permission === "public") return [];
  return op.caller === "person" ? [{ session: [] }] : [{ bearer: [] }, { apiKey: [] }, { session: [] }];
}

function functionNote({ name, description, examples }: NonNullable<AnyOperation<never>["function"]>): NonNullable<OperationObject["x-function"]> {
  return { name, ...(description === undefined ? {} : { description }), examples: [...examples] };
}

function parametersOf(op: AnyOperation<never>, { schemas, examples }: Parts): (Parameter | Reference)[] {
  const fixture = examples.get(op.id);
  const path = op.params === undefined ? [] : valuesOf(op, "path", schemas.of(op.params, "input"), fixture?.params);
  const query = op.query === undefined ? [] : valuesOf(op, "query", schemas.of(op.query, "input"), fixture?.query);
  return [
    ...path,
    ...query,
    ...(takesIdempotencyKey(op) ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : []),
    ...(op.errors?.includes("VERSION_MISMATCH") ? [{ $ref: "#/components/parameters/IfMatch" }] : []),
  ];
}

/** A parameter for each property of an object schema. */
function valuesOf(op: AnyOperation<never>, place: "path" | "query", object: JsonSchema, fixture: Record<string, string> | undefined): Parameter[] {
  const properties = object["properties"] as Record<string, JsonSchema> | undefined;
  if (properties === undefined) throw new Error(`The ${place} of ${op.id} is no object with properties.`);
  const required = (object["required"] ?? []) as string[];
  return Object.entries(properties).map(([name, { description, ...schema }]) => {
    const kind = idKindOf(schema);
    const example = fixture?.[name] === undefined ? exampleId(kind) : valueOf(fixture[name], schema);
    return {
      name,
      in: place,
      required: place === "path" || required.includes(name),
      description: typeof description === "string" ? description : kind === undefined ? `The ${name}` : `Id of the ${kind}`,
      schema,
      ...(example === undefined ? {} : { example }),
    };
  });
}

/** A query's text as the value that its schema names. */
function valueOf(text: string, schema: JsonSchema): unknown {
  if (schema["type"] === "integer" || schema["type"] === "number") return Number(text);
  if (schema["type"] === "boolean") return text === "true";
  return text;
}

/** The kind whose ids a pattern describes. */
function idKindOf(schema: JsonSchema): IdKind | undefined {
  return (Object.keys(ID_PREFIXES) as IdKind[]).find((kind) => idPattern(kind).source === schema["pattern"]);
}

/** An id of this kind; always the same one. */
function exampleId(kind: IdKind | undefined): string | undefined {
  return kind === undefined ? undefined : newId(kind, EXAMPLE_TIME, Uint8Array.from({ length: 16 }, (_, at) => at * 7 + 3));
}

function successResponse(op: AnyOperation<never>, status: number, schemas: Schemas): ResponseObject {
  const schema = op.response === undefined ? undefined : schemas.of(op.response, "output");
  const has = (name: string) => schema !== undefined && propertiesOf(schema, schemas).includes(name);
  const headers = [
    "X-Request-Id",
    ...(has("version") ? ["ETag"] : []),
    ...(status === 201 && has("id") ? ["Location"] : []),
    ...(takesIdempotencyKey(op) ? ["Idempotent-Replayed"] : []),
    ...(op.permission === "public" ? [] : ["RateLimit", "RateLimit-Policy"]),
  ];
  const others = (op.produces ?? []).filter((type) => type !== JSON_TYPE);
  const content = {
    ...(schema === undefined ? {} : { [JSON_TYPE]: { schema } }),
    ...Object.fromEntries(others.map((type) => [type, { schema: { type: "string" } }])),
  };
  return {
    description: STATUS_TEXT[status] ?? "Done.",
    headers: headerReferences(headers),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}

function propertiesOf(schema: JsonSchema, schemas: Schemas): string[] {
  const ref = schema["$ref"];
  const named = typeof ref === "string" ? schemas.components[ref.slice(ref.lastIndexOf("/") + 1)] : schema;
  return Object.keys((named?.["properties"] ?? {}) as object);
}
