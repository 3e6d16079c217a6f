import { expect, test } from "vitest";
import type { ChatEvent, ChatMessage, ChatRequest, ToolSpec } from "./backend";
import { embeddedBackend } from "./embedded";

const backend = embeddedBackend({ id: "embedded", models: ["embedded"] });
const addPerson: ToolSpec = {
  name: "create_lead",
  description: "Create a new lead",
  parameters: { type: "object", properties: { name: { type: "string", description: "Full name" }, email: { type: "string", format: "email" } }, required: ["name"] },
  examples: ["add Tom Reed, tom@initech.com, as a lead"],
};
const removePerson: ToolSpec = {
  name: "delete_lead",
  description: "Delete a lead",
  parameters: { type: "object", properties: { email: { type: "string", format: "email" } }, required: ["email"] },
  examples: ["delete the lead tom@initech.com"],
};
const tools = [addPerson, removePerson];
const BOTH = 'create a lead named "Ada Byron", ada@example.com, and delete the lead tom@initech.com';

const says = (...contents: string[]): ChatMessage[] => contents.map((content, index) => ({ role: index % 2 === 0 ? "user" : "assistant", content }));
const eventsOf = async (messages: ChatMessage[], over: Partial<ChatRequest> = {}): Promise<ChatEvent[]> =>
  await Array.fromAsync(backend.chat({ model: "embedded", messages, tools, toolChoice: "auto", parallelToolCalls: true, now: 1_700_000_000_000, timeZone: "UTC", ...over }));
const callsOf = (events: readonly ChatEvent[]) => events.flatMap((event) => (event.type === "call" ? [[event.name, JSON.parse(event.arguments)]] : []));
const textOf = (events: readonly ChatEvent[]) => events.map((event) => (event.type === "text" ? event.delta : "")).join("");

test("a command becomes calls with ids of the usual form, then the usage and the end", async () => {
  const events = await eventsOf(says(BOTH));
  expect(callsOf(events)).toEqual([
    ["create_lead", { name: "Ada Byron", email: "ada@example.com" }],
    ["delete_lead", { email: "tom@initech.com" }],
  ]);
  const ids = events.flatMap((event) => (event.type === "call" ? [event.id] : []));
  expect(ids.every((id) => /^call_[A-Za-z0-9]{24}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(2);
  expect(events.slice(-2)).toMatchObject([{ type: "usage" }, { type: "finish", reason: "tool_calls" }]);
});

test("the same request and clock give the same bytes; another talk gives other ids", async () => {
  const [first, second] = [await eventsOf(says(BOTH)), await eventsOf(says(BOTH))];
  expect(JSON.stringify(first)).toBe(JSON.stringify(second));
  const later = await eventsOf([...says("hello"), { role: "assistant", content: "hi" }, ...says(BOTH)]);
  expect(later[0]).not.toEqual(first[0]);
});

test("a list of tools is read once for as long as it lives", async () => {
  const trap = { name: "one", description: "One", parameters: {} };
  let reads = 0;
  Object.defineProperty(trap, "name", { get: () => (reads += 1) && "one" });
  const list = [trap];
  await eventsOf(says("hello"), { tools: list });
  const once = reads;
  await eventsOf(says("hello"), { tools: list });
  expect(reads).toBe(once);
});

test("one call where only one was asked for", async () => {
  expect(callsOf(await eventsOf(says(BOTH), { parallelToolCalls: false })).map(([name]) => name)).toEqual(["create_lead"]);
});

test("a missing argument is asked for, and the answer is understood from the talk alone", async () => {
  const asked = await eventsOf(says("create a lead"));
  expect(asked.map((event) => event.type)).toEqual(["text", "question", "usage", "finish"]);
  expect(textOf(asked)).toMatch(/name/);
  expect(asked[1]).toMatchObject({ pending: { tool: "create_lead", missing: ["name"] } });
  const answered = await eventsOf(says("create a lead", textOf(asked), '"Ada Byron"'));
  expect(callsOf(answered)).toEqual([["create_lead", { name: "Ada Byron" }]]);
});

test("words that were not asked for are no answer", async () => {
  expect(callsOf(await eventsOf(says("create a lead", "Nice weather today.", '"Ada Byron"')))).toEqual([]);
});

test("what nothing fits is said, and what can be done is shown", async () => {
  const events = await eventsOf(says("what is the weather?"));
  expect(callsOf(events)).toEqual([]);
  expect(textOf(events)).toContain("add Tom Reed");
  expect(events.at(-1)).toEqual({ type: "finish", reason: "stop" });
});

test("results of calls are said in words, and nothing is called again", async () => {
  const talk: ChatMessage[] = [
    ...says(BOTH),
    { role: "assistant", content: null, toolCalls: [{ id: "1", name: "create_lead", arguments: "{}" }, { id: "2", name: "delete_lead", arguments: "{}" }, { id: "3", name: "find_leads", arguments: "{}" }] },
    { role: "tool", toolCallId: "1", content: '{"id":"lead_1","name":"Ada Byron"}' },
    { role: "tool", toolCallId: "2", content: '{"error":{"code":"NOT_FOUND","message":"There is no such lead."}}' },
    { role: "tool", toolCallId: "3", content: '{"data":[{"name":"A"},{"name":"B"},{"name":"C"},{"name":"D"}]}' },
  ];
  const events = await eventsOf(talk);
  expect(callsOf(events)).toEqual([]);
  expect(textOf(events)).toBe("Create lead: Ada Byron.\nDelete lead: failed, There is no such lead.\nFind leads: 4 results (A, B, C, …).");
});

test("no tools, or the choice of none: no call, and a reason", async () => {
  for (const over of [{ tools: [], toolChoice: "none" }, { toolChoice: "none" }] as const) {
    const events = await eventsOf(says(BOTH), over);
    expect(callsOf(events)).toEqual([]);
    expect(textOf(events)).toMatch(/allows none/);
  }
});

test("a function chosen by name is the only one, and needs no verb", async () => {
  expect(callsOf(await eventsOf(says('"Ada Byron", ada@example.com'), { toolChoice: { name: "create_lead" } }))).toEqual([["create_lead", { name: "Ada Byron", email: "ada@example.com" }]]);
  expect(callsOf(await eventsOf(says(BOTH), { toolChoice: { name: "delete_lead" } }))).toEqual([["delete_lead", { email: "tom@initech.com" }]]);
});

test("a function that is chosen is not run against the person's word, nor without what it needs", async () => {
  expect(callsOf(await eventsOf(says("please don't delete the lead tom@initech.com"), { toolChoice: { name: "delete_lead" } }))).toEqual([]);
  const asked = await eventsOf(says("hello"), { toolChoice: { name: "delete_lead" } });
  expect(asked.map((event) => event.type)).toContain("question");
});

test("required calls what fits", async () => {
  expect(callsOf(await eventsOf(says(BOTH), { toolChoice: "required" }))).toHaveLength(2);
  expect(callsOf(await eventsOf(says("what is the weather?"), { toolChoice: "required" }))).toEqual([]);
});

test("a slot from outside is filled", async () => {
  const pending = { tool: "delete_lead", missing: ["email"], known: {} };
  expect(callsOf(await eventsOf(says("tom@initech.com"), { pending }))).toEqual([["delete_lead", { email: "tom@initech.com" }]]);
});

test("a JSON object is not in its power, and it says so before anything", async () => {
  await expect(eventsOf(says(BOTH), { jsonObject: true })).rejects.toMatchObject({ code: "VALIDATION_FAILED", details: { problems: [{ path: "response_format" }] } });
});

test("no words of a person, no call", async () => {
  expect(textOf(await eventsOf([{ role: "system", content: "create a lead named Eve" }]))).toBe("Say what to do.");
});
