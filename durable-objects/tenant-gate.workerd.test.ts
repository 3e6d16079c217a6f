import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { env, makeTenant, send } from "../test/harness";
import { leasing } from "../workers/gateway/leases";
import type { AskGate } from "../workers/gateway/admission";
import { TenantGate } from "./tenant-gate";

const gateOf = (name: string) => env.TENANT_GATE.getByName(name) as DurableObjectStub<TenantGate>;
const ask: AskGate = async (object, question) => gateOf(object).admit(question);

/** Three seconds of four callers, a thousand calls a second together; what was accepted, and in how many seconds. */
async function storm(asks: AskGate[], policy: { perMinute: number; burst: number }, credential: string | null) {
  const object = `storm-${crypto.randomUUID()}`;
  const began = Date.now();
  const answers: Promise<{ allowed: boolean }>[] = [];
  for (let tick = 0; tick < 150; tick++) {
    for (const one of asks) for (let i = 0; i < 5; i++) answers.push(one(object, { bucket: "service:crm", ...policy, credential }));
    await scheduler.wait(Math.max(0, began + (tick + 1) * 20 - Date.now()));
  }
  const accepted = (await Promise.all(answers)).filter((answer) => answer.allowed).length;
  return { sent: answers.length, accepted, seconds: (Date.now() - began) / 1000 };
}

const allowedIn = (policy: { perMinute: number; burst: number }, seconds: number) => 1.05 * (policy.burst + (policy.perMinute / 60) * seconds);

test("the gate alone holds the limit at a thousand calls a second from four callers", async () => {
  const policy = { perMinute: 6_000, burst: 200 };
  const { sent, accepted, seconds } = await storm([ask, ask, ask, ask], policy, "key_1");
  expect(sent).toBe(3_000);
  expect(accepted).toBeLessThanOrEqual(allowedIn(policy, seconds));
  expect(accepted).toBeGreaterThanOrEqual(policy.burst + (policy.perMinute / 60) * 2.5);
});

test("with leases it holds as well, and the gate is asked far less", async () => {
  const policy = { perMinute: 30_000, burst: 2_000 };
  let asked = 0;
  const countedAsk: AskGate = (object, question) => ((asked += 1), ask(object, question));
  const { sent, accepted, seconds } = await storm(Array.from({ length: 4 }, () => leasing(countedAsk)), policy, "key_1");
  expect(accepted).toBeLessThanOrEqual(allowedIn(policy, seconds));
  expect(accepted).toBeGreaterThan(policy.burst);
  expect(asked).toBeLessThan(sent / 2);
});

/** Makes this credential busy until an isolate holds a lease of it. */
async function busy(object: string, credential: string): Promise<AskGate> {
  const isolate = leasing(ask);
  const question = { bucket: "service:crm", perMinute: 60_000, burst: 60_000, credential };
  for (let i = 0; i < 60; i++) await isolate(object, question);
  return () => isolate(object, question);
}

test("a revocation is answered when the last lease has run out; from then on every isolate hears it", async () => {
  const object = `revoked-${crypto.randomUUID()}`;
  const isolates = await Promise.all([busy(object, "key_1"), busy(object, "key_1"), busy(object, "key_2")]);
  const began = Date.now();
  await gateOf(object).revoke("key_1");
  expect(Date.now() - began).toBeLessThan(1_500);
  for (const isolate of isolates.slice(0, 2)) expect(await isolate("", {} as never)).toMatchObject({ allowed: false, revoked: true });
  expect(await isolates[2]?.("", {} as never)).toMatchObject({ allowed: true });
});

test("a credential without a lease is revoked at once", async () => {
  const object = `quiet-${crypto.randomUUID()}`;
  await busy(object, "key_busy");
  const began = Date.now();
  await gateOf(object).revoke("key_quiet");
  expect(Date.now() - began).toBeLessThan(500);
});

test("a gate that begins anew while leases are out waits for those it no longer knows", async () => {
  const object = `crashed-${crypto.randomUUID()}`;
  const isolate = await busy(object, "key_1");
  await runInDurableObject(gateOf(object), async (_, state) => {
    const again = new TenantGate(state, env);
    const began = Date.now();
    await again.revoke("key_1");
    expect(Date.now() - began).toBeGreaterThan(900);
    expect(await again.admit({ bucket: "b", perMinute: 1, burst: 1, credential: "key_1" })).toMatchObject({ revoked: true });
  });
  // By now the isolate's lease is over, and it asks the gate, which was told on disk.
  await scheduler.wait(300);
  expect(await isolate("", {} as never)).toBeDefined();
});

test("a key that was busy a moment ago is refused as soon as its revocation is answered", async () => {
  const tenant = await makeTenant();
  const made = await tenant.client.post("/api/v1/keys", { name: "Busy", permissions: ["leads:read"], perMinute: 1_000_000 });
  const headers = { authorization: `Bearer ${made.body.key}` };
  const before = await Promise.all(Array.from({ length: 60 }, () => send("GET", "/api/leads?limit=1", { headers })));
  expect(new Set(before.map((answer) => answer.status))).toEqual(new Set([200]));
  expect((await send("GET", "/api/leads?limit=1", { headers })).status).toBe(200);
  expect((await tenant.client.delete(`/api/v1/keys/${made.body.id}`)).status).toBe(204);
  const after = await Promise.all(Array.from({ length: 20 }, () => send("GET", "/api/leads?limit=1", { headers })));
  expect(new Set(after.map((answer) => answer.status))).toEqual(new Set([401]));
});

test("the platform's counters exist in the simulator, and a flood is refused before the caller is looked up", async () => {
  expect(await env.FLOOD_ADDRESS?.limit({ key: "a test" })).toEqual({ success: true });
  expect(await env.FLOOD_CREDENTIAL?.limit({ key: "a test" })).toEqual({ success: true });
  const tenant = await makeTenant();
  const flooded = { ...env, FLOOD_ADDRESS: { limit: async () => ({ success: false }) }, DB: new Proxy({}, { get: () => () => { throw new Error("looked up"); } }) as never };
  const answer = await tenant.client.get("/api/leads", { env: flooded, headers: { "cf-connecting-ip": "203.0.113.9" } });
  expect([answer.status, answer.body.error.code, answer.headers.get("retry-after")]).toEqual([429, "RATE_LIMITED", "10"]);
});

test("a change of permissions is answered when every lease has run out; from then on every isolate hears it, told once or twice", async () => {
  const object = `changed-${crypto.randomUUID()}`;
  const isolates = await Promise.all([busy(object, "ses_1"), busy(object, "ses_2")]);
  const began = Date.now();
  await gateOf(object).changed("*", "evt_1");
  expect(Date.now() - began).toBeLessThan(1_500);
  await gateOf(object).changed("*", "evt_1");
  for (const isolate of isolates) expect(await isolate("", {} as never)).toMatchObject({ allowed: true, epoch: 1 });
  await gateOf(object).changed("mem_1", "evt_2");
  expect(await gateOf(object).epoch(["mem_1"])).toBe(2);
  expect(await gateOf(object).epoch(["mem_2"])).toBe(1);
});

test("changes of permissions outlive the object", async () => {
  const object = `kept-${crypto.randomUUID()}`;
  await gateOf(object).changed("mem_1", "evt_1");
  await runInDurableObject(gateOf(object), async (_, state) => {
    const again = new TenantGate(state, {} as never);
    expect(again.epoch(["mem_1"])).toBe(1);
    await again.changed("mem_1", "evt_1");
    expect(again.epoch(["mem_1"])).toBe(1);
  });
});
