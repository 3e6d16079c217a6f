/** Headers, parameters and credentials that operations share. */
import type { Header, OpenApiDocument, Parameter } from "./openapi-types";

export const HEADERS: Record<string, Header> = {
  "X-Request-Id": { description: "Names this request in the log; yours where you sent one.", required: true, schema: { type: "string" } },
  ETag: { description: "The record's version; send it back as If-Match.", schema: { type: "string" } },
  Location: { description: "The address of what was created.", schema: { type: "string" } },
  "Idempotent-Replayed": { description: "`true` where an earlier request with this Idempotency-Key was answered before.", schema: { type: "string" } },
  RateLimit: { description: "What is left of the limit, and the seconds until all of it is back.", schema: { type: "string" } },
  "RateLimit-Policy": { description: "The limit: calls in a window of seconds.", schema: { type: "string" } },
  "Retry-After": { description: "Seconds to wait.", schema: { type: "integer", minimum: 0 } },
  "WWW-Authenticate": { description: "The credential that is asked for.", schema: { type: "string" } },
};

export const PARAMETERS: Record<string, Parameter> = {
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description: "Names this act, so that a repeated request does it once and is answered the same. Kept for 48 hours.",
    schema: { type: "string", minLength: 1, maxLength: 255 },
  },
  IfMatch: {
    name: "If-Match",
    in: "header",
    description: "The ETag of the version you saw; another one is answered 412.",
    schema: { type: "string" },
    example: '"3"',
  },
};

export const SECURITY_SCHEMES: OpenApiDocument["components"]["securitySchemes"] = {
  bearer: { type: "http", scheme: "bearer", description: "An API key of the workspace, or an access token (JWT, ES256)." },
  apiKey: { type: "apiKey", in: "header", name: "X-API-Key", description: "An API key, for those who cannot send Authorization." },
  session: { type: "apiKey", in: "cookie", name: "pilothouse.session_token", description: "The console's session. Over HTTPS its name begins with `__Secure-`." },
  operator: { type: "http", scheme: "bearer", description: "The token of the operator of this installation." },
};
