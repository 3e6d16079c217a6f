/** Who calls: an API key, an access token or a session cookie, all resolving to a tenant and a permission set. */
import type { Principal, Tenant } from "#kit/context";
import { Problem } from "#kit/errors";
import { looksLikeApiKey } from "./api-key";
import type { Directory, Membership } from "./directory";
import { permissionsOf } from "./roles";
import { ACCESS_TOKEN_SECONDS, type AccessClaims, type Tokens } from "./tokens";

export type Caller = {
  tenant: Tenant;
  principal: Principal;
  via: "key" | "token" | "cookie";
  /** Cookies to set with the answer: a fresh access token, a prolonged session. */
  setCookies: string[];
};

/** The session behind a cookie; the port to the library that keeps sessions. */
export type FindSession = (headers: Headers) => Promise<{ userId: string; sessionId: string; setCookies: string[] } | null>;

export const ACCESS_COOKIE = "pilothouse.access";
export const SESSION_COOKIE = /(?:^|;\s*)(?:__Secure-)?pilothouse\.session_token=/;
const UNSAFE = new Set(["POST", "PUT", "PATCH", "DELETE"]);

export type Identify = (request: Request, now: number) => Promise<Caller | null>;

/**
 * @returns a function that gives the caller of a request, or null where the request carries no credential
 * @throws (from it) Problem UNAUTHENTICATED for a credential that is not valid, FORBIDDEN for an unsafe request from another site
 */
export function identifier(directory: Directory, tokens: Tokens, findSession: FindSession, secureCookies: boolean): Identify {
  const fromClaims = async (claims: AccessClaims, via: Caller["via"], now: number): Promise<Caller | null> => {
    const tenant = await directory.tenant(claims.tid, now);
    return tenant === null ? null : { tenant, principal: userPrincipal(claims.sub, claims.mid, claims.role, claims.sid), via, setCookies: [] };
  };

  const fromBearer = async (credential: string, now: number): Promise<Caller> => {
    if (looksLikeApiKey(credential)) {
      const holder = await directory.keyHolder(credential, now);
      if (holder === null) throw unauthenticated("This API key is unknown, expired or revoked.");
      return { tenant: holder.tenant, principal: holder.principal, via: "key", setCookies: [] };
    }
    const claims = await tokens.verify(credential, now);
    const caller = claims === null ? null : await fromClaims(claims, "token", now);
    if (caller === null) throw unauthenticated("This access token is not valid or has expired.");
    return caller;
  };

  const fromCookie = async (request: Request, cookies: string, now: number): Promise<Caller | null> => {
    const access = cookieValue(cookies, ACCESS_COOKIE);
    const claims = access === null ? null : await tokens.verify(access, now);
    const known = claims === null ? null : await fromClaims(claims, "cookie", now);
    if (known !== null) return known;
    if (!SESSION_COOKIE.test(cookies)) return null;
    return exchange(request.headers, now);
  };

  /** A session cookie for an access token, so that the next ten minutes cost no look-up. */
  const exchange = async (headers: Headers, now: number): Promise<Caller | null> => {
    const session = await findSession(headers);
    if (session === null) return null;
    const membership = await directory.membership(session.userId);
    if (membership === null) return null;
    return signedIn(session.userId, session.sessionId, membership, session.setCookies, now);
  };

  const signedIn = async (userId: string, sessionId: string, membership: Membership, cookies: string[], now: number): Promise<Caller> => {
    const { tenant, memberId, role } = membership;
    const token = await tokens.sign({ sub: userId, tid: tenant.id, mid: memberId, sid: sessionId, role }, now);
    return {
      tenant,
      principal: userPrincipal(userId, memberId, role, sessionId),
      via: "cookie",
      setCookies: [...cookies, accessCookie(token, ACCESS_TOKEN_SECONDS, secureCookies)],
    };
  };

  return async (request, now) => {
    const authorization = request.headers.get("authorization");
    const key = request.headers.get("x-api-key");
    if (authorization !== null) {
      const bearer = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
      if (bearer === undefined) throw unauthenticated("The Authorization header must read: Bearer <API key or access token>.");
      return fromBearer(bearer, now);
    }
    if (key !== null) return fromBearer(key, now);
    const cookies = request.headers.get("cookie");
    const caller = cookies === null ? null : await fromCookie(request, cookies, now);
    if (caller !== null) refuseOtherSites(request);
    return caller;
  };
}

/** A cookie travels with requests that other sites make, so an unsafe one must come from our own pages. */
function refuseOtherSites(request: Request): void {
  if (UNSAFE.has(request.method)) refuseOtherOrigins(request);
}

/** Refuses what a page of another origin sends. Opening a socket is a GET, which browsers let every page send, so it asks here too. */
export function refuseOtherOrigins(request: Request): void {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const own = origin === null ? site === null || site === "same-origin" || site === "none" : sameHost(origin, request);
  if (!own) throw new Problem("FORBIDDEN", "This request came from another site. Call with an API key or an access token instead of the session cookie.");
}

function sameHost(origin: string, request: Request): boolean {
  return URL.canParse(origin) && new URL(origin).host === new URL(request.url).host;
}

export function accessCookie(token: string, maxAgeSeconds: number, secure: boolean): string {
  return `${ACCESS_COOKIE}=${token}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}

export function unauthenticated(message: string): Problem {
  return new Problem("UNAUTHENTICATED", message, {}, { "www-authenticate": 'Bearer realm="pilothouse"' });
}

function userPrincipal(userId: string, memberId: string, role: string, sessionId: string): Principal {
  return { kind: "user", id: userId, memberId, role, permissions: permissionsOf(role), sessionId, keyId: null, perMinute: null };
}

function cookieValue(cookies: string, name: string): string | null {
  for (const part of cookies.split(";")) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
