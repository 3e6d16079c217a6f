/** What the flow promises when it is killed: the real store, and a world of which the nth await is the last. */
import { expect, test } from "vitest";
import { env, makeTenant, type TestTenant } from "../../test/harness";
import { newId } from "../kit/ids";
import type { Notice } from "../kit/outbox";
import { Secret } from "../kit/secret";
import type { Row, Store } from "../kit/work";
import { servicesOf } from "../services";
import { deliverer } from "./deliver";
import { enqueue, report, tick, type DeskPort, type DeskState, type Item } from "./desk";
import { fanOut } from "./fan-out";
import { ATTEMPT_LEASE_MS, ledgerOf, type DeliveryMessage } from "./ledger";
import { SCHEDULE_MS } from "./schedule";
import { newSecret } from "./signing";

const { store } = servicesOf(env);
const run = (sql: string, ...params: (string | number)[]) => store.read({ sql, params });

/** An endpoint, and events that were committed for it; marked, so that nothing but the test moves them. */
async function committed(tenant: TestTenant, count: number): Promise<{ endpoint: string; notices: Notice[] }> {
  const { body } = await tenant.client.post("/api/v1/webhooks/endpoints", { name: "X", url: "https://hooks.example.com/", events: ["lead.*"] });
  const notices: Notice[] = [];
  for (let i = 0; i < count; i++) {
    const id = newId("event", Date.now());
    const envelope = { id, type: "lead.created", tenant: tenant.id, data: { object: { id: "lead_x", version: 1 } } };
    await run("insert into outbox (tenant_id, id, envelope, created_at, done_at) values (?, ?, ?, ?, ?)", tenant.id, id, JSON.stringify(envelope), Date.now(), Date.now());
    notices.push({ tenant: tenant.id, id, type: "lead.created", object: { kind: "lead", id: "lead_x", version: 1 } });
  }
  return { endpoint: body.id, notices };
}

type Receiver = (attempt: number) => Response;

/** Consumers and object over one world: its clock, queue and alarm; what the object keeps outlives every kill. */
function world(tenant: string, endpoint: string, receiver: Receiver, fatal: number, loses: (message: DeliveryMessage) => boolean = () => false) {
  let awaits = 0;
  const hit = () => {
    awaits += 1;
    if (awaits === fatal) throw new Error("killed");
  };
  const through = async <T>(work: () => Promise<T>): Promise<T> => {
    hit();
    const result = await work();
    hit();
    return result;
  };
  const state = { now: Date.now(), queue: [] as DeliveryMessage[], alarm: null as number | null, desk: null as DeskState | null, requests: 0 };
  const items = new Map<string, Item>();
  const faulty: Store = { ...store, read: (statement) => through(() => store.read(statement)), readAll: (statements) => through(() => store.readAll(statements)) };
  const ledger = ledgerOf(faulty);
  const sorted = () => [...items.values()].toSorted((a, b) => a.dueAt - b.dueAt);
  const least = (values: number[]) => (values.length === 0 ? null : Math.min(...values));
  const port: DeskPort = {
    tenant,
    endpoint,
    now: () => state.now,
    random: () => 0.5,
    state: () => state.desk,
    save: (desk) => void (state.desk = desk),
    find: (delivery) => items.get(delivery) ?? null,
    put: (item) => void items.set(item.delivery, item),
    remove: (delivery) => void items.delete(delivery),
    count: () => ({ all: items.size, leased: [...items.values()].filter((item) => item.leaseUntil !== null).length }),
    due: (now, limit, urgent) => sorted().filter((item) => item.leaseUntil === null && item.dueAt <= now && (!urgent || item.urgent)).slice(0, limit),
    expired: (now) => sorted().filter((item) => item.leaseUntil !== null && item.leaseUntil <= now),
    soonest: () => ({ lease: least(sorted().flatMap((item) => item.leaseUntil ?? [])), due: least(sorted().filter((item) => item.leaseUntil === null).map((item) => item.dueAt)) }),
    armedAt: async () => state.alarm,
    arm: (at) => through(async () => void (state.alarm = at)),
    send: (messages) => through(async () => void state.queue.push(...messages.filter((message) => !loses(message)))),
    ledger,
    pause: async () => undefined,
  };
  const secret: Secret = newSecret();
  const deliver = deliverer({
    ledger,
    egress: (_, init) => through(async () => receiver((state.requests += init.body === undefined ? 0 : 1))),
    secret: () => through(async () => secret),
    report: (_tenant, _endpoint, reports) => through(() => report(port, reports)),
    disable: async () => undefined,
    metrics: { count: () => undefined },
    now: () => state.now,
    random: () => 0.5,
  });
  const fan = (notices: Notice[]) => fanOut(faulty, (_tenant, _endpoint, waiting) => through(() => enqueue(port, waiting)), notices, state.now);
  return { state, items, port, deliver, fan, awaits: () => awaits };
}

/** Everything comes twice: events, messages and alarms. What is killed comes again, as a queue and an alarm do. */
async function live({ state, port, deliver, fan }: ReturnType<typeof world>, notices: Notice[]): Promise<void> {
  let [waiting, told] = [notices, 0];
  for (let steps = 0; steps < 300; steps++) {
    if (waiting.length > 0) {
      const untold = await fan(waiting).catch(() => new Set(waiting.map((notice) => notice.id)));
      told += untold.size === 0 ? 1 : 0;
      waiting = told >= 2 ? [] : waiting;
    }
    const batch = state.queue.splice(0, 3);
    for (const messages of batch.length === 0 ? [] : [[...batch, ...batch], batch]) {
      const running: Promise<unknown>[] = [];
      await deliver(messages.map((body) => ({ body, ack: () => undefined })), (work) => void running.push(work)).catch(() => state.queue.push(...batch));
      await Promise.all(running);
    }
    if (state.alarm !== null && state.alarm <= state.now) await tick(port).catch(() => undefined);
    if (waiting.length > 0 || state.queue.length > 0) continue;
    if (state.alarm === null) return;
    state.now = Math.max(state.now + 1, state.alarm);
    await Promise.all([tick(port), tick(port)]).catch(() => undefined);
  }
  throw new Error("it never comes to rest");
}

const deliveries = (tenant: TestTenant) => run("select * from webhook_deliveries where tenant_id = ? order by id", tenant.id);
const attempts = (tenant: TestTenant) => run("select * from webhook_attempts where tenant_id = ? order by delivery_id, number", tenant.id);

test("killed at any await, before or after its effect, every event is delivered, and no number is tried twice", async () => {
  const honest: Receiver = () => new Response("ok");
  const calmTenant = await makeTenant();
  const { endpoint, notices } = await committed(calmTenant, 2);
  const calm = world(calmTenant.id, endpoint, honest, 0);
  await live(calm, notices);
  expect([calm.state.requests, calm.items.size, (await attempts(calmTenant)).length]).toEqual([2, 0, 2]);
  expect(calm.awaits()).toBeGreaterThan(30);
  for (let fatal = 1; fatal <= calm.awaits(); fatal++) {
    const tenant = await makeTenant();
    const made = await committed(tenant, 2);
    const one = world(tenant.id, made.endpoint, honest, fatal);
    await live(one, made.notices);
    const rows = await deliveries(tenant);
    const tried = await attempts(tenant);
    expect([fatal, rows.map((row) => row["status"]), one.items.size]).toEqual([fatal, ["delivered", "delivered"], 0]);
    expect([fatal, one.state.requests >= 2, one.state.requests <= tried.length]).toEqual([fatal, true, true]);
    expect(tried.every((row) => row["finished_at"] !== null)).toBe(true);
  }
}, 120_000);

test("a message that the queue lost is found by the alarm and sent again under the same number", async () => {
  const tenant = await makeTenant();
  const { endpoint, notices } = await committed(tenant, 3);
  let lost = 0;
  const one = world(tenant.id, endpoint, () => new Response("ok"), 0, () => (lost += 1) <= 3);
  await live(one, notices);
  expect((await deliveries(tenant)).map((row) => [row["status"], row["attempts"]])).toEqual([["delivered", 1], ["delivered", 1], ["delivered", 1]]);
  expect(one.state.requests).toBe(3);
});

test("an endpoint that never answers well is tried as often as the schedule says, and its deliveries stay as dead letters", async () => {
  const tenant = await makeTenant();
  const { endpoint, notices } = await committed(tenant, 4);
  const started = Date.now();
  const one = world(tenant.id, endpoint, () => new Response("no", { status: 500 }), 0);
  await live(one, notices);
  const rows = await deliveries(tenant);
  expect(rows.map((row) => [row["status"], row["attempts"]])).toEqual(rows.map(() => ["failed", SCHEDULE_MS.length]));
  expect(one.state.requests).toBe(4 * SCHEDULE_MS.length);
  const planned = SCHEDULE_MS.reduce((sum, delay) => sum + delay, 0);
  expect(one.state.now - started).toBeGreaterThan(planned * 0.8);
  const gaps = Map.groupBy(await attempts(tenant), (row) => row["delivery_id"]);
  for (const list of gaps.values()) {
    list.forEach((row: Row, i: number) => {
      if (i > 0) expect((row["started_at"] as number) - (list[i - 1]?.["started_at"] as number)).toBeGreaterThanOrEqual((SCHEDULE_MS[i] ?? 0) * 0.8);
    });
  }
});

test("an object that forgot everything reads its deliveries from the ledger again", async () => {
  const tenant = await makeTenant();
  const { endpoint, notices } = await committed(tenant, 2);
  const first = world(tenant.id, endpoint, () => new Response("ok"), 0, () => true);
  await first.fan(notices);
  const second = world(tenant.id, endpoint, () => new Response("ok"), 0);
  second.state.desk = { health: { failures: 0, opened: 0, holdUntil: 0, failingSince: null, lastFailureAt: 0, firstFailed: null }, held: false, behind: "now" };
  second.state.now += ATTEMPT_LEASE_MS;
  second.state.alarm = second.state.now;
  await live(second, []);
  expect((await deliveries(tenant)).map((row) => row["status"])).toEqual(["delivered", "delivered"]);
});

test("an endpoint that failed for five days is paused with a reason, an event and one mail to its owner", async () => {
  const tenant = await makeTenant();
  const { endpoint } = await committed(tenant, 0);
  const { webhooks } = servicesOf(env);
  const wait: Promise<unknown>[] = [];
  for (let twice = 0; twice < 2; twice++) await webhooks.stop(tenant.id, endpoint, "paused", "Every attempt of the last five days failed.", Date.now(), (work) => void wait.push(work));
  await Promise.all(wait);
  expect((await tenant.client.get(`/api/v1/webhooks/endpoints/${endpoint}`)).body).toMatchObject({ status: "paused", statusReason: "Every attempt of the last five days failed.", version: 2 });
  const events = await run("select envelope ->> '$.type' as type from outbox where tenant_id = ? and envelope ->> '$.type' = 'webhook_endpoint.paused'", tenant.id);
  expect(events).toHaveLength(1);
  const mails = await run("select recipient, kind, text from mails where tenant_id = ?", tenant.id);
  expect(mails).toMatchObject([{ recipient: tenant.owner.email, kind: "notice", text: expect.stringContaining("five days") }]);
  expect((await tenant.client.get("/api/v1/audit?limit=5")).body.data[0]).toMatchObject({ action: "webhooks.endpoints.stop", actor: { kind: "system", id: "webhooks" } });
});

test("what was kept for thirty days is let go of, with the secrets of what is gone, and the rest stays", async () => {
  const { webhooks } = servicesOf(env);
  const tenant = await makeTenant();
  const [{ endpoint: old }, { endpoint: kept }] = [await committed(tenant, 0), await committed(tenant, 0)];
  await tenant.client.post(`/api/v1/webhooks/endpoints/${kept}/rotate`, { overlapHours: 1 });
  await tenant.client.post(`/api/v1/webhooks/endpoints/${kept}/test`);
  const source = (await tenant.client.post("/api/v1/webhooks/sources", { name: "X", scheme: "token" })).body.id;
  await tenant.client.post(`/api/v1/webhooks/sources/${source}/test`);
  for (const path of [`endpoints/${old}`, `sources/${source}`]) await tenant.client.delete(`/api/v1/webhooks/${path}`);
  const count = async (table: string) => (await run(`select count(*) as n from ${table} where tenant_id = ?`, tenant.id))[0]?.["n"];
  const counts = () => Promise.all(["webhook_endpoints", "webhook_sources", "webhook_deliveries", "webhook_received", "secrets"].map(count));
  expect(await counts()).toEqual([2, 1, 1, 1, 4]);
  await webhooks.prune(Date.now());
  expect(await counts()).toEqual([2, 1, 1, 1, 4]);
  await webhooks.prune(Date.now() + 2 * 3600_000);
  expect(await counts()).toEqual([2, 1, 1, 1, 3]);
  for (const table of ["webhook_endpoints", "webhook_sources"]) await run(`update ${table} set deleted_at = 1 where tenant_id = ? and deleted_at is not null`, tenant.id);
  await run("update webhook_deliveries set created_at = 1 where tenant_id = ?", tenant.id);
  await run("update webhook_received set received_at = 1 where tenant_id = ?", tenant.id);
  for (let i = 0; i < 3; i++) await webhooks.prune(Date.now());
  expect(await counts()).toEqual([1, 0, 0, 0, 1]);
});
