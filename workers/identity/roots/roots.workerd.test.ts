import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeEach, expect, test } from "vitest";
import type { Jobs } from "../../../durable-objects/jobs";
import { env, makeTenant } from "../../../test/harness";
import { vaultOf } from "../../kit/envelope";
import { newId } from "../../kit/ids";
import { advance, begin, type Job, type JobPort } from "../../kit/jobs";
import { Secret } from "../../kit/secret";
import { REWRAP_BATCH, secretsOf, type RewrapCursor, type Secrets } from "../../kit/secrets";
import { d1Store } from "../../kit/store.d1";
import type { Store } from "../../kit/work";
import { servicesOf } from "../../services";

const key = (fill: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(fill)));
const OLD = { current: "a-old", keys: { "a-old": key(1) } };
const ROTATED = { current: "k-new", keys: { "a-old": key(1), "k-new": key(2), "z-older": key(3) } };
const store = d1Store(env.DB, () => undefined, () => undefined);
const before = secretsOf(store, vaultOf(OLD));
const ancient = secretsOf(store, vaultOf({ current: "z-older", keys: ROTATED.keys }));
const after = (over: Store = store) => secretsOf(over, vaultOf(ROTATED));

beforeEach(async () => void (await env.DB.exec("delete from secrets")));

/** Stores so many secrets of several tenants; each holds its own name. */
async function fill(count: number, secrets: Secrets = before): Promise<{ tenantId: string; id: string; purpose: string }[]> {
  const rows = Array.from({ length: count }, (_, i) => ({ tenantId: `ten_${i % 3}`, id: newId("secret", Date.now()), purpose: "webhook" }));
  const statements = await Promise.all(rows.map((row) => secrets.keep(row, new Secret(row.id), Date.now())));
  for (let at = 0; at < statements.length; at += 50) await store.readAll(statements.slice(at, at + 50));
  return rows;
}

const counts = async () => Object.fromEntries((await store.read({ sql: "select kek_id, count(*) as n from secrets group by kek_id", params: [] })).map((row) => [row["kek_id"], row["n"]]));

/** A port in memory, as the object keeps it, and a world in which the nth await is the last: `hit` is told of each, before and after its effect. */
function world(fatal: number) {
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
  const state: { job: Job; alarm: number | null; now: number } = { job: begin("rewrap", ROTATED.current, 0), alarm: 0, now: 0 };
  const port: JobPort = {
    due: (now) => through(async () => (state.job.dueAt !== null && state.job.dueAt <= now ? [state.job] : [])),
    save: (job) => through(async () => void (state.job = job)),
    nextDue: () => through(async () => state.job.dueAt),
    arm: (at) => through(async () => void (state.alarm = at)),
  };
  const faulty: Store = { ...store, read: (statement) => through(() => store.read(statement)) };
  return { state, port, secrets: after(faulty), awaits: () => awaits };
}

/** Lets the alarm ring until nothing is planned; a fault ends that ringing and nothing else, as a killed object comes back with its alarm. */
async function ring({ state, port, secrets }: ReturnType<typeof world>): Promise<number> {
  let rings = 0;
  while (state.alarm !== null && rings < 200) {
    rings += 1;
    state.now = Math.max(state.now, state.alarm);
    await advance(port, { rewrap: (cursor) => secrets.rewrap(cursor as RewrapCursor | null) }, () => state.now).catch(() => undefined);
  }
  return rings;
}

test("every row of every old root moves to the current one, and opens as before", async () => {
  const rows = [...(await fill(REWRAP_BATCH + 30)), ...(await fill(20, ancient))];
  const calm = world(0);
  await ring(calm);
  expect(await counts()).toEqual({ "k-new": rows.length });
  expect(calm.state.job).toMatchObject({ done: rows.length, skipped: 0, dueAt: null, finishedAt: expect.any(Number) });
  const only = secretsOf(store, vaultOf({ current: "k-new", keys: { "k-new": key(2) } }));
  for (const row of rows.filter((_, i) => i % 17 === 0)) expect((await only.read(row))?.reveal()).toBe(row.id);
});

test("killed at any await, before or after its effect, the job goes on and ends with nothing under the old root", async () => {
  const rows = await fill(REWRAP_BATCH + 5);
  const stored = await env.DB.prepare("select * from secrets").all();
  const calm = world(0);
  await ring(calm);
  expect(calm.awaits()).toBeGreaterThan(40);
  for (let fatal = 1; fatal <= calm.awaits(); fatal++) {
    await env.DB.prepare("update secrets set sealed = old.value ->> 'sealed', kek_id = 'a-old' from json_each(?) as old where secrets.id = old.value ->> 'id'").bind(JSON.stringify(stored.results)).run();
    const one = world(fatal);
    await ring(one);
    expect([fatal, one.state.job.dueAt, await counts()]).toEqual([fatal, null, { "k-new": rows.length }]);
  }
  expect((await after().read(rows[7] as never))?.reveal()).toBe(rows[7]?.id);
}, 60_000);

test("run twice, it does nothing more", async () => {
  await fill(10);
  await ring(world(0));
  const sealed = await env.DB.prepare("select sealed from secrets order by id").all();
  const again = world(0);
  expect(await ring(again)).toBe(1);
  expect(again.state.job).toMatchObject({ done: 0, dueAt: null });
  expect((await env.DB.prepare("select sealed from secrets order by id").all()).results).toEqual(sealed.results);
});

test("a row that its owner changed meanwhile is the owner's", async () => {
  const [row] = await fill(1);
  const racing: Store = {
    ...store,
    async read(statement) {
      if (statement.sql.startsWith("update")) await store.readAll([await before.keep(row as never, new Secret("changed meanwhile"), Date.now())]);
      return store.read(statement);
    },
  };
  expect(await after(racing).rewrap(null)).toMatchObject({ done: 0, skipped: 0 });
  expect((await before.read(row as never))?.reveal()).toBe("changed meanwhile");
});

test("a row that does not open is skipped, named in the log and left as it is, and the rest go on", async () => {
  const rows = await fill(12);
  await env.DB.prepare("update secrets set tenant_id = 'ten_thief' where id = ?").bind(rows[4]?.id).run();
  const one = world(0);
  await ring(one);
  expect(await counts()).toEqual({ "a-old": 1, "k-new": 11 });
  expect(one.state.job).toMatchObject({ skipped: 1, dueAt: null });
  await expect(after().read({ ...(rows[4] as never as { id: string; purpose: string }), tenantId: "ten_thief" })).rejects.toThrow("another row's");
});

test("a secret is found by tenant, id and purpose alone, is replaced under the same purpose, and can be forgotten", async () => {
  const row = { tenantId: "ten_a", id: newId("secret", Date.now()), purpose: "webhook" };
  await store.readAll([await before.keep(row, new Secret("one"), 1)]);
  await store.readAll([await before.keep(row, new Secret("two"), 2)]);
  expect((await before.read(row))?.reveal()).toBe("two");
  for (const other of [{ ...row, tenantId: "ten_b" }, { ...row, purpose: "wallet" }]) expect(await before.read(other)).toBeNull();
  await store.readAll([await before.keep({ ...row, purpose: "wallet" }, new Secret("three"), 3)]);
  expect((await before.read(row))?.reveal()).toBe("two");
  await store.readAll([before.forget(row)]);
  expect(await before.read(row)).toBeNull();
});

test("the object runs the job by its alarm, and an owner sees its own workspace's secrets move and no other's", async () => {
  const tenant = await makeTenant();
  const { secrets } = servicesOf(env);
  const row = { tenantId: tenant.id, id: newId("secret", Date.now()), purpose: "webhook" };
  await store.readAll([await secrets.keep(row, new Secret("x"), Date.now())]);
  await fill(3);
  const shown = { id: secrets.current, current: true, secrets: 1 };
  expect((await tenant.client.get("/api/v1/secrets/status")).body).toMatchObject({ current: secrets.current, roots: [shown] });
  const started = await tenant.client.post("/api/v1/secrets/rewrap");
  expect([started.status, started.body.rewrap.state]).toEqual([202, "running"]);
  const jobs = env.JOBS.getByName("installation") as DurableObjectStub<Jobs>;
  // The three rows of a root that the settings do not hold are skipped, so one step and one pass end it.
  while (await runDurableObjectAlarm(jobs));
  expect((await tenant.client.get("/api/v1/secrets/status")).body).toMatchObject({ roots: [shown], rewrap: { state: "finished" } });
  expect((await (await tenant.role("admin")).get("/api/v1/secrets/status")).status).toBe(403);
});

test("a job is begun once for a subject, anew for another, and a row without an alarm does not exist", async () => {
  const jobs = env.JOBS.getByName("of a test") as DurableObjectStub<Jobs>;
  await jobs.ensure("none", "one");
  const first = await jobs.status("none");
  await jobs.ensure("none", "one");
  expect(await jobs.status("none")).toEqual(first);
  expect(await jobs.start("none", "one")).toEqual(first);
  // Work that nobody knows fails, is logged and tried again later: the alarm stands.
  expect(await runDurableObjectAlarm(jobs)).toBe(true);
  expect(await runInDurableObject(jobs, (_, state) => state.storage.getAlarm())).toBeGreaterThan(Date.now());
  await jobs.ensure("none", "two");
  expect(await jobs.status("none")).toMatchObject({ subject: "two", done: 0 });
});
