import { expect, test } from "vitest";
import { counted, env, makeTenant, type Answer } from "../../test/harness";

type ItemError = { code: string; details: { problems?: { path: string }[] } } | null;
const statuses = ({ body }: Pick<Answer, "body">) => body.data.map((one: { status: string }) => one.status);

test("five hundred records are made in one round trip after what they need was read, each with its events", async () => {
  const tenant = await makeTenant();
  const storage = counted();
  const items = Array.from({ length: 500 }, (_, i) => ({ firstName: `P${i}`, email: `p${i}@acme.io`, tags: ["import"] }));
  await tenant.client.get("/api/leads", { env: storage.env });
  storage.reset();
  const answer = await tenant.client.post("/api/leads/batch", { action: "create", items }, { env: storage.env });
  expect(answer.status, answer.text.slice(0, 500)).toBe(200);
  expect(new Set(statuses(answer))).toEqual(new Set(["created"]));
  expect(storage.counts.d1).toBe(2);
  const counts = await env.DB.batch<{ n: number }>(["leads", "outbox", "audit_entries", "timeline", "search_docs"].map((table) => env.DB.prepare(`select count(*) as n from ${table} where tenant_id = ?`).bind(tenant.id)));
  expect(counts.map(({ results }) => results[0]?.n)).toEqual([500, 500, 500, 500, 500]);
  expect((await tenant.client.get("/api/search?q=p499")).body.data).toHaveLength(1);

  const ids = answer.body.data.map((one: { id: string }) => one.id);
  const changed = await tenant.client.post("/api/leads/batch", { action: "update", items: ids.map((id: string, i: number) => ({ id, score: i % 2 })) });
  expect(statuses(changed).filter((status: string) => status === "unchanged")).toHaveLength(250);
  const gone = await tenant.client.post("/api/leads/batch/delete", { ids });
  expect(new Set(statuses(gone))).toEqual(new Set(["deleted"]));
  expect((await tenant.client.get("/api/search?q=p499")).body.data).toEqual([]);
  expect((await tenant.client.post("/api/leads/batch/delete", { ids })).status).toBe(404);
  expect((await tenant.client.post("/api/leads/batch", { action: "create", items: [...items, { firstName: "one more" }] })).status).toBe(400);
});

test("what is wrong with one item is said of it, and the others are done", async () => {
  const { client } = await makeTenant();
  const there = (await client.post("/api/contacts", { firstName: "There", email: "there@acme.io" })).body;
  const acme = (await client.post("/api/companies", { name: "Acme" })).body;
  const answer = await client.post("/api/contacts/batch", {
    action: "create",
    items: [
      { firstName: "Ana", companyId: acme.id },
      { firstName: 7 },
      { firstName: "Bob", email: "THERE@acme.io" },
      { firstName: "Cleo", email: "cleo@acme.io" },
      { firstName: "Cleo again", email: "Cleo@acme.io" },
      { firstName: "Dan", companyId: "com_00000000000000000000000000" },
      { firstName: "Eve", owner: "mem_00000000000000000000000000" },
      { firstName: "Fay", custom: { shoe: 1 } },
      { city: "Porto" },
    ],
  });
  expect(statuses(answer)).toEqual(["created", "failed", "failed", "created", "failed", "failed", "failed", "failed", "failed"]);
  const errors = answer.body.data.map((one: { error: ItemError }) => one.error);
  expect(errors.map((error: ItemError) => error?.details.problems?.[0]?.path ?? error?.code ?? null)).toEqual([null, "firstName", "CONFLICT", null, "CONFLICT", "companyId", "owner", "custom.shoe", ""]);
  expect(errors[2].details.existing).toEqual({ kind: "contact", id: there.id });
  expect((await client.get("/api/contacts")).body.data).toHaveLength(3);
  expect((await client.get(`/api/contacts?filter=companies[contains]:${acme.id}`)).body.data).toHaveLength(1);
  const changes = await client.post("/api/contacts/batch", { action: "update", items: [{ id: there.id, city: "Porto" }, { id: "con_00000000000000000000000000", city: "x" }, { id: there.id, city: "Rome" }, { city: "y" }] });
  expect(statuses(changes)).toEqual(["updated", "failed", "failed", "failed"]);
  expect((await client.get(`/api/contacts/${there.id}`)).body.city).toBe("Porto");
});

test("an upsert finds by email or external id, changes what it names, and makes what is not there", async () => {
  const { client } = await makeTenant();
  const made = await client.post("/api/contacts/upsert", { by: "email", record: { firstName: "Ana", email: "Ana@Acme.io", city: "Porto" } });
  expect(made.body).toMatchObject({ firstName: "Ana", version: 1 });
  const changed = await client.post("/api/contacts/upsert", { by: "email", record: { email: "ana@acme.io", externalId: "erp-7", jobTitle: "CTO" } });
  expect(changed.body).toMatchObject({ id: made.body.id, city: "Porto", jobTitle: "CTO", externalId: "erp-7", version: 2 });
  const byId = await client.post("/api/contacts/upsert", { by: "externalId", record: { externalId: "erp-7", city: null } });
  expect(byId.body).toMatchObject({ id: made.body.id, city: null });
  expect((await client.post("/api/contacts/upsert", { by: "externalId", record: { firstName: "x" } })).body.error.details.problems[0].path).toBe("record.externalId");
  expect((await client.post("/api/companies/upsert", { by: "externalId", record: { externalId: "c-1" } })).body.error.details.problems[0].path).toBe("record.name");
  expect((await client.post("/api/contacts", { firstName: "Double", externalId: "erp-7" })).body.error.message).toContain("external id");
  const batch = await client.post("/api/contacts/batch", { action: "upsert", by: "externalId", items: [{ externalId: "erp-7", firstName: "Anna" }, { externalId: "erp-8", firstName: "New" }, { firstName: "No key" }, { externalId: "erp-8", firstName: "Twice" }] });
  expect(statuses(batch)).toEqual(["updated", "created", "failed", "failed"]);
  expect((await client.post("/api/contacts/batch", { action: "upsert", items: [{}] })).status).toBe(400);
});

test("twenty upserts of one email at once leave one record", async () => {
  const { client } = await makeTenant();
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => client.post("/api/leads/upsert", { by: "email", record: { email: "one@acme.io", score: i } })));
  expect(answers.every((answer) => [200, 409, 412].includes(answer.status))).toBe(true);
  expect((await client.get("/api/leads")).body.data).toHaveLength(1);
});

test("a batch repeated with its key is answered once more and done once", async () => {
  const { client } = await makeTenant();
  const once = { headers: { "idempotency-key": "batch-1" } };
  const body = { action: "create", items: [{ title: "A" }, { title: "B" }] };
  const first = await client.post("/api/tasks/batch", body, once);
  const second = await client.post("/api/tasks/batch", body, once);
  expect(second.headers.get("idempotent-replayed")).toBe("true");
  expect(second.text).toBe(first.text);
  expect((await client.get("/api/tasks")).body.data).toHaveLength(2);
});
