/** The addresses of OAuth at the edge: no operations, for forms, redirects and errors follow their own standards. */
import { Problem } from "#kit/errors";
import type { AnyOperation } from "#kit/operation";
import { resourceMetadataUrl, type Caller, type OAuthWire } from "#identity";
import type { Admit } from "./admission";
import { actOf } from "./pipeline";

/** What the limiter and the audit log call them. */
const OPEN: AnyOperation<never> = { id: "oauth.endpoint", method: "POST", path: "/oauth", summary: "", permission: "public", effect: "write", fixture: () => ({}), run: async () => undefined };
const AUTHORIZE: AnyOperation<never> = { ...OPEN, id: "oauth.authorize", method: "GET", permission: "member" };

export const OAUTH_PATHS = ["/oauth/*", "/.well-known/oauth-authorization-server/*", "/.well-known/oauth-protected-resource/*"];

type Arrived = { request: Request; url: URL; requestId: string; now: number; waitUntil(work: Promise<unknown>): void };

/** @param seen hears of the person whose session the browser holds */
export async function answerOAuth(wire: OAuthWire, admit: Admit, arrived: Arrived, seen: (caller: Caller) => void): Promise<Response | null> {
  const { request, now } = arrived;
  return wire({
    ...arrived,
    act: actOf({ ...arrived, op: OPEN, params: {} }, null),
    admit: async () => void (await admit(request, OPEN, now)),
    person: async () => {
      const caller = await admit(request, AUTHORIZE, now).then((admission) => admission.caller, nobody);
      // Only a browser that is signed in speaks for a person here; a token or key must not beget another.
      if (caller?.via !== "cookie" || caller.principal.kind !== "user") return null;
      seen(caller);
      return { caller, act: actOf({ ...arrived, op: AUTHORIZE, params: {} }, caller) };
    },
  });
}

function nobody(error: unknown): null {
  if (error instanceof Problem && error.code === "UNAUTHENTICATED") return null;
  throw error;
}

/** Tells a refused caller where tokens come from (RFC 9728), and an app which scope it lacks (RFC 6750). */
export function challenge(answer: Response, issuer: string, caller: Caller | null | undefined, op: AnyOperation<never> | undefined): void {
  const bearer = answer.headers.get("www-authenticate") ?? "";
  const where = `resource_metadata="${resourceMetadataUrl(issuer)}"`;
  if (answer.status === 401 && bearer.startsWith('Bearer realm="pilothouse"')) answer.headers.set("www-authenticate", `${bearer}, ${where}`);
  if (answer.status === 403 && caller?.principal.kind === "app" && op !== undefined) {
    answer.headers.set("www-authenticate", `Bearer realm="pilothouse", error="insufficient_scope", scope="${op.permission}", ${where}`);
  }
}
