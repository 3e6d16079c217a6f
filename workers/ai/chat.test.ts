import OpenAI, { APIError, BadRequestError, NotFoundError } from "openai";
import { expect, test } from "vitest";
import type { Act } from "#kit/context";
import { Problem } from "#kit/errors";
import { authorise, parseRequest } from "#kit/execute";
import { type AnyOperation, type RawRequest } from "#kit/operation";
import type { Backend, ChatEvent } from "./backends";
import { backendsOf } from "./backends";
import { eventStream, type Script, scriptedUpstream, silent, status, streamed, UPSTREAM_URL } from "./backends/scripted-upstream";
import { chatOperations } from "./chat";
import type { FunctionEntry } from "./functions";
import { modelConfig } from "./model-config.generated";
import type { Ai } from "./service";
import { openAiError } from "#kit/openai-error";

const leads = [
  {
    name: "create_lead", description: "Create a new lead", effect: "write", source: "builtin", permission: "leads:write", examples: ["add Tom Reed, tom@initech.com, as a lead"],
    parameters: { type: "object", properties: { name: { type: "string", description: "Full name" }, email: { type: "string", format: "email" } }, required: ["name"] },
  },
] as unknown as FunctionEntry[];

type World = { client: OpenAI; answer: (request: Request) => Promise<Response> };

/** The operations over the official client, with the routing and the error shape of the gateway. */
function world(script: Script = silent, permissions: string[] = ["ai:execute", "leads:write"]): World & { upstream: ReturnType<typeof scriptedUpstream>["calls"] } {
  const { egress, calls } = scriptedUpstream(script);
  const backends = backendsOf(modelConfig, { AI_BASE_URL: UPSTREAM_URL, AI_MODEL: "llama", AI_API_KEY: "k" }, egress);
  const ai = { backends, functions: { allowed: () => (permissions.includes("leads:write") ? leads : []) } } as unknown as Ai;
  const answer = async (request: Request): Promise<Response> => {
    try {
      return await run(request, ai, permissions);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return Response.json(openAiError(error), { status: error.status, headers: error.headers });
    }
  };
  const client = new OpenAI({ apiKey: "x", baseURL: "http://pilothouse.test/v1", maxRetries: 0, fetch: async (url, init) => await answer(new Request(url, init)) });
  return { client, answer, upstream: calls };
}

async function run(request: Request, ai: Ai, permissions: string[]): Promise<Response> {
  const { pathname } = new URL(request.url);
  for (const op of chatOperations as unknown as AnyOperation<never>[]) {
    const found = new RegExp(`^${op.path.replace(/:(\w+)/, "(?<$1>[^/]+)")}$`).exec(pathname);
    if (found === null || op.method !== request.method) continue;
    const raw: RawRequest = { params: Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)])) };
    const parsed = parseRequest(op, op.body === undefined ? raw : { ...raw, body: (await request.json()) as unknown });
    const act = { request, now: 1_700_000_000_000, tenant: { timeZone: "UTC" }, principal: { permissions: new Set(permissions) } } as unknown as Act;
    authorise(op, act.principal, act.now);
    const value = await op.run(parsed, { ai, act } as never);
    return value instanceof Response ? value : Response.json(op.response?.parse(value), { status: op.status ?? 200 });
  }
  throw new Problem("NOT_FOUND", "There is no such address.");
}

const ADD = [{ role: "user" as const, content: 'create a lead named "Ada Byron", ada@example.com' }];
const ADA = { name: "Ada Byron", email: "ada@example.com" };
const weather = { type: "function" as const, function: { name: "get_weather", description: "Get the weather of a city", parameters: { type: "object", properties: { city: { type: "string", description: "City" } }, required: ["city"] } } };

test("the official client gets a call of the workspace's own function", async () => {
  const answer = await world().client.chat.completions.create({ model: "default", messages: ADD });
  expect(answer).toMatchObject({ object: "chat.completion", created: 1_700_000_000, model: "embedded", choices: [{ index: 0, finish_reason: "tool_calls", message: { role: "assistant", content: null } }] });
  expect(answer.id).toMatch(/^chatcmpl-[0-9a-z]{26}$/);
  const [call] = answer.choices[0]?.message.tool_calls ?? [];
  expect(call).toMatchObject({ type: "function", id: expect.stringMatching(/^call_[0-9a-zA-Z]{24}$/) as string, function: { name: "create_lead" } });
  expect(call?.type === "function" ? JSON.parse(call.function.arguments) : null).toEqual(ADA);
  expect(answer.usage?.total_tokens).toBe((answer.usage?.prompt_tokens ?? 0) + (answer.usage?.completion_tokens ?? 0));
});

test("its stream, put together by the client, is the plain answer but for the id", async () => {
  const { client } = world();
  const plain = await client.chat.completions.create({ model: "embedded", messages: ADD });
  const stream = client.chat.completions.stream({ model: "embedded", messages: ADD, stream_options: { include_usage: true } });
  const final = await stream.finalChatCompletion();
  expect(final.choices[0]?.finish_reason).toBe("tool_calls");
  expect(final.choices[0]?.message.content).toBeNull();
  expect(final.choices[0]?.message.tool_calls).toMatchObject(plain.choices[0]?.message.tool_calls ?? []);
  expect(await stream.totalUsage()).toMatchObject(plain.usage ?? {});
});

test("the client runs tools to the end: a call, its result, and words", async () => {
  const ran: unknown[] = [];
  const tool = { ...weather, function: { ...weather.function, parse: JSON.parse, function: (args: unknown) => (ran.push(args), { name: "Sunny in Oslo" }) } };
  const runner = world().client.chat.completions.runTools({ model: "default", messages: [{ role: "user", content: 'get the weather of the city "Oslo"' }], tools: [tool] });
  expect(await runner.finalContent()).toBe("Get weather: Sunny in Oslo.");
  expect(ran).toEqual([{ city: "Oslo" }]);
});

test("a function chosen by name, and none", async () => {
  const { client } = world();
  const named = await client.chat.completions.create({ model: "default", messages: [{ role: "user", content: '"Oslo"' }], tools: [weather], tool_choice: { type: "function", function: { name: "get_weather" } } });
  expect(named.choices[0]?.message.tool_calls).toMatchObject([{ function: { name: "get_weather", arguments: '{"city":"Oslo"}' } }]);
  const none = await client.chat.completions.create({ model: "default", messages: ADD, tools: [] });
  expect(none.choices[0]).toMatchObject({ finish_reason: "stop", message: { content: expect.stringContaining("none") as string } });
});

test("functions that the caller may not call are not offered", async () => {
  const answer = await world(silent, ["ai:execute"]).client.chat.completions.create({ model: "default", messages: ADD });
  expect(answer.choices[0]?.message.tool_calls).toBeUndefined();
});

test("a model behind a server streams through", async () => {
  const { client, upstream } = world(streamed([{ content: "Hel" }, { content: "lo" }], { usage: { prompt_tokens: 3, completion_tokens: 2 } }));
  const stream = await client.chat.completions.create({ model: "llama", messages: ADD, stream: true, stream_options: { include_usage: true } });
  const deltas: string[] = [];
  let total = 0;
  for await (const chunk of stream) {
    deltas.push(chunk.choices[0]?.delta.content ?? "");
    total = chunk.usage?.total_tokens ?? total;
  }
  expect([deltas.join(""), total, upstream.length]).toEqual(["Hello", 5, 1]);
});

test("what fails before the first word is told by the status; after it, in the stream", async () => {
  const busy = await world(status(429, { "retry-after": "7" })).answer(post({ model: "llama", messages: ADD, stream: true }));
  expect([busy.status, busy.headers.get("retry-after")]).toEqual([503, "7"]);
  const cut = world(eventStream(['data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}']));
  const stream = await cut.client.chat.completions.create({ model: "llama", messages: ADD, stream: true });
  await expect(Array.fromAsync(stream)).rejects.toThrow(APIError);
});

function post(body: unknown, init: RequestInit = {}): Request {
  return new Request("http://pilothouse.test/v1/chat/completions", { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" }, ...init });
}

test("refusals are what the client knows", async () => {
  const { client } = world();
  const failure = async (work: Promise<unknown>) => await work.then(() => null, (error: unknown) => error);
  const missing = await failure(client.chat.completions.create({ model: "gpt-9", messages: ADD }));
  expect(missing).toBeInstanceOf(NotFoundError);
  expect(missing).toMatchObject({ code: "model_not_found", param: "model", message: expect.stringContaining("default, embedded, llama") as string });
  const two = await failure(client.chat.completions.create({ model: "default", messages: ADD, n: 2 }));
  expect(two).toBeInstanceOf(BadRequestError);
  expect(two).toMatchObject({ param: "n", type: "invalid_request_error", message: expect.stringContaining("only 1 is supported") as string });
  expect(await failure(client.chat.completions.create({ model: "default", messages: [{ role: "tool", tool_call_id: "x", content: "ok" }] }))).toMatchObject({ param: "messages[0].tool_call_id" });
});

test("a caller who leaves ends the server's work", async () => {
  for (const stream of [true, false]) {
    const gone = new AbortController();
    const { answer, upstream } = world(silent);
    const work = answer(post({ model: "llama", messages: ADD, stream }, { signal: gone.signal }));
    await expect.poll(() => upstream.length).toBe(1);
    gone.abort();
    await expect(work).rejects.toThrow();
    expect(upstream[0]?.signal.aborted).toBe(true);
  }
});

test("a stream whose reader leaves ends the backend's work", async () => {
  let ended = false;
  async function* thinking(signal: AbortSignal | undefined): AsyncGenerator<ChatEvent> {
    try {
      yield { type: "text", delta: "hi" };
      await new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason as Error)));
    } finally {
      ended = true;
    }
  }
  const backend: Backend = { id: "slow", kind: "openai-compatible", models: ["slow"], chat: (_request, signal) => thinking(signal), health: () => Promise.resolve({ status: "up", latencyMs: 0 }) };
  const ai = { backends: { default: backend, byId: new Map(), forModel: () => backend }, functions: { allowed: () => [] } } as unknown as Ai;
  const reader = (await run(post({ model: "slow", messages: ADD, stream: true }), ai, ["ai:execute"])).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  await expect.poll(() => ended).toBe(true);
});

test("models are listed and got, those that can answer alone", async () => {
  const { client } = world();
  expect((await client.models.list()).data.map((model) => [model.id, model.owned_by])).toEqual([["embedded", "pilothouse"], ["llama", "openai-compatible"]]);
  expect(await client.models.retrieve("llama")).toMatchObject({ id: "llama", object: "model" });
  await expect(client.models.retrieve("meta/llama 3")).rejects.toMatchObject({ status: 404, code: "model_not_found" });
});

test("functions are listed without what runs them", async () => {
  const response = await world().answer(new Request("http://pilothouse.test/v1/functions"));
  const { object, data } = (await response.json()) as { object: string; data: object[] };
  expect([object, data.map((one) => Object.keys(one))]).toEqual(["list", [["name", "description", "parameters", "effect", "source", "permission"]]]);
});

test("who may not let the AI act is told which permission is missing", async () => {
  const response = await world(silent, []).answer(post({ model: "default", messages: ADD }));
  expect([response.status, await response.json()]).toMatchObject([403, { error: { type: "permission_error", message: expect.stringContaining("ai:execute") as string } }]);
});
