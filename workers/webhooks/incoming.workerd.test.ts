/** What providers send: forged, old, altered, doubled, too large, for somebody else. */
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { env, makeTenant, send, type Answer, type TestTenant } from "../../test/harness";
import { toHex } from "../kit/crypto";
import { hmac } from "./signing";

type Source = { id: string; path: string; secret: string };
const body = JSON.stringify({ id: "evt_1", type: "order.paid", data: { total: 5 } });

async function sourceOf(tenant: TestTenant, scheme: string, secret?: string): Promise<Source> {
  const made = (await tenant.client.post("/api/v1/webhooks/sources", { name: scheme, scheme, ...(secret === undefined ? {} : { secret }) })).body;
  return { id: made.id, path: made.path, secret: secret ?? made.secret };
}

const hexOf = async (secret: string, text: string) => toHex(await hmac(new Uint8Array(new TextEncoder().encode(secret)), text));
const seconds = () => Math.floor(Date.now() / 1000);

/** A rightly signed request of each scheme. */
const SIGN: Record<string, (source: Source, text: string, id: string, time?: number) => Promise<Record<string, string>>> = {
  "standard-webhooks": async (source, text, id, time = seconds()) => ({ "webhook-id": id, "webhook-timestamp": String(time), "webhook-signature": new Webhook(source.secret).sign(id, new Date(time * 1000), text) }),
  github: async (source, text, id) => ({ "x-hub-signature-256": `sha256=${await hexOf(source.secret, text)}`, "x-github-delivery": id, "x-github-event": "order.paid" }),
  stripe: async (source, text, _id, time = seconds()) => ({ "stripe-signature": `t=${time},v1=${await hexOf(source.secret, `${time}.${text}`)},v0=abc` }),
  token: async (source, _text, id) => ({ "x-webhook-token": source.secret, "webhook-id": id }),
};
const post = (path: string, raw: BodyInit, headers: Record<string, string>): Promise<Answer> => send("POST", path, { raw, headers: { "cf-connecting-ip": crypto.randomUUID(), ...headers } });
const received = async (tenant: TestTenant) => (await tenant.client.get("/api/v1/webhooks/received")).body.data;

test.each(Object.keys(SIGN))("%s: signed rightly it is stored and told of once, however often and however much at once it comes", async (scheme) => {
  const tenant = await makeTenant();
  const source = await sourceOf(tenant, scheme);
  const headers = await SIGN[scheme]!(source, body, "evt_1");
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(source.path, body, headers)));
  expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 202));
  expect(answers.filter((answer) => !answer.body.duplicate)).toHaveLength(1);
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  const [one, ...others] = await received(tenant);
  expect([one, others]).toMatchObject([{ source: source.id, providerId: "evt_1", type: "order.paid" }, []]);
  expect((await tenant.client.get(`/api/v1/webhooks/received/${one.id}`)).body.body).toBe(body);
  const { results } = await env.DB.prepare("select envelope from outbox where tenant_id = ? and envelope ->> '$.type' = 'webhook.received'").bind(tenant.id).all();
  expect(results).toHaveLength(1);
});

test.each(Object.keys(SIGN))("%s: unsigned, with another's secret, altered, re-serialised or old, it is refused and nothing is stored", async (scheme) => {
  const [tenant, other] = [await makeTenant(), await makeTenant()];
  const [source, theirs] = [await sourceOf(tenant, scheme), await sourceOf(other, scheme)];
  const sign = SIGN[scheme]!;
  const right = await sign(source, body, "evt_1");
  const forged: [string, Record<string, string>][] = [[body, {}], [body, await sign(theirs, body, "evt_1")], [body, Object.fromEntries(Object.keys(right).map((name) => [name, ""]))]];
  if (scheme !== "token") forged.push([JSON.stringify(JSON.parse(body), null, 1), right], [body.replace("5", "6"), right]);
  if (scheme === "standard-webhooks" || scheme === "stripe") forged.push([body, await sign(source, body, "evt_1", seconds() - 400)], [body, await sign(source, body, "evt_1", seconds() + 400)]);
  for (const [text, headers] of forged) {
    const answer = await post(source.path, text, headers);
    expect([answer.status, answer.body.error.code]).toEqual([401, "UNAUTHENTICATED"]);
  }
  expect([await received(tenant), await received(other)]).toEqual([[], []]);
});

test("a body that is too large, declared or not, or no UTF-8, is refused", async () => {
  const tenant = await makeTenant();
  const source = await sourceOf(tenant, "github");
  const large = "x".repeat(256 * 1024 + 1);
  expect((await post(source.path, large, await SIGN["github"]!(source, large, "1"))).status).toBe(413);
  const stream = new Blob([large]).stream();
  expect((await post(source.path, stream as BodyInit, {})).status).toBe(413);
  expect((await post(source.path, new Uint8Array([0xff, 0xfe]), {})).status).toBe(400);
  expect(await received(tenant)).toEqual([]);
});

test("an address that nobody has, a deleted source's and a malformed one are 404; a restored one takes again", async () => {
  const tenant = await makeTenant();
  const source = await sourceOf(tenant, "token");
  const headers = await SIGN["token"]!(source, body, "1");
  await tenant.client.delete(`/api/v1/webhooks/sources/${source.id}`);
  for (const path of [source.path, "/webhooks/in/whs_00000000000000000000000000", "/webhooks/in/nonsense"]) expect((await post(path, body, headers)).status).toBe(404);
  await tenant.client.post(`/api/v1/webhooks/sources/${source.id}/restore`);
  expect((await post(source.path, body, headers)).status).toBe(202);
});

test("a provider's own secret is kept, never shown, and can be changed", async () => {
  const tenant = await makeTenant();
  const source = await sourceOf(tenant, "github", "a secret of the provider");
  expect((await tenant.client.get("/api/v1/webhooks/sources")).text).not.toContain("a secret of");
  expect((await post(source.path, body, await SIGN["github"]!(source, body, "1"))).status).toBe(202);
  await tenant.client.patch(`/api/v1/webhooks/sources/${source.id}`, { secret: "another secret of it" });
  expect((await post(source.path, body, await SIGN["github"]!(source, body, "2"))).status).toBe(401);
  expect((await tenant.client.post("/api/v1/webhooks/sources", { name: "X", scheme: "standard-webhooks", secret: "not one of those" })).status).toBe(400);
});

test("one address is bounded, and so is a workspace", async () => {
  const tenant = await makeTenant();
  const source = await sourceOf(tenant, "token");
  const full = { ...env, TENANT_GATE: { getByName: () => ({ admit: async () => ({ allowed: false, remaining: 0, resetSeconds: 9, retryAfterSeconds: 9, revoked: false, lent: 0 }) }) } as never };
  const byAddress = await send("POST", source.path, { raw: body, env: full });
  expect([byAddress.status, byAddress.headers.get("retry-after")]).toEqual([429, "9"]);
  const gate = env.TENANT_GATE;
  const onlyTenant = { ...env, TENANT_GATE: { getByName: (name: string) => (name === tenant.id ? full.TENANT_GATE : gate as never as { getByName(n: string): unknown }).getByName(name) } as never };
  const byTenant = await send("POST", source.path, { raw: body, env: onlyTenant, headers: await SIGN["token"]!(source, body, "1") });
  expect([byTenant.status, byTenant.body.error.message]).toEqual([429, expect.stringContaining("workspace")]);
});
