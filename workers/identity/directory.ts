/** Reads of the control plane, kept for at most 30 seconds in an isolate. Revocation and changes of permission do not wait for that: the gate knows at once. */
import type { Permission, Principal, Tenant } from "#kit/context";
import { equalInConstantTime, sha256Hex } from "#kit/crypto";
import { PRINCIPAL_CACHE_MS } from "#kit/limits";
import type { Row, Store } from "#kit/work";
import { apiKeyId } from "./api-key";
import { expiring } from "./expiring";
import { isBuiltIn, permissionsOf } from "./roles";

export type Member = { id: string; name: string; email: string; role: string; version: number; createdAt: string };
export type Membership = { tenant: Tenant; memberId: string; role: string; roleName: string; permissions: ReadonlySet<Permission> };
export type KeyHolder = {
  tenant: Tenant;
  principal: Principal;
  expiresAt: number | null;
  /** Ranges from which alone the key is taken; null for all. */
  addresses: string[] | null;
  /** What the gate had counted before this was read. */
  epoch: number;
};

const MEMBERS_MAX = 500;
const MEMBERSHIPS_MAX = 100;
const CACHED_MAX = 1_000;
const NO_HASH = "0".repeat(64);
const EPOCHS_KEPT_MS = 24 * 3600_000;
/** Less than any gate counts: what was read before the gate was ever asked is read anew once. */
export const NEVER_ASKED = -1;

const FIND_KEY = `select k.id as key_id, k.hash, k.permissions, k.per_minute, k.created_by, k.expires_at, k.revoked_at, k.addresses, k.previous_hash, k.previous_until, t.*
  from api_keys k join tenants t on t.id = k.tenant_id where k.key_id = ?`;

const FIND_MEMBERSHIPS = `select m.id as member_id, m.role, r.name as role_name, r.permissions as role_permissions, t.* from members m join tenants t on t.id = m.tenant_id
  left join roles r on r.tenant_id = m.tenant_id and r.id = m.role where m.user_id = ?`;

export type Directory = ReturnType<typeof directoryOf>;

export function directoryOf(store: Store) {
  const tenants = expiring<Tenant>(CACHED_MAX, PRINCIPAL_CACHE_MS);
  const holders = expiring<KeyHolder>(CACHED_MAX, PRINCIPAL_CACHE_MS);
  const rosters = expiring<Member[]>(CACHED_MAX, PRINCIPAL_CACHE_MS);
  const epochs = expiring<number>(CACHED_MAX, EPOCHS_KEPT_MS);
  const grants = expiring<ReadonlySet<Permission>>(CACHED_MAX, PRINCIPAL_CACHE_MS);

  const members = async (tenantId: string): Promise<Member[]> => {
    const rows = await store.read({
      sql: "select m.id, m.role, m.version, m.created_at, u.name, u.email from members m join users u on u.id = m.user_id where m.tenant_id = ? order by m.id limit ?",
      params: [tenantId, MEMBERS_MAX],
    });
    return rows.map(memberOf);
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

    /** From now on this isolate reads the tenant's members anew. */
    forgetMembers: (tenantId: string) => rosters.forget(tenantId),

    /** What a role allows, as it was when the gate counted `epoch`: an edited role counts on, so what is kept is never older. */
    async permissions(tenantId: string, role: string, epoch: number, now: number): Promise<ReadonlySet<Permission>> {
      if (isBuiltIn(role)) return permissionsOf(role);
      const kept = await grants.get(`${tenantId} ${role} ${epoch}`, now, async () => {
        const [row] = await store.read({ sql: "select permissions from roles where tenant_id = ? and id = ?", params: [tenantId, role] });
        return row === undefined ? null : permissionSet(row["permissions"]);
      });
      return kept ?? permissionsOf(role);
    },

    /** The workspaces of a person, the one they joined first before the others. */
    async memberships(userId: string): Promise<Membership[]> {
      const rows = await store.read({ sql: `${FIND_MEMBERSHIPS} order by m.created_at, m.tenant_id limit ?`, params: [userId, MEMBERSHIPS_MAX] });
      return rows.map(membershipOf);
    },

    /**
     * The holder of an API key; null when it is unknown, expired or revoked.
     * @param since what the gate has counted, where what is kept has proved older
     */
    async keyHolder(key: string, now: number, since?: number): Promise<KeyHolder | null> {
      const keyId = apiKeyId(key);
      if (keyId === null) return null;
      const hash = await sha256Hex(key);
      if (since !== undefined) {
        holders.forget(hash);
        epochs.set(hash, since, now);
      }
      const holder = await holders.get(hash, now, async () => {
        const epoch = epochs.peek(hash, now) ?? NEVER_ASKED;
        const [row] = await store.read({ sql: FIND_KEY, params: [keyId] });
        return holderOf(row, hash, epoch);
      });
      return holder === null || (holder.expiresAt !== null && holder.expiresAt <= now) ? null : holder;
    },
  };
}

export function memberOf(row: Row): Member {
  return {
    id: row["id"] as string,
    name: row["name"] as string,
    email: row["email"] as string,
    role: row["role"] as string,
    version: row["version"] as number,
    createdAt: new Date(row["created_at"] as number).toISOString(),
  };
}

export function permissionSet(json: unknown): ReadonlySet<Permission> {
  return new Set(JSON.parse(json as string) as Permission[]);
}

/** What a role in a row allows, read together with `role_permissions` of the custom role that it may name. */
export function grantsOf(row: Row): ReadonlySet<Permission> {
  return typeof row["role_permissions"] === "string" ? permissionSet(row["role_permissions"]) : permissionsOf(String(row["role"]));
}

function membershipOf(row: Row): Membership {
  return { tenant: tenantOf(row), memberId: row["member_id"] as string, role: row["role"] as string, roleName: (row["role_name"] ?? row["role"]) as string, permissions: grantsOf(row) };
}

export function tenantOf(row: Row): Tenant {
  return {
    id: (row["tenant_id"] ?? row["id"]) as string,
    slug: row["slug"] as string,
    name: row["name"] as string,
    timeZone: row["time_zone"] as string,
    limits: JSON.parse(row["limits"] as string) as Record<string, number>,
    brand: "tenant",
  };
}

/** The holder of this very secret: the current one, or the one before while it is still taken. */
function holderOf(row: Row | undefined, hash: string, epoch: number): KeyHolder | null {
  // An id that nobody holds costs the same comparisons as one whose secret is wrong.
  const current = equalInConstantTime((row?.["hash"] as string | undefined) ?? NO_HASH, hash);
  const previous = equalInConstantTime((row?.["previous_hash"] as string | null | undefined) ?? NO_HASH, hash);
  if (row === undefined || (!current && !previous) || row["revoked_at"] !== null) return null;
  const ends = [row["expires_at"], current ? null : row["previous_until"]].filter((end) => end !== null) as number[];
  return {
    tenant: tenantOf(row),
    principal: keyPrincipal(row),
    expiresAt: ends.length === 0 ? null : Math.min(...ends),
    addresses: row["addresses"] === null ? null : (JSON.parse(row["addresses"] as string) as string[]),
    epoch,
  };
}

function keyPrincipal(row: Row): Principal {
  return {
    kind: "key",
    id: row["key_id"] as string,
    memberId: row["created_by"] as string | null,
    role: null,
    permissions: permissionSet(row["permissions"]),
    sessionId: null,
    keyId: row["key_id"] as string,
    perMinute: row["per_minute"] as number | null,
  };
}
