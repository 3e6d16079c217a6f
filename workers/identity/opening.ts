/** From a session of the library to a caller of the house: the access token, its cookies, and what the audit log hears. */
import type { Act, Tenant } from "#kit/context";
import { Problem } from "#kit/errors";
import { logger } from "#kit/log";
import type { Store } from "#kit/work";
import { accessCookie, unauthenticated, type FindSession } from "./caller";
import type { Directory, Membership } from "./directory";
import type { OpenSession, SignedIn } from "./fields";
import type { People, Person, SessionStorage } from "./people";
import type { SessionNotes } from "./session-notes";
import { placeOf } from "./sessions/device";
import { claimsOf, standingOf, type AskEpoch, type Standing } from "./standing";
import { ACCESS_TOKEN_SECONDS, type Tokens } from "./tokens";

const log = logger("identity");

export type OpeningParts = {
  store: Store;
  directory: Directory;
  sessions: SessionStorage;
  notes: SessionNotes;
  askEpoch: AskEpoch;
  tokens: Tokens;
  secureCookies: boolean;
};
/** What the library answered: who, by which session, with which cookies. */
export type LibrarySession = { user: Person; token: string; cookies: string[] };

export type Opening = {
  /** Signs a person in to the workspace that they joined first. */
  signIn(act: Act, opened: LibrarySession): Promise<SignedIn>;
  /** As signIn, for a membership that was made just now. */
  open(act: Act, opened: LibrarySession, tenantId: string): Promise<SignedIn>;
  /**
   * The same session goes on in this workspace.
   * @param authTime when its person last proved who they are, epoch milliseconds
   * @throws Problem NOT_FOUND where they are no member
   */
  enter(act: Act, person: Person, sessionId: string, tenantId: string, authTime: number): Promise<SignedIn>;
  /** The library put a new session in the place of the caller's, who proved who they are: it goes on in the same workspace. @returns all cookies */
  renewed(act: Act, person: Person, cookies: string[]): Promise<string[]>;
};

export function openingOf({ store, directory, sessions, notes, askEpoch, tokens, secureCookies }: OpeningParts): Opening {
  const sessionIdOf = async (token: string): Promise<string> => {
    const stored = JSON.parse((await sessions.get(token).catch(unreachableStore)) ?? "{}") as { session?: { id?: string } };
    if (stored.session?.id === undefined) throw new Error("the session store does not hold the session that was just made");
    return stored.session.id;
  };

  const stand = async (act: Act, person: Person, sessionId: string, standing: Standing, authTime: number): Promise<SignedIn> => {
    const [token] = await Promise.all([
      tokens.sign(claimsOf(standing, person.id, sessionId, authTime), act.now),
      notes.setPlace(sessionId, standing.tenant.id).catch(unreachableStore),
      notes.setSeen(sessionId, act.now).catch(unreachableStore),
    ]);
    return { session: sessionView(person, standing), setCookies: [accessCookie(token, ACCESS_TOKEN_SECONDS, secureCookies)] };
  };

  const begin = async (act: Act, { user, token, cookies }: LibrarySession, standing: Standing): Promise<SignedIn> => {
    const sessionId = await sessionIdOf(token);
    const opened = await stand(act, user, sessionId, standing, act.now);
    const where = placeOf(act.request);
    if (where !== null) await notes.setWhere(sessionId, where).catch(unreachableStore);
    return { ...opened, setCookies: [...cookies, ...opened.setCookies] };
  };

  const opening: Opening = {
    async signIn(act, opened) {
      const standing = await standingOf(directory, askEpoch, opened.user.id, null);
      if (standing === null) throw new Problem("FORBIDDEN", "You are not a member of a workspace. Ask its owner to invite you.");
      const signedIn = await begin(act, opened, standing);
      await store.commit(asMember(act, standing.tenant, opened.user.id), { statements: [], events: [], audit: { kind: "member", id: standing.memberId, name: opened.user.name } });
      return signedIn;
    },

    async open(act, opened, tenantId) {
      const standing = await standingOf(directory, askEpoch, opened.user.id, tenantId);
      if (standing === null) throw unauthenticated("Sign in to go on.");
      return begin(act, opened, standing);
    },

    async enter(act, person, sessionId, tenantId, authTime) {
      const standing = await standingOf(directory, askEpoch, person.id, tenantId);
      if (standing === null) throw new Problem("NOT_FOUND", "You are not a member of such a workspace. GET /api/v1/workspaces lists yours.");
      return stand(act, person, sessionId, standing, authTime);
    },

    async renewed(act, person, cookies) {
      const token = sessionTokenOf(cookies);
      if (token === null) throw new Error("the library set no cookie for the session that it made");
      const { setCookies } = await opening.enter(act, person, await sessionIdOf(token), act.tenant.id, act.now);
      return [...cookies, ...setCookies];
    },
  };
  return opening;
}

/** The token of the session that these cookies set; it stands before its signature. */
function sessionTokenOf(cookies: readonly string[]): string | null {
  const found = cookies.map((cookie) => /^(?:__Secure-)?pilothouse\.session_token=([^;]+)/.exec(cookie)?.[1]).find((value) => value !== undefined);
  return found === undefined ? null : (decodeURIComponent(found).split(".")[0] ?? null);
}

export function sessionView(user: Person, { tenant, memberId, role, permissions }: Pick<Membership, "tenant" | "memberId" | "role" | "permissions">): OpenSession {
  return {
    user: { id: user.id, name: user.name, email: user.email },
    tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name, timeZone: tenant.timeZone },
    member: { id: memberId, role },
    permissions: [...permissions],
  };
}

/** An act of somebody who was nobody when it began: signing in makes them a caller of their tenant. */
export function asMember(act: Act, tenant: Tenant, userId: string): Act {
  return { ...act, tenant, actor: { kind: "user", id: userId } };
}

export const headersOf = (act: Act): Headers => act.request?.headers ?? new Headers();

/** The library's session behind the request's cookie; null where there is none. */
export function librarySession(auth: People, headers: Headers) {
  return auth.api.getSession({ headers, returnHeaders: true }).catch(unreachableStore);
}

/** The session behind the caller's cookie. A token made from it is not enough: else one that was stolen could make itself last. */
export async function ownSession(findSession: FindSession, act: Act): Promise<NonNullable<Awaited<ReturnType<FindSession>>>> {
  const session = await findSession(headersOf(act));
  if (session === null || session.sessionId !== act.principal.sessionId) throw unauthenticated("This needs the session itself, not a token made from it. Sign in again.");
  return session;
}

/** The library says no by an error of its own with a status below 500. Anything else means that it could not ask. */
export function refusedByLibrary(error: unknown): null {
  const status = error instanceof Error && error.name === "APIError" ? (error as { statusCode?: unknown }).statusCode : undefined;
  if (typeof status === "number" && status < 500) return null;
  return unreachableStore(error);
}

/** A session store that does not answer is never taken for "not signed in". */
export function unreachableStore(error: unknown): never {
  if (error instanceof Problem) throw error;
  log.error("sessions.unreachable", error);
  throw new Problem("UNAVAILABLE", "Sessions cannot be read just now. Try again in a moment.", {}, { "retry-after": "5" });
}
