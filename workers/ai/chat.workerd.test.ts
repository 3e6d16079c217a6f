import { expect, test } from "vitest";
import { makeTenant } from "../../test/harness";
import { readSse } from "./wire/sse";
import type { ChatCompletionChunk } from "./wire/stream";

const ADD = { model: "default", messages: [{ role: "user", content: "add Jane Doe of Acme, jane@acme.io, as a lead from the spring webinar" }] };

test("a completion proposes a call of the workspace's own functions, and runs nothing", async () => {
  const { client } = await makeTenant();
  const { status, body } = await client.post("/v1/chat/completions", ADD);
  expect(status).toBe(200);
  expect(body.choices).toMatchObject([{ finish_reason: "tool_calls", message: { content: null, tool_calls: [{ function: { name: "create_lead" } }] } }]);
  expect(JSON.parse(body.choices[0].message.tool_calls[0].function.arguments)).toMatchObject({ firstName: "Jane", email: "jane@acme.io" });
  expect((await client.get("/api/leads")).body.data).toEqual([]);
});

test("the same streamed: role first, the call in two pieces, the end, the usage, and [DONE]", async () => {
  const { client } = await makeTenant();
  const { headers, text } = await client.post("/v1/chat/completions", { ...ADD, stream: true, stream_options: { include_usage: true } });
  expect(headers.get("content-type")).toContain("text/event-stream");
  expect(headers.get("x-request-id")).not.toBeNull();
  const events: string[] = [];
  for await (const { data } of readSse(new Blob([text]).stream())) events.push(data);
  expect(events.pop()).toBe("[DONE]");
  const chunks = events.map((data) => JSON.parse(data) as ChatCompletionChunk);
  expect(chunks[0]?.choices[0]?.delta).toEqual({ role: "assistant", content: null, refusal: null });
  expect(chunks.slice(1, 3).map((chunk) => chunk.choices[0]?.delta.tool_calls?.[0]?.index)).toEqual([0, 0]);
  expect(chunks.slice(-2)).toMatchObject([{ choices: [{ delta: {}, finish_reason: "tool_calls" }] }, { choices: [], usage: { total_tokens: expect.any(Number) as number } }]);
});

test("refusals have OpenAI's shape and name the parameter", async () => {
  const tenant = await makeTenant();
  const { client } = tenant;
  const refusal = async (body: object) => (await client.post("/v1/chat/completions", { ...ADD, ...body })).body;
  expect(await refusal({ model: "gpt-9" })).toMatchObject({ error: { code: "model_not_found", param: "model" } });
  expect(await refusal({ n: 2 })).toMatchObject({ error: { type: "invalid_request_error", param: "n", message: "n: only 1 is supported" } });
  expect(await refusal({ model: "openai-compatible" })).toMatchObject({ error: { type: "server_error", code: "unavailable", message: expect.stringContaining("AI_BASE_URL") as string } });
  const stranger = await tenant.as(["leads:read"]);
  expect((await stranger.post("/v1/chat/completions", ADD)).body).toMatchObject({ error: { type: "permission_error" } });
});

test("only what the caller may do is offered and listed", async () => {
  const tenant = await makeTenant();
  const reader = await tenant.as(["leads:read", "ai:execute"]);
  const { body } = await reader.get("/v1/functions");
  expect(body.data.map((one: { name: string }) => one.name)).toEqual(["find_leads", "get_lead"]);
  const answer = await reader.post("/v1/chat/completions", ADD);
  expect(answer.body.choices[0].message.tool_calls?.map((call: { function: { name: string } }) => call.function.name) ?? []).not.toContain("create_lead");
});

test("models are listed and got by their id", async () => {
  const { client } = await makeTenant();
  expect((await client.get("/v1/models")).body).toEqual({ object: "list", data: [{ id: "embedded", object: "model", created: 0, owned_by: "pilothouse" }] });
  expect((await client.get("/v1/models/embedded")).body).toMatchObject({ id: "embedded" });
  expect(await client.get("/v1/models/a%2Fb")).toMatchObject({ status: 404, body: { error: { code: "model_not_found" } } });
});
