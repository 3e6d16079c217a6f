import { expect, test } from "vitest";
import { env, makeTenant, send, type Client } from "../../test/harness";

const say = (client: Client, command: string, more: object = {}) => client.post("/webhook/router", { command, ...more });
const MAIN = "add Jane Doe of Acme, jane@acme.io, as a lead from the spring webinar";

test("the main command makes the lead and says so", async () => {
  const tenant = await makeTenant();
  const { status, body } = await say(tenant.client, MAIN);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    status: "completed",
    message: "Added the lead Jane Doe.",
    calls: [
      {
        function: "create_lead",
        status: "done",
        arguments: { firstName: "Jane", lastName: "Doe", email: "jane@acme.io", company: "Acme", source: "spring webinar" },
        record: { kind: "lead", name: "Jane Doe" },
      },
    ],
  });
  const lead = await tenant.client.get(`/api/leads/${body.calls[0].record.id}`);
  expect(lead.body).toMatchObject({ firstName: "Jane", email: "jane@acme.io" });
  const run = await env.DB.prepare("select status, command from command_runs where tenant_id = ? and id = ?").bind(tenant.id, body.runId).first();
  expect(run).toEqual({ status: "completed", command: MAIN });
  const event = await env.DB.prepare("select envelope from outbox where tenant_id = ?").bind(tenant.id).first<{ envelope: string }>();
  expect(JSON.parse(event?.envelope ?? "{}")).toMatchObject({ actor: { kind: "ai" }, cause: { run: body.runId } });
});

test("a deletion waits for a word, runs once with its token, and only for the person who was asked", async () => {
  const tenant = await makeTenant();
  await say(tenant.client, MAIN);
  const asked = await say(tenant.client, "delete the lead Jane Doe");
  expect(asked.body).toMatchObject({ status: "confirmation_required", calls: [{ function: "delete_lead", status: "proposed", record: { name: "Jane Doe" } }] });
  expect(asked.body.confirmation.summary).toBe("Delete the lead Jane Doe (jane@acme.io, Acme)?");
  expect(Date.parse(asked.body.confirmation.expiresAt)).toBeGreaterThan(Date.now() + 9 * 60_000);
  expect((await tenant.client.get("/api/leads")).body.data).toHaveLength(1);
  const confirm = { token: asked.body.confirmation.token };
  const stored = await env.DB.prepare("select answer from command_runs where id = ?").bind(asked.body.runId).first<{ answer: string }>();
  expect(stored?.answer).not.toContain(confirm.token);

  const colleague = await tenant.as(["*:*"]);
  expect((await colleague.post("/webhook/router", { confirm })).status).toBe(410);
  expect((await (await makeTenant()).client.post("/webhook/router", { confirm })).status).toBe(410);
  const answers = await Promise.all([1, 2, 3].map(() => tenant.client.post("/webhook/router", { confirm })));
  expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 410, 410]);
  expect(answers.find((answer) => answer.status === 200)?.body).toMatchObject({ status: "completed", message: "Deleted the lead Jane Doe.", calls: [{ status: "done" }] });
  expect((await tenant.client.get("/api/leads")).body.data).toHaveLength(0);
});

test("a confirmation holds for the version that was shown, and can be declined", async () => {
  const tenant = await makeTenant();
  const made = await say(tenant.client, MAIN);
  const asked = await say(tenant.client, "delete lead jane@acme.io");
  await tenant.client.patch(`/api/leads/${made.body.calls[0].record.id}`, { status: "qualified" });
  const late = await tenant.client.post("/webhook/router", { confirm: { token: asked.body.confirmation.token } });
  expect(late.body).toMatchObject({ status: "failed", calls: [{ status: "failed", error: { code: "VERSION_MISMATCH" } }] });
  const again = await say(tenant.client, "delete lead jane@acme.io");
  const declined = await tenant.client.post("/webhook/router", { confirm: { token: again.body.confirmation.token, decision: "cancel" } });
  expect(declined.body).toMatchObject({ status: "completed", calls: [{ status: "cancelled" }] });
  expect((await tenant.client.get("/api/leads")).body.data).toHaveLength(1);
});

test("an expired confirmation runs nothing", async () => {
  const tenant = await makeTenant();
  await say(tenant.client, MAIN);
  const asked = await say(tenant.client, "remove the lead Jane Doe");
  await env.DB.prepare("update approvals set expires_at = 1 where tenant_id = ?").bind(tenant.id).run();
  expect((await tenant.client.post("/webhook/router", { confirm: { token: asked.body.confirmation.token } })).status).toBe(410);
  expect((await tenant.client.get("/api/leads")).body.data).toHaveLength(1);
});

test("two people of one name are a question, which the next turn answers", async () => {
  const tenant = await makeTenant();
  await tenant.client.post("/api/leads", { firstName: "Jane", lastName: "Doe", email: "jane@acme.io" });
  const second = await tenant.client.post("/api/leads", { firstName: "Jane", lastName: "Doe", email: "jane@globex.com" });
  const asked = await say(tenant.client, "mark the lead Jane Doe as qualified");
  expect(asked.body.status).toBe("needs_input");
  expect(asked.body.question).toContain("jane@acme.io");
  expect(asked.body.question).toContain("jane@globex.com");
  const answered = await say(tenant.client, "jane@globex.com", { conversationId: asked.body.conversationId });
  expect(answered.body).toMatchObject({ status: "completed", calls: [{ function: "update_lead", status: "done", record: { id: second.body.id } }] });
  expect((await tenant.client.get(`/api/leads/${second.body.id}`)).body.status).toBe("qualified");
});

test("a missing slot is asked for by its name, and filled by the next turn", async () => {
  const tenant = await makeTenant();
  const asked = await say(tenant.client, "add a lead");
  expect(asked.body.status).toBe("needs_input");
  expect(asked.body.question).toMatch(/first name/i);
  const answered = await say(tenant.client, "Tom Reed", { conversationId: asked.body.conversationId });
  expect(answered.body.calls[0]).toMatchObject({ status: "done", record: { name: "Tom Reed" } });
});

test("several acts are done in the order in which they were said, and wait from the first that needs a word", async () => {
  const tenant = await makeTenant();
  await say(tenant.client, "add Bob Smith, bob@x.com as a lead");
  const { body } = await say(tenant.client, "add Ann Lee, ann@x.com as a lead and delete the lead Bob Smith");
  expect(body.status).toBe("confirmation_required");
  expect(body.calls.map((call: { function: string; status: string }) => [call.function, call.status])).toEqual([["create_lead", "done"], ["delete_lead", "proposed"]]);
});

test("what is no command calls nothing, and what the caller may not do is named", async () => {
  const tenant = await makeTenant();
  for (const command of ["what is the weather?", "please don't delete Jane Doe", "hello"]) {
    const { body } = await say(tenant.client, command);
    expect([command, body.status, body.calls]).toEqual([command, "not_understood", []]);
    expect(body.message.length).toBeGreaterThan(10);
  }
  const editor = await tenant.role("editor");
  await say(tenant.client, MAIN);
  const refused = await say(editor, "delete the lead Jane Doe");
  expect(refused.body).toMatchObject({ status: "failed", calls: [{ status: "failed", error: { code: "FORBIDDEN", details: { permission: "leads:delete" } } }] });
  expect((await say(await tenant.role("viewer"), MAIN)).status).toBe(403);
});

test("a duplicate is told with the record that stands, and an unknown name plainly", async () => {
  const tenant = await makeTenant();
  await say(tenant.client, MAIN);
  const again = await say(tenant.client, MAIN);
  expect(again.body).toMatchObject({ status: "failed", calls: [{ error: { code: "CONFLICT", details: { existing: { name: "Jane Doe" } } } }] });
  const nobody = await say(tenant.client, "delete the lead Zed Zulu");
  expect(nobody.body).toMatchObject({ status: "failed", calls: [{ error: { code: "NOT_FOUND" } }] });
});

test("another tenant's records are as unknown to a command as to the API", async () => {
  const [mine, theirs] = [await makeTenant(), await makeTenant()];
  const made = await say(theirs.client, MAIN);
  for (const reference of ["Jane Doe", "jane@acme.io", made.body.calls[0].record.id]) {
    const { body } = await say(mine.client, `delete the lead ${reference}`);
    expect([reference, body.status, body.calls[0]?.error?.code]).toEqual([reference, "failed", "NOT_FOUND"]);
  }
});

test("finding answers with the records, and getting with the one", async () => {
  const tenant = await makeTenant();
  for (const [firstName, status] of [["Ada", "qualified"], ["Ben", "new"], ["Cid", "qualified"]]) await tenant.client.post("/api/leads", { firstName, status, company: "Globex" });
  const found = await say(tenant.client, "show all qualified leads from Globex");
  expect(found.body.calls[0]).toMatchObject({ function: "find_leads", status: "done" });
  expect(found.body.calls[0].result.data.map((lead: { firstName: string }) => lead.firstName)).toEqual(["Cid", "Ada"]);
  const got = await say(tenant.client, "show me the lead Ben");
  expect(got.body.calls[0]).toMatchObject({ function: "get_lead", result: { firstName: "Ben" } });
});

test("a retried command with its idempotency key is done once", async () => {
  const tenant = await makeTenant();
  const headers = { "idempotency-key": "cmd-1" };
  const first = await tenant.client.post("/webhook/router", { command: "add Ann Lee as a lead" }, { headers });
  const second = await tenant.client.post("/webhook/router", { command: "add Ann Lee as a lead" }, { headers });
  expect(second.body).toEqual(first.body);
  expect((await tenant.client.get("/api/leads")).body.data).toHaveLength(1);
  // A first try that died after its step but before its answer: the step is found done, and not done again.
  await env.DB.prepare("update idempotency set status = null, body = null, created_at = 1 where tenant_id = ? and key = 'cmd-1'").bind(tenant.id).run();
  const third = await tenant.client.post("/webhook/router", { command: "add Ann Lee as a lead" }, { headers });
  expect(third.body.calls[0].record.id).toBe(first.body.calls[0].record.id);
  expect((await tenant.client.get("/api/leads")).body.data).toHaveLength(1);
});

test("a confirmation's token is never stored, and a retry of the command gets a new one without repeating its steps", async () => {
  const tenant = await makeTenant();
  await say(tenant.client, "add Bob Smith, bob@x.com as a lead");
  const command = { command: "add Ann Lee, ann@x.com as a lead and delete the lead Bob Smith" };
  const headers = { "idempotency-key": "cmd-2" };
  const first = await tenant.client.post("/webhook/router", command, { headers });
  const second = await tenant.client.post("/webhook/router", command, { headers });
  expect([first.body.status, second.body.status]).toEqual(["confirmation_required", "confirmation_required"]);
  expect(second.body.calls[0].record.id).toBe(first.body.calls[0].record.id);
  expect((await tenant.client.get("/api/leads")).body.data).toHaveLength(2);
  const kept = await env.DB.prepare("select body from idempotency where tenant_id = ?").bind(tenant.id).all<{ body: string }>();
  expect(JSON.stringify(kept.results)).not.toContain(first.body.confirmation.token);
});

test("a record among very many is found by its whole name, its email and its id", async () => {
  const tenant = await makeTenant();
  await env.DB.prepare(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < 20001)
     insert into leads (tenant_id, id, custom_fields, fold, search, name_key, version, created_at, updated_at, first_name, status, score)
     select ?, 'lead_' || printf('%026d', i), '{}', '{}', 'x', 'x' || i, 1, 1, 1, 'x', 'new', i from n`,
  ).bind(tenant.id).run();
  await say(tenant.client, MAIN);
  for (const reference of ["Jane Doe", "jane@acme.io"]) {
    expect((await say(tenant.client, `show me the lead ${reference}`)).body.calls[0]).toMatchObject({ status: "done", record: { name: "Jane Doe" } });
  }
  expect((await say(tenant.client, "show me the lead Jane")).body.calls[0].error.code).toBe("QUERY_TOO_BROAD");
});

test("the answer streams: run, call, message, and the whole at the end", async () => {
  const tenant = await makeTenant();
  const answer = await tenant.client.post("/webhook/router", { command: MAIN }, { headers: { accept: "text/event-stream" } });
  expect(answer.headers.get("content-type")).toContain("text/event-stream");
  const events = answer.text.trim().split("\n\n").map((block) => /^event: (\w+)\ndata: (.*)$/s.exec(block)?.slice(1) ?? []);
  expect(events.map(([name]) => name)).toEqual(["run", "call", "call", "message", "done"]);
  expect(JSON.parse(events[1]?.[1] ?? "")).toMatchObject({ status: "running", function: "create_lead" });
  expect(JSON.parse(events.at(-1)?.[1] ?? "")).toMatchObject({ status: "completed", calls: [{ status: "done" }] });
});

test("a viewer without ai:execute, a stranger and a malformed request reach no backend", async () => {
  const { client } = await makeTenant();
  expect((await send("POST", "/webhook/router", { body: { command: MAIN } })).status).toBe(401);
  expect((await client.post("/webhook/router", {})).status).toBe(400);
  expect((await client.post("/webhook/router", { command: "x".repeat(5000) })).status).toBe(400);
  expect((await client.post("/webhook/router", { command: "hi", tools: [] })).status).toBe(400);
});
