import { expect, test } from "vitest";
import { Problem } from "#kit/errors";
import type { ChatEvent, ChatRequest } from "./backend";
import { openAiCompatibleBackend, type OpenAiCompatibleOptions } from "./openai-compatible";
import { callDeltas, endless, eventStream, plain, refused, type Script, scriptedUpstream, silent, stalled, status, streamed, UPSTREAM_URL, webPage } from "./scripted-upstream";

const KEY = "sk-hunter2";
const NAMES = { baseUrl: "AI_BASE_URL", model: "AI_MODEL", apiKey: "AI_API_KEY" };
const tools = [
  { name: "add_lead", description: "Add a lead", parameters: { type: "object", properties: { name: { type: "string" } } } },
  { name: "find_leads", description: "Find leads" },
];
const request = (over: Partial<ChatRequest> = {}): ChatRequest => ({
  model: "any", messages: [{ role: "user", content: "add Ada" }], tools, toolChoice: "auto", parallelToolCalls: true, now: 0, timeZone: "UTC", ...over,
});

function backend(script: Script, over: Partial<OpenAiCompatibleOptions> = {}) {
  const { egress, calls } = scriptedUpstream(script);
  return { backend: openAiCompatibleBackend({ id: "remote", baseUrl: UPSTREAM_URL, model: "m-1", apiKey: KEY, timeoutMs: 1_000, egress, names: NAMES, ...over }), calls };
}

async function eventsOf(script: Script, over: Partial<ChatRequest> = {}, options: Partial<OpenAiCompatibleOptions> = {}): Promise<ChatEvent[]> {
  return await Array.fromAsync(backend(script, options).backend.chat(request(over)));
}

async function failure(script: Script, over: Partial<ChatRequest> = {}, options: Partial<OpenAiCompatibleOptions> = {}): Promise<Problem> {
  const seen: ChatEvent[] = [];
  try {
    for await (const event of backend(script, options).backend.chat(request(over))) seen.push(event);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(seen.filter((event) => event.type !== "text")).toEqual([]);
    expect(JSON.stringify([error.message, error.details, error.stack])).not.toContain("hunter2");
    return error;
  }
  throw new Error(`no failure but ${JSON.stringify(seen)}`);
}

const textOf = (events: readonly ChatEvent[]) => events.map((event) => (event.type === "text" ? event.delta : "")).join("");
const callsOf = (events: readonly ChatEvent[]) => events.filter((event) => event.type === "call");
const ADA = '{"name":"Ada"}';

// ---- What is sent

test("the request goes to the model of the settings, with the key, streaming and with its usage", async () => {
  const { backend: remote, calls } = backend(streamed([{ content: "hi" }]));
  await Array.fromAsync(remote.chat(request({ temperature: 0, maxTokens: 5, stop: ["x"], sampling: { seed: 7 }, messages: [{ role: "developer", content: "be brief" }, { role: "user", content: "hello" }] })));
  expect(calls[0]?.url).toBe(`${UPSTREAM_URL}/chat/completions`);
  expect(calls[0]?.headers.get("authorization")).toBe(`Bearer ${KEY}`);
  expect(calls[0]?.body).toMatchObject({
    model: "m-1", stream: true, stream_options: { include_usage: true }, temperature: 0, max_tokens: 5, stop: ["x"], seed: 7,
    messages: [{ role: "system", content: "be brief" }, { role: "user", content: "hello" }],
    tools: [{ type: "function", function: { name: "add_lead", description: "Add a lead" } }, { type: "function", function: { name: "find_leads" } }],
  });
  expect(Object.keys(calls[0]?.body ?? {})).not.toContain("tool_choice");
});

test("without a key none is sent; a slash at the end of the address is one too many", async () => {
  const { backend: remote, calls } = backend(streamed([]), { apiKey: "", baseUrl: `${UPSTREAM_URL}/` });
  await Array.fromAsync(remote.chat(request()));
  expect(calls[0]?.headers.has("authorization")).toBe(false);
  expect(calls[0]?.url).toBe(`${UPSTREAM_URL}/chat/completions`);
});

test.each([
  ["none", { tools: undefined, tool_choice: undefined }],
  ["required", { tool_choice: "required" }],
  [{ name: "find_leads" }, { tools: [{ type: "function", function: { name: "find_leads" } }], tool_choice: { type: "function", function: { name: "find_leads" } } }],
] as const)("the choice %j shows the model no more than it may call", async (toolChoice, expected) => {
  const { backend: remote, calls } = backend(streamed([]));
  await Array.fromAsync(remote.chat(request({ toolChoice })));
  expect({ tools: calls[0]?.body?.["tools"], tool_choice: calls[0]?.body?.["tool_choice"] }).toMatchObject(expected);
});

test("calls and their results go back as they came", async () => {
  const { backend: remote, calls } = backend(streamed([]));
  await Array.fromAsync(remote.chat(request({ messages: [
    { role: "user", content: "add Ada" },
    { role: "assistant", content: null, toolCalls: [{ id: "c1", name: "add_lead", arguments: ADA }] },
    { role: "tool", content: "ok", toolCallId: "c1" },
  ] })));
  expect(calls[0]?.body?.["messages"]).toEqual([
    { role: "user", content: "add Ada" },
    { role: "assistant", content: null, tool_calls: [{ id: "c1", type: "function", function: { name: "add_lead", arguments: ADA } }] },
    { role: "tool", content: "ok", tool_call_id: "c1" },
  ]);
});

// ---- What is understood

test.each([1, 2, 7, Infinity])("text, two calls and usage, read %d bytes at a time with every line end", async (bytesAtOnce) => {
  for (const lineEnd of ["\n", "\r\n", "\r"] as const) {
    const deltas = [{ content: "Grüße, " }, { content: "日本 🚀" }, ...callDeltas(0, "c1", "add_lead", ADA, 5), ...callDeltas(1, "c2", "find_leads", "{}")];
    const events = await eventsOf(streamed(deltas, { bytesAtOnce, lineEnd, finish: "tool_calls", usage: { prompt_tokens: 9, completion_tokens: 4 } }));
    expect(textOf(events)).toBe("Grüße, 日本 🚀");
    expect(events.slice(-4)).toEqual([
      { type: "call", id: "c1", name: "add_lead", arguments: ADA },
      { type: "call", id: "c2", name: "find_leads", arguments: "{}" },
      { type: "usage", promptTokens: 9, completionTokens: 4 },
      { type: "finish", reason: "tool_calls" },
    ]);
  }
});

test("a plain answer is understood like a stream, and usage that is left out is estimated", async () => {
  const events = await eventsOf(plain({ content: null, tool_calls: [{ id: "c1", type: "function", function: { name: "add_lead", arguments: ADA } }] }, "tool_calls"));
  expect(events.map((event) => event.type)).toEqual(["call", "usage", "finish"]);
  expect(events[1]).toMatchObject({ completionTokens: Math.ceil((8 + ADA.length) / 4) });
});

test.each<[string, Script]>([
  ["no [DONE]", streamed([{ content: "hi" }], { done: false })],
  ["no reason for the end, but [DONE]", streamed([{ content: "hi" }], { finish: null })],
  ["noise after [DONE]", eventStream(['data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}]}', "data: [DONE]", "data: }{"])],
  ["comments and chunks without choices", eventStream([": ping", "data: {}", 'data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":null}]}', 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}'])],
  ["parts in place of text", streamed([{ content: [{ type: "thinking", thinking: [] }, { type: "text", text: "hi" }] }])],
])("%s does not matter", async (_what, script) => {
  const events = await eventsOf(script);
  expect([textOf(events), events.at(-1)]).toEqual(["hi", { type: "finish", reason: "stop" }]);
});

test.each<[string, Record<string, unknown>[]]>([
  ["all at index 0", [{ index: 0, id: "a", function: { name: "add_lead", arguments: ADA } }, { index: 0, id: "b", function: { name: "find_leads", arguments: "{}" } }]],
  ["without an index", [{ id: "a", function: { name: "add_lead", arguments: ADA } }, { id: "b", function: { name: "find_leads", arguments: "" } }]],
  ["with arguments as an object", [{ index: 0, id: "a", function: { name: "add_lead", arguments: { name: "Ada" } } }, { index: 1, id: "b", function: { name: "find_leads" } }]],
  ["with the name sent again", [{ index: 0, id: "a", function: { name: "add_lead", arguments: "{" } }, { index: 0, id: "a", function: { name: "add_lead", arguments: '"name":"Ada"}' } }, { index: 1, id: "b", function: { name: "find_leads", arguments: "{}" } }]],
])("whole calls %s are told apart", async (_what, calls) => {
  const events = await eventsOf(streamed(calls.map((call) => ({ tool_calls: [call] })), { finish: "stop" }));
  expect(callsOf(events)).toEqual([{ type: "call", id: "a", name: "add_lead", arguments: ADA }, { type: "call", id: "b", name: "find_leads", arguments: "{}" }]);
  expect(events.at(-1)).toEqual({ type: "finish", reason: "tool_calls" });
});

test("an id that is missing or was used before is replaced", async () => {
  const messages = [{ role: "assistant" as const, content: null, toolCalls: [{ id: "call_0", name: "find_leads", arguments: "{}" }] }, { role: "tool" as const, content: "[]", toolCallId: "call_0" }];
  const events = await eventsOf(streamed([...callDeltas(0, "call_0", "add_lead", ADA), ...callDeltas(1, "", "add_lead", ADA)]), { messages });
  const ids = callsOf(events).map((event) => event.id);
  expect(ids.every((id) => /^call_[0-9a-f]{24}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(2);
});

test("one call where only one was asked for", async () => {
  const { backend: remote, calls } = backend(streamed([...callDeltas(0, "a", "add_lead", ADA), ...callDeltas(1, "b", "find_leads", "{}")]));
  const events = await Array.fromAsync(remote.chat(request({ parallelToolCalls: false })));
  expect(callsOf(events).map((event) => event.id)).toEqual(["a"]);
  expect(calls[0]?.body?.["parallel_tool_calls"]).toBe(false);
});

test("what a filter cut is not run", async () => {
  const events = await eventsOf(streamed(callDeltas(0, "a", "add_lead", ADA), { finish: "content_filter" }));
  expect([callsOf(events), events.at(-1)]).toEqual([[], { type: "finish", reason: "content_filter" }]);
});

// ---- What is refused

test.each<[string, Script, RegExp]>([
  ["arguments that are not JSON", streamed(callDeltas(0, "a", "add_lead", '{"name":')), /not a JSON object/],
  ["arguments that are a list", streamed(callDeltas(0, "a", "add_lead", "[1]")), /not a JSON object/],
  ["arguments that are JSON text in JSON text", streamed(callDeltas(0, "a", "add_lead", JSON.stringify(ADA))), /not a JSON object/],
  ["arguments cut by the limit of tokens", streamed(callDeltas(0, "a", "add_lead", '{"name":"A'), { finish: "length" }), /limit of tokens/],
  ["a function that was not offered", streamed(callDeltas(0, "a", "drop_tables", "{}")), /not offered/],
  ["a call without a name", streamed([{ tool_calls: [{ index: 0, id: "a", function: { arguments: "{}" } }] }]), /not offered/],
  ["a function that changes half way", streamed([...callDeltas(0, "a", "add_lead", ADA), { tool_calls: [{ index: 0, function: { name: "find_leads" } }] }]), /half way/],
  ["a good call before a bad one", streamed([...callDeltas(0, "a", "add_lead", ADA), ...callDeltas(1, "b", "add_lead", "no")]), /not a JSON object/],
  ["an index out of range", streamed(callDeltas(128, "a", "add_lead", ADA)), /something else/],
  ["an error in the stream", eventStream(['data: {"error":{"message":"hunter2","code":500}}']), /error of its own/],
  ["an error event", eventStream(["event: error\ndata: {}"]), /error of its own/],
  ["a chunk that is not JSON", eventStream(["data: hunter2"]), /not JSON/],
  ["chunks of another kind", eventStream(['data: {"choices":"hunter2"}', "data: [DONE]"]), /something else/],
  ["a stream with nothing in it", eventStream([]), /something else/],
  ["a stream cut after text", streamed([{ content: "hi" }], { finish: null, done: false }), /broke off/],
  ["a stream cut inside a call", streamed(callDeltas(0, "a", "add_lead", '{"na'), { finish: null, done: false }), /broke off/],
  ["JSON of another kind", () => Response.json({ hello: "hunter2" }), /something else/],
  ["JSON that is cut", () => new Response('{"choices":[', { headers: { "content-type": "application/json" } }), /not JSON/],
  ["a web page", webPage, /web page.*AI_BASE_URL/],
])("%s: a clear error, and no call", async (_what, script, message) => {
  const problem = await failure(script);
  expect([problem.code, problem.message]).toEqual(["BACKEND_FAILED", expect.stringMatching(message)]);
});

test("more calls than the bound are refused", async () => {
  const many = Array.from({ length: 129 }, (_, at) => ({ tool_calls: [{ id: `c${at}`, function: { name: "find_leads", arguments: "{}" } }] }));
  expect((await failure(streamed(many))).message).toMatch(/more than 128 calls/);
});

test.each<[string, Script, string, RegExp]>([
  ["401", status(401), "BACKEND_FAILED", /AI_API_KEY/],
  ["403", status(403), "BACKEND_FAILED", /AI_API_KEY/],
  ["404", status(404), "BACKEND_FAILED", /AI_BASE_URL.*AI_MODEL/],
  ["400", status(400), "BACKEND_FAILED", /too long/],
  ["429", status(429, { "retry-after": "7" }), "UNAVAILABLE", /in 7 s/],
  ["429 with a date", status(429, { "retry-after": "Thu, 01 Jan 1970 00:00:09 GMT" }), "UNAVAILABLE", /in 9 s/],
  ["429 that says nothing", status(429), "UNAVAILABLE", /later/],
  ["500", status(500), "BACKEND_FAILED", /Try again/],
  ["502 as HTML", status(502, { "content-type": "text/html" }, "<h1>hunter2</h1>"), "BACKEND_FAILED", /502/],
  ["503", status(503), "UNAVAILABLE", /down/],
  ["504", status(504), "BACKEND_TIMEOUT", /too long/],
  ["a redirect", status(302, { location: "https://elsewhere.example/hunter2" }), "BACKEND_FAILED", /redirects.*AI_BASE_URL/],
  ["no connection", refused, "BACKEND_FAILED", /could not be reached/],
])("%s", async (_what, script, code, message) => {
  const problem = await failure(script);
  expect([problem.code, problem.message]).toEqual([code, expect.stringMatching(message)]);
});

test("the wait that a busy server asks for is passed on", async () => {
  expect((await failure(status(429, { "retry-after": "7" }))).headers).toEqual({ "retry-after": "7" });
  expect((await failure(status(429, { "retry-after": "hunter2" }))).headers).toEqual({});
});

test.each<[string, Script]>([["silence before the answer", silent], ["silence inside it", stalled]])("%s ends in time", async (_what, script) => {
  const problem = await failure(script, {}, { timeoutMs: 40 });
  expect([problem.code, problem.message]).toEqual(["BACKEND_TIMEOUT", expect.stringMatching(/0\.04 s.*timeoutMs/)]);
});

test("an answer without an end is cut at its bound", async () => {
  expect((await failure(endless, {}, { timeoutMs: 10_000 })).message).toMatch(/4194304 bytes/);
});

test("without an address or a model the settings are named, and nothing is sent", async () => {
  for (const [over, names] of [[{ baseUrl: "" }, /AI_BASE_URL/], [{ model: "" }, /AI_MODEL/], [{ baseUrl: "", model: "" }, /AI_BASE_URL and AI_MODEL/]] as const) {
    const problem = await failure(status(200), {}, over);
    expect([problem.code, problem.message]).toEqual(["UNAVAILABLE", expect.stringMatching(names)]);
    expect(backend(silent, over).backend.models).toEqual([]);
  }
});

test("an address inside is refused by the guard", async () => {
  const problem = await failure(status(200), {}, { baseUrl: "http://10.0.0.1/v1" });
  expect([problem.code, problem.message]).toEqual(["UNAVAILABLE", expect.stringMatching(/must not be called.*AI_BASE_URL/)]);
});

test("a key that no header takes is not shown", async () => {
  await failure(streamed([]), {}, { apiKey: "sk-hunter2\nx" });
});

// ---- Ends

test("the caller's abort reaches the server, and comes back as it is", async () => {
  const { backend: remote, calls } = backend(silent, { timeoutMs: 10_000 });
  const gone = new AbortController();
  const work = Array.fromAsync(remote.chat(request(), gone.signal));
  await expect.poll(() => calls.length).toBe(1);
  gone.abort(new Error("closed the tab"));
  await expect(work).rejects.toThrow("closed the tab");
  expect(calls[0]?.signal.aborted).toBe(true);
});

test("a reader that stops early closes the connection", async () => {
  const { backend: remote, calls } = backend(endless, { timeoutMs: 10_000 });
  for await (const event of remote.chat(request())) if (event.type === "text") break;
  expect(calls[0]?.signal.aborted).toBe(true);
});

test("health asks for the models, within two seconds, and judges the key", async () => {
  const states = await Promise.all([status(200), status(404), status(401), status(500), refused, webPage].map(async (script) => (await backend(script).backend.health()).status));
  expect(states).toEqual(["up", "up", "down", "down", "down", "up"]);
  expect((await backend(status(401)).backend.health()).detail).toMatch(/AI_API_KEY/);
  expect(await backend(status(200), { baseUrl: "" }).backend.health()).toEqual({ status: "unconfigured", latencyMs: null, detail: "Set AI_BASE_URL." });
  expect((await backend(silent, { timeoutMs: 30 }).backend.health()).status).toBe("down");
});
