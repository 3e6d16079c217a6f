/** Identity as the rest of the house sees it: sessions, members, keys, and who calls. */
import type { Act, Permission, Tenant } from "#kit/context";
import { equalInConstantTime, sha256Hex } from "#kit/crypto";
import { notFound, Problem } from "#kit/errors";
import { newId } from "#kit/ids";
import { logger } from "#kit/log";
import { isAllowed } from "#kit/permissions";
import type { Resolvers } from "#kit/ref";
import { fold } from "#kit/text";
import { WorkRefused, type Row, type Store } from "#kit/work";
import { mintApiKey } from "./api-key";
import { ACCESS_COOKIE, accessCookie, identifier, unauthenticated, type Identify } from "./caller";
import { directoryOf, type Member, type Membership } from "./directory";
import type { People, Person, SessionStorage } from "./people";
import { permissionsOf } from "./roles";
import { ACCESS_TOKEN_SECONDS, type Tokens } from "./tokens";

/** Tries to sign in to one account. A minute. */
const TRIES_PER_MINUTE = 10;
const KEYS_MAX = 500;
const NAMES_MAX = 1_000;
const log = logger("identity");
const DEFAULT_TIME_ZONE = "UTC";

/** What identity asks of the tenant's gate. */
export type Gate = {
  /** From the next request on, this session or key of the tenant is refused. */
  revoke(tenantId: string, credential: string): Promise<void>;
  /** Whether one more try in this bucket is within the limit. */
  allowTry(bucket: string, perMinute: number): Promise<boolean>;
};

export type IdentityParts = {
  store: Store;
  sessions: SessionStorage;
  people: () => Promise<People>;
  gate: Gate;
  tokens: Tokens;
  secureCookies: boolean;
  /** SHA-256 of the set-up link's token, hexadecimal; empty where no link was made. */
  setupTokenHash: string;
};

export type OpenSession = {
  user: Person;
  tenant: { id: string; slug: string; name: string; timeZone: string };
  member: { id: string; role: string };
  permissions: string[];
};
type SignedIn = { session: OpenSession; setCookies: string[] };
type KeyView = { id: string; name: string; permissions: string[]; perMinute: number | null; createdAt: string; expiresAt: string | null; revokedAt: string | null };

export type Identity = {
  identify: Identify;
  signIn(act: Act, email: string, password: string): Promise<SignedIn>;
  /** @returns the cookies that take the session's away */
  signOut(act: Act): Promise<string[]>;
  describe(act: Act): Promise<OpenSession>;
  setUp(act: Act, input: { token: string; name: string; email: string; password: string; workspace: string }): Promise<SignedIn>;
  members(tenant: Tenant): Promise<Member[]>;
  isMember: (tenantId: string, memberId: string) => Promise<boolean>;
  /** Names of the tenant's people and keys, by the ids under which they act. */
  names: (tenantId: string) => Promise<ReadonlyMap<string, string>>;
  keys(tenant: Tenant): Promise<KeyView[]>;
  createKey(act: Act, input: { name: string; permissions: string[]; perMinute?: number | null | undefined; expiresAt?: string | null | undefined }): Promise<KeyView & { key: string }>;
  revokeKey(act: Act, id: string): Promise<void>;
  jwks(): ReturnType<Tokens["jwks"]>;
  /** Finds members by what a person calls them. */
  resolvers: Resolvers;
};

export function createIdentity(parts: IdentityParts): Identity {
  const { store, sessions, people, gate, tokens, secureCookies } = parts;
  const directory = directoryOf(store);

  const findSession = async (headers: Headers) => {
    const auth = await people();
    const found = await auth.api.getSession({ headers, returnHeaders: true }).catch(unreachableStore);
    if (found.response === null) return null;
    return { userId: found.response.user.id, sessionId: found.response.session.id, setCookies: found.headers.getSetCookie() };
  };

  const open = async (person: Person, membership: Membership, token: string, cookies: string[], now: number): Promise<SignedIn> => {
    const stored = JSON.parse((await sessions.get(token).catch(unreachableStore)) ?? "{}") as { session?: { id?: string } };
    const sid = stored.session?.id;
    if (sid === undefined) throw new Error("the session store does not hold the session that was just made");
    const { tenant, memberId, role } = membership;
    const access = await tokens.sign({ sub: person.id, tid: tenant.id, mid: memberId, sid, role }, now);
    return {
      session: sessionView(person, tenant, memberId, role),
      setCookies: [...cookies, accessCookie(access, ACCESS_TOKEN_SECONDS, secureCookies)],
    };
  };

  return {
    identify: identifier(directory, tokens, findSession, secureCookies),

    async signIn(act, email, password) {
      const bucket = `sign-in:${await sha256Hex(fold(email))}`;
      if (!(await gate.allowTry(bucket, TRIES_PER_MINUTE))) {
        throw new Problem("RATE_LIMITED", "Too many tries for this email. Wait a minute and try again.", {}, { "retry-after": "60" });
      }
      const auth = await people();
      const answer = await auth.api.signInEmail({ body: { email, password }, headers: headersOf(act), returnHeaders: true }).catch(refusedByLibrary);
      if (answer === null) throw unauthenticated("The email or the password is not right.");
      const membership = await directory.membership(answer.response.user.id);
      if (membership === null) throw new Problem("FORBIDDEN", "You are not a member of a workspace. Ask its owner to invite you.");
      const signedIn = await open(answer.response.user, membership, answer.response.token, answer.headers.getSetCookie(), act.now);
      await store.commit(asMember(act, membership.tenant, answer.response.user.id), { statements: [], events: [], audit: { kind: "member", id: membership.memberId, name: answer.response.user.name } });
      return signedIn;
    },

    async signOut(act) {
      const { sessionId } = act.principal;
      if (sessionId === null) throw new Problem("FORBIDDEN", "An API key has no session to end. Revoke the key instead.");
      await gate.revoke(act.tenant.id, sessionId);
      await store.commit(act, { statements: [], events: [], audit: { kind: "session", id: sessionId } });
      const auth = await people();
      const answer = await auth.api.signOut({ headers: headersOf(act), returnHeaders: true }).catch(refusedByLibrary);
      return [...(answer?.headers.getSetCookie() ?? []), `${ACCESS_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secureCookies ? "; Secure" : ""}`];
    },

    async describe(act) {
      const { principal, tenant } = act;
      const member = (await directory.members(tenant.id)).find((one) => one.id === principal.memberId);
      const user = { id: principal.id, name: member?.name ?? "API key", email: member?.email ?? "" };
      return { ...sessionView(user, tenant, principal.memberId ?? "", principal.role ?? "key"), permissions: [...principal.permissions] };
    },

    async setUp(act, input) {
      const hash = await sha256Hex(input.token);
      const [taken] = await store.read({ sql: "select 1 as taken from members limit 1", params: [] });
      if (parts.setupTokenHash === "" || !equalInConstantTime(hash, parts.setupTokenHash)) {
        throw new Problem("FORBIDDEN", "This set-up link is not valid. Run `npm run deploy -- --new-owner-link` for a new one.");
      }
      if (taken !== undefined) throw linkSpent();
      const auth = await people();
      const body = { name: input.name, email: input.email, password: input.password };
      const answer = await auth.api.signUpEmail({ body, headers: headersOf(act), returnHeaders: true }).catch(refusedByLibrary);
      if (answer?.response.token == null) throw new Problem("CONFLICT", "This email cannot be used. It may have an account already.");
      const membership = await foundWorkspace(act, input.workspace, answer.response.user.id);
      return open(answer.response.user, membership, answer.response.token, answer.headers.getSetCookie(), act.now);
    },

    members: (tenant) => directory.members(tenant.id),
    async names(tenantId) {
      const [people = [], keys = []] = await store.readAll([
        { sql: "select m.user_id as id, u.name from members m join users u on u.id = m.user_id where m.tenant_id = ? limit ?", params: [tenantId, NAMES_MAX] },
        { sql: "select id, name from api_keys where tenant_id = ? limit ?", params: [tenantId, NAMES_MAX] },
      ]);
      return new Map([...people, ...keys].map((row) => [row["id"] as string, row["name"] as string]));
    },

    isMember: (tenantId, memberId) => directory.isMember(tenantId, memberId, Date.now()),

    async keys(tenant) {
      const rows = await store.read({ sql: "select * from api_keys where tenant_id = ? order by id desc limit ?", params: [tenant.id, KEYS_MAX] });
      return rows.map(keyView);
    },

    async createKey(act, input) {
      const missing = input.permissions.filter((one) => !isAllowed(act.principal, one as Permission));
      if (missing.length > 0) {
        throw new Problem("FORBIDDEN", `A key can do no more than you: you do not have ${missing.join(", ")}.`, { permission: missing[0] });
      }
      const { key, keyId, hash } = await mintApiKey();
      const row: Row = {
        tenant_id: act.tenant.id,
        id: newId("key", act.now),
        key_id: keyId,
        hash,
        name: input.name,
        permissions: JSON.stringify(input.permissions),
        per_minute: input.perMinute ?? null,
        created_by: act.principal.memberId,
        created_at: act.now,
        expires_at: input.expiresAt == null ? null : Date.parse(input.expiresAt),
        revoked_at: null,
      };
      await store.commit(act, { statements: [insertInto("api_keys", row)], events: [], audit: { kind: "key", id: row["id"] as string, name: input.name, details: { permissions: input.permissions } } });
      return { ...keyView(row), key };
    },

    async revokeKey(act, id) {
      const sql = "update api_keys set revoked_at = coalesce(revoked_at, ?) where tenant_id = ? and id = ?";
      await store.commit(act, { statements: [{ sql, params: [act.now, act.tenant.id, id], expect: 1 }], events: [], audit: { kind: "key", id } }).catch((error: unknown) => {
        if (error instanceof WorkRefused) throw notFound("key");
        throw error;
      });
      await gate.revoke(act.tenant.id, id);
    },

    jwks: () => tokens.jwks(),

    resolvers: {
      async member(act, text) {
        const wanted = fold(text);
        const members = await directory.members(act.tenant.id);
        const exact = members.filter((one) => [one.id, fold(one.email), fold(one.name)].includes(wanted));
        const matches = exact.length > 0 ? exact : members.filter((one) => fold(one.name).split(" ").includes(wanted));
        return matches.map((one) => ({ id: one.id, name: one.name, version: null, hint: one.email }));
      },
    },
  };

  /** The first workspace; of two people with the same link the second is refused and leaves no trace. */
  async function foundWorkspace(act: Act, name: string, userId: string): Promise<Membership> {
    const tenant: Tenant = { id: newId("tenant", act.now), slug: slugOf(name), name, timeZone: DEFAULT_TIME_ZONE, limits: {}, brand: "tenant" };
    const memberId = newId("member", act.now);
    const tenantRow: Row = { id: tenant.id, slug: tenant.slug, name, time_zone: tenant.timeZone, limits: "{}", created_at: act.now };
    const memberRow: Row = { tenant_id: tenant.id, id: memberId, user_id: userId, role: "owner", created_at: act.now };
    try {
      await store.commit(asMember(act, tenant, userId), {
        guards: [{ name: "unclaimed", condition: "not exists (select 1 from members)", params: [] }],
        statements: [insertInto("tenants", tenantRow), insertInto("members", memberRow)],
        events: [],
        audit: { kind: "member", id: memberId, name },
      });
    } catch (error) {
      if (!(error instanceof WorkRefused)) throw error;
      await store.commit(act, { statements: ["accounts where user_id", "users where id"].map((at) => ({ sql: `delete from ${at} = ?`, params: [userId] })), events: [] });
      throw linkSpent();
    }
    return { tenant, memberId, role: "owner" };
  }
}

/** An act of somebody who was nobody when it began: signing in makes them a caller of their tenant. */
function asMember(act: Act, tenant: Tenant, userId: string): Act {
  return { ...act, tenant, actor: { kind: "user", id: userId } };
}

function linkSpent(): Problem {
  return new Problem("CONFLICT", "This link was used already. Sign in instead.");
}

function sessionView(user: Person, tenant: Tenant, memberId: string, role: string): OpenSession {
  return {
    user: { id: user.id, name: user.name, email: user.email },
    tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name, timeZone: tenant.timeZone },
    member: { id: memberId, role },
    permissions: [...permissionsOf(role)],
  };
}

function keyView(row: Row): KeyView {
  const moment = (value: unknown) => (value === null ? null : new Date(value as number).toISOString());
  return {
    id: row["id"] as string,
    name: row["name"] as string,
    permissions: JSON.parse(row["permissions"] as string) as string[],
    perMinute: row["per_minute"] as number | null,
    createdAt: new Date(row["created_at"] as number).toISOString(),
    expiresAt: moment(row["expires_at"]),
    revokedAt: moment(row["revoked_at"]),
  };
}

function insertInto(table: string, row: Row) {
  const columns = Object.keys(row);
  return { sql: `insert into ${table} (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`, params: Object.values(row) };
}

const headersOf = (act: Act): Headers => act.request?.headers ?? new Headers();

/** The library says no by an error of its own with a status below 500. Anything else means that it could not ask. */
function refusedByLibrary(error: unknown): null {
  const status = error instanceof Error && error.name === "APIError" ? (error as { statusCode?: unknown }).statusCode : undefined;
  if (typeof status === "number" && status < 500) return null;
  return unreachableStore(error);
}

/** A session store that does not answer is never taken for "not signed in". */
function unreachableStore(error: unknown): never {
  if (error instanceof Problem) throw error;
  log.error("sessions.unreachable", error);
  throw new Problem("UNAVAILABLE", "Sessions cannot be read just now. Try again in a moment.", {}, { "retry-after": "5" });
}

function slugOf(name: string): string {
  const slug = fold(name).replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "").slice(0, 40);
  return slug === "" ? "workspace" : slug;
}

