/** Authorizations: the statements that begin one, and how it ends at once, everywhere. */
import { sha256Hex, randomToken } from "#kit/crypto";
import { newId } from "#kit/ids";
import type { Statement, Store } from "#kit/work";
import type { Gate } from "../gate";
import { insertInto } from "../rows";

/** RFC 6749 section 4.1.2 asks for a short life; a code travels for a moment. Milliseconds. */
export const CODE_MS = 60_000;
/** However often it is refreshed, an authorization is asked for anew after this. */
export const FAMILY_MS = 90 * 24 * 3600_000;
/** Spent and expired rows are kept this long, to know a code that is shown again. */
const SPENT_KEPT_MS = 24 * 3600_000;
const PRUNED_AT_ONCE = 100;

export type NewFamily = { tenantId: string; userId: string; clientId: string; resource: string; scopes: readonly string[]; redirectUri: string; challenge: string };

/** A code and the statements that let it stand, for the living grant of this person, app and resource. */
export async function beginFamily(family: NewFamily, now: number): Promise<{ code: string; statements: Statement[] }> {
  const code = randomToken();
  const id = newId("authorization", now);
  const { tenantId, userId, clientId, resource } = family;
  return {
    code,
    statements: [
      {
        sql: `insert into oauth_families (tenant_id, id, grant_id, scopes, created_at, expires_at) select tenant_id, ?, id, ?, ?, ? from oauth_grants
          where tenant_id = ? and user_id = ? and client_id = ? and resource = ? and revoked_at is null`,
        params: [id, JSON.stringify(family.scopes), now, now + FAMILY_MS, tenantId, userId, clientId, resource],
        expect: 1,
      },
      insertInto("oauth_codes", {
        hash: await sha256Hex(code),
        tenant_id: tenantId,
        family_id: id,
        redirect_uri: family.redirectUri,
        challenge: family.challenge,
        created_at: now,
        expires_at: now + CODE_MS,
      }),
      ...prune(now),
    ],
  };
}

/** Deletes some of what has long expired; whoever adds a row takes others away. */
function prune(now: number): Statement[] {
  const tables = [["oauth_codes", "hash"], ["oauth_refresh", "hash"], ["oauth_families", "id"], ["oauth_requests", "id"]];
  return tables.map(([table, key]) => ({
    sql: `delete from ${table} where ${key} in (select ${key} from ${table} where expires_at < ? limit ?)`,
    params: [now - SPENT_KEPT_MS, PRUNED_AT_ONCE],
  }));
}

/** Ends an authorization: its refresh tokens by their rows, its access tokens at the tenant's gate. */
export async function endFamily(store: Store, gate: Gate, tenantId: string, familyId: string, now: number): Promise<void> {
  await store.read({ sql: "update oauth_families set revoked_at = coalesce(revoked_at, ?) where tenant_id = ? and id = ?", params: [now, tenantId, familyId] });
  await gate.revoke(tenantId, familyId);
}
