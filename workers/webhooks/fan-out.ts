/** From a committed event to a delivery for each endpoint that asked for it. Safe to repeat: a delivery is one an endpoint and event. */
import { newId } from "#kit/ids";
import { logger } from "#kit/log";
import type { Notice } from "#kit/outbox";
import type { Row, Store } from "#kit/work";
import type { Waiting } from "./ledger";

/** A longer body travels without the record's fields; who gets it reads the record by its id. UTF-8 bytes. */
export const MESSAGE_BYTES_MAX = 256 * 1024;
/** Deliveries written in one batch. */
const AT_ONCE = 500;

export type Enqueue = (tenant: string, endpoint: string, waiting: Waiting[]) => Promise<void>;

const log = logger("webhooks");

const MATCHES = `select n.value ->> 0 as tenant_id, n.value ->> 1 as message_id, n.value ->> 2 as type, e.id as endpoint_id
  from json_each(?) n cross join webhook_endpoints e on e.tenant_id = n.value ->> 0
  where e.deleted_at is null and e.status <> 'disabled' and exists (select 1 from json_each(e.patterns) p where p.value in ('*', n.value ->> 2, n.value ->> 3))`;
const MESSAGES = `insert into webhook_messages (tenant_id, id, type, body, created_at)
  select o.tenant_id, o.id, o.envelope ->> '$.type',
    iif(octet_length(o.envelope) <= ${MESSAGE_BYTES_MAX}, o.envelope, json_set(o.envelope,
      '$.data.object', json_object('id', o.envelope ->> '$.data.object.id', 'version', o.envelope ->> '$.data.object.version'),
      '$.data.previous', json('{}'), '$.data.truncated', json('true'))), ?
  from json_each(?) m cross join outbox o on o.tenant_id = m.value ->> 0 and o.id = m.value ->> 1 where true
  on conflict (tenant_id, id) do nothing`;
const DELIVERIES = `insert into webhook_deliveries (tenant_id, id, endpoint_id, message_id, type, status, cause, attempts, round_from, round_at, next_at, created_at)
  select m.value ->> 0, m.value ->> 4, m.value ->> 3, m.value ->> 1, m.value ->> 2, 'pending', 'event', 0, 1, ?1, ?1, ?1 from json_each(?2) m where true
  on conflict (tenant_id, endpoint_id, message_id) do nothing`;
const STANDING = `select d.tenant_id, d.endpoint_id, d.id, d.attempts, d.next_at
  from json_each(?) m cross join webhook_deliveries d on d.tenant_id = m.value ->> 0 and d.endpoint_id = m.value ->> 3 and d.message_id = m.value ->> 1
  where d.status = 'pending'`;

/**
 * Writes the deliveries of these events and tells the endpoints' objects. One round trip where nobody listens, else two.
 * @returns the ids of events that some object could not be told of: they must come again
 */
export async function fanOut(store: Store, enqueue: Enqueue, notices: readonly Notice[], now: number): Promise<Set<string>> {
  const asked = notices.map(({ tenant, id, type }) => [tenant, id, type, `${type.slice(0, type.indexOf("."))}.*`]);
  const matches = await store.read({ sql: MATCHES, params: [JSON.stringify(asked)] });
  const untold = new Set<string>();
  for (let at = 0; at < matches.length; at += AT_ONCE) {
    const part = matches.slice(at, at + AT_ONCE);
    const list = JSON.stringify(part.map((row) => [row["tenant_id"], row["message_id"], row["type"], row["endpoint_id"], newId("webhook_delivery", now)]));
    const [, , standing = []] = await store.readAll([
      { sql: MESSAGES, params: [now, list] },
      { sql: DELIVERIES, params: [now, list] },
      { sql: STANDING, params: [list] },
    ]);
    for (const endpoint of await tell(enqueue, standing)) {
      for (const row of part) if (row["endpoint_id"] === endpoint) untold.add(row["message_id"] as string);
    }
  }
  return untold;
}

/** Each object by itself: one that cannot be reached holds no other back. @returns the endpoints that were not told */
async function tell(enqueue: Enqueue, standing: readonly Row[]): Promise<string[]> {
  const groups = [...Map.groupBy(standing, (row) => `${row["tenant_id"] as string} ${row["endpoint_id"] as string}`)];
  const told = await Promise.allSettled(
    groups.map(([key, rows]) => {
      const [tenant = "", endpoint = ""] = key.split(" ");
      return enqueue(tenant, endpoint, rows.map((row) => ({ delivery: row["id"] as string, number: (row["attempts"] as number) + 1, dueAt: row["next_at"] as number, urgent: false })));
    }),
  );
  return told.flatMap((result, at) => {
    if (result.status === "fulfilled") return [];
    log.error("webhook.endpoint.untold", result.reason);
    return [groups[at]?.[0].split(" ")[1] ?? ""];
  });
}
