/** Reads of the control plane, kept for at most 30 seconds in an isolate. Revocation does not wait for that: the gate knows at once. */
import type { Permission, Principal, Tenant } from "#kit/context";
import { equalInConstantTime, sha256Hex } from "#kit/crypto";
import { PRINCIPAL_CACHE_MS } from "#kit/limits";
import type { Row, Store } from "#kit/work";
import { apiKeyId } from "./api-key";
import { expiring } from "./expiring";

export type Member = { id: string; name: string; email: string; role: string };
export type Membership = { tenant: Tenant; memberId: string; role: string };
export type KeyHolder = { tenant: Tenant; principal: Principal; expiresAt: number | null };

const MEMBERS_MAX = 500;
const CACHED_MAX = 1_000;
const NO_HASH = "0".repeat(64);

export type Directory = ReturnType<typeof directoryOf>;

export function directoryOf(store: Store) {
  const tenants = expiring<Tenant>(CACHED_MAX, PRINCIPAL_CACHE_MS);
  const holders = expiring<KeyHolder>(CACHED_MAX, PRINCIPAL_CACHE_MS);
  const rosters = expiring<Member[]>(CACHED_MAX, PRINCIPAL_CACHE_MS);

  const members = async (tenantId: string): Promise<Member[]> => {
    const rows = await store.read({
      sql: "select m.id, m.role, u.name, u.email from members m join users u on u.id = m.user_id where m.tenant_id = ? order by m.id limit ?",
      params: [tenantId, MEMBERS_MAX],
    });
    return rows.map((row) => ({ id: row["id"] as string, name: row["name"] as string, email: row["email"] as string, role: row["role"] as string }));
  };

  return {
    members,

    async tenant(id: string, now: number): Promise<Tenant | null> {
      return tenants.get(id, now, async () => {
        const [row] = await store.read({ sql: "select * from tenants where id = ?", params: [id] });
        return row === undefined ? null : tenantOf(row);
      });
    },

    /** Whether the id is that of a member; a roster that lacks it is read anew, for somebody may just have joined. */
    async isMember(tenantId: string, memberId: string, now: number): Promise<boolean> {
      const cached = await rosters.get(tenantId, now, () => members(tenantId));
      if (cached?.some((member) => member.id === memberId) === true) return true;
      rosters.forget(tenantId);
      const fresh = await rosters.get(tenantId, now, () => members(tenantId));
      return fresh?.some((member) => member.id === memberId) === true;
    },

    /** The workspace in which a person works: the first they joined. */
    async membership(userId: string): Promise<Membership | null> {
      const [row] = await store.read({
        sql: "select m.id as member_id, m.role, t.* from members m join tenants t on t.id = m.tenant_id where m.user_id = ? order by m.created_at, m.tenant_id limit 1",
        params: [userId],
      });
      return row === undefined ? null : { tenant: tenantOf(row), memberId: row["member_id"] as string, role: row["role"] as string };
    },

    /** The holder of an API key; null when it is unknown, expired or revoked. */
    async keyHolder(key: string, now: number): Promise<KeyHolder | null> {
      const keyId = apiKeyId(key);
      if (keyId === null) return null;
      const hash = await sha256Hex(key);
      const holder = await holders.get(hash, now, async () => {
        const [row] = await store.read({
          sql: "select k.id as key_id, k.hash, k.permissions, k.per_minute, k.created_by, k.expires_at, k.revoked_at, t.* from api_keys k join tenants t on t.id = k.tenant_id where k.key_id = ?",
          params: [keyId],
        });
        // An id that nobody holds costs the same comparison as one whose secret is wrong.
        const matches = equalInConstantTime((row?.["hash"] as string | undefined) ?? NO_HASH, hash);
        if (row === undefined || !matches || row["revoked_at"] !== null) return null;
        return { tenant: tenantOf(row), principal: keyPrincipal(row), expiresAt: row["expires_at"] as number | null };
      });
      return holder === null || (holder.expiresAt !== null && holder.expiresAt <= now) ? null : holder;
    },
  };
}

function tenantOf(row: Row): Tenant {
  return {
    id: (row["tenant_id"] ?? row["id"]) as string,
    slug: row["slug"] as string,
    name: row["name"] as string,
    timeZone: row["time_zone"] as string,
    limits: JSON.parse(row["limits"] as string) as Record<string, number>,
    brand: "tenant",
  };
}

function keyPrincipal(row: Row): Principal {
  return {
    kind: "key",
    id: row["key_id"] as string,
    memberId: row["created_by"] as string | null,
    role: null,
    permissions: new Set(JSON.parse(row["permissions"] as string) as Permission[]),
    sessionId: null,
    keyId: row["key_id"] as string,
    perMinute: row["per_minute"] as number | null,
  };
}
