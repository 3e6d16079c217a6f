/** API keys of the tenant: made, rotated, revoked. They belong to the workspace: what a key may do is bounded by who made it
 * when it is made, and stays when they change role or leave, so that no integration ends with a person. */
import type { Act, Permission, Tenant } from "#kit/context";
import { notFound, Problem } from "#kit/errors";
import { envelope, type EventType } from "#kit/events";
import { newId } from "#kit/ids";
import type { Row, Store } from "#kit/work";
import { mintApiKey } from "../api-key";
import type { Gate } from "../gate";
import { checkedPermissions, type KnownPermission } from "../permissions";
import { refuseMore } from "../roles/service";
import { insertInto } from "../rows";
import { keyView, type KeyView } from "./view";

const KEYS_MAX = 500;
const HOUR_MS = 3600_000;
const LIST = "select k.*, u.last_used_at from api_keys k left join key_uses u on u.tenant_id = k.tenant_id and u.key_id = k.id where k.tenant_id = ?";

export type NewKey = {
  name: string;
  permissions: string[];
  perMinute?: number | null | undefined;
  expiresAt?: string | null | undefined;
  addresses?: string[] | null | undefined;
};

export type Keys = ReturnType<typeof keysOf>;

export function keysOf(store: Store, gate: Gate, known: readonly KnownPermission[]) {
  const find = async (act: Act, id: string): Promise<Row> => {
    const [row] = await store.read({ sql: `${LIST} and k.id = ?`, params: [act.tenant.id, id] });
    if (row === undefined) throw notFound("key");
    return row;
  };

  /** A key that ends, or is taken from some addresses alone, makes no key and changes no other: that one might outlive it. */
  const refuseBound = async (act: Act, id: string | null): Promise<void> => {
    const { keyId } = act.principal;
    if (keyId === null || keyId === id) return;
    const { expiresAt, addresses } = keyView(await find(act, keyId));
    if (expiresAt === null && addresses === null) return;
    throw new Problem("FORBIDDEN", "A key that expires or is bound to addresses may rotate itself alone. Do this as a person, or with a key without such bounds.");
  };

  return {
    async list(tenant: Tenant): Promise<KeyView[]> {
      const rows = await store.read({ sql: `${LIST} order by k.id desc limit ?`, params: [tenant.id, KEYS_MAX] });
      return rows.map(keyView);
    },

    async create(act: Act, input: NewKey): Promise<KeyView & { key: string }> {
      const permissions = checkedPermissions(known, input.permissions, "everything");
      refuseMore(act, permissions, "A key can do no more than you.");
      await refuseBound(act, null);
      const { key, keyId, hash } = await mintApiKey();
      const row: Row = {
        tenant_id: act.tenant.id,
        id: newId("key", act.now),
        key_id: keyId,
        hash,
        name: input.name,
        permissions: JSON.stringify(permissions),
        per_minute: input.perMinute ?? null,
        addresses: input.addresses == null ? null : JSON.stringify(input.addresses),
        created_by: act.principal.memberId,
        created_at: act.now,
        expires_at: input.expiresAt == null ? null : Date.parse(input.expiresAt),
        revoked_at: null,
      };
      const view = keyView(row);
      await store.commit(act, { statements: [insertInto("api_keys", row)], events: [told(act, "created", view, {})], audit: { kind: "key", id: view.id, name: view.name, details: { permissions } } });
      return { ...view, key };
    },

    /** A new secret; the one before is taken for `graceHours` more, so that its users can change over. */
    async rotate(act: Act, id: string, graceHours: number): Promise<KeyView & { key: string }> {
      const row = await find(act, id);
      const before = keyView(row);
      const permissions = before.permissions as Permission[];
      // Whoever rotates a key holds it afterwards.
      refuseMore(act, permissions, "This key can do more than you, and rotating it would give it to you.");
      await refuseBound(act, id);
      const ended = row["revoked_at"] !== null || ((row["expires_at"] as number | null) ?? Infinity) <= act.now;
      if (ended) throw new Problem("CONFLICT", "This key was revoked or has expired. Make a new one.");
      const { key, hash } = await mintApiKey(row["key_id"] as string);
      const until = act.now + graceHours * HOUR_MS;
      const view = keyView({ ...row, rotated_at: act.now, previous_until: until });
      const event = told(act, "rotated", view, { rotatedAt: before.rotatedAt });
      await store.commit(act, {
        statements: [
          {
            sql: "update api_keys set previous_hash = hash, previous_until = ?, hash = ?, rotated_at = ? where tenant_id = ? and id = ? and hash = ? and revoked_at is null",
            params: [until, hash, act.now, act.tenant.id, id, row["hash"] ?? null],
            expect: 1,
          },
        ],
        events: [event],
        audit: { kind: "key", id, name: view.name, details: { graceHours } },
      });
      await gate.changed(act.tenant.id, id, event.id);
      return { ...view, key };
    },

    async revoke(act: Act, id: string): Promise<void> {
      const before = keyView(await find(act, id));
      const view = { ...before, revokedAt: before.revokedAt ?? new Date(act.now).toISOString() };
      const sql = "update api_keys set revoked_at = coalesce(revoked_at, ?) where tenant_id = ? and id = ?";
      await store.commit(act, {
        statements: [{ sql, params: [act.now, act.tenant.id, id] }],
        events: before.revokedAt === null ? [told(act, "revoked", view, { revokedAt: null })] : [],
        audit: { kind: "key", id, name: view.name },
        answer: { json: "null" },
      });
      await gate.revoke(act.tenant.id, id);
    },
  };
}

function told(act: Act, verb: "created" | "rotated" | "revoked", view: KeyView, previous: Record<string, unknown>) {
  return envelope(act, `api_key.${verb}` satisfies EventType, { object: view, changed: Object.keys(previous), previous }, act.now);
}
