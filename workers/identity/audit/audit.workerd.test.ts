import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { env, makeTenant, send, type TestTenant } from "../../../test/harness";
import { hashPassword } from "../password";
import { servicesOf } from "../../services";
import { GENESIS } from "../../kit/audit";
import { eraseInAudit } from "./chain";
import type { AuditSealer } from "../../../durable-objects/audit-sealer";

const sealer = (tenant: TestTenant) => env.AUDIT_SEALER.getByName(tenant.id) as DurableObjectStub<AuditSealer>;
const verify = async (tenant: TestTenant) => (await tenant.client.get("/api/v1/audit/verify")).body;
const NOTHING_SEALED = { seq: 0, hash: GENESIS };
const run = (sql: string, ...params: unknown[]) => env.DB.prepare(sql).bind(...params).run();

/** A tenant with a few sealed entries. */
async function withEntries(count: number): Promise<TestTenant> {
  const tenant = await makeTenant();
  for (let i = 0; i < count; i++) await tenant.client.post("/api/leads", { firstName: `Lead ${i}` });
  await sealer(tenant).seal();
  return tenant;
}

test("every change leaves an entry of who did what to which record, in the change's own unit of work", async () => {
  const tenant = await makeTenant();
  const headers = { "cf-connecting-ip": "203.0.113.7", "user-agent": "Test/1", "x-request-id": "audited-1" };
  const { body } = await tenant.client.post("/api/leads", { firstName: "Ada" }, { headers });
  await tenant.client.patch(`/api/leads/${body.id}`, { status: "contacted" });
  await tenant.client.post("/api/leads", { email: "not an email" });
  await tenant.client.post("/webhook/router", { command: "add Tom Reed as a lead" });
  const entries = (await tenant.client.get("/api/v1/audit")).body.data;
  expect(entries.map((entry: { action: string }) => entry.action)).toEqual(["crm.leads.create", "crm.leads.update", "crm.leads.create"]);
  expect(entries[0]).toMatchObject({ actor: { kind: "ai" }, runId: expect.stringMatching(/^run_/), target: { kind: "lead", name: "Tom Reed" } });
  expect(entries[1].details.changed).toEqual(["status"]);
  expect(entries[2]).toMatchObject({ outcome: "done", actor: { kind: "key", name: "test" }, target: { kind: "lead", id: body.id, name: "Ada" }, requestId: "audited-1", address: "203.0.113.7", agent: "Test/1" });
});

test("a unit of work that is rolled back leaves no entry", async () => {
  const tenant = await makeTenant();
  await tenant.client.post("/api/leads", { email: "a@x.com" });
  expect((await tenant.client.post("/api/leads", { email: "a@x.com" })).status).toBe(409);
  expect((await tenant.client.get("/api/v1/audit")).body.data).toHaveLength(1);
});

test("signing in, signing out, and making and revoking keys are told", async () => {
  const password = "correct horse battery staple";
  const tenant = await makeTenant({ passwordHash: await hashPassword(password) });
  const opened = await send("POST", "/api/v1/session", { body: { email: tenant.owner.email, password } });
  const cookie = opened.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  await send("DELETE", "/api/v1/session", { headers: { cookie } });
  const key = await tenant.client.post("/api/v1/keys", { name: "Website", permissions: ["leads:read"] });
  await tenant.client.delete(`/api/v1/keys/${key.body.id}`);
  const { body, text } = await tenant.client.get("/api/v1/audit");
  expect(body.data.map((entry: { action: string }) => entry.action)).toEqual(["identity.keys.revoke", "identity.keys.create", "identity.session.delete", "identity.session.create"]);
  expect(body.data[3].actor).toEqual({ kind: "user", id: tenant.owner.userId, name: "Olive Owner" });
  expect(text).not.toContain(key.body.key);
});

test("entries are found by action, actor, target and outcome, and paged without loss", async () => {
  const tenant = await withEntries(5);
  const page = await tenant.client.get("/api/v1/audit?limit=3");
  const rest = await tenant.client.get(`/api/v1/audit?limit=3&cursor=${page.body.nextCursor}`);
  const ids = [...page.body.data, ...rest.body.data].map((entry: { id: string }) => entry.id);
  expect(new Set(ids).size).toBe(5);
  expect(rest.body.nextCursor).toBeNull();
  const { id } = page.body.data[0].target;
  expect((await tenant.client.get(`/api/v1/audit?filter=target[eq]:${id}`)).body.data).toHaveLength(1);
  expect((await tenant.client.get("/api/v1/audit?filter=action[eq]:crm.leads.delete")).body.data).toHaveLength(0);
  expect((await tenant.client.get("/api/v1/audit?filter=shoe[eq]:1")).status).toBe(400);
  expect((await (await tenant.role("viewer")).get("/api/v1/audit")).status).toBe(403);
});

test("the sealer chains entries in order, twice is once, and the tail that waits is reported", async () => {
  const tenant = await withEntries(3);
  expect(await sealer(tenant).seal()).toEqual({ sealed: 0, more: false });
  await tenant.client.post("/api/leads", { firstName: "Late" });
  expect(await verify(tenant)).toEqual({ status: "intact", checked: 3, sealedTo: 3, unsealed: 1, erased: 0, nextSeq: null, problem: null });
  expect(await runDurableObjectAlarm(sealer(tenant))).toBe(true);
  expect(await verify(tenant)).toMatchObject({ status: "intact", checked: 4, unsealed: 0 });
});

test("two sealers at once, and one that died before it remembered the head, leave one chain", async () => {
  const tenant = await makeTenant();
  for (let i = 0; i < 6; i++) await tenant.client.post("/api/leads", { firstName: `Lead ${i}` });
  const { audit } = servicesOf(env);
  await Promise.allSettled([audit.sealNext(tenant.id, NOTHING_SEALED), audit.sealNext(tenant.id, NOTHING_SEALED)]);
  await runInDurableObject(sealer(tenant), async (_, state) => void (await state.storage.delete("head")));
  await tenant.client.post("/api/leads", { firstName: "After" });
  await sealer(tenant).seal();
  expect(await verify(tenant)).toMatchObject({ status: "intact", checked: 7, unsealed: 0 });
});

test.each([
  ["altered", "update audit_entries set actor_id = 'usr_somebody' where tenant_id = ? and seq = 2", 2],
  ["altered in its details", `update audit_entries set details = '{"changed":[]}' where tenant_id = ? and seq = 2`, 2],
  ["altered in its personal values", `update audit_entries set personal = '{"address":"10.0.0.1"}' where tenant_id = ? and seq = 3`, 3],
  ["removed from the middle", "delete from audit_entries where tenant_id = ? and seq = 2", 2],
  ["removed from the end", "delete from audit_entries where tenant_id = ? and seq = 4", 4],
  ["given the seal of another", "update audit_entries set hash = (select hash from audit_entries e where e.tenant_id = audit_entries.tenant_id and e.seq = 1) where tenant_id = ? and seq = 4", 4],
] as const)("an entry that was %s is detected", async (_, sql, seq) => {
  const tenant = await withEntries(4);
  expect((await verify(tenant)).status).toBe("intact");
  await run(sql, tenant.id);
  expect(await verify(tenant)).toMatchObject({ status: "broken", problem: { seq } });
});

test("entries that changed places, and one that was put between, are detected", async () => {
  const swapped = await withEntries(4);
  await run("update audit_entries set seq = -seq where tenant_id = ? and seq in (2, 3)", swapped.id);
  await run("update audit_entries set seq = 5 + seq where tenant_id = ? and seq in (-2, -3)", swapped.id);
  expect(await verify(swapped)).toMatchObject({ status: "broken", problem: { seq: 2 } });
  const stuffed = await withEntries(4);
  await run("update audit_entries set seq = seq + 100 where tenant_id = ? and seq >= 3", stuffed.id);
  await run("update audit_entries set seq = seq - 99 where tenant_id = ? and seq >= 103", stuffed.id);
  await run("insert into audit_entries select tenant_id, 'aud_forged', at, action, outcome, actor_kind, actor_id, target_kind, target_id, details, request_id, run_id, credential, personal, salt, personal_hash, 3, hash from audit_entries where tenant_id = ? and seq = 2", stuffed.id);
  expect(await verify(stuffed)).toMatchObject({ status: "broken", problem: { seq: 3 } });
});

test("erasing a person empties what is personal, and the chain still verifies and says so", async () => {
  const tenant = await withEntries(3);
  const { target } = (await tenant.client.get("/api/v1/audit")).body.data[0];
  await eraseInAudit(servicesOf(env).store, tenant.id, [target.id]);
  expect(await verify(tenant)).toMatchObject({ status: "intact", checked: 3, erased: 1 });
  const { body, text } = await tenant.client.get("/api/v1/audit");
  expect(body.data[0].target).toEqual({ ...target, name: null });
  expect(text).not.toContain(target.name);
});

test("the export holds every entry, as JSON lines and as CSV that no spreadsheet runs", async () => {
  const tenant = await withEntries(2);
  await tenant.client.post("/api/leads", { firstName: '=HYPERLINK("http://evil.example")' });
  const lines = (await tenant.client.get("/api/v1/audit/export?format=jsonl")).text.trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).action)).toEqual(["crm.leads.create", "crm.leads.create", "crm.leads.create"]);
  const csv = await tenant.client.get("/api/v1/audit/export?format=csv");
  expect(csv.headers.get("content-disposition")).toBe('attachment; filename="audit.csv"');
  expect(csv.text.split("\r\n")).toHaveLength(5);
  expect(csv.text).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
});

test("what is refused to a known caller is told once a minute with how often, and strangers leave nothing", async () => {
  const tenant = await makeTenant();
  const viewer = await tenant.role("viewer");
  for (let i = 0; i < 4; i++) await viewer.post("/api/leads", { firstName: "A" });
  await send("POST", "/api/leads", { body: { firstName: "A" } });
  const { data } = (await tenant.client.get("/api/v1/audit?filter=outcome[eq]:refused")).body;
  expect(data).toHaveLength(1);
  expect(data[0]).toMatchObject({ action: "crm.leads.create", outcome: "refused", actor: { kind: "key" }, details: { code: "FORBIDDEN", count: 1 } });
});
