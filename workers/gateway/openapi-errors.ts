/** Which errors an operation can answer, and how the document tells of them. */
import { ERROR_STATUS, type ErrorCode } from "#kit/errors";
import type { AnyOperation } from "#kit/operation";
import type { JsonSchema, Reference, ResponseObject } from "./openapi-types";

export type ErrorShape = NonNullable<AnyOperation<never>["errorShape"]>;

/** What each code means to a caller. */
const MEANING: Record<ErrorCode, string> = {
  VALIDATION_FAILED: "Values do not fit. `details.problems` names each with its path.",
  MALFORMED_JSON: "The body is not JSON.",
  UNAUTHENTICATED: "No valid credential came with the request.",
  FORBIDDEN: "The caller may not do this. `details.permission` names what is missing, where it is a permission.",
  FRESH_SIGN_IN_REQUIRED: "A person who signed in more than ten minutes ago must confirm who they are first: `POST /api/v1/session/confirm`.",
  NOT_FOUND: "There is no such record in this workspace.",
  METHOD_NOT_ALLOWED: "The address does not take this method.",
  CONFLICT: "It contradicts what is there. `details.existing` names the record in the way, where there is one.",
  IN_FLIGHT: "The first request with this Idempotency-Key is still under way.",
  CONFIRMATION_SPENT: "The confirmation was used before, or has expired.",
  VERSION_MISMATCH: "The record is no longer the version that If-Match names.",
  PAYLOAD_TOO_LARGE: "The body is larger than is taken here.",
  UNSUPPORTED_MEDIA_TYPE: "The body is not declared as application/json.",
  IDEMPOTENCY_MISMATCH: "This Idempotency-Key was used for another request.",
  QUERY_TOO_BROAD: "No index serves this filter and order, and the workspace holds too many records to go without one.",
  AMBIGUOUS: "The name fits several records.",
  RATE_LIMITED: "Too many requests. Retry-After says when to come back.",
  INTERNAL: "A fault on our side.",
  BACKEND_FAILED: "The AI backend failed.",
  UNAVAILABLE: "The installation, or a part that it needs, is not ready.",
  BACKEND_TIMEOUT: "The AI backend did not answer in time.",
};

const SAFE = new Set(["GET"]);

/** Whether a request may carry an Idempotency-Key: it changes something, and somebody makes it. */
export function takesIdempotencyKey(op: AnyOperation<never>): boolean {
  return !SAFE.has(op.method) && op.idempotency !== "none" && op.permission !== "public";
}

/** Every code an operation can answer: its own, and those of the gateway that stand before it. */
export function errorCodesOf(op: AnyOperation<never>): ErrorCode[] {
  const named = op.permission !== "public" && op.permission !== "member";
  // A session cookie is refused on unsafe requests that come from another site.
  const forbids = named || op.caller === "person" || (op.permission !== "public" && !SAFE.has(op.method));
  const codes = new Set<ErrorCode>([
    ...(op.errors ?? []),
    "VALIDATION_FAILED",
    ...(op.body === undefined ? [] : (["MALFORMED_JSON", "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"] as const)),
    ...(op.permission === "public" ? [] : (["UNAUTHENTICATED"] as const)),
    ...(forbids ? (["FORBIDDEN"] as const) : []),
    ...(op.fresh === true ? (["FRESH_SIGN_IN_REQUIRED"] as const) : []),
    ...(op.params === undefined ? [] : (["NOT_FOUND"] as const)),
    ...(takesIdempotencyKey(op) ? (["CONFLICT", "IDEMPOTENCY_MISMATCH"] as const) : []),
    ...(takesIdempotencyKey(op) && op.idempotency === "claim" ? (["IN_FLIGHT"] as const) : []),
    "RATE_LIMITED",
    "INTERNAL",
    "UNAVAILABLE",
  ]);
  return Object.keys(ERROR_STATUS).filter((code) => codes.has(code as ErrorCode)) as ErrorCode[];
}

/** Gathers the answers for errors, each kind of them once. */
export function errorResponses(): { of(codes: readonly ErrorCode[], shape?: ErrorShape): Record<string, Reference>; components: Record<string, ResponseObject> } {
  const components: Record<string, ResponseObject> = {};
  return {
    components,
    of(codes, shape = "pilothouse") {
      const byStatus = Object.groupBy(codes, (code) => String(ERROR_STATUS[code]));
      const entries = Object.entries(byStatus).map(([status, same = []]) => {
        const name = (shape === "openai" ? "OpenAi" : "") + same.map(pascal).join("Or");
        components[name] ??= errorResponse(same, Number(status), shape);
        return [status, { $ref: `#/components/responses/${name}` }] as const;
      });
      return Object.fromEntries(entries);
    },
  };
}

const pascal = (code: string) => code.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

function errorResponse(codes: readonly ErrorCode[], status: number, shape: ErrorShape): ResponseObject {
  const names = ["X-Request-Id", ...(status === 401 ? ["WWW-Authenticate"] : []), ...(status === 429 ? ["Retry-After", "RateLimit", "RateLimit-Policy"] : [])];
  return {
    description: codes.map((code) => `\`${code}\`: ${MEANING[code]}`).join("\n\n"),
    headers: headerReferences(names),
    content: { "application/json": { schema: { $ref: `#/components/schemas/${shape === "openai" ? "OpenAiError" : "Error"}` } } },
  };
}

export function headerReferences(names: readonly string[]): Record<string, Reference> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

const object = (properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema => ({ type: "object", properties, required, additionalProperties: false });

/** The two shapes of an error: our own, and that of OpenAI's API. */
export const ERROR_SCHEMAS: Record<string, JsonSchema> = {
  Error: {
    description: "What every error answers.",
    ...object({
      error: object({
        code: { type: "string", enum: Object.keys(ERROR_STATUS), description: "For programs. Codes are added, never changed" },
        message: { type: "string", description: "For people: what is wrong and what to do" },
        details: {
          type: "object",
          description: "What belongs to the code",
          properties: {
            problems: {
              type: "array",
              description: "With `VALIDATION_FAILED`: every value that does not fit",
              items: object({ path: { type: "string", description: "Where it stands, e.g. `query.limit` or `address.city`; empty for the whole" }, message: { type: "string" } }),
            },
          },
          additionalProperties: true,
        },
      }),
    }),
  },
  OpenAiError: {
    description: "An error in the shape of OpenAI's API.",
    ...object({
      error: object({
        message: { type: "string" },
        type: { type: "string", description: "e.g. invalid_request_error" },
        param: { type: ["string", "null"], description: "The first value that does not fit" },
        code: { type: ["string", "null"], description: "e.g. invalid_api_key" },
      }),
    }),
  },
};
