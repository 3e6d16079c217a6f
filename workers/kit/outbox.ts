/**
 * The transactional outbox. A change and its events were written in one unit of work; here the queue is told of them,
 * the consumer marks what it has done, and a sweep sends again what nobody marked. Losing any message loses nothing.
 */
import type { Envelope } from "./events";
import { logger } from "./log";
import { QUEUE_BATCH_MAX } from "./limits";
import type { Announce, Store } from "./work";

/** What travels over the queue: small whatever the record holds; the version is 0 of records that have none. Consumers who need the envelope read it by id. */
export type Notice = { tenant: string; id: string; type: string; object: { kind: string; id: string; version: number } };

/** Time in which the notices of concurrent requests are gathered into one message. Milliseconds. */
const GATHER_MS = 25;
/** A row that nobody marked for this long is sent again. Milliseconds. */
const OVERDUE_MS = 30_000;
const DONE_KEPT_MS = 7 * 24 * 3600_000;
const ANSWERS_KEPT_MS = 48 * 3600_000;
const PRUNED_AT_ONCE = 1_000;

const log = logger("outbox");

export type Outbox = {
  announce: Announce;
  /** Marks what a consumer has done; safe to repeat. One statement. */
  markDone(notices: readonly Notice[], now: number): Promise<void>;
  /** Sends again what is overdue, and deletes what was kept long enough. Bounded. */
  sweep(now: number): Promise<{ sent: number }>;
};

/** @param send puts one message on the queue  @param pause waits, milliseconds */
export function createOutbox(store: () => Store, send: (notices: Notice[]) => Promise<void>, pause: (ms: number) => Promise<void>): Outbox {
  let gathered: Notice[] = [];
  let flushing = false;

  const flush = async () => {
    await pause(GATHER_MS);
    flushing = false;
    const notices = gathered;
    gathered = [];
    for (let at = 0; at < notices.length; at += QUEUE_BATCH_MAX) {
      await send(notices.slice(at, at + QUEUE_BATCH_MAX)).catch((error: unknown) => log.error("outbox.announce.failed", error));
    }
  };

  return {
    announce(events, waitUntil) {
      gathered.push(...events.map(noticeOf));
      if (flushing || gathered.length === 0) return;
      flushing = true;
      waitUntil(flush());
    },

    async markDone(notices, now) {
      const ids = JSON.stringify(notices.map((notice) => [notice.tenant, notice.id]));
      await store().read({
        sql: "update outbox set done_at = ? where done_at is null and (tenant_id, id) in (select value ->> 0, value ->> 1 from json_each(?))",
        params: [now, ids],
      });
    },

    async sweep(now) {
      const [rows = []] = await store().readAll([
        { sql: "select envelope from outbox where done_at is null and created_at < ? order by created_at limit ?", params: [now - OVERDUE_MS, QUEUE_BATCH_MAX] },
        { sql: "delete from outbox where rowid in (select rowid from outbox where done_at is not null and done_at < ? limit ?)", params: [now - DONE_KEPT_MS, PRUNED_AT_ONCE] },
        {
          sql: "delete from idempotency where (tenant_id, principal, key) in (select tenant_id, principal, key from idempotency where created_at < ? limit ?)",
          params: [now - ANSWERS_KEPT_MS, PRUNED_AT_ONCE],
        },
      ]);
      if (rows.length > 0) await send(rows.map((row) => noticeOf(JSON.parse(row["envelope"] as string) as Envelope)));
      return { sent: rows.length };
    },
  };
}

function noticeOf(event: Envelope): Notice {
  const { id, version = 0 } = event.data.object as { id: string; version?: number };
  const kind = event.type.slice(0, event.type.indexOf("."));
  return { tenant: event.tenant, id: event.id, type: event.type, object: { kind, id, version } };
}
