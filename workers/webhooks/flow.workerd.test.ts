/** From a change to a receiver, through the real queue consumers and objects; the receiver is scripted. */
import { runDurableObjectAlarm } from "cloudflare:test";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { env, makeTenant, type TestTenant } from "../../test/harness";

type Got = { url: string; headers: Record<string, string>; body: string };
type Script = (got: Got) => Response | Promise<Response>;

const got: Got[] = [];
let scripts: Record<string, Script> = {};
/** Receivers by their host's first label; everything else is as unreachable as it is offline. */
beforeEach(() => {
  vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
    const url = new URL(address);
    const script = scripts[url.hostname];
    if (script === undefined) throw new TypeError("unreachable");
    const one = { url: address, headers: Object.fromEntries(new Headers(init.headers)), body: init.body as string };
    got.push(one);
    return script(one);
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  got.length = 0;
  scripts = {};
});

let hosts = 0;
async function endpointOf(tenant: TestTenant, script: Script, events = ["lead.*"]) {
  const host = `hook${(hosts += 1)}.example.com`;
  scripts[host] = script;
  const answer = await tenant.client.post("/api/v1/webhooks/endpoints", { name: host, url: `https://${host}/in`, events });
  expect(answer.status).toBe(201);
  return { ...(answer.body as { id: string; secret: string; version: number }), host };
}
const ok: Script = () => new Response("thanks");
const at = (host: string) => got.filter((one) => new URL(one.url).hostname === host);
const deliveries = async (tenant: TestTenant, filter = "") => (await tenant.client.get(`/api/v1/webhooks/deliveries${filter === "" ? "" : `?filter=${encodeURIComponent(filter)}`}`)).body.data;
const object = (tenant: TestTenant, endpoint: string) => env.WEBHOOK_ENDPOINT.getByName(`${tenant.id}:${endpoint}`);
const within = { timeout: 10_000, interval: 50 };

test("an event reaches every endpoint that asked for it, once, signed so that npm's standardwebhooks verifies it", async () => {
  const tenant = await makeTenant();
  const [all, leads, contacts] = [await endpointOf(tenant, ok, ["*"]), await endpointOf(tenant, ok, ["lead.created", "lead.*"]), await endpointOf(tenant, ok, ["contact.*"])];
  const { body: lead } = await tenant.client.post("/api/leads", { firstName: "Ada", email: "ada@example.com" });
  await expect.poll(async () => (await deliveries(tenant, "type[eq]:lead.created,status[eq]:delivered")).length, within).toBe(2);
  expect([at(leads.host).length, at(contacts.host).length]).toEqual([1, 0]);
  const [one] = at(leads.host) as [Got];
  const event = new Webhook(leads.secret).verify(one.body, one.headers) as { id: string; type: string; tenant: string; data: { object: { id: string } } };
  expect(event).toMatchObject({ id: one.headers["webhook-id"], type: "lead.created", tenant: tenant.id, data: { object: { id: lead.id } } });
  expect(() => new Webhook(all.secret).verify(one.body, one.headers)).toThrow();
  const [delivery] = await deliveries(tenant, `endpoint[eq]:${leads.id}`);
  const shown = (await tenant.client.get(`/api/v1/webhooks/deliveries/${delivery.id}`)).body;
  expect(shown).toMatchObject({ body: one.body, log: [{ number: 1, outcome: "delivered", status: 200, response: "thanks" }] });
  const health = (await tenant.client.get(`/api/v1/webhooks/endpoints/${leads.id}`)).body;
  expect(health.recent).toMatchObject([{ outcome: "delivered", status: 200 }]);
});

test("another workspace's events are nobody's here", async () => {
  const [mine, theirs] = [await makeTenant(), await makeTenant()];
  const endpoint = await endpointOf(mine, ok, ["*"]);
  await theirs.client.post("/api/leads", { firstName: "Eve" });
  await mine.client.post("/api/leads", { firstName: "Ada" });
  await expect.poll(() => at(endpoint.host).some((one) => one.body.includes("Ada")), within).toBe(true);
  expect(at(endpoint.host).filter((one) => one.body.includes("Eve"))).toEqual([]);
});

test("a dead and a hanging endpoint keep nothing from a live one, and are asked no more than their breaker allows", async () => {
  const tenant = await makeTenant();
  const dead = await endpointOf(tenant, () => new Response("no", { status: 500 }));
  const hanging = await endpointOf(tenant, () => new Promise<Response>(() => undefined));
  const live = await endpointOf(tenant, ok);
  const started = Date.now();
  for (let i = 0; i < 20; i++) await tenant.client.post("/api/leads", { firstName: `Lead ${i}` });
  await expect.poll(() => at(live.host).length, within).toBe(20);
  expect(Date.now() - started).toBeLessThan(12_000);
  expect(at(dead.host).length).toBeGreaterThan(4);
  expect(at(dead.host).length).toBeLessThanOrEqual(20);
  expect(at(hanging.host).length).toBeLessThanOrEqual(20);
});

test("a receiver that asks for time is left alone, and its delivery is planned for no sooner", async () => {
  const tenant = await makeTenant();
  const busy = await endpointOf(tenant, () => new Response("", { status: 429, headers: { "retry-after": "7200" } }));
  await tenant.client.post("/api/leads", { firstName: "Ada" });
  await expect.poll(async () => (await deliveries(tenant))[0]?.attempts, within).toBe(1);
  const [delivery] = await deliveries(tenant);
  expect(Date.parse(delivery.nextAttemptAt) - Date.now()).toBeGreaterThan(7_100_000);
  await tenant.client.post("/api/leads", { firstName: "Eve" });
  await runDurableObjectAlarm(object(tenant, busy.id));
  expect(at(busy.host)).toHaveLength(1);
});

test("410 disables the endpoint at once, with an event that others hear", async () => {
  const tenant = await makeTenant();
  const gone = await endpointOf(tenant, () => new Response("", { status: 410 }));
  const watcher = await endpointOf(tenant, ok, ["webhook_endpoint.*"]);
  await tenant.client.post("/api/leads", { firstName: "Ada" });
  await expect.poll(async () => (await tenant.client.get(`/api/v1/webhooks/endpoints/${gone.id}`)).body.status, within).toBe("disabled");
  await expect.poll(() => at(watcher.host).map((one) => JSON.parse(one.body).type), within).toContain("webhook_endpoint.disabled");
  await tenant.client.post("/api/leads", { firstName: "Eve" });
  await expect.poll(async () => (await deliveries(tenant, `endpoint[eq]:${gone.id}`)).map((one: { status: string }) => one.status), within).toEqual(["failed"]);
  expect(at(gone.host)).toHaveLength(1);
});

test("what happens while an endpoint is paused is kept, and sent when it is resumed", async () => {
  const tenant = await makeTenant();
  const endpoint = await endpointOf(tenant, ok);
  const path = `/api/v1/webhooks/endpoints/${endpoint.id}`;
  expect((await tenant.client.patch(path, { status: "paused" })).body).toMatchObject({ status: "paused", version: 2 });
  await tenant.client.post("/api/leads", { firstName: "Ada" });
  await expect.poll(async () => (await deliveries(tenant)).length, within).toBe(1);
  expect(got).toEqual([]);
  expect((await tenant.client.post(`${path}/test`)).body.error.code).toBe("CONFLICT");
  await tenant.client.patch(path, { status: "active" });
  await expect.poll(() => at(endpoint.host).length, within).toBe(1);
});

test("a secret that is rotated signs together with the one before until the overlap ends", async () => {
  const tenant = await makeTenant();
  const endpoint = await endpointOf(tenant, ok);
  const path = `/api/v1/webhooks/endpoints/${endpoint.id}`;
  const rotated = (await tenant.client.post(`${path}/rotate`, {})).body;
  await tenant.client.post(`${path}/test`);
  await expect.poll(() => at(endpoint.host).length, within).toBe(1);
  const verifies = (secret: string, one: Got) => {
    try {
      return new Webhook(secret).verify(one.body, one.headers) !== undefined;
    } catch {
      return false;
    }
  };
  const [both] = got as [Got];
  expect([verifies(endpoint.secret, both), verifies(rotated.secret, both)]).toEqual([true, true]);
  const last = (await tenant.client.post(`${path}/rotate`, { overlapHours: 0 })).body;
  await tenant.client.post(`${path}/test`);
  await expect.poll(() => at(endpoint.host).length, within).toBe(2);
  expect([endpoint.secret, rotated.secret, last.secret].map((secret) => verifies(secret, got[1] as Got))).toEqual([false, false, true]);
  const { results } = await env.DB.prepare("select id from secrets where tenant_id = ?").bind(tenant.id).all();
  expect(results).toHaveLength(1);
  for (const answer of [await tenant.client.get(path), await tenant.client.get("/api/v1/webhooks/endpoints")]) expect(answer.text).not.toContain("whsec_");
});

test("a dead letter is listed, and sent again by itself or with its range, under the id it had", async () => {
  const tenant = await makeTenant();
  let answers = 500;
  const endpoint = await endpointOf(tenant, () => new Response("<b>no\u0000</b>".repeat(200), { status: answers }));
  await tenant.client.post("/api/leads", { firstName: "Ada" });
  await expect.poll(async () => (await deliveries(tenant))[0]?.attempts, within).toBe(1);
  const [{ id }] = await deliveries(tenant);
  await env.DB.prepare("update webhook_deliveries set status = 'failed', next_at = null where id = ?").bind(id).run();
  expect(await deliveries(tenant, "status[eq]:failed")).toHaveLength(1);
  const [first] = (await tenant.client.get(`/api/v1/webhooks/deliveries/${id}`)).body.log;
  expect(first.response.length).toBeLessThanOrEqual(1_000);
  expect(first.response).not.toContain("\u0000");
  answers = 200;
  expect((await tenant.client.post(`/api/v1/webhooks/deliveries/${id}/resend`)).status).toBe(202);
  await expect.poll(async () => (await deliveries(tenant))[0]?.status, within).toBe("delivered");
  expect(new Set(got.map((one) => one.headers["webhook-id"])).size).toBe(1);
  const range = { from: new Date(Date.now() - 60_000).toISOString(), status: "all" };
  expect((await tenant.client.post(`/api/v1/webhooks/endpoints/${endpoint.id}/replay`, range)).body).toEqual({ replayed: 1, nextFrom: null });
  await expect.poll(() => at(endpoint.host).length, within).toBe(3);
  const log = (await tenant.client.get(`/api/v1/webhooks/deliveries/${id}`)).body.log;
  expect(log.map((one: { number: number }) => one.number)).toEqual([3, 2, 1]);
});

test.each(["http://hooks.example.com/x", "https://169.254.169.254/latest", "https://10.0.0.1/", "https://user:pass@example.com/", "https://metadata.internal/", "ftp://example.com", "https://example.com:22/", "nonsense", "https://[::ffff:10.0.0.1]/"])(
  "an endpoint at %s is refused, naming the place",
  async (url) => {
    const { client } = await makeTenant();
    const answer = await client.post("/api/v1/webhooks/endpoints", { name: "X", url, events: ["*"] });
    expect([answer.status, answer.body.error.details.problems[0].path]).toEqual([400, "url"]);
  },
);

test("a redirect inward is not followed, and the attempt says so without naming where it leads", async () => {
  const tenant = await makeTenant();
  await endpointOf(tenant, () => new Response("", { status: 307, headers: { location: "https://169.254.169.254/latest/meta-data" } }));
  await tenant.client.post("/api/leads", { firstName: "Ada" });
  await expect.poll(async () => (await deliveries(tenant))[0]?.attempts, within).toBe(1);
  const [{ id }] = await deliveries(tenant);
  const { log } = (await tenant.client.get(`/api/v1/webhooks/deliveries/${id}`)).body;
  expect(log[0]).toMatchObject({ outcome: "failed", status: null });
  expect(log[0].error).not.toContain("169");
  expect(got).toHaveLength(1);
});

test("patterns are types that exist, and a workspace has a bounded number of endpoints", async () => {
  const { client, id } = await makeTenant();
  const make = (events: string[]) => client.post("/api/v1/webhooks/endpoints", { name: "X", url: "https://example.com/", events });
  for (const events of [[], ["lead.exploded"], ["le*"], ["*.created"], ["sql'; --"]]) expect((await make(events)).status).toBe(400);
  await env.DB.prepare(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < 50)
     insert into webhook_endpoints (tenant_id, id, name, url, patterns, status, secret_id, version, created_at, updated_at)
     select ?, 'whe_' || printf('%026d', i), 'X', 'https://example.com', '[]', 'active', 's', 1, 0, 0 from n`,
  ).bind(id).run();
  expect((await make(["*"])).body.error.code).toBe("CONFLICT");
});
