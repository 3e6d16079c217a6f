import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { Envelope } from "./events";
import { newId } from "./ids";
import { QUEUE_BATCH_MAX } from "./limits";
import { createOutbox, type Notice } from "./outbox";
import type { Row, Store } from "./work";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NOW = 100 * DAY;

function envelope(tenant: string, at = NOW): Envelope {
  return {
    id: newId("event", at),
    type: "lead.updated",
    tenant,
    occurredAt: new Date(at).toISOString(),
    actor: { kind: "user", id: "usr_1" },
    data: { object: { id: "lead_1", version: 3, email: "ada@example.com" }, changed: ["email"], previous: { email: null } },
    cause: {},
  };
}

/** The outbox over a real database and a queue that can lose and refuse. */
function world() {
  const db = new DatabaseSync(":memory:");
  db.exec(readFileSync("d1/migrations/0002_work.sql", "utf8"));
  const sent: Notice[][] = [];
  const works: Promise<unknown>[] = [];
  const pauses: (() => void)[] = [];
  const queue = { refuses: false };
  const read: Store["read"] = ({ sql, params }) => Promise.resolve(db.prepare(sql).all(...params) as Row[]);
  const store: Store = { read, readAll: (statements) => Promise.all(statements.map(read)), commit: () => Promise.reject(new Error("not used")) };
  const send = (notices: Notice[]) => {
    if (queue.refuses) return Promise.reject(new Error("queue is down"));
    sent.push(notices);
    return Promise.resolve();
  };
  const outbox = createOutbox(() => store, send, () => new Promise((resolve) => pauses.push(resolve)));
  return {
    outbox,
    sent,
    works,
    queue,
    insert: (event: Envelope, at = NOW) => db.prepare("insert into outbox (tenant_id, id, envelope, created_at) values (?, ?, ?, ?)").run(event.tenant, event.id, JSON.stringify(event), at),
    all: (sql: string) => db.prepare(sql).all(),
    run: (sql: string) => db.exec(sql),
    announce: (...events: Envelope[]) => outbox.announce(events, (work) => works.push(work)),
    settle: async () => {
      for (const wake of pauses.splice(0)) wake();
      await Promise.all(works);
    },
  };
}

const noticeOf = (event: Envelope): Notice => ({ tenant: event.tenant, id: event.id, type: event.type, object: { kind: "lead", id: "lead_1", version: 3 } });

test("a notice names the event and the record, and holds nothing of its data", async () => {
  const { announce, settle, sent } = world();
  const event = envelope("ten_a");
  announce(event);
  await settle();
  expect(sent).toEqual([[noticeOf(event)]]);
  expect(JSON.stringify(sent)).not.toContain("ada@example.com");
});

test("the notices of concurrent requests travel in one message, and only one of them waits for it", async () => {
  const { announce, settle, sent, works } = world();
  for (let n = 0; n < 5; n++) announce(envelope("ten_a"));
  expect(works).toHaveLength(1);
  await settle();
  expect(sent.map((message) => message.length)).toEqual([5]);
});

test("a later request begins a new message", async () => {
  const { announce, settle, sent } = world();
  announce(envelope("ten_a"));
  await settle();
  announce(envelope("ten_a"));
  await settle();
  expect(sent.map((message) => message.length)).toEqual([1, 1]);
});

test("no message holds more than the queue takes, and none is lost between two", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 130 }), { maxLength: 5 }), async (counts) => {
      const { announce, settle, sent } = world();
      const events = counts.map((count) => Array.from({ length: count }, () => envelope("ten_a")));
      for (const group of events) announce(...group);
      await settle();
      expect(sent.flat().map(({ id }) => id)).toEqual(events.flat().map(({ id }) => id));
      for (const message of sent) expect(message.length).toBeLessThanOrEqual(QUEUE_BATCH_MAX);
    }),
    { numRuns: 30 },
  );
});

test("nothing is planned where there is nothing to tell", () => {
  const { announce, works } = world();
  announce();
  expect(works).toEqual([]);
});

test("a queue that refuses fails no request, is logged without data, and is tried again by the next", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { announce, settle, sent, queue } = world();
  queue.refuses = true;
  announce(envelope("ten_a"));
  await settle();
  expect(logged).toHaveBeenCalledOnce();
  expect(String(logged.mock.calls[0]?.[0])).toContain("outbox.announce.failed");
  expect(String(logged.mock.calls[0]?.[0])).not.toContain("ada@example.com");
  logged.mockRestore();
  queue.refuses = false;
  announce(envelope("ten_a"));
  await settle();
  expect(sent.flat()).toHaveLength(1);
});

test("what is done is marked for its own tenant alone, and a second mark changes nothing", async () => {
  const { outbox, insert, all } = world();
  const one = envelope("ten_a");
  const twin = { ...one, tenant: "ten_b" };
  const other = envelope("ten_a");
  for (const event of [one, twin, other]) insert(event);
  await outbox.markDone([noticeOf(one)], NOW + 1);
  await outbox.markDone([noticeOf(one)], NOW + 2);
  expect(all("select tenant_id, id, done_at from outbox where done_at is not null")).toEqual([{ tenant_id: "ten_a", id: one.id, done_at: NOW + 1 }]);
});

test("a sweep sends what nobody marked for half a minute, and leaves the rest alone", async () => {
  const { outbox, insert, sent } = world();
  const [fresh, overdue, done] = [envelope("ten_a"), envelope("ten_a"), envelope("ten_b")];
  insert(fresh, NOW - 29_000);
  insert(overdue, NOW - 31_000);
  insert(done, NOW - MINUTE);
  await outbox.markDone([noticeOf(done)], NOW);
  expect(await outbox.sweep(NOW)).toEqual({ sent: 1 });
  expect(sent).toEqual([[noticeOf(overdue)]]);
});

test("a sweep sends the oldest first, one message at most, and nothing where nothing is overdue", async () => {
  const { outbox, insert, sent } = world();
  expect(await outbox.sweep(NOW)).toEqual({ sent: 0 });
  expect(sent).toEqual([]);
  for (let n = 0; n < QUEUE_BATCH_MAX + 20; n++) insert(envelope("ten_a"), NOW - MINUTE - n);
  const oldest = envelope("ten_b");
  insert(oldest, NOW - DAY);
  expect(await outbox.sweep(NOW)).toEqual({ sent: QUEUE_BATCH_MAX });
  expect(sent[0]?.[0]).toEqual(noticeOf(oldest));
});

test("what is done is kept a week and kept answers two days; what is not done is kept for ever", async () => {
  const { outbox, insert, all, run } = world();
  const [old, recent, open] = [envelope("ten_a"), envelope("ten_a"), envelope("ten_a")];
  insert(old, NOW - 9 * DAY);
  insert(recent, NOW - 9 * DAY);
  insert(open, NOW - 99 * DAY);
  await outbox.markDone([noticeOf(old)], NOW - 8 * DAY);
  await outbox.markDone([noticeOf(recent)], NOW - 6 * DAY);
  run(`insert into idempotency (tenant_id, principal, key, fingerprint, created_at) values ('t', 'p', 'old', 'f', ${NOW - 3 * DAY}), ('t', 'p', 'new', 'f', ${NOW - DAY})`);
  await outbox.sweep(NOW);
  expect(all("select id from outbox order by id")).toEqual([recent, open].map(({ id }) => ({ id })).toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  expect(all("select key from idempotency")).toEqual([{ key: "new" }]);
});

test("losing any messages loses nothing: sweeps bring every event to its consumer", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), async (losses) => {
      const { outbox, insert, sent, all, queue } = world();
      for (const [n] of losses.entries()) insert(envelope("ten_a"), NOW - MINUTE - n);
      let now = NOW;
      for (const lost of [...losses, false]) {
        queue.refuses = lost;
        await outbox.sweep(now).catch(() => undefined);
        await outbox.markDone(sent.splice(0).flat(), now);
        now += MINUTE;
      }
      expect(all("select count(*) as open from outbox where done_at is null")).toEqual([{ open: 0 }]);
    }),
    { numRuns: 30 },
  );
});
