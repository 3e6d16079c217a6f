import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { Problem } from "#kit/errors";
import type { ChatEvent } from "../backends/backend";
import { type ChatCompletion, chatCompletion, completionOf } from "./completion";
import { openAiError } from "#kit/openai-error";
import { readSse } from "./sse";
import { type ChatCompletionChunk, chunksOf, KEEP_ALIVE_MS, sseBody } from "./stream";

const HEAD = { id: "chatcmpl-1", created: 1_700_000_000, model: "m", legacy: false };
const USAGE: ChatEvent = { type: "usage", promptTokens: 42, completionTokens: 18 };
const call = (id: string, name: string, args: string): ChatEvent => ({ type: "call", id, name, arguments: args });

async function* from(events: readonly ChatEvent[]): AsyncGenerator<ChatEvent> {
  yield* events;
}
const dataOf = async (events: AsyncIterable<ChatEvent>, includeUsage: boolean, head = HEAD) => {
  const body = sseBody(chunksOf(events, head, includeUsage), () => {});
  return (await Array.fromAsync(readSse(body))).map((event) => event.data);
};

test("two calls with usage give the transcript of the reference, event by event", async () => {
  const data = await dataOf(from([call("call_a", "get_weather", '{"city":"Oslo"}'), call("call_b", "get_time", "{}"), USAGE, { type: "finish", reason: "tool_calls" }]), true);
  expect(data[0]).toBe('{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":null,"refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}');
  const chunks = data.slice(1, -1).map((text) => JSON.parse(text) as ChatCompletionChunk);
  expect(chunks.slice(0, -1).map((chunk) => [chunk.choices[0]?.delta, chunk.choices[0]?.finish_reason, chunk.usage])).toEqual([
    [{ tool_calls: [{ index: 0, id: "call_a", type: "function", function: { name: "get_weather", arguments: "" } }] }, null, null],
    [{ tool_calls: [{ index: 0, function: { arguments: '{"city":"Oslo"}' } }] }, null, null],
    [{ tool_calls: [{ index: 1, id: "call_b", type: "function", function: { name: "get_time", arguments: "" } }] }, null, null],
    [{ tool_calls: [{ index: 1, function: { arguments: "{}" } }] }, null, null],
    [{}, "tool_calls", null],
  ]);
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 42, completion_tokens: 18, total_tokens: 60 } });
  expect(data.at(-1)).toBe("[DONE]");
});

test("without the wish for it no chunk speaks of usage", async () => {
  expect((await dataOf(from([{ type: "text", delta: "hi" }, USAGE, { type: "finish", reason: "stop" }]), false)).join()).not.toContain("usage");
});

/** What a client makes of a stream, with the checks of OpenAI's own. */
function accumulated(chunks: readonly ChatCompletionChunk[]): ChatCompletion {
  const [first] = chunks;
  const message: ChatCompletion["choices"][number]["message"] = { role: "assistant", content: null, refusal: null };
  let finish: ChatCompletion["choices"][number]["finish_reason"] | null = null;
  let usage: ChatCompletion["usage"] | null = null;
  for (const chunk of chunks) {
    expect([chunk.id, chunk.created, chunk.model]).toEqual([first?.id, first?.created, first?.model]);
    if (chunk.usage) usage = chunk.usage;
    for (const { delta, finish_reason } of chunk.choices) {
      expect(finish).toBeNull();
      if (typeof delta.content === "string") message.content = (message.content ?? "") + delta.content;
      for (const { index, id, function: called } of delta.tool_calls ?? []) {
        const known = (message.tool_calls ??= [])[index];
        if (known === undefined) message.tool_calls[index] = { id: id ?? "?", type: "function", function: { name: called.name ?? "?", arguments: called.arguments } };
        else known.function.arguments += called.arguments;
      }
      if (delta.function_call) {
        const known = (message.function_call ??= { name: delta.function_call.name ?? "?", arguments: "" });
        known.arguments += delta.function_call.arguments;
      }
      finish = finish_reason;
    }
  }
  if (first?.choices[0]?.delta.role !== "assistant" || finish === null || usage === null) throw new Error("not a whole stream");
  return { id: first.id, object: "chat.completion", created: first.created, model: first.model, choices: [{ index: 0, message, logprobs: null, finish_reason: finish }], usage };
}

const anyEvent: fc.Arbitrary<ChatEvent> = fc.oneof(
  fc.record({ type: fc.constant("text" as const), delta: fc.string({ unit: "binary", maxLength: 9 }) }),
  fc.record({ type: fc.constant("call" as const), id: fc.uuid(), name: fc.stringMatching(/^[a-z_]{1,9}$/), arguments: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }).map((args) => JSON.stringify(args)) }),
  fc.constant<ChatEvent>({ type: "question", pending: { tool: "t", missing: [], known: {} } }),
  fc.constant(USAGE),
);

test("a stream, put together, is the plain answer; both fit their schema", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyEvent, { maxLength: 8 }), fc.constantFrom("stop" as const, "length" as const, "tool_calls" as const, "content_filter" as const), fc.boolean(), async (some, reason, legacy) => {
      const events = [...some, { type: "finish" as const, reason }];
      const head = { ...HEAD, legacy };
      const plain = await completionOf(from(events), head);
      const data = await dataOf(from(events), true, head);
      expect(data.at(-1)).toBe("[DONE]");
      expect(chatCompletion.parse(plain)).toEqual(plain);
      // Lone halves of characters are not text in UTF-8, and come out of both forms the same way.
      const sent = JSON.parse(new TextDecoder().decode(new TextEncoder().encode(JSON.stringify(plain)))) as ChatCompletion;
      expect(accumulated(data.slice(0, -1).map((text) => JSON.parse(text) as ChatCompletionChunk))).toEqual(sent);
    }),
    { numRuns: 200 },
  );
});

test("calls alone have null for content, words alone no list of calls, silence an empty text", async () => {
  const message = async (...events: ChatEvent[]) => (await completionOf(from([...events, { type: "finish", reason: "stop" }]), HEAD)).choices[0]?.message;
  expect(await message(call("a", "f", "{}"))).toEqual({ role: "assistant", content: null, refusal: null, tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }] });
  expect(await message({ type: "text", delta: "hi" })).toEqual({ role: "assistant", content: "hi", refusal: null });
  expect(await message()).toEqual({ role: "assistant", content: "", refusal: null });
});

test("who asked by the deprecated functions is answered by function_call", async () => {
  const answer = await completionOf(from([call("a", "f", "{}"), { type: "finish", reason: "tool_calls" }]), { ...HEAD, legacy: true });
  expect(answer.choices[0]).toMatchObject({ message: { content: null, function_call: { name: "f", arguments: "{}" } }, finish_reason: "function_call" });
});

test("a backend that stops without a reason has failed, in both forms", async () => {
  await expect(completionOf(from([{ type: "text", delta: "hi" }]), HEAD)).rejects.toMatchObject({ code: "BACKEND_FAILED" });
  const data = await dataOf(from([{ type: "text", delta: "hi" }]), false);
  expect(JSON.parse(data.at(-1) ?? "")).toMatchObject({ error: { type: "server_error", code: "backend_failed", param: null } });
});

async function* failing(error: Error): AsyncGenerator<ChatEvent> {
  yield { type: "text", delta: "hi" };
  throw error;
}

test("a failure after the beginning stands in the stream, in place of [DONE]", async () => {
  const data = await dataOf(failing(new Problem("BACKEND_TIMEOUT", "It took too long.")), false);
  expect(data).toHaveLength(3);
  expect(JSON.parse(data[2] ?? "")).toEqual({ error: { message: "It took too long.", type: "server_error", param: null, code: "backend_timeout" } });
});

test("a fault of ours says nothing of its inside", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const data = await dataOf(failing(new Error("hunter2")), false);
  expect(data.join()).not.toContain("hunter2");
  expect(JSON.parse(data[2] ?? "")).toMatchObject({ error: { type: "server_error", code: "internal" } });
  expect(logged).toHaveBeenCalledOnce();
  logged.mockRestore();
});

// ---- Readers that are slow, and readers that leave

afterEach(() => vi.useRealTimers());

test("silence is filled with comments, and nothing is lost", async () => {
  vi.useFakeTimers();
  let speak = (): void => {};
  const wait = new Promise<void>((resolve) => (speak = resolve));
  async function* slow(): AsyncGenerator<ChatEvent> {
    await wait;
    yield { type: "text", delta: "hi" };
    yield { type: "finish", reason: "stop" };
  }
  const reader = sseBody(chunksOf(slow(), HEAD, false), () => {}).pipeThrough(new TextDecoderStream()).getReader();
  for (const _ of [1, 2]) {
    const read = reader.read();
    await vi.advanceTimersByTimeAsync(KEEP_ALIVE_MS);
    expect((await read).value).toBe(": keep-alive\n\n");
  }
  speak();
  let rest = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) rest += read.value;
  expect(rest.match(/"content":"hi"/g)).toHaveLength(1);
  expect(rest.endsWith("data: [DONE]\n\n")).toBe(true);
});

test("a reader that leaves ends the backend's work, even while it waits", async () => {
  const logged = vi.spyOn(console, "error");
  const gone = new AbortController();
  let ended = false;
  async function* thinking(): AsyncGenerator<ChatEvent> {
    try {
      yield { type: "text", delta: "hi" };
      await new Promise((_, reject) => gone.signal.addEventListener("abort", () => reject(gone.signal.reason as Error)));
    } finally {
      ended = true;
    }
  }
  const reader = sseBody(chunksOf(thinking(), HEAD, false), (reason) => gone.abort(reason)).getReader();
  await reader.read();
  await reader.read();
  await reader.cancel(new Error("closed the tab"));
  await expect.poll(() => ended).toBe(true);
  expect(logged).not.toHaveBeenCalled();
  logged.mockRestore();
});

test("chunks are made no faster than they are read", async () => {
  let made = 0;
  async function* fast(): AsyncGenerator<ChatEvent> {
    for (;;) {
      made += 1;
      yield { type: "text", delta: "x" };
    }
  }
  const reader = sseBody(chunksOf(fast(), HEAD, false), () => {}).getReader();
  for (let reads = 0; reads < 5; reads += 1) await reader.read();
  expect(made).toBeLessThan(10);
  await reader.cancel();
});

// ---- Errors

test.each([
  [new Problem("VALIDATION_FAILED", "2 values do not fit.", { problems: [{ path: "messages.0.content.1.type", message: "is wrong" }, { path: "n", message: "only 1" }] }), "messages[0].content[1].type: is wrong; n: only 1", "invalid_request_error", "messages[0].content[1].type", "validation_failed"],
  [new Problem("UNAUTHENTICATED", "Who?"), "Who?", "authentication_error", null, "invalid_api_key"],
  [new Problem("FORBIDDEN", "No."), "No.", "permission_error", null, "forbidden"],
  [new Problem("NOT_FOUND", "No model.", { code: "model_not_found", problems: [{ path: "model", message: "x" }] }), "No model.", "not_found_error", "model", "model_not_found"],
  [new Problem("RATE_LIMITED", "Slow."), "Slow.", "rate_limit_error", null, "rate_limit_exceeded"],
  [new Problem("MALFORMED_JSON", "Bad."), "Bad.", "invalid_request_error", null, "malformed_json"],
  [new Problem("UNAVAILABLE", "Later."), "Later.", "server_error", null, "unavailable"],
] as const)("%s as OpenAI says it", (problem, message, type, param, code) => {
  expect(openAiError(problem)).toEqual({ error: { message, type, param, code } });
});
