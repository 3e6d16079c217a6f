/** What is let go of, a bounded part at a time: the outbox's sweeper calls it with each of its alarms. */
import type { Secrets } from "#kit/secrets";
import type { Store } from "#kit/work";

const DAY_MS = 24 * 3600_000;
/** Deliveries with their attempts, and what came in. */
export const KEPT_MS = 30 * DAY_MS;
/** Bodies stay a little longer than the last delivery that may need them. */
const BODIES_KEPT_MS = KEPT_MS + 3 * DAY_MS;
const PRUNED_AT_ONCE = 1_000;
const SECRETS_AT_ONCE = 50;

const oldest = (table: string, column: string, before: number) => ({
  sql: `delete from ${table} where rowid in (select rowid from ${table} where ${column} < ? order by ${column} limit ?)`,
  params: [before, PRUNED_AT_ONCE],
});

export async function prune(store: Store, secrets: Secrets, now: number): Promise<void> {
  const [rotated = [], deleted = [], silenced = []] = await store.readAll([
    { sql: "select tenant_id, id, previous_secret_id from webhook_endpoints where previous_until < ? limit ?", params: [now, SECRETS_AT_ONCE] },
    { sql: "select tenant_id, id, secret_id, previous_secret_id from webhook_endpoints where deleted_at < ? limit ?", params: [now - KEPT_MS, SECRETS_AT_ONCE] },
    { sql: "select tenant_id, id, secret_id from webhook_sources where deleted_at < ? limit ?", params: [now - KEPT_MS, SECRETS_AT_ONCE] },
    oldest("webhook_attempts", "started_at", now - KEPT_MS),
    oldest("webhook_deliveries", "created_at", now - KEPT_MS),
    oldest("webhook_messages", "created_at", now - BODIES_KEPT_MS),
    oldest("webhook_received", "received_at", now - KEPT_MS),
  ]);
  const forget = [...rotated, ...deleted, ...silenced].flatMap((row) =>
    [row["secret_id"], row["previous_secret_id"]].flatMap((id) => (typeof id === "string" ? [secrets.forget({ tenantId: row["tenant_id"] as string, id })] : [])),
  );
  const keys = (rows: typeof rotated) => JSON.stringify(rows.map((row) => [row["tenant_id"], row["id"]]));
  if (forget.length === 0) return;
  await store.readAll([
    ...forget,
    {
      sql: "update webhook_endpoints set previous_secret_id = null, previous_until = null where previous_until < ? and (tenant_id, id) in (select value ->> 0, value ->> 1 from json_each(?))",
      params: [now, keys(rotated)],
    },
    { sql: "delete from webhook_sources where deleted_at < ? and (tenant_id, id) in (select value ->> 0, value ->> 1 from json_each(?))", params: [now - KEPT_MS, keys(silenced)] },
    { sql: "delete from webhook_endpoints where deleted_at < ? and (tenant_id, id) in (select value ->> 0, value ->> 1 from json_each(?))", params: [now - KEPT_MS, keys(deleted)] },
  ]);
}
