/** The OpenAPI 3.1 document of this installation, made from the list of operations and from nothing else. */
import { serviceOf, type AnyOperation, type RawRequest } from "#kit/operation";
import { ERROR_SCHEMAS, errorResponses } from "./openapi-errors";
import { operationObject, templateOf } from "./openapi-operation";
import { INSTALLATION_TAG, plainPaths } from "./openapi-plain";
import { schemasOf, standalone } from "./openapi-schemas";
import { HEADERS, PARAMETERS, SECURITY_SCHEMES } from "./openapi-static";
import type { JsonSchema, MediaType, OpenApiDocument, OperationObject, PathItem, Reference, ResponseObject } from "./openapi-types";

/** The product's own version; a test holds it to package.json. */
export const API_VERSION = "0.1.0";

/** Documents kept for one list of operations. A caller chooses the origin where no public address is set, so there is an end to it. */
const ORIGINS_MAX = 4;

const SERVICES: Record<string, string> = {
  identity: "People, workspaces, members and API keys: who calls, and what they may do.",
  crm: "Leads, contacts and companies: the records that everything else builds on.",
  ai: "Commands in plain words, the functions they lead to, and completions in the shape of OpenAI's API.",
  webhooks: "Events told to endpoints of yours, signed and until they are heard; and what others send, verified before it is kept.",
};

const DESCRIPTION = `Everything Pilothouse can do, over HTTP. The console and its AI call the same operations.

Send an API key or an access token as \`Authorization: Bearer\`. JSON is camelCase; a record is the bare object, a list is \`{ data, nextCursor }\`, an error is \`{ error: { code, message, details } }\`. Unknown fields and parameters are refused by name. Times are RFC 3339 in UTC; money is in minor units with its currency.

Every record has a \`version\`, answered as \`ETag\`; send it back as \`If-Match\` to change only what you saw. Send an \`Idempotency-Key\` with what changes something, and repeat it without fear. Addresses under \`/api\` and \`/api/v1\` are the same.

What changes is told over a WebSocket at \`/api/v1/live\`.`;

const built = new WeakMap<readonly AnyOperation<never>[], Map<string, OpenApiDocument>>();

/**
 * The document; the same object for the same list and origin.
 * @param origin where this installation is reached, e.g. "https://crm.example.com"
 */
export function openApiDocument(operations: readonly AnyOperation<never>[], origin: string): OpenApiDocument {
  const documents = built.get(operations) ?? new Map<string, OpenApiDocument>();
  built.set(operations, documents);
  const known = documents.get(origin);
  if (known !== undefined) return known;
  const [other] = documents.values();
  const document = other === undefined ? build(operations, origin) : { ...other, ...placeOf(origin, other.info) };
  if (documents.size >= ORIGINS_MAX) documents.delete([...documents.keys()][0] ?? "");
  documents.set(origin, document);
  return document;
}

function build(operations: readonly AnyOperation<never>[], origin: string): OpenApiDocument {
  const schemas = schemasOf(operations, Object.keys(ERROR_SCHEMAS));
  const errors = errorResponses();
  const parts = { schemas, errors, examples: examplesOf(operations) };
  const paths: Record<string, PathItem> = {};
  for (const op of operations) {
    const path = templateOf(op.path);
    paths[path] = { ...paths[path], [op.method.toLowerCase()]: operationObject(op, parts) };
  }
  Object.assign(paths, plainPaths(errors));
  const used = referencesIn({ paths, errors: errors.components });
  return {
    openapi: "3.1.0",
    ...placeOf(origin, {
      title: "Pilothouse",
      version: API_VERSION,
      summary: "Marketing automation at the edge.",
      description: DESCRIPTION,
      license: { name: "Proprietary", identifier: "LicenseRef-Proprietary" },
    }),
    tags: tagsOf(operations),
    paths,
    components: {
      schemas: { ...schemas.components, ...pick(ERROR_SCHEMAS, (name) => used.has(`#/components/schemas/${name}`)) },
      responses: errors.components,
      parameters: pick(PARAMETERS, (name) => used.has(`#/components/parameters/${name}`)),
      headers: pick(HEADERS, (name) => used.has(`#/components/headers/${name}`)),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function placeOf(origin: string, info: Omit<OpenApiDocument["info"], "contact">): Pick<OpenApiDocument, "info" | "servers"> {
  return {
    info: { ...info, contact: { name: "The operator of this installation", url: origin } },
    servers: [{ url: origin, description: "This installation" }],
  };
}

function tagsOf(operations: readonly AnyOperation<never>[]): OpenApiDocument["tags"] {
  const services = [...new Set(operations.map(serviceOf))];
  return [...services.map((name) => ({ name, description: SERVICES[name] ?? `What ${name} can do.` })), INSTALLATION_TAG];
}

const pick = <T>(from: Record<string, T>, take: (name: string) => boolean): Record<string, T> => Object.fromEntries(Object.entries(from).filter(([name]) => take(name)));

function referencesIn(json: unknown): Set<string> {
  return new Set([...JSON.stringify(json).matchAll(/"\$ref":"([^"]+)"/g)].flatMap(([, ref]) => ref ?? []));
}

/** Fixtures that need nothing made first, as examples. What replaces or changes a record borrows the example that creates one. */
function examplesOf(operations: readonly AnyOperation<never>[]): Map<string, RawRequest> {
  const examples = new Map<string, RawRequest>();
  for (const op of operations) {
    const example = ownExample(op);
    if (example !== undefined) examples.set(op.id, example);
  }
  for (const op of operations) {
    if (op.body === undefined || examples.has(op.id)) continue;
    const collection = op.path.replace(/\/:\w+$/, "");
    const creating = operations.find((one) => one.method === "POST" && one.path === collection);
    const body = creating === undefined ? undefined : examples.get(creating.id)?.body;
    if (body !== undefined && op.body.safeParse(body).success) examples.set(op.id, { body });
  }
  return examples;
}

function ownExample(op: AnyOperation<never>): RawRequest | undefined {
  try {
    const fixture = op.fixture(() => {
      throw new Error("An example makes nothing.");
    });
    if (!(fixture instanceof Promise)) return fixture;
    fixture.catch(() => undefined);
    return undefined;
  } catch {
    return undefined;
  }
}

/**
 * The schema of an answer, standing alone, so that a test can hold real answers to the document.
 * @returns null where this answer has no JSON body
 * @throws Error where the document knows no such operation, or no such status of it
 */
export function responseSchemaOf(document: OpenApiDocument, operationId: string, status: number): JsonSchema | null {
  const operation = Object.values(document.paths).flatMap((item) => Object.values(item)).find((one: OperationObject) => one.operationId === operationId);
  const entry = operation?.responses[status];
  if (entry === undefined) throw new Error(operation === undefined ? `The document has no operation ${operationId}.` : `The document has no answer ${status} of ${operationId}.`);
  const media: MediaType | undefined = resolved(document, entry).content?.["application/json"];
  return media === undefined ? null : standalone(media.schema, document.components.schemas);
}

/** A response itself, where the document only refers to it. */
export function resolved(document: OpenApiDocument, entry: ResponseObject | Reference): ResponseObject {
  if (!("$ref" in entry)) return entry;
  const found = document.components.responses[entry.$ref.slice(entry.$ref.lastIndexOf("/") + 1)];
  if (found === undefined) throw new Error(`The document has no ${entry.$ref}.`);
  return found;
}
