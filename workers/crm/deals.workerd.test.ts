import { expect, test } from "vitest";
import { counted, env, makeTenant, type TestTenant, type Answer } from "../../test/harness";

const eventsOf = async (tenant: TestTenant) => {
  const { results } = await env.DB.prepare("select envelope from outbox where tenant_id = ? order by rowid").bind(tenant.id).all<{ envelope: string }>();
  return results.map((row) => JSON.parse(row.envelope));
};
const problemsOf = ({ body }: Pick<Answer, "body">) => body.error.details.problems;

test("a workspace begins with a pipeline, and a deal with its first stage", async () => {
  const tenant = await makeTenant();
  const { body } = await tenant.client.get("/api/pipelines");
  expect(body.data).toHaveLength(1);
  expect(body.data[0].stages.map((stage: { name: string; outcome: string }) => [stage.name, stage.outcome])).toEqual([
    ["New", "open"], ["Qualified", "open"], ["Proposal", "open"], ["Negotiation", "open"], ["Won", "won"], ["Lost", "lost"],
  ]);
  expect((await env.DB.prepare("select count(*) as n from pipelines where tenant_id = ?").bind(tenant.id).first<{ n: number }>())?.n).toBe(0);
  const deal = await tenant.client.post("/api/deals", { name: "Renewal", amount: { amount: 120_000, currency: "EUR" }, expectedClose: "2027-01-31" });
  expect(deal.body).toMatchObject({
    name: "Renewal", status: "open", probability: null, likelihood: 10, stage: { name: "New" }, pipelineId: body.data[0].id, amount: { amount: 120_000, currency: "EUR" }, expectedClose: "2027-01-31", closedAt: null, company: null, version: 1,
  });
  expect((await tenant.client.get(`/api/deals/${deal.body.id}`)).body).toEqual(deal.body);
});

test("moving a deal is an update that says so, and what it won or lost with why", async () => {
  const tenant = await makeTenant();
  const [{ stages }] = (await tenant.client.get("/api/pipelines")).body.data;
  const { body } = await tenant.client.post("/api/deals", { name: "Renewal", probability: 40 });
  const path = `/api/deals/${body.id}`;
  const moved = await tenant.client.patch(path, { stageId: stages[2].id, probability: null });
  expect(moved.body).toMatchObject({ stage: { name: "Proposal" }, probability: null, likelihood: 50, status: "open" });
  const lost = await tenant.client.patch(path, { status: "lost", lostReason: "price" });
  expect(lost.body).toMatchObject({ stage: { name: "Lost" }, status: "lost", lostReason: "price", closedAt: expect.any(String), likelihood: 0 });
  const won = await tenant.client.patch(path, { status: "won" });
  expect(won.body).toMatchObject({ stage: { name: "Won" }, status: "won", lostReason: null, likelihood: 100 });
  const named = await tenant.client.patch(path, { name: "Renewal 2027" });
  expect(named.body).toMatchObject({ status: "won", closedAt: won.body.closedAt, stageSince: won.body.stageSince });
  const events = await eventsOf(tenant);
  expect(events.map((event) => event.type)).toEqual([
    "deal.created", "deal.updated", "deal.stage_changed", "deal.updated", "deal.stage_changed", "deal.lost", "deal.updated", "deal.stage_changed", "deal.won", "deal.updated",
  ]);
  expect(events[2].data).toMatchObject({ changed: ["stageId", "probability"], previous: { stageId: stages[0].id, probability: 40 }, object: { stage: { name: "Proposal" } } });
  const { results } = await env.DB.prepare("select action from audit_entries where tenant_id = ? and target_kind = 'deal'").bind(tenant.id).all();
  expect(results).toHaveLength(5);
});

test("a stage, pipeline or reason that does not fit is named", async () => {
  const tenant = await makeTenant();
  const other = await makeTenant();
  await other.client.post("/api/deals", { name: "Theirs" });
  const [theirs] = (await other.client.get("/api/pipelines")).body.data;
  const foreign = await tenant.client.post("/api/deals", { name: "Mine", stageId: theirs.stages[0].id });
  expect(problemsOf(foreign)).toEqual([{ path: "stageId", message: "There is no such stage." }]);
  expect(problemsOf(await tenant.client.post("/api/deals", { name: "Mine", pipelineId: theirs.id }))[0].path).toBe("pipelineId");
  expect(problemsOf(await tenant.client.post("/api/deals", { name: "Mine", lostReason: "price" }))[0].path).toBe("lostReason");
  const [mine] = (await tenant.client.get("/api/pipelines")).body.data;
  expect(problemsOf(await tenant.client.post("/api/deals", { name: "Mine", stageId: mine.stages[0].id, status: "won" }))[0].path).toBe("status");
});

test("pipelines and stages are made, renamed, ordered and archived, and an archived stage takes no more deals", async () => {
  const { client } = await makeTenant();
  const made = await client.post("/api/pipelines", { name: "Partners", stages: [{ name: "Talking", probability: 20, outcome: "open" }, { name: "Signed", probability: 100, outcome: "won" }] });
  expect(made.status).toBe(201);
  const added = await client.post(`/api/pipelines/${made.body.id}/stages`, { name: "Contract", probability: 80, outcome: "open", position: 1 });
  expect(added.body.stages.map((stage: { name: string }) => stage.name)).toEqual(["Talking", "Contract", "Signed"]);
  const [talking] = added.body.stages;
  const moved = await client.patch(`/api/stages/${talking.id}`, { position: 1, name: "In talks" });
  expect(moved.body.stages.map((stage: { name: string }) => stage.name)).toEqual(["Contract", "In talks", "Signed"]);
  await client.patch(`/api/stages/${talking.id}`, { archived: true });
  expect(problemsOf(await client.post("/api/deals", { name: "D", stageId: talking.id }))[0].path).toBe("stageId");
  expect((await client.patch(`/api/stages/${moved.body.stages[0].id}`, { archived: true })).status).toBe(400);
  expect((await client.post("/api/deals", { name: "D", pipelineId: made.body.id })).body.stage.name).toBe("Contract");
  // The one that every workspace begins with is written as soon as another stands beside it.
  expect((await client.get("/api/pipelines")).body.data.map((one: { name: string }) => one.name)).toEqual(["Sales", "Partners"]);
});

test("a deal names its company and people, a note and a task any record, and each is found by them", async () => {
  const tenant = await makeTenant();
  const { client, owner } = tenant;
  const acme = (await client.post("/api/companies", { name: "Acme" })).body;
  const labs = (await client.post("/api/companies", { name: "Acme Labs" })).body;
  const ana = (await client.post("/api/contacts", { firstName: "Ana", companyId: acme.id, otherCompanies: [{ id: labs.id, role: "advisor" }] })).body;
  expect(ana).toMatchObject({ company: { id: acme.id, name: "Acme" }, otherCompanies: [{ id: labs.id, role: "advisor" }] });
  const deal = (await client.post("/api/deals", { name: "Order", companyId: acme.id, contacts: [{ id: ana.id, role: "champion" }] })).body;
  expect(deal).toMatchObject({ company: { id: acme.id, name: "Acme" }, contacts: [{ id: ana.id, role: "champion" }] });
  const note = (await client.post("/api/notes", { body: "Wants euros.\nAnd soon.", about: [deal.id, ana.id] })).body;
  const task = (await client.post("/api/tasks", { title: "Call Ana", about: [ana.id], assignee: owner.memberId, dueAt: "2026-12-01T10:00:00+01:00" })).body;
  expect(note.name).toBe("Wants euros.");
  expect(task).toMatchObject({ dueAt: "2026-12-01T09:00:00.000Z", done: false, doneAt: null });
  const ids = async (path: string) => (await client.get(path)).body.data.map((one: { id: string }) => one.id);
  expect(await ids(`/api/notes?filter=about[contains]:${ana.id}`)).toEqual([note.id]);
  expect(await ids(`/api/tasks?filter=about[in]:[${ana.id},${deal.id}]`)).toEqual([task.id]);
  expect(await ids(`/api/contacts?filter=companies[contains]:${labs.id}`)).toEqual([ana.id]);
  expect(await ids(`/api/deals?filter=contacts[contains]:${ana.id}`)).toEqual([deal.id]);
  expect(await ids(`/api/deals?filter=contacts[notContains]:${ana.id}`)).toEqual([]);
  await client.patch(`/api/contacts/${ana.id}`, { otherCompanies: [] });
  expect(await ids(`/api/contacts?filter=companies[contains]:${labs.id}`)).toEqual([]);

  const foreign = await (await makeTenant()).client.post("/api/contacts", { firstName: "Foreign" });
  expect(problemsOf(await client.post("/api/notes", { body: "x", about: [foreign.body.id] }))).toEqual([{ path: "about", message: "There is no such contact." }]);
  expect(problemsOf(await client.patch(`/api/deals/${deal.id}`, { contacts: [{ id: foreign.body.id }] }))[0].path).toBe("contacts");
  expect(problemsOf(await client.post("/api/tasks", { title: "x", assignee: "mem_00000000000000000000000000" }))[0].path).toBe("assignee");

  // What was named stays named when it goes, and nothing else is held up by that.
  await client.delete(`/api/companies/${acme.id}`);
  expect((await client.patch(`/api/contacts/${ana.id}`, { city: "Porto" })).body).toMatchObject({ city: "Porto", companyId: acme.id, company: null });

  const done = await client.patch(`/api/tasks/${task.id}`, { done: true });
  expect(done.body.doneAt).toEqual(expect.any(String));
  expect((await eventsOf(tenant)).slice(-2).map((event) => event.type)).toEqual(["task.updated", "task.completed"]);
});

test("a timeline tells every change with the fields before and after, and what names the record, in pages of one round trip", async () => {
  const tenant = await makeTenant();
  const { client } = tenant;
  const acme = (await client.post("/api/companies", { name: "Acme" })).body;
  const ana = (await client.post("/api/contacts", { firstName: "Ana", companyId: acme.id })).body;
  await client.patch(`/api/contacts/${ana.id}`, { city: "Porto", jobTitle: "CTO" });
  await client.post("/api/notes", { body: "Wants euros.", about: [ana.id] });
  const deal = (await client.post("/api/deals", { name: "Order", companyId: acme.id, contacts: [{ id: ana.id }] })).body;
  await client.patch(`/api/deals/${deal.id}`, { name: "Order 2" });
  await client.patch(`/api/deals/${deal.id}`, { status: "won" });

  const path = `/api/contacts/${ana.id}/timeline`;
  const { body } = await client.get(path);
  expect(body.data.map((entry: { type: string }) => entry.type)).toEqual(["deal.won", "deal.created", "note.added", "contact.updated", "contact.created"]);
  expect(body.data[3]).toMatchObject({
    actor: { kind: "key" }, record: { kind: "contact", id: ana.id, name: "Ana" }, cause: { request: expect.any(String) },
    changes: [{ field: "jobTitle", before: null, after: "CTO" }, { field: "city", before: null, after: "Porto" }],
  });
  expect(body.data[2].record.name).toBe("Wants euros.");
  expect((await client.get(`/api/deals/${deal.id}/timeline`)).body.data.map((entry: { type: string }) => entry.type)).toEqual(["deal.won", "deal.updated", "deal.created"]);

  const storage = counted();
  await client.get(path, { env: storage.env });
  storage.reset();
  const first = await client.get(`${path}?limit=2`, { env: storage.env });
  expect(storage.counts.d1).toBe(1);
  const rest = await client.get(`${path}?limit=200&cursor=${first.body.nextCursor}`);
  expect([...first.body.data, ...rest.body.data]).toEqual(body.data);
  expect((await client.get(`${path}?cursor=x`)).status).toBe(400);

  await client.delete(`/api/contacts/${ana.id}`);
  expect((await client.get(path)).body.data[0].type).toBe("contact.deleted");
  const narrow = await tenant.as(["contacts:read"]);
  expect((await narrow.get(path)).body.data.map((entry: { type: string }) => entry.type)).toEqual(["contact.deleted", "contact.updated", "contact.created"]);
  expect((await (await makeTenant()).client.get(path)).status).toBe(404);
});

test("records are counted and added up by their fields, and amounts of two currencies are not", async () => {
  const { client } = await makeTenant();
  for (const [amount, currency, status] of [[100, "EUR", "open"], [300, "EUR", "open"], [50, "USD", "won"]] as const) await client.post("/api/deals", { name: "D", amount: { amount, currency }, status });
  const groups = await client.get("/api/deals/groups?by=status,currency&sum=amount&avg=amount");
  expect(groups.body).toEqual({
    data: [
      { by: { status: "open", currency: "EUR" }, count: 2, sum: { amount: 400 }, avg: { amount: 200 } },
      { by: { status: "won", currency: "USD" }, count: 1, sum: { amount: 50 }, avg: { amount: 50 } },
    ],
    truncated: false,
  });
  expect((await client.get("/api/deals/groups?by=status&sum=amount")).body.error.details.problems[0].path).toBe("query.by");
  expect((await client.get("/api/deals/groups?by=status&sum=amount&filter=currency[eq]:EUR")).body.data[0].sum.amount).toBe(400);
  const wrong = await client.get("/api/deals/groups?by=shoe&sum=name&filter=x[eq]:1");
  expect(wrong.body.error.details.problems.map((one: { path: string }) => one.path)).toEqual(["query.by", "query.sum", "query.filter"]);
  expect((await client.get("/api/tasks/groups?by=done")).body.data).toEqual([]);
});
