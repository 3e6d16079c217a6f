import { expect, test } from "vitest";
import { counted, env, makeTenant, type Answer } from "../../test/harness";

const jane = { firstName: "Jane", lastName: "Doe", email: "Jane@Acme.io", company: "Acme", source: "spring webinar" };

test("a lead is created, read, replaced, patched, deleted and restored", async () => {
  const { client, owner } = await makeTenant();
  const created = await client.post("/api/leads", jane);
  expect(created.status).toBe(201);
  expect(created.headers.get("location")).toBe(`/api/leads/${created.body.id}`);
  expect(created.headers.get("etag")).toBe('"1"');
  expect(created.body).toMatchObject({ ...jane, name: "Jane Doe", status: "new", score: 0, owner: null, custom: {}, version: 1 });

  const path = `/api/leads/${created.body.id}`;
  expect((await client.get(path)).body).toEqual(created.body);
  expect((await client.get(path.replace("/api/", "/api/v1/"))).body).toEqual(created.body);

  const patched = await client.patch(path, { status: "qualified", phone: "+1 555 0100", owner: owner.memberId });
  expect(patched.body).toMatchObject({ ...jane, status: "qualified", phone: "+1 555 0100", owner: owner.memberId, version: 2 });
  const cleared = await client.patch(path, { phone: null, status: null });
  expect(cleared.body).toMatchObject({ phone: null, status: "new", version: 3 });

  const replaced = await client.put(path, { firstName: "Janet" });
  expect(replaced.body).toMatchObject({ firstName: "Janet", lastName: null, email: null, source: null, owner: null, version: 4 });

  expect((await client.delete(path)).status).toBe(204);
  expect((await client.get(path)).status).toBe(404);
  expect((await client.get("/api/leads")).body.data).toEqual([]);
  const restored = await client.post(`${path}/restore`);
  expect(restored.status).toBe(200);
  expect(restored.body).toMatchObject({ firstName: "Janet", version: 6 });
  expect((await client.post(`${path}/restore`)).status).toBe(404);
});

test("each change leaves one event in the outbox with what changed and what it was", async () => {
  const tenant = await makeTenant();
  const { body } = await tenant.client.post("/api/leads", jane);
  await tenant.client.patch(`/api/leads/${body.id}`, { status: "contacted", score: 7 });
  await tenant.client.patch(`/api/leads/${body.id}`, { status: "contacted" });
  await tenant.client.delete(`/api/leads/${body.id}`);
  const { results } = await env.DB.prepare("select envelope from outbox where tenant_id = ? order by rowid").bind(tenant.id).all<{ envelope: string }>();
  const events = results.map((row) => JSON.parse(row.envelope));
  expect(events.map((event) => event.type)).toEqual(["lead.created", "lead.updated", "lead.deleted"]);
  expect(events[1].data).toMatchObject({ changed: ["status", "score"], previous: { status: "new", score: 0 }, object: { status: "contacted", version: 2 } });
  expect(events[1]).toMatchObject({ tenant: tenant.id, actor: { kind: "key" }, cause: { request: expect.any(String) } });
});

test("a change that names an old version is refused and changes nothing", async () => {
  const { client } = await makeTenant();
  const { body } = await client.post("/api/leads", jane);
  await client.patch(`/api/leads/${body.id}`, { score: 1 });
  for (const [method, payload] of [["PATCH", { score: 2 }], ["PUT", { firstName: "X" }], ["DELETE", undefined]] as const) {
    const answer = await client.send(method, `/api/leads/${body.id}`, { ...(payload ? { body: payload } : {}), headers: { "if-match": '"1"' } });
    expect(answer.status).toBe(412);
    expect(answer.body.error.code).toBe("VERSION_MISMATCH");
  }
  expect((await client.get(`/api/leads/${body.id}`)).body).toMatchObject({ score: 1, version: 2 });
  expect((await client.patch(`/api/leads/${body.id}`, { score: 3 }, { headers: { "if-match": '"2"' } })).status).toBe(200);
});

test("thirty changes at once to one record are all applied or told to try again, and none is lost", async () => {
  const tenant = await makeTenant();
  const { body } = await tenant.client.post("/api/leads", jane);
  const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => tenant.client.patch(`/api/leads/${body.id}`, { notes: `n${index}` })));
  const applied = answers.filter((answer) => answer.status === 200).length;
  expect(answers.every((answer) => answer.status === 200 || answer.status === 412)).toBe(true);
  expect((await tenant.client.get(`/api/leads/${body.id}`)).body.version).toBe(1 + applied);
  const count = await env.DB.prepare("select count(*) as n from outbox where tenant_id = ?").bind(tenant.id).first<{ n: number }>();
  expect(count?.n).toBe(1 + applied);
});

test("an email is unique among the living of a tenant, whatever its spelling", async () => {
  const { client } = await makeTenant();
  const first = await client.post("/api/leads", jane);
  const second = await client.post("/api/leads", { firstName: "J", email: "JANE@acme.IO" });
  expect(second.status).toBe(409);
  expect(second.body.error).toMatchObject({ code: "CONFLICT", details: { existing: { kind: "lead", id: first.body.id, name: "Jane Doe" } } });
  await client.delete(`/api/leads/${first.body.id}`);
  const third = await client.post("/api/leads", { email: "jane@acme.io" });
  expect(third.status).toBe(201);
  expect((await client.post(`/api/leads/${first.body.id}/restore`)).status).toBe(409);
  const other = await makeTenant();
  expect((await other.client.post("/api/leads", jane)).status).toBe(201);
  const bob = await client.post("/api/leads", { firstName: "Bob", email: "bob@acme.io" });
  expect((await client.patch(`/api/leads/${bob.body.id}`, { email: "jane@acme.io" })).status).toBe(409);
});

test("a contact names its company, which must be one of the tenant's own", async () => {
  const { client } = await makeTenant();
  const other = await makeTenant();
  const foreign = await other.client.post("/api/companies", { name: "Foreign" });
  const refused = await client.post("/api/contacts", { firstName: "Ana", companyId: foreign.body.id });
  expect(refused.status).toBe(400);
  expect(refused.body.error.details.problems).toEqual([{ path: "companyId", message: "There is no such company." }]);
  expect((await client.get("/api/contacts")).body.data).toEqual([]);

  const acme = await client.post("/api/companies", { name: "Acme", annualRevenue: { amount: 500_000_00, currency: "USD" }, address: { city: "Oslo" }, tags: ["vip", "vip"] });
  expect(acme.body).toMatchObject({ annualRevenue: { amount: 50000000, currency: "USD" }, tags: ["vip"], parent: null, address: { city: "Oslo", street: null } });
  const ana = await client.post("/api/contacts", { firstName: "Ana", companyId: acme.body.id, timeZone: "Europe/Oslo" });
  expect(ana.body.company).toEqual({ id: acme.body.id, name: "Acme" });
  const child = await client.post("/api/companies", { name: "Acme Norge", parentId: acme.body.id });
  expect(child.body.parent).toEqual({ id: acme.body.id, name: "Acme" });
  expect((await client.get(`/api/contacts?filter=company[startsWith]:ac`)).body.data).toHaveLength(1);
  expect((await client.patch(`/api/contacts/${ana.body.id}`, { companyId: null })).body).toMatchObject({ companyId: null, company: null });
});

test("lists filter, search, order, project and page without losing or repeating a record", async () => {
  const { client } = await makeTenant();
  const names = ["Émile", "anna", "Bob", "Chloé", "dora", "Egon", "Fay"];
  for (const [index, firstName] of names.entries()) {
    await client.post("/api/leads", { firstName, lastName: "Test", score: index * 10, status: index % 2 ? "qualified" : "new", ...(index < 3 ? { source: "Spring Webinar" } : {}) });
  }
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Answer = await client.get(`/api/leads?orderBy=firstName:asc&limit=3${cursor === null ? "" : `&cursor=${cursor}`}`);
    seen.push(...page.body.data.map((lead: { firstName: string }) => lead.firstName));
    cursor = page.body.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(["anna", "Bob", "Chloé", "dora", "Egon", "Fay", "Émile"]);

  const filtered = await client.get(`/api/leads?filter=and(status[eq]:qualified,score[gte]:30)&orderBy=score:desc`);
  expect(filtered.body.data.map((lead: { score: number }) => lead.score)).toEqual([50, 30]);
  expect((await client.get("/api/leads?q=webinar%20emile")).body.data).toHaveLength(0);
  expect((await client.get("/api/leads?q=WEBINAR%20ÉMILE")).body.data).toHaveLength(1);
  expect((await client.get("/api/leads?fields=id,email&limit=1")).body.data[0]).toEqual({ id: expect.any(String), email: null });
  expect((await client.get("/api/leads?orderBy=createdAt:asc")).body.data[0].firstName).toBe("Émile");
});

test("a list says everything that is wrong with its query at once", async () => {
  const { client } = await makeTenant();
  const answer = await client.get("/api/leads?filter=stat[eq]:new&orderBy=shoeSize&fields=password&cursor=zzz");
  expect(answer.status).toBe(400);
  expect(answer.body.error.details.problems.map((problem: { path: string }) => problem.path)).toEqual(["query.orderBy", "query.filter", "query.fields"]);
  expect((await client.get("/api/leads?limit=0")).status).toBe(400);
  expect((await client.get("/api/leads?limit=201")).status).toBe(400);
  expect((await client.get("/api/leads?page=2")).body.error.details.problems).toEqual([{ path: "query.page", message: "is not a known field; remove it" }]);
  expect((await client.get("/api/leads?cursor=abc")).body.error.details.problems[0].path).toBe("query.cursor");
});

test("a filter cannot reach another tenant's records", async () => {
  const { client } = await makeTenant();
  const other = await makeTenant();
  await other.client.post("/api/leads", jane);
  expect((await client.get("/api/leads?filter=or(status[eq]:new,status[neq]:new)")).body.data).toEqual([]);
});

test("a list that no index serves runs under a budget of rows read", async () => {
  const tenant = await makeTenant();
  await env.DB.prepare(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < 20001)
     insert into leads (tenant_id, id, custom_fields, fold, search, name_key, version, created_at, updated_at, first_name, status, score)
     select ?, 'lead_' || printf('%026d', i), '{}', '{}', 'x', 'x', 1, 1, 1, 'x', 'new', i from n`,
  ).bind(tenant.id).run();
  const broad = await tenant.client.get("/api/leads?filter=score[gte]:5");
  expect(broad.status).toBe(422);
  expect(broad.body.error.code).toBe("QUERY_TOO_BROAD");
  expect((await tenant.client.get("/api/leads?filter=status[eq]:new&limit=2")).body.data).toHaveLength(2);
  expect((await tenant.client.get("/api/leads?orderBy=name:asc&limit=2")).body.data).toHaveLength(2);
  expect((await tenant.client.get("/api/leads?filter=createdAt[gte]:2020-01-01&limit=2")).status).toBe(200);
});

test("every problem of a body is named at once, and unknown fields by name", async () => {
  const { client } = await makeTenant();
  const answer = await client.post("/api/leads", { firstName: 7, email: "nobody", status: "hot", score: -1, owner: "mem_1", favouriteColour: "red" });
  expect(answer.status).toBe(400);
  const paths = answer.body.error.details.problems.map((problem: { path: string }) => problem.path).toSorted();
  expect(paths).toEqual(["email", "favouriteColour", "firstName", "owner", "score", "status"]);
  const empty = await client.post("/api/leads", {});
  expect(empty.body.error.message).toBe("Give a first name, a last name or an email.");
  expect((await client.post("/api/companies", {})).body.error.details.problems[0].path).toBe("name");
  const owner = await client.post("/api/leads", { firstName: "A", owner: "mem_00000000000000000000000000" });
  expect(owner.body.error.details.problems).toEqual([{ path: "owner", message: "There is no such member in this workspace." }]);
});

test("SQL and HTML in any string are stored and shown as text", async () => {
  const { client } = await makeTenant();
  const nasty = `'); drop table leads; -- <script>alert(1)</script> \u202e "%_ \\ 🚀`;
  const { body } = await client.post("/api/leads", { firstName: nasty, notes: nasty, source: nasty });
  expect(body).toMatchObject({ firstName: nasty, notes: nasty, source: nasty });
  const found = await client.get(`/api/leads?filter=${encodeURIComponent(`source[eq]:${JSON.stringify(nasty)}`)}`);
  expect(found.body.data.map((lead: { id: string }) => lead.id)).toEqual([body.id]);
  const polluted = await client.send("POST", "/api/leads", { raw: '{"firstName":"a","__proto__":{"admin":true},"constructor":{"prototype":{}}}' });
  expect(polluted.status).toBe(400);
});

test("a repeated request with its idempotency key is answered once more and done once", async () => {
  const tenant = await makeTenant();
  const acme = await tenant.client.post("/api/companies", { name: "Acme" });
  const headers = { "idempotency-key": "key-1" };
  const body = { firstName: "Ana", companyId: acme.body.id };
  const answers = await Promise.all(Array.from({ length: 6 }, () => tenant.client.post("/api/contacts", body, { headers })));
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]));
  expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
  expect(answers[0]?.body.company).toEqual({ id: acme.body.id, name: "Acme" });
  expect(answers.filter((answer) => answer.headers.get("idempotent-replayed") === "true")).toHaveLength(5);
  expect((await tenant.client.get("/api/contacts")).body.data).toHaveLength(1);

  const mismatch = await tenant.client.post("/api/contacts", { firstName: "Other" }, { headers });
  expect(mismatch.status).toBe(422);
  expect(mismatch.body.error.code).toBe("IDEMPOTENCY_MISMATCH");

  const path = `/api/contacts/${answers[0]?.body.id}`;
  const once = { headers: { "idempotency-key": "key-2" } };
  expect((await tenant.client.delete(path, once)).status).toBe(204);
  expect((await tenant.client.delete(path, once)).status).toBe(204);
  expect((await tenant.client.delete(path)).status).toBe(404);
  const other = await makeTenant();
  expect((await other.client.post("/api/contacts", { firstName: "Mine" }, { headers })).status).toBe(201);
});

test("on the warm path a read makes one D1 round trip, a creation one, a change two, each with one call of the gate", async () => {
  const tenant = await makeTenant();
  const storage = counted();
  const with_ = { env: storage.env };
  const { body } = await tenant.client.post("/api/leads", jane, with_);
  const path = `/api/leads/${body.id}`;
  const count = async (work: () => Promise<{ status: number }>) => {
    storage.reset();
    expect((await work()).status).toBeLessThan(300);
    return { d1: storage.counts.d1, objects: storage.counts.objects };
  };
  expect(await count(() => tenant.client.get(path, with_))).toEqual({ d1: 1, objects: 1 });
  expect(await count(() => tenant.client.get("/api/leads?filter=score[gte]:0", with_))).toEqual({ d1: 1, objects: 1 });
  expect(await count(() => tenant.client.post("/api/leads", { firstName: "B" }, with_))).toEqual({ d1: 1, objects: 1 });
  expect(await count(() => tenant.client.post("/api/leads", { firstName: "C" }, { ...with_, headers: { "idempotency-key": "k" } }))).toEqual({ d1: 1, objects: 1 });
  expect(await count(() => tenant.client.patch(path, { score: 3 }, with_))).toEqual({ d1: 2, objects: 1 });
  expect(await count(() => tenant.client.put(path, { firstName: "D" }, with_))).toEqual({ d1: 2, objects: 1 });
  expect(await count(() => tenant.client.delete(path, with_))).toEqual({ d1: 2, objects: 1 });
});

test("tagging adds to the tags a record has, where tags replaces them", async () => {
  const { client } = await makeTenant();
  const { body } = await client.post("/api/contacts", { firstName: "Ana", tags: ["vip"] });
  const path = `/api/contacts/${body.id}`;
  expect((await client.patch(path, { addTags: ["beta", "vip"] })).body.tags).toEqual(["vip", "beta"]);
  expect((await client.patch(path, { tags: ["new"] })).body.tags).toEqual(["new"]);
  expect((await client.post("/api/contacts", { firstName: "B", addTags: ["x"] })).status).toBe(400);
});
