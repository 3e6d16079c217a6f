/** Codes and refresh tokens for access tokens. Of two who present one, the store decides which was first. RFC 6749, RFC 9700. */
import { equalInConstantTime, randomToken, sha256Hex, toBase64Url } from "#kit/crypto";
import type { Act } from "#kit/context";
import type { Vault } from "#kit/envelope";
import { Secret } from "#kit/secret";
import { WorkRefused, type Row, type Store } from "#kit/work";
import type { Directory } from "../directory";
import type { Gate } from "../gate";
import { insertInto } from "../rows";
import { claimsOf, standingOf } from "../standing";
import { ACCESS_TOKEN_SECONDS, type Tokens } from "../tokens";
import { OAuthError } from "./errors";
import { endFamily } from "./families";
import { scopesIn } from "./grants";
import { OFFLINE } from "./resources";

/** A refresh token that is not used is forgotten after this. Milliseconds. */
const REFRESH_MS = 30 * 24 * 3600_000;
/** Who lost the answer may ask again this long, and hears the same. Later it is another who asks. */
export const REPLAY_MS = 30_000;
const VERIFIER = /^[A-Za-z0-9\-._~]{43,128}$/;

export type TokenAnswer = { access_token: string; token_type: "Bearer"; expires_in: number; scope: string; refresh_token?: string };
export type TokenParts = { store: Store; directory: Directory; gate: Gate; tokens: Tokens; vault: Pick<Vault, "seal" | "open"> };
/** What an app sent beside its own name. */
export type TokenForm = Readonly<Record<string, string | undefined>>;

/** A row of a code or refresh token, with what it belongs to. */
const FIND = (table: string) => `select x.*, f.grant_id, f.scopes, f.created_at as begun_at, f.expires_at as family_ends, f.revoked_at as family_revoked_at, g.user_id, g.client_id, g.resource, g.revoked_at as grant_revoked_at
  from ${table} x join oauth_families f on f.tenant_id = x.tenant_id and f.id = x.family_id join oauth_grants g on g.tenant_id = f.tenant_id and g.id = f.grant_id where x.hash = ?`;
const SPEND = "update oauth_codes set consumed_at = ? where hash = ? and consumed_at is null returning hash";

export type TokenEndpoint = ReturnType<typeof tokenEndpointOf>;

export function tokenEndpointOf({ store, directory, gate, tokens, vault }: TokenParts) {
  const find = async (table: "oauth_codes" | "oauth_refresh", hash: string): Promise<Row> => {
    const [row] = await store.read({ sql: FIND(table), params: [hash] });
    if (row === undefined) throw invalidGrant();
    return row;
  };

  const end = (row: Row, now: number) => endFamily(store, gate, row["tenant_id"] as string, row["family_id"] as string, now);

  /** The family is alive, is this app's, and its person is still a member. */
  const answer = async (row: Row, clientId: string, form: TokenForm, now: number): Promise<TokenAnswer> => {
    if (row["client_id"] !== clientId || row["family_revoked_at"] !== null || row["grant_revoked_at"] !== null) throw invalidGrant();
    if ((row["expires_at"] as number) <= now || (row["family_ends"] as number) <= now) throw invalidGrant();
    const resource = row["resource"] as string;
    if (form["resource"] !== undefined && form["resource"] !== resource) throw new OAuthError("invalid_target", "The person allowed this for another resource.");
    const granted = scopesIn(row);
    const scopes = narrowed(granted, form["scope"]);
    const userId = row["user_id"] as string;
    const standing = await standingOf(directory, gate.epoch, userId, row["tenant_id"] as string);
    if (standing === null) throw invalidGrant();
    const claims = claimsOf(standing, userId, row["family_id"] as string, row["begun_at"] as number);
    const scope = scopes.join(" ");
    const token = await tokens.sign(claims, now, { client_id: clientId, scope, gid: row["grant_id"] as string, aud: resource });
    return { access_token: token, token_type: "Bearer", expires_in: ACCESS_TOKEN_SECONDS, scope, ...(granted.includes(OFFLINE) ? { refresh_token: randomToken() } : {}) };
  };

  /** A refresh token stands only while its family does: a revocation in between is not outrun. */
  const kept = async (row: Row, refreshToken: string, now: number) => {
    const family = [row["tenant_id"] as string, row["family_id"] as string];
    const fields = { hash: await sha256Hex(refreshToken), tenant_id: family[0] as string, family_id: family[1] as string, created_at: now, expires_at: Math.min(now + REFRESH_MS, row["family_ends"] as number) };
    const alive = { name: "alive", condition: "exists (select 1 from oauth_families where tenant_id = ? and id = ? and revoked_at is null)", params: family };
    return { guards: [alive], insert: insertInto("oauth_refresh", fields) };
  };

  const sealedFor = (row: Row) => ({ tenantId: row["tenant_id"] as string, id: row["hash"] as string, purpose: "oauth.refresh.answer" });

  /** What was answered to the first who presented this token, for a moment; after that it is stolen, and its family ends. */
  const again = async (row: Row, clientId: string, now: number): Promise<TokenAnswer> => {
    const sealed = row["answer"] as string | null;
    const alive = row["family_revoked_at"] === null && row["grant_revoked_at"] === null;
    if (alive && sealed !== null && row["client_id"] === clientId && now - (row["consumed_at"] as number) <= REPLAY_MS) {
      return JSON.parse((await vault.open(sealedFor(row), sealed)).reveal()) as TokenAnswer;
    }
    await end(row, now);
    throw invalidGrant();
  };

  return {
    /** The code is spent by being presented, whatever else is wrong. Presented twice, all that followed from it ends. */
    async exchange(act: Act, clientId: string, form: TokenForm): Promise<TokenAnswer> {
      const hash = await sha256Hex(form["code"] ?? "");
      const spent = await store.read({ sql: SPEND, params: [act.now, hash] });
      const row = await find("oauth_codes", hash);
      if (spent.length === 0) {
        await end(row, act.now);
        throw invalidGrant();
      }
      if (form["redirect_uri"] !== row["redirect_uri"] || !(await proves(form["code_verifier"], row["challenge"] as string))) throw invalidGrant();
      const tokens = await answer(row, clientId, { resource: form["resource"] }, act.now);
      if (tokens.refresh_token === undefined) return tokens;
      const { guards, insert } = await kept(row, tokens.refresh_token, act.now);
      await store.commit(act, { guards, statements: [insert], events: [] }).catch(refused);
      return tokens;
    },

    /** Each refresh token is taken once; the next one comes with the answer. */
    async refresh(act: Act, clientId: string, form: TokenForm): Promise<TokenAnswer> {
      const hash = await sha256Hex(form["refresh_token"] ?? "");
      const row = await find("oauth_refresh", hash);
      if (row["consumed_at"] !== null) return again(row, clientId, act.now);
      const next = await answer(row, clientId, form, act.now);
      if (next.refresh_token === undefined) throw invalidGrant();
      const sealed = await vault.seal(sealedFor(row), new Secret(JSON.stringify(next)));
      const { guards, insert } = await kept(row, next.refresh_token, act.now);
      const before = [row["tenant_id"] as string, row["family_id"] as string, act.now - REPLAY_MS];
      try {
        await store.commit(act, {
          guards,
          statements: [
            { sql: "update oauth_refresh set consumed_at = ?, answer = ? where hash = ? and consumed_at is null", params: [act.now, sealed, hash], expect: 1 },
            { sql: "update oauth_refresh set answer = null where tenant_id = ? and family_id = ? and consumed_at < ?", params: before },
            insert,
          ],
          events: [],
        });
        return next;
      } catch (error) {
        if (error instanceof WorkRefused && error.reason === "stale") return again(await find("oauth_refresh", hash), clientId, act.now);
        return refused(error);
      }
    },

    /** Ends the authorization to which a token of this app belongs. Nothing is said of tokens that are not. RFC 7009. */
    async revoke(clientId: string, token: string, now: number, resources: readonly string[]): Promise<void> {
      const [row] = await store.read({ sql: FIND("oauth_refresh"), params: [await sha256Hex(token)] });
      if (row?.["client_id"] === clientId) return end(row, now);
      const claims = await accessClaims(tokens, token, now, resources);
      if (claims?.app?.client_id === clientId) await endFamily(store, gate, claims.tid, claims.sid, now);
    },

    /** What a token of this app is good for; `{ active: false }` for every other text. RFC 7662. */
    async introspect(clientId: string, token: string, now: number, resources: readonly string[]): Promise<Record<string, unknown>> {
      const claims = await accessClaims(tokens, token, now, resources);
      if (claims?.app?.client_id !== clientId) return { active: false };
      const { app, tid, sid, sub, exp } = claims;
      const sql = `select 1 as alive from oauth_families f join oauth_grants g on g.tenant_id = f.tenant_id and g.id = f.grant_id
        where f.tenant_id = ? and f.id = ? and f.revoked_at is null and g.revoked_at is null`;
      const alive = await store.read({ sql, params: [tid, sid] });
      return alive.length === 0 ? { active: false } : { active: true, sub, exp, client_id: app.client_id, scope: app.scope, aud: app.aud, token_type: "Bearer" };
    },
  };
}

async function accessClaims(tokens: Tokens, token: string, now: number, resources: readonly string[]) {
  const found = await Promise.all(resources.map((resource) => tokens.verify(token, now, resource)));
  return found.find((claims) => claims?.app !== undefined) ?? null;
}

/** RFC 7636 section 4.6, S256. */
async function proves(verifier: string | undefined, challenge: string): Promise<boolean> {
  if (verifier === undefined || !VERIFIER.test(verifier)) return false;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return equalInConstantTime(toBase64Url(new Uint8Array(digest)), challenge);
}

/** Fewer scopes may be asked for than were granted, never more. @throws OAuthError invalid_scope */
function narrowed(granted: readonly string[], asked: string | undefined): readonly string[] {
  if (asked === undefined) return granted;
  const scopes = [...new Set(asked.split(" ").filter((scope) => scope !== ""))];
  if (scopes.length === 0 || !scopes.every((scope) => granted.includes(scope))) throw new OAuthError("invalid_scope", "More is asked for than was granted.");
  return scopes;
}

/** What the store refused, because its family ended meanwhile. */
function refused(error: unknown): never {
  if (error instanceof WorkRefused && error.reason === "guard") throw invalidGrant();
  throw error;
}

function invalidGrant(): OAuthError {
  return new OAuthError("invalid_grant", "The code or refresh token is not valid, has expired, or was used before. Ask the person again.");
}
