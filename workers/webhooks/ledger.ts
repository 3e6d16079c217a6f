/**
 * Deliveries and attempts in the store, which is the truth: what an endpoint's object holds can be read from here again.
 * An attempt is claimed before its request, so that no number is ever tried twice, and settled once, by whoever comes first.
 */
import type { Row, Store } from "#kit/work";
import { verdictOf, type Outcome } from "./schedule";

/** What travels over the queue of deliveries. */
export type DeliveryMessage = { tenant: string; endpoint: string; delivery: string; number: number };

/** A claimed attempt, with all that its request needs. */
export type Claimed = DeliveryMessage & {
  roundFrom: number;
  url: string;
  messageId: string;
  body: string;
  secretIds: string[];
};

/** How a request ended. */
export type Ending = { outcome: Outcome; status: number | null; error: string | null; latencyMs: number | null; response: string | null; retryAfterMs: number | null };

/** A delivery that waits for its next attempt. */
export type Waiting = { delivery: string; number: number; dueAt: number; urgent: boolean };

export type Ledger = ReturnType<typeof ledgerOf>;

/** Past this an attempt that nobody settled was interrupted. Longer than the request may take, and its batch. Milliseconds. */
export const ATTEMPT_LEASE_MS = 60_000;

const CLAIM = `insert into webhook_attempts (tenant_id, delivery_id, number, endpoint_id, started_at)
  select d.tenant_id, d.id, m.value ->> 'number', d.endpoint_id, ?
  from json_each(?) m cross join webhook_deliveries d on d.tenant_id = m.value ->> 'tenant' and d.id = m.value ->> 'delivery'
  join webhook_endpoints e on e.tenant_id = d.tenant_id and e.id = d.endpoint_id
  where d.status = 'pending' and d.attempts = m.value ->> 'number' - 1 and e.status = 'active' and e.deleted_at is null
  on conflict (tenant_id, delivery_id, number) do nothing
  returning delivery_id, number`;
const LOAD = `select d.tenant_id, d.id, d.round_from, e.id as endpoint_id, e.url, e.secret_id, e.previous_secret_id, e.previous_until, w.id as message_id, w.body
  from json_each(?) m cross join webhook_deliveries d on d.tenant_id = m.value ->> 'tenant' and d.id = m.value ->> 'delivery'
  join webhook_endpoints e on e.tenant_id = d.tenant_id and e.id = d.endpoint_id
  join webhook_messages w on w.tenant_id = d.tenant_id and w.id = d.message_id`;
const SETTLE_ATTEMPT = `update webhook_attempts set finished_at = ?, outcome = ?, status = ?, error = ?, latency_ms = ?, response = ?
  where tenant_id = ? and delivery_id = ? and number = ? and finished_at is null`;
const SETTLE_DELIVERY = `update webhook_deliveries set attempts = ?, status = ?, next_at = ?, settled_at = ?
  where tenant_id = ? and id = ? and attempts = ? - 1 and status = 'pending'`;
const INTERRUPTED = `select a.delivery_id, a.number, d.round_from from webhook_attempts a
  join webhook_deliveries d on d.tenant_id = a.tenant_id and d.id = a.delivery_id
  where a.tenant_id = ? and a.delivery_id in (select value from json_each(?)) and a.number = d.attempts + 1 and a.finished_at is null and a.started_at <= ? and d.status = 'pending'`;
const WAITING = `select d.id, d.attempts, d.next_at, d.cause from webhook_deliveries d where d.tenant_id = ? and d.endpoint_id = ? and d.status = 'pending'`;
const IS_ACTIVE = "select 1 from webhook_endpoints where tenant_id = ? and id = ? and status = 'active' and deleted_at is null";

export function ledgerOf(store: Store) {
  const settle = async (attempt: DeliveryMessage & { roundFrom: number }, ending: Ending, now: number, random: number): Promise<number | null> => {
    const { tenant, delivery, number } = attempt;
    const { status, nextAt } = verdictOf(ending.outcome, number - attempt.roundFrom + 1, ending.retryAfterMs, now, random);
    await store.readAll([
      { sql: SETTLE_ATTEMPT, params: [now, ending.outcome, ending.status, ending.error, ending.latencyMs, ending.response, tenant, delivery, number] },
      { sql: SETTLE_DELIVERY, params: [number, status, nextAt, nextAt === null ? now : null, tenant, delivery, number] },
    ]);
    return nextAt;
  };

  return {
    /** Claims the attempts that these messages ask for; what another one has claimed, or what is no longer due, is left out. One round trip. */
    async claim(messages: readonly DeliveryMessage[], now: number): Promise<Claimed[]> {
      const list = JSON.stringify(messages);
      const [claimed = [], loaded = []] = await store.readAll([{ sql: CLAIM, params: [now, list] }, { sql: LOAD, params: [list] }]);
      const byId = new Map(loaded.map((row) => [row["id"], row]));
      return claimed.flatMap((row) => {
        const found = byId.get(row["delivery_id"] ?? null);
        return found === undefined ? [] : [claimedOf(found, row["number"] as number, now)];
      });
    },

    /** Records how a request ended and when the next is due; null when there is none. Of two endings of one attempt the first stands. */
    settle,

    /**
     * What is known of these deliveries, after ending the attempts that were claimed and never settled.
     * @returns those that still wait, and whether the endpoint takes any
     */
    async recover(tenant: string, endpoint: string, deliveries: readonly string[], now: number, random: number): Promise<{ active: boolean; waiting: Waiting[] }> {
      const list = JSON.stringify(deliveries);
      const lost = await store.read({ sql: INTERRUPTED, params: [tenant, list, now - ATTEMPT_LEASE_MS] });
      for (const row of lost) {
        const attempt = { tenant, endpoint, delivery: row["delivery_id"] as string, number: row["number"] as number, roundFrom: row["round_from"] as number };
        await settle(attempt, { outcome: "interrupted", status: null, error: "The attempt was cut off before its end was known.", latencyMs: null, response: null, retryAfterMs: null }, now, random);
      }
      const [rows = [], active = []] = await store.readAll([
        { sql: `${WAITING} and d.id in (select value from json_each(?))`, params: [tenant, endpoint, list] },
        { sql: IS_ACTIVE, params: [tenant, endpoint] },
      ]);
      return { active: active.length > 0, waiting: rows.map(waitingOf) };
    },

    /** What waits at an endpoint, the most urgent first. */
    async waiting(tenant: string, endpoint: string, limit: number): Promise<{ active: boolean; waiting: Waiting[] }> {
      const [rows = [], active = []] = await store.readAll([
        { sql: `${WAITING} order by d.cause in ('resend', 'test') desc, d.next_at limit ?`, params: [tenant, endpoint, limit] },
        { sql: IS_ACTIVE, params: [tenant, endpoint] },
      ]);
      return { active: active.length > 0, waiting: rows.map(waitingOf) };
    },
  };
}

function claimedOf(row: Row, number: number, now: number): Claimed {
  const previous = row["previous_until"] !== null && (row["previous_until"] as number) > now ? [row["previous_secret_id"] as string] : [];
  return {
    tenant: row["tenant_id"] as string,
    endpoint: row["endpoint_id"] as string,
    delivery: row["id"] as string,
    number,
    roundFrom: row["round_from"] as number,
    url: row["url"] as string,
    messageId: row["message_id"] as string,
    body: row["body"] as string,
    secretIds: [row["secret_id"] as string, ...previous],
  };
}

function waitingOf(row: Row): Waiting {
  const cause = row["cause"] as string;
  return { delivery: row["id"] as string, number: (row["attempts"] as number) + 1, dueAt: row["next_at"] as number, urgent: cause === "resend" || cause === "test" };
}
