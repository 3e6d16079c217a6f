/**
 * Secrets at rest, one row each in `secrets`. Whoever owns a secret keeps its id beside what it is for and writes it in
 * its own unit of work; nobody else reads it. When the root key changes, rows are wrapped anew here, batch by batch.
 */
import { SealBroken, type SealedFor, type Vault } from "./envelope";
import { Problem } from "./errors";
import type { JobStep } from "./jobs";
import { logger } from "./log";
import type { Secret } from "./secret";
import type { Row, Statement, Store } from "./work";

/** The longest secret. Keys, tokens and certificates fit; files do not belong here. UTF-8 bytes. */
export const SECRET_BYTES_MAX = 8_192;
/** Rows wrapped anew in one step: they travel, old form and new, in one parameter, which may have 2 MB. */
export const REWRAP_BATCH = 50;

/** Where a walk over the rows of old roots stands: behind this row of this root. */
export type RewrapCursor = { kekId: string; tenantId: string; id: string };
/** How many of a tenant's secrets stand under one root. */
export type RootUse = { kekId: string; current: boolean; secrets: number };

export type Secrets = {
  /** The id of the root that seals. */
  current: string;
  /** The statement that writes a secret, new or changed. @throws Problem VALIDATION_FAILED for one that is too long */
  keep(row: SealedFor, value: Secret, now: number): Promise<Statement>;
  /** Null where there is none of this purpose. @throws SealBroken */
  read(row: SealedFor): Promise<Secret | null>;
  forget(row: Pick<SealedFor, "tenantId" | "id">): Statement;
  /** Wraps a batch of rows of old roots anew. Safe to repeat, and beside writers: a row that changed meanwhile is left to them, one that does not open is skipped. */
  rewrap(after: RewrapCursor | null): Promise<JobStep<RewrapCursor>>;
  usedRoots(tenantId: string): Promise<RootUse[]>;
};

const KEEP = `insert into secrets (tenant_id, id, purpose, sealed, kek_id, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?)
  on conflict (tenant_id, id) do update set sealed = excluded.sealed, kek_id = excluded.kek_id, updated_at = excluded.updated_at
  where purpose = excluded.purpose`;
/** The root of the next row, or of the first row behind the current root's: two steps of the index, however many rows there are. */
const NEXT_ROOT = `with recursive used (id) as (
    select * from (select kek_id from secrets where (kek_id, tenant_id, id) > (?, ?, ?) order by kek_id, tenant_id, id limit 1)
    union all select (select min(kek_id) from secrets where kek_id > used.id) from used where used.id is not null)
  select id from used where id is not null and id <> ? limit 1`;
const BATCH = "select tenant_id, id, purpose, sealed from secrets where kek_id = ? and (tenant_id, id) > (?, ?) order by tenant_id, id limit ?";
const REPLACE = `update secrets set sealed = new.value ->> 'sealed', kek_id = ? from json_each(?) as new
  where secrets.tenant_id = new.value ->> 'tenantId' and secrets.id = new.value ->> 'id' and secrets.sealed = new.value ->> 'was' returning secrets.id`;

const log = logger("secrets");

export function secretsOf(store: Store, vault: Vault): Secrets {
  const rewrapRow = async (row: Row): Promise<Record<string, string> | null> => {
    const [tenantId, id, purpose, was] = ["tenant_id", "id", "purpose", "sealed"].map((name) => row[name] as string) as [string, string, string, string];
    try {
      return { tenantId, id, was, sealed: await vault.rewrap({ tenantId, id, purpose }, was) };
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      log.error("secret.not_rewrapped", error, { tenant: tenantId, id });
      return null;
    }
  };

  return {
    current: vault.current,

    async keep(row, value, now) {
      if (new TextEncoder().encode(value.reveal()).length > SECRET_BYTES_MAX) throw new Problem("VALIDATION_FAILED", `A secret takes at most ${SECRET_BYTES_MAX} bytes.`);
      return { sql: KEEP, params: [row.tenantId, row.id, row.purpose, await vault.seal(row, value), vault.current, now, now], expect: 1 };
    },

    async read(row) {
      const sql = "select sealed from secrets where tenant_id = ? and id = ? and purpose = ?";
      const [found] = await store.read({ sql, params: [row.tenantId, row.id, row.purpose] });
      return found === undefined ? null : vault.open(row, found["sealed"] as string);
    },

    forget: ({ tenantId, id }) => ({ sql: "delete from secrets where tenant_id = ? and id = ?", params: [tenantId, id] }),

    async rewrap(after) {
      const [root] = await store.read({ sql: NEXT_ROOT, params: [after?.kekId ?? "", after?.tenantId ?? "", after?.id ?? "", vault.current] });
      if (root === undefined) return { done: 0, skipped: 0, next: null };
      const kekId = root["id"] as string;
      const from = after?.kekId === kekId ? after : { tenantId: "", id: "" };
      const rows = await store.read({ sql: BATCH, params: [kekId, from.tenantId, from.id, REWRAP_BATCH] });
      const wrapped = (await Promise.all(rows.map(rewrapRow))).filter((row) => row !== null);
      const replaced = wrapped.length === 0 ? [] : await store.read({ sql: REPLACE, params: [vault.current, JSON.stringify(wrapped)] });
      const last = rows.at(-1);
      const next = last === undefined ? null : { kekId, tenantId: last["tenant_id"] as string, id: last["id"] as string };
      return { done: replaced.length, skipped: rows.length - wrapped.length, next };
    },

    async usedRoots(tenantId) {
      const rows = await store.read({ sql: "select kek_id, count(*) as secrets from secrets where tenant_id = ? group by kek_id order by kek_id", params: [tenantId] });
      return rows.map((row) => ({ kekId: row["kek_id"] as string, current: row["kek_id"] === vault.current, secrets: row["secrets"] as number }));
    },
  };
}
