import { expect, test } from "vitest";
import { clientOf, env, makeTenant, send } from "../../../test/harness";
import { newMember } from "../../../test/operations";
import { mintApiKey } from "../api-key";

const from = (key: string, address: string) => send("GET", "/api/leads?limit=1", { headers: { authorization: `Bearer ${key}`, "cf-connecting-ip": address } });
const reads = { name: "Reader", permissions: ["leads:read"] };

test("a key is shown once, and stored as a hash", async () => {
  const tenant = await makeTenant();
  const made = await tenant.client.post("/api/v1/keys", reads);
  const { key, ...view } = made.body;
  expect(key.startsWith(`${view.prefix}_`)).toBe(true);
  expect(view).toMatchObject({ permissions: ["leads:read"], addresses: null, lastUsedAt: null, rotatedAt: null, createdBy: tenant.owner.memberId });
  expect((await tenant.client.get("/api/v1/keys")).text).not.toContain(key);
  const rows = await env.DB.prepare("select * from api_keys where tenant_id = ?").bind(tenant.id).all();
  const outbox = await env.DB.prepare("select envelope from outbox where tenant_id = ?").bind(tenant.id).all();
  expect(JSON.stringify([rows.results, outbox.results])).not.toContain(key);
});

test("a key with another secret or checksum is refused", async () => {
  const tenant = await makeTenant();
  const { key } = (await tenant.client.post("/api/v1/keys", reads)).body;
  const [, , id = ""] = key.split("_");
  expect((await clientOf((await mintApiKey(id)).key).get("/api/leads")).status).toBe(401);
  expect((await clientOf(`${key.slice(0, -1)}${key.endsWith("A") ? "B" : "A"}`).get("/api/leads")).status).toBe(401);
});

test("a key with an allow-list is taken from its addresses alone", async () => {
  const { client } = await makeTenant();
  const { key } = (await client.post("/api/v1/keys", { ...reads, addresses: ["203.0.113.7", "2001:db8::/32"] })).body;
  for (const address of ["203.0.113.7", "2001:db8::1", "::ffff:203.0.113.7"]) expect([address, (await from(key, address)).status]).toEqual([address, 200]);
  for (const address of ["203.0.113.8", "2001:db9::1", "", "203.0.113.7, 10.0.0.1"]) expect([address, (await from(key, address)).status]).toEqual([address, 401]);
  expect((await clientOf(key).get("/api/leads")).status).toBe(401);
  expect((await client.post("/api/v1/keys", { ...reads, addresses: ["10.0.0.1/8"] })).body.error.details.problems[0].path).toBe("addresses.0");
});

test("after a rotation both secrets are taken for the grace, without grace the new one alone, at once", async () => {
  const { client } = await makeTenant();
  const made = (await client.post("/api/v1/keys", reads)).body;
  const status = async (key: string) => (await clientOf(key).get("/api/leads?limit=1")).status;
  expect(await status(made.key)).toBe(200);
  const second = (await client.post(`/api/v1/keys/${made.id}/rotate`, { graceHours: 1 })).body;
  expect([await status(made.key), await status(second.key)]).toEqual([200, 200]);
  expect(second).toMatchObject({ id: made.id, prefix: made.prefix, permissions: made.permissions });
  expect(Date.parse(second.previousUntil) - Date.parse(second.rotatedAt)).toBe(3600_000);
  const third = (await client.post(`/api/v1/keys/${made.id}/rotate`, { graceHours: 0 })).body;
  expect([await status(made.key), await status(second.key), await status(third.key)]).toEqual([401, 401, 200]);
});

test("of two rotations at one time one stands, and its secret is the one that is taken", async () => {
  const { client } = await makeTenant();
  const made = (await client.post("/api/v1/keys", reads)).body;
  const answers = await Promise.all([0, 1].map(() => client.post(`/api/v1/keys/${made.id}/rotate`, { graceHours: 0 })));
  const stood = answers.filter((answer) => answer.status === 200);
  expect(answers.filter((answer) => answer.status !== 200).map((answer) => answer.status)).toEqual(stood.length === 2 ? [] : [409]);
  const statuses = await Promise.all(stood.map(async (answer) => (await clientOf(answer.body.key).get("/api/leads?limit=1")).status));
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
});

test("a revoked key ends at once, for both its secrets, and is not rotated back to life", async () => {
  const { client } = await makeTenant();
  const made = (await client.post("/api/v1/keys", reads)).body;
  const second = (await client.post(`/api/v1/keys/${made.id}/rotate`, { graceHours: 24 })).body;
  for (const key of [made.key, second.key]) expect((await clientOf(key).get("/api/leads?limit=1")).status).toBe(200);
  expect((await client.delete(`/api/v1/keys/${made.id}`)).status).toBe(204);
  for (const key of [made.key, second.key]) expect((await clientOf(key).get("/api/leads?limit=1")).status).toBe(401);
  expect((await client.post(`/api/v1/keys/${made.id}/rotate`, { graceHours: 0 })).status).toBe(409);
});

test("a key that ends or is bound to addresses makes no other, but may rotate itself", async () => {
  const { client } = await makeTenant();
  const other = (await client.post("/api/v1/keys", reads)).body;
  const permissions = ["keys:write", "leads:read"];
  for (const bound of [{ addresses: ["203.0.113.7"] }, { expiresAt: new Date(Date.now() + 60_000).toISOString() }]) {
    const made = (await client.post("/api/v1/keys", { name: "Bound", permissions, ...bound })).body;
    const headers = { "cf-connecting-ip": "203.0.113.7" };
    expect((await clientOf(made.key).post("/api/v1/keys", reads, { headers })).status).toBe(403);
    expect((await clientOf(made.key).post(`/api/v1/keys/${other.id}/rotate`, { graceHours: 0 }, { headers })).status).toBe(403);
    expect((await clientOf(made.key).post(`/api/v1/keys/${made.id}/rotate`, { graceHours: 0 }, { headers })).status).toBe(200);
  }
});

test("a key is the workspace's: it stays as it is when its maker is demoted or removed", async () => {
  const tenant = await makeTenant();
  const admin = await newMember(tenant, "admin");
  const made = (await admin.client.send("POST", "/api/v1/keys", { body: reads })).body;
  await tenant.client.delete(`/api/v1/members/${admin.id}`);
  expect((await clientOf(made.key).get("/api/leads?limit=1")).status).toBe(200);
  expect((await tenant.client.get("/api/v1/keys")).body.data.find((key: { id: string }) => key.id === made.id).createdBy).toBe(admin.id);
});

test("a key's last use is shown", async () => {
  const { client } = await makeTenant();
  const made = (await client.post("/api/v1/keys", reads)).body;
  await clientOf(made.key).get("/api/leads?limit=1");
  const shown = (await client.get("/api/v1/keys")).body.data.find((key: { id: string }) => key.id === made.id);
  expect(Math.abs(Date.parse(shown.lastUsedAt) - Date.now())).toBeLessThan(60_000);
});
