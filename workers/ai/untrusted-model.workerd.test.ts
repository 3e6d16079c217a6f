import { expect, test } from "vitest";
import { env, makeTenant, type TestTenant } from "../../test/harness";
import type { Act } from "../kit/context";
import { Problem } from "../kit/errors";
import { servicesOf } from "../services";
import type { Backend, ChatEvent } from "./backends/backend";
import { runCommand } from "./router";

/** A model that says what it is told to, whatever it is asked. */
function scripted(events: (ChatEvent | Error)[]): Backend {
  return {
    id: "scripted",
    kind: "openai-compatible",
    models: ["scripted"],
    async *chat() {
      for (const event of events) {
        if (event instanceof Error) throw event;
        yield event;
      }
    },
    health: async () => ({ status: "up", latencyMs: 0 }),
  };
}

const call = (name: string, args: string, id = "call_1"): ChatEvent => ({ type: "call", id, name, arguments: args });
const finish: ChatEvent = { type: "finish", reason: "tool_calls" };

function command(tenant: TestTenant, events: (ChatEvent | Error)[]) {
  const { identity, crm, ai, store, metrics } = servicesOf(env);
  const act: Act = {
    tenant: { id: tenant.id, slug: tenant.slug, name: "Test", timeZone: "UTC", limits: {}, brand: "tenant" },
    principal: { kind: "user", id: tenant.owner.userId, memberId: tenant.owner.memberId, role: "owner", permissions: new Set(["*:*"]), sessionId: null, keyId: null, perMinute: null },
    actor: { kind: "user", id: tenant.owner.userId },
    operation: "ai.router.command",
    cause: {},
    requestId: "test",
    now: Date.now(),
    depth: 0,
    idempotency: null,
    alongside: null,
    ifMatch: null,
    request: null,
    waitUntil: () => undefined,
  };
  const parts = { store, registry: ai.functions, resolvers: { ...crm.resolvers, ...identity.resolvers }, backend: scripted(events), metrics };
  return runCommand(parts, { command: "do something" }, { act, identity, crm, ai }, () => undefined);
}

test("arguments that are no JSON, of the wrong type, unknown or of an unknown function run nothing", async () => {
  const tenant = await makeTenant();
  const bad: [string, string, string][] = [
    ["create_lead", '{"firstName": "Ada"', "BACKEND_FAILED"],
    ["create_lead", '["Ada"]', "BACKEND_FAILED"],
    ["create_lead", '{"firstName": 7}', "VALIDATION_FAILED"],
    ["create_lead", '{"firstName":"Ada","isAdmin":true}', "VALIDATION_FAILED"],
    ["create_lead", '{"firstName":"Ada","__proto__":{"x":1}}', "VALIDATION_FAILED"],
    ["drop_tables", "{}", "NOT_FOUND"],
    ["constructor", "{}", "NOT_FOUND"],
  ];
  for (const [name, args, code] of bad) {
    const answer = await command(tenant, [call(name, args), finish]);
    expect([name, args, answer.status, answer.calls[0]?.error?.code]).toEqual([name, args, "failed", code]);
  }
  expect((await tenant.client.get("/api/leads")).body.data).toEqual([]);
});

test("a model cannot delete without a person's word, however it orders its calls", async () => {
  const tenant = await makeTenant();
  const { body } = await tenant.client.post("/api/leads", { firstName: "Ada", email: "ada@x.com" });
  const answer = await command(tenant, [call("delete_lead", `{"lead":"${body.id}"}`, "call_1"), call("delete_lead", '{"lead":"ada@x.com"}', "call_2"), call("create_lead", '{"firstName":"Eve"}', "call_3"), finish]);
  expect(answer.status).toBe("confirmation_required");
  expect(answer.calls.map((one) => one.status)).toEqual(["proposed", "proposed", "proposed"]);
  expect((await tenant.client.get("/api/leads")).body.data).toHaveLength(1);
});

test("a model that fails before, or midway after a call, leaves nothing half done", async () => {
  const tenant = await makeTenant();
  const down = new Problem("BACKEND_FAILED", "The model does not answer. Check AI_BASE_URL.");
  await expect(command(tenant, [down])).rejects.toMatchObject({ code: "BACKEND_FAILED" });
  await expect(command(tenant, [call("create_lead", '{"firstName":"Ada"}'), down])).rejects.toMatchObject({ code: "BACKEND_FAILED" });
  expect((await tenant.client.get("/api/leads")).body.data).toEqual([]);
});

test("a model that asks for a thousand calls is refused whole", async () => {
  const tenant = await makeTenant();
  const many = Array.from({ length: 1000 }, (_, index) => call("create_lead", `{"firstName":"n${index}"}`, `call_${index}`));
  await expect(command(tenant, [...many, finish])).rejects.toMatchObject({ code: "VALIDATION_FAILED" });
  expect((await tenant.client.get("/api/leads")).body.data).toEqual([]);
});

test("an id of another tenant in a model's arguments is unknown", async () => {
  const [mine, theirs] = [await makeTenant(), await makeTenant()];
  const { body } = await theirs.client.post("/api/companies", { name: "Foreign" });
  const answer = await command(mine, [call("create_contact", `{"firstName":"Ana","company":"${body.id}"}`), finish]);
  expect(answer.calls[0]?.error?.code).toBe("NOT_FOUND");
});
