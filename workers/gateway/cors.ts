/** CORS by service, from the installation's settings: `{ "crm": ["https://www.example.com"], "*": [] }`. Fetch standard. */

export type CorsSettings = Readonly<Record<string, readonly string[]>>;

const ALLOWED_HEADERS = "authorization, content-type, idempotency-key, if-match, x-api-key, x-request-id";
const EXPOSED_HEADERS = "etag, location, ratelimit, ratelimit-policy, retry-after, x-request-id, idempotent-replayed";
const PREFLIGHT_SECONDS = 600;

function allows(settings: CorsSettings, service: string, origin: string): boolean {
  const origins = settings[service] ?? settings["*"] ?? [];
  return origins.includes(origin) || origins.includes("*");
}

/** Headers for an answer to another origin; none where the service does not allow it. Cookies are never allowed across origins. */
export function corsHeaders(settings: CorsSettings, service: string, origin: string | null): Record<string, string> {
  if (origin === null || !allows(settings, service, origin)) return {};
  return { "access-control-allow-origin": origin, "access-control-expose-headers": EXPOSED_HEADERS, vary: "origin" };
}

/** The answer to a preflight; without the headers that allow it where the service does not. */
export function preflight(settings: CorsSettings, service: string, origin: string, methods: readonly string[]): Response {
  const headers = corsHeaders(settings, service, origin);
  if (headers["access-control-allow-origin"] !== undefined) {
    headers["access-control-allow-methods"] = methods.join(", ");
    headers["access-control-allow-headers"] = ALLOWED_HEADERS;
    headers["access-control-max-age"] = String(PREFLIGHT_SECONDS);
  }
  return new Response(null, { status: 204, headers });
}
