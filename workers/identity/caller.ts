/** Who calls: an API key, an access token or a session cookie, all resolving to a tenant and a permission set. */
import { inRanges } from "#kit/cidr";
import type { Principal, Tenant } from "#kit/context";
import { Problem } from "#kit/errors";
import { looksLikeApiKey } from "./api-key";
import type { Directory } from "./directory";
import type { SessionNotes } from "./session-notes";
import { claimsOf, personOf, standingOf, type AskEpoch } from "./standing";
import { effectivePermissions } from "./oauth/resources";
import { ACCESS_TOKEN_SECONDS, type AccessClaims, type AppClaims, type Tokens } from "./tokens";

export type Caller = {
  tenant: Tenant;
  principal: Principal;
  via: "key" | "token" | "cookie";
  /** Cookies to set with the answer: a fresh access token, a prolonged session. */
  setCookies: string[];
  /** What the tenant's gate had counted when the permissions were read. Where it counts more by now, they are stale. */
  epoch: number;
  /**
   * The caller as they stand since the gate counted `epoch`.
   * @throws Problem UNAUTHENTICATED where nothing is left of them
   */
  renew(epoch: number): Promise<Caller>;
};

/** The session behind a cookie; the port to the library that keeps sessions. */
export type FindSession = (headers: Headers) => Promise<{ userId: string; name: string; email: string; sessionId: string; createdAt: number; setCookies: string[] } | null>;

export const ACCESS_COOKIE = "pilothouse.access";
export const SESSION_COOKIE = /(?:^|;\s*)(?:__Secure-)?pilothouse\.session_token=/;
const UNSAFE = new Set(["POST", "PUT", "PATCH", "DELETE"]);

export type Identify = (request: Request, now: number) => Promise<Caller | null>;

export type IdentifierParts = { directory: Directory; tokens: Tokens; findSession: FindSession; notes: SessionNotes; askEpoch: AskEpoch; secureCookies: boolean };

/**
 * @returns a function that gives the caller of a request, or null where the request carries no credential
 * @throws (from it) Problem UNAUTHENTICATED for a credential that is not valid, FORBIDDEN for an unsafe request from another site
 */
export function identifier(parts: IdentifierParts): Identify {
  const { directory, tokens, findSession, notes, askEpoch, secureCookies } = parts;

  const fromKey = async (key: string, request: Request, now: number, since?: number): Promise<Caller> => {
    const holder = await directory.keyHolder(key, now, since);
    if (holder === null) throw unauthenticated("This API key is unknown, expired or revoked.");
    const { tenant, principal, addresses, epoch } = holder;
    if (addresses !== null && !inRanges(request.headers.get("cf-connecting-ip") ?? "", addresses)) {
      throw unauthenticated("This API key is not taken from this address. An owner or admin of the workspace chose the addresses.");
    }
    return { tenant, principal, via: "key", setCookies: [], epoch, renew: (counted) => fromKey(key, request, now, counted) };
  };

  const fromClaims = async (claims: AccessClaims, via: Caller["via"], now: number, renew: Caller["renew"]): Promise<Caller | null> => {
    const { tid, mid, sid, sub, role, epoch } = claims;
    const tenant = await directory.tenant(tid, now);
    if (tenant === null) return null;
    const permissions = await directory.permissions(tid, role, epoch, now);
    const person = personOf({ memberId: mid, role, permissions }, sub, sid, claims.auth_time * 1000);
    const principal = claims.app === undefined ? person : appOf(person, claims.app);
    return { tenant, principal, via, setCookies: [], epoch, renew };
  };

  const fromBearer = async (credential: string, request: Request, now: number): Promise<Caller> => {
    if (looksLikeApiKey(credential)) return fromKey(credential, request, now);
    const claims = await tokens.verify(credential, now);
    const caller = claims === null ? null : await fromClaims(claims, "token", now, stale);
    if (caller === null) throw unauthenticated("This access token is not valid or has expired.");
    return caller;
  };

  const fromCookie = async (request: Request, cookies: string, now: number): Promise<Caller | null> => {
    const access = cookieValue(cookies, ACCESS_COOKIE);
    const claims = access === null ? null : personal(await tokens.verify(access, now));
    const again = async (epoch: number) => {
      const caller = await exchange(request.headers, now, epoch, claims?.tid);
      return caller ?? stale();
    };
    const known = claims === null ? null : await fromClaims(claims, "cookie", now, again);
    if (known !== null) return known;
    if (!SESSION_COOKIE.test(cookies)) return null;
    return exchange(request.headers, now);
  };

  /**
   * A session cookie for an access token, so that the next ten minutes cost no look-up. Who was removed from the workspace
   * they worked in goes on in another one with their next request, never in the middle of this one.
   */
  const exchange = async (headers: Headers, now: number, known?: number, from?: string): Promise<Caller | null> => {
    const session = await findSession(headers);
    if (session === null) return null;
    const { userId, sessionId } = session;
    const [chosen, confirmedAt] = await Promise.all([notes.place(sessionId), notes.confirmedAt(sessionId)]);
    const place = from ?? chosen;
    const standing = await standingOf(directory, askEpoch, userId, place, known);
    if (standing === null) {
      if (place === null) return null;
      if (place === chosen) await notes.forgetPlace(sessionId);
      throw leftWorkspace(secureCookies);
    }
    const authTime = Math.max(session.createdAt, confirmedAt ?? 0);
    const [token] = await Promise.all([
      tokens.sign(claimsOf(standing, userId, sessionId, authTime), now),
      notes.setSeen(sessionId, now),
      chosen === null ? notes.setPlace(sessionId, standing.tenant.id) : undefined,
    ]);
    const setCookies = [...session.setCookies, accessCookie(token, ACCESS_TOKEN_SECONDS, secureCookies)];
    const { tenant, epoch } = standing;
    const renew = async (counted: number) => (await exchange(headers, now, counted, tenant.id)) ?? stale();
    return { tenant, principal: personOf(standing, userId, sessionId, authTime), via: "cookie", setCookies, epoch, renew };
  };

  return async (request, now) => {
    const authorization = request.headers.get("authorization");
    const key = request.headers.get("x-api-key");
    if (authorization !== null) {
      const bearer = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
      if (bearer === undefined) throw unauthenticated("The Authorization header must read: Bearer <API key or access token>.");
      return fromBearer(bearer, request, now);
    }
    if (key !== null) return fromBearer(key, request, now);
    const cookies = request.headers.get("cookie");
    const caller = cookies === null ? null : await fromCookie(request, cookies, now);
    if (caller !== null) refuseOtherSites(request);
    return caller;
  };
}

/** An app acts by its grant, within its person's permissions and no further. Its session is its authorization. */
function appOf(person: Principal, { client_id: clientId, scope, gid }: AppClaims): Principal {
  const { memberId, role, sessionId } = person;
  const permissions = effectivePermissions(person.permissions, scope.split(" "));
  return { kind: "app", id: gid, memberId, role, permissions, sessionId, keyId: null, perMinute: null, clientId };
}

/** An app's token is no cookie: it came from elsewhere. */
const personal = (claims: AccessClaims | null) => (claims?.app === undefined ? claims : null);

/** A token says what its person could do when it was made; that changed since. */
function stale(): Promise<never> {
  return Promise.reject(unauthenticated("What you may do has changed since this access token was made. Get a new one."));
}

function leftWorkspace(secure: boolean): Problem {
  const { code, message, headers } = unauthenticated("You are no longer a member of the workspace you worked in. Open the console again to go on in another one.");
  return new Problem(code, message, {}, { ...headers, "set-cookie": accessCookie("", 0, secure) });
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

function cookieValue(cookies: string, name: string): string | null {
  for (const part of cookies.split(";")) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
