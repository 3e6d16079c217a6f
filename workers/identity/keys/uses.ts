/**
 * When keys were last used. Gathered in the isolate and written after the answer, at most once a minute for each key and
 * all that are due in one statement: a write a request would cost more than the request.
 */
import { logger } from "#kit/log";
import type { Store } from "#kit/work";

const EVERY_MS = 60_000;
const KEYS_MAX = 10_000;
const WRITE = `insert into key_uses (tenant_id, key_id, last_used_at) select value ->> 0, value ->> 1, value ->> 2 from json_each(?)
  where true on conflict (tenant_id, key_id) do update set last_used_at = max(last_used_at, excluded.last_used_at)`;

const log = logger("identity");

type Use = { tenantId: string; at: number; writtenAt: number };

export type KeyUses = { used: (tenantId: string, keyId: string, now: number, waitUntil: (work: Promise<unknown>) => void) => void };

export function keyUses(store: Pick<Store, "read">): KeyUses {
  const uses = new Map<string, Use>();
  return {
    used(tenantId, keyId, now, waitUntil) {
      const known = uses.get(keyId);
      if (known === undefined && uses.size >= KEYS_MAX) uses.clear();
      const use = { tenantId, at: now, writtenAt: known?.writtenAt ?? Number.NEGATIVE_INFINITY };
      uses.set(keyId, use);
      if (now - use.writtenAt < EVERY_MS) return;
      const due = [...uses].filter(([, one]) => one.at > one.writtenAt && now - one.writtenAt >= EVERY_MS);
      for (const [, one] of due) one.writtenAt = now;
      const rows = JSON.stringify(due.map(([id, one]) => [one.tenantId, id, one.at]));
      waitUntil(store.read({ sql: WRITE, params: [rows] }).catch((error: unknown) => log.error("key.use.lost", error)));
    },
  };
}
