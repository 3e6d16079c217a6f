/** The few addresses that are no operations: health, metrics, keys, and the documentation itself. */
import type { ErrorCode } from "#kit/errors";
import { headerReferences, type errorResponses } from "./openapi-errors";
import type { JsonSchema, MediaType, OperationObject } from "./openapi-types";

export const INSTALLATION_TAG = { name: "installation", description: "Addresses for those who run an installation, and for programs that read its documentation." };

type Plain = {
  path: string;
  id: string;
  summary: string;
  description: string;
  content: Record<string, MediaType>;
  errors?: readonly ErrorCode[];
  /** Only with the operator's token. */
  operator?: true;
};

const json = (schema: JsonSchema): Record<string, MediaType> => ({ "application/json": { schema } });
const object = (properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema => ({ type: "object", properties, required });

const partHealth = object(
  {
    name: { type: "string" },
    status: { type: "string", enum: ["up", "down", "unconfigured"] },
    required: { type: "boolean", description: "Whether the product works without it" },
    latencyMs: { type: "number", description: "How long its answer took. Milliseconds" },
    detail: { type: "string" },
  },
  ["name", "status", "required", "latencyMs"],
);

const publicKey = object(
  { kty: { type: "string" }, crv: { type: "string" }, x: { type: "string" }, y: { type: "string" }, kid: { type: "string" }, alg: { type: "string" }, use: { type: "string" } },
  ["kty", "kid"],
);

const live = json(object({ status: { type: "string", const: "live" } }));

const PLAIN: readonly Plain[] = [
  {
    path: "/health",
    id: "installation.health.get",
    summary: "The state of every part",
    description: "Always 200; `status` says it in one word. Each part is really asked, for at most two seconds.",
    content: json(object({ status: { type: "string", enum: ["up", "degraded", "down"] }, parts: { type: "array", items: partHealth } })),
  },
  {
    path: "/health/ready",
    id: "installation.health.ready",
    summary: "Whether work can be done",
    description: "For load balancers: 200 when every required part answers, else 503 that names those that do not.",
    content: json(object({ status: { type: "string", const: "ready" } })),
    errors: ["UNAVAILABLE"],
  },
  { path: "/health/live", id: "installation.health.live", summary: "Whether the process runs", description: "Asks no other part.", content: live },
  { path: "/healthz", id: "installation.healthz.get", summary: "Whether the process runs", description: "The same as `/health/live`, by the name that many probes ask for.", content: live },
  {
    path: "/metrics",
    id: "installation.metrics.get",
    summary: "Counters and histograms",
    description: "In the Prometheus text format 0.0.4, for the operator of the installation. No label names a workspace.",
    content: { "text/plain": { schema: { type: "string" } } },
    errors: ["UNAUTHENTICATED"],
    operator: true,
  },
  {
    path: "/.well-known/jwks.json",
    id: "installation.jwks.get",
    summary: "Public keys of access tokens",
    description: "A JSON Web Key Set (RFC 7517); it may be kept for five minutes.",
    content: json(object({ keys: { type: "array", items: publicKey } })),
  },
  {
    path: "/openapi.json",
    id: "installation.openapi.get",
    summary: "This document",
    description: "OpenAPI 3.1, made from the operations that this installation runs.",
    content: json(object({ openapi: { type: "string" }, info: { type: "object" }, paths: { type: "object" }, components: { type: "object" } })),
  },
  { path: "/docs", id: "installation.docs.get", summary: "This document as a page", description: "The same reference, to read.", content: { "text/html": { schema: { type: "string" } } } },
];

/** The plain addresses as paths of the document. */
export function plainPaths(errors: ReturnType<typeof errorResponses>): Record<string, { get: OperationObject }> {
  return Object.fromEntries(PLAIN.map((plain) => [plain.path, { get: plainOperation(plain, errors) }]));
}

function plainOperation(plain: Plain, errors: ReturnType<typeof errorResponses>): OperationObject {
  const { id, summary, description, content } = plain;
  return {
    operationId: id,
    tags: [INSTALLATION_TAG.name],
    summary,
    description,
    responses: {
      200: { description: "Done.", headers: headerReferences(["X-Request-Id"]), content },
      ...errors.of([...(plain.errors ?? []), "INTERNAL"]),
    },
    security: plain.operator ? [{ operator: [] }] : [],
    "x-permission": plain.operator ? "operator" : "public",
    "x-effect": "read",
  };
}
