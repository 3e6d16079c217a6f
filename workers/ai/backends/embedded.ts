/**
 * The backend that needs no network: the command parser behind the port of models. It makes calls of commands and asks
 * for what is missing; beyond that it has no words. The same request and clock give the same bytes.
 */
import { sha256Hex } from "#kit/crypto";
import { invalid } from "#kit/errors";
import { interpret, type Interpretation, toolbox, type Toolbox } from "../embedded";
import type { Backend, ChatEvent, ChatMessage, ChatRequest, ToolSpec } from "./backend";
import { sayResults } from "./results";
import { charsOfMessages, charsOfTools, tokensOf } from "./usage";

/** How many questions back a talk is followed, to know what the last answer answers. */
const QUESTIONS_MAX = 3;
const NO_CALLS = "I turn commands into calls of functions, and this request allows none.";
const NO_COMMAND = "Say what to do.";

/** What is made of a list of tools, once for as long as the list lives. */
type Offer = { box: Toolbox; chars: number };
type OfferOf = (tools: readonly ToolSpec[]) => Offer;

export function embeddedBackend({ id, models }: { id: string; models: readonly string[] }): Backend {
  const offers = new WeakMap<readonly ToolSpec[], Offer>();
  const offerOf: OfferOf = (tools) => {
    let offer = offers.get(tools);
    if (offer === undefined) {
      offer = { box: toolbox(tools), chars: charsOfTools(tools) };
      offers.set(tools, offer);
    }
    return offer;
  };
  return {
    id,
    kind: "embedded",
    models,
    chat: (request, signal) => answer(request, offerOf, signal),
    health: () => Promise.resolve({ status: "up", latencyMs: 0 }),
  };
}

async function* answer(request: ChatRequest, offerOf: OfferOf, signal?: AbortSignal): AsyncGenerator<ChatEvent, void, undefined> {
  if (request.jsonObject === true) throw invalid([{ path: "response_format", message: "this model answers in calls and plain sentences; json_object needs another model" }]);
  signal?.throwIfAborted();
  const offer = offerOf(request.tools);
  const events = await eventsOf(await meaningOf(request, offer, offerOf), request);
  yield* events;
  const written = events.reduce((chars, event) => chars + (event.type === "text" ? event.delta.length : event.type === "call" ? event.name.length + event.arguments.length : 0), 0);
  yield { type: "usage", promptTokens: tokensOf(charsOfMessages(request.messages) + offer.chars), completionTokens: tokensOf(written) };
  yield { type: "finish", reason: events.some((event) => event.type === "call") ? "tool_calls" : "stop" };
}

async function eventsOf(meaning: Interpretation, request: ChatRequest): Promise<ChatEvent[]> {
  switch (meaning.kind) {
    case "none":
      return [{ type: "text", delta: meaning.text }];
    case "question": {
      const { text, tool, missing, known } = meaning;
      return [{ type: "text", delta: text }, { type: "question", pending: { tool, missing, known } }];
    }
    case "calls": {
      const calls = request.parallelToolCalls ? meaning.calls : meaning.calls.slice(0, 1);
      const callId = await callIds(request);
      return calls.map((call, index) => ({ type: "call", id: callId(index), name: call.name, arguments: JSON.stringify(call.arguments) }));
    }
  }
}

/** Ids of the usual form (`call_` and 24 letters or digits), made from the request so that a repeated one repeats them. */
async function callIds({ messages, tools, now }: ChatRequest): Promise<(index: number) => string> {
  const digest = await sha256Hex(JSON.stringify([messages, tools.map((tool) => tool.name), now]));
  return (index) => `call_${digest.slice(0, 20)}${index.toString(16).padStart(4, "0")}`;
}

async function meaningOf(request: ChatRequest, offer: Offer, offerOf: OfferOf): Promise<Interpretation> {
  const { messages, tools, toolChoice } = request;
  const results = sayResults(messages);
  if (results !== null) return { kind: "none", text: results };
  const last = messages.findLastIndex((message) => message.role === "user");
  const command = messages[last]?.content ?? "";
  if (toolChoice === "none" || tools.length === 0) return { kind: "none", text: NO_CALLS };
  if (command.trim() === "") return { kind: "none", text: NO_COMMAND };
  const only = typeof toolChoice === "object" ? tools.filter((tool) => tool.name === toolChoice.name) : tools;
  const { box } = only.length === tools.length ? offer : offerOf(only);
  const pending = request.pending ?? (await pendingOf(messages.slice(0, last), box, request));
  const meaning = await interpret(command, box, { now: request.now, timeZone: request.timeZone, pending });
  const [tool] = only;
  if (toolChoice === "auto" || tool === undefined || only.length > 1 || meaning.kind !== "none") return meaning;
  return await insisted(command, tool, box, meaning, request);
}

/**
 * A function that was chosen by name needs no verb: the command is read as the answer to "with what?". A command that
 * calls the thing off stays what it is, so that only the abstention for want of a function is overruled.
 */
async function insisted(command: string, tool: ToolSpec, box: Toolbox, meaning: Interpretation & { kind: "none" }, clock: Clock): Promise<Interpretation> {
  const nothingFits = await interpret("", box, { now: clock.now, timeZone: clock.timeZone });
  if (nothingFits.kind !== "none" || nothingFits.text !== meaning.text) return meaning;
  return await interpret(command, box, { now: clock.now, timeZone: clock.timeZone, pending: { tool: tool.name, missing: requiredOf(tool), known: {} } });
}

type Clock = { now: number; timeZone: string };

function requiredOf(tool: ToolSpec): string[] {
  const required = tool.parameters?.["required"];
  return Array.isArray(required) ? required.filter((name) => typeof name === "string") : [];
}

/**
 * The question that the last user message may answer. Nothing is kept between requests: the talk itself tells, by
 * reading its last commands again and seeing whether the question that came back is the one that was asked.
 */
async function pendingOf(before: readonly ChatMessage[], box: Toolbox, { now, timeZone }: Clock): Promise<ChatRequest["pending"]> {
  let pending: ChatRequest["pending"];
  for (const { command, reply } of askedBefore(before)) {
    const meaning = await interpret(command, box, { now, timeZone, pending });
    pending = meaning.kind === "question" && meaning.text === reply ? { tool: meaning.tool, missing: meaning.missing, known: meaning.known } : undefined;
  }
  return pending;
}

/** The unbroken row of commands that were answered in words, at the end of a talk. */
function askedBefore(messages: readonly ChatMessage[]): { command: string; reply: string }[] {
  const turns: { command: string; reply: string }[] = [];
  for (let at = messages.length - 1; at > 0 && turns.length < QUESTIONS_MAX; at -= 2) {
    const reply = messages[at];
    const command = messages[at - 1];
    if (reply?.role !== "assistant" || reply.toolCalls !== undefined || command?.role !== "user") break;
    turns.unshift({ command: command.content ?? "", reply: reply.content ?? "" });
  }
  return turns;
}
