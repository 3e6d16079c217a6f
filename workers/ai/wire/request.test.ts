import { expect, test } from "vitest";
import * as z from "zod";
import { Problem } from "#kit/errors";
import { askedOf } from "./chat-request";
import { chatCompletionRequest } from "./request";

const own = [{ name: "create_lead" }, { name: "find_leads" }];
const base = { model: "default", messages: [{ role: "user", content: "hi" }] };
const tool = (name: string) => ({ type: "function", function: { name, description: "Does", parameters: { type: "object", properties: {} } } });
const tools = [tool("one"), tool("two")];

const asked = (over: object) => askedOf(chatCompletionRequest.parse({ ...base, ...over }), { own, now: 5, timeZone: "UTC" });
const offered = (over: object) => {
  const { request } = asked(over);
  return { tools: request.tools.map((one) => one.name), choice: request.toolChoice };
};

/** The paths that are complained of. */
function refused(over: object): string[] {
  const parsed = chatCompletionRequest.safeParse({ ...base, ...over });
  if (!parsed.success) return parsed.error.issues.map((issue) => (issue.code === "unrecognized_keys" ? issue.keys.join() : issue.path.join(".")));
  try {
    askedOf(parsed.data, { own, now: 5, timeZone: "UTC" });
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return (error.details["problems"] as { path: string }[]).map((problem) => problem.path);
  }
}

test.each<[string, object, object]>([
  ["no tools: the caller's own functions", {}, { tools: ["create_lead", "find_leads"], choice: "auto" }],
  ["null is left out", { tools: null, tool_choice: null }, { tools: ["create_lead", "find_leads"], choice: "auto" }],
  ["an empty list: none", { tools: [] }, { tools: [], choice: "none" }],
  ["the caller's tools", { tools }, { tools: ["one", "two"], choice: "auto" }],
  ["the choice of none", { tools, tool_choice: "none" }, { tools: [], choice: "none" }],
  ["the choice of none of our own", { tool_choice: "none" }, { tools: [], choice: "none" }],
  ["required", { tools, tool_choice: "required" }, { tools: ["one", "two"], choice: "required" }],
  ["one by name", { tools, tool_choice: { type: "function", function: { name: "two" } } }, { tools: ["one", "two"], choice: { name: "two" } }],
  ["one of our own by name", { tool_choice: { type: "function", function: { name: "find_leads" } } }, { tools: ["create_lead", "find_leads"], choice: { name: "find_leads" } }],
  ["allowed tools", { tools, tool_choice: { type: "allowed_tools", allowed_tools: { mode: "required", tools: [{ type: "function", function: { name: "two" } }] } } }, { tools: ["two"], choice: "required" }],
  ["deprecated functions", { functions: [{ name: "old" }], function_call: { name: "old" } }, { tools: ["old"], choice: { name: "old" } }],
  ["deprecated auto", { functions: [{ name: "old" }], function_call: "auto" }, { tools: ["old"], choice: "auto" }],
])("%s", (_what, over, expected) => {
  expect(offered(over)).toEqual(expected);
});

test("our own functions are handed on as the same list, so that what is made of it can be kept", () => {
  expect(asked({}).request.tools).toBe(own);
  expect(asked({ tool_choice: "required" }).request.tools).toBe(own);
});

test("what OpenAI's clients send is taken, null for what is left out too", () => {
  const nothing = { stop: null, stream: null, stream_options: null, temperature: null, top_p: null, n: null, seed: null, max_tokens: null, logprobs: null, user: null, metadata: null, response_format: null, parallel_tool_calls: null };
  expect(refused(nothing)).toEqual([]);
  const all = {
    stop: ["a", "b"], stream: true, stream_options: { include_usage: true }, temperature: 0.2, top_p: 1, n: 1, seed: -3, max_completion_tokens: 9, max_tokens: 5, logprobs: false,
    user: "u", metadata: { a: "b" }, response_format: { type: "json_object" }, parallel_tool_calls: false, frequency_penalty: -2, presence_penalty: 2, logit_bias: { 5: 1 }, store: true,
    service_tier: "auto", reasoning_effort: "low", modalities: ["text"], prompt_cache_key: "k", safety_identifier: "s", verbosity: "low", prediction: { type: "content", content: "x" },
  };
  const { request, stream, includeUsage } = asked(all);
  expect([stream, includeUsage]).toEqual([true, true]);
  expect(request).toMatchObject({ stop: ["a", "b"], temperature: 0.2, maxTokens: 9, parallelToolCalls: false, jsonObject: true, sampling: { topP: 1, seed: -3, frequencyPenalty: -2, presencePenalty: 2 }, now: 5 });
});

test.each<[string, object, string[]]>([
  ["an unknown parameter", { modle: "x" }, ["modle"]],
  ["two answers", { n: 2 }, ["n"]],
  ["a JSON schema", { response_format: { type: "json_schema", json_schema: {} } }, ["response_format.type"]],
  ["log probabilities", { logprobs: true }, ["logprobs"]],
  ["sound", { modalities: ["text", "audio"], audio: { voice: "x" } }, ["modalities", "audio"]],
  ["no model", { model: undefined }, ["model"]],
  ["no messages", { messages: [] }, ["messages"]],
  ["too many messages", { messages: Array(201).fill(base.messages[0]) }, ["messages"]],
  ["a role that is none", { messages: [{ role: "robot", content: "x" }] }, ["messages.0.role"]],
  ["a message without content", { messages: [{ role: "user" }] }, ["messages.0.content"]],
  ["an assistant's silence", { messages: [...base.messages, { role: "assistant", content: null }] }, ["messages.1.content"]],
  ["an image", { messages: [{ role: "user", content: [{ type: "text", text: "see" }, { type: "image_url", image_url: { url: "https://x" } }] }] }, ["messages.0.content.1.type"]],
  ["too many tools", { tools: Array.from({ length: 129 }, (_, at) => tool(`t${at}`)) }, ["tools"]],
  ["a tool's name", { tools: [tool("has spaces")] }, ["tools.0.function.name"]],
  ["a tool twice", { tools: [tool("one"), tool("one")] }, ["tools.1.function.name"]],
  ["a custom tool", { tools: [{ type: "custom", custom: { name: "x" } }] }, ["tools.0.type", "tools.0.function"]],
  ["a choice without tools", { tools: [], tool_choice: "required" }, ["tool_choice"]],
  ["a choice of what is not offered", { tools, tool_choice: { type: "function", function: { name: "three" } } }, ["tool_choice.function.name"]],
  ["a choice of another's", { tools, tool_choice: { type: "function", function: { name: "find_leads" } } }, ["tool_choice.function.name"]],
  ["allowing what is not offered", { tools, tool_choice: { type: "allowed_tools", allowed_tools: { mode: "auto", tools: [{ type: "function", function: { name: "three" } }] } } }, ["tool_choice.allowed_tools.tools"]],
  ["a choice of nothing known", { tools, tool_choice: "sometimes" }, ["tool_choice"]],
  ["both generations of tools", { tools, functions: [{ name: "old" }] }, ["functions"]],
  ["options of a stream that is none", { stream_options: { include_usage: true } }, ["stream_options"]],
  ["five stops", { stop: ["a", "b", "c", "d", "e"] }, ["stop"]],
  ["heat", { temperature: 3, top_p: -1 }, ["temperature", "top_p"]],
  ["tokens", { max_tokens: 0, max_completion_tokens: 1.5 }, ["max_completion_tokens", "max_tokens"]],
  ["metadata", { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`k${at}`, "v"])) }, ["metadata"]],
])("%s is refused by its path", (_what, over, paths) => {
  expect(refused(over).toSorted()).toEqual(paths.toSorted());
});

test("a body that is no object is refused as such", () => {
  for (const body of [null, [], "x", 5]) expect(chatCompletionRequest.safeParse(body).error?.issues).toMatchObject([{ path: [], message: "The body is not a JSON object." }]);
});

// ---- The order of calls and their results

const call = (id: string) => ({ id, type: "function", function: { name: "one", arguments: "{}" } });
const calling = (...ids: string[]) => ({ role: "assistant", content: null, tool_calls: ids.map(call), refusal: null, annotations: [] });
const result = (id: string) => ({ role: "tool", tool_call_id: id, content: "ok" });

test.each<[string, object[], string[]]>([
  ["two calls, answered in any order", [calling("a", "b"), result("b"), result("a")], []],
  ["calls in two turns", [calling("a"), result("a"), calling("b"), result("b"), { role: "user", content: "thanks" }], []],
  ["a result of no call", [result("a")], ["messages.1.tool_call_id"]],
  ["a result twice", [calling("a"), result("a"), result("a")], ["messages.3.tool_call_id"]],
  ["a result without its call's id", [calling("a"), { role: "tool", content: "ok" }, result("a")], ["messages.2.tool_call_id"]],
  ["a call that is not answered", [calling("a", "b"), result("a"), { role: "user", content: "and?" }], ["messages.1.tool_calls"]],
  ["a call at the end", [calling("a")], ["messages.1.tool_calls"]],
  ["two calls with one id", [calling("a", "a"), result("a")], ["messages.1.tool_calls"]],
])("%s", (_what, more, paths) => {
  expect(refused({ messages: [...base.messages, ...more] })).toEqual(paths);
});

test("messages become the port's, parts their text, deprecated calls calls with ids", () => {
  const messages = [
    { role: "developer", content: "be brief" },
    { role: "user", content: [{ type: "text", text: "a" }, { type: "text", text: "b" }], name: "ann" },
    { role: "assistant", content: null, function_call: { name: "old", arguments: "{}" } },
    { role: "function", name: "old", content: "ok" },
    calling("x"),
    result("x"),
    { role: "assistant", refusal: "no" },
  ];
  const id = `call_${"2".padStart(24, "0")}`;
  expect(asked({ messages, functions: [{ name: "old" }] }).request.messages).toEqual([
    { role: "developer", content: "be brief" },
    { role: "user", content: "a\nb", name: "ann" },
    { role: "assistant", content: null, toolCalls: [{ id, name: "old", arguments: "{}" }] },
    { role: "tool", content: "ok", toolCallId: id },
    { role: "assistant", content: null, toolCalls: [{ id: "x", name: "one", arguments: "{}" }] },
    { role: "tool", content: "ok", toolCallId: "x" },
    { role: "assistant", content: "no" },
  ]);
});

test("the schema can be published", () => {
  const schema = z.toJSONSchema(chatCompletionRequest, { io: "input" }).$defs?.["ChatCompletionRequest"];
  expect(Object.keys(schema?.properties ?? {})).toContain("messages");
  expect(schema).toMatchObject({ type: "object", required: ["model", "messages"], additionalProperties: false });
});
