/** The streamed answer of a chat completion, made from the same events. https://platform.openai.com/docs/api-reference/chat/streaming */
import { Problem } from "#kit/errors";
import { logger } from "#kit/log";
import type { ChatEvent } from "../backends/backend";
import { type AnswerHead, finishOf, type UsageEvent, unfinished, usageOf, type WireFinish, type WireUsage } from "./completion";
import { openAiError } from "#kit/openai-error";

/** A comment is sent after so much silence, so that nobody on the way takes a thinking model for a dead one. Milliseconds. */
export const KEEP_ALIVE_MS = 12_000;

type CallDelta = { index: number; id?: string; type?: "function"; function: { name?: string; arguments: string } };
type Delta = { role?: "assistant"; content?: string | null; refusal?: null; tool_calls?: CallDelta[]; function_call?: { name?: string; arguments: string } };

export type ChatCompletionChunk = {
  id: string;
  object: "chat.completion.chunk";
  created: number;
  model: string;
  choices: { index: 0; delta: Delta; logprobs: null; finish_reason: WireFinish | null }[];
  usage?: WireUsage | null;
};

/** The chunks in the order that clients check: the role, text and calls, the reason of the end, and the usage where it was asked for. */
export async function* chunksOf(events: AsyncIterable<ChatEvent>, head: AnswerHead, includeUsage: boolean): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  const { id, created, model, legacy } = head;
  const base = { id, object: "chat.completion.chunk" as const, created, model };
  const chunk = (delta: Delta, finish: WireFinish | null = null): ChatCompletionChunk => ({
    ...base,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    ...(includeUsage ? { usage: null } : {}),
  });
  const opening = (content: "" | null) => chunk({ role: "assistant", content, refusal: null });

  let opened = false;
  let calls = 0;
  let used: UsageEvent | null = null;
  let finished = false;
  for await (const event of events) {
    if (event.type === "usage") used = event;
    if ((event.type === "text" && event.delta !== "") || event.type === "call" || event.type === "finish") {
      // The content of an answer that is calls alone is null, not empty.
      if (!opened) yield opening(event.type === "call" ? null : "");
      opened = true;
    }
    if (event.type === "text" && event.delta !== "") yield chunk({ content: event.delta });
    if (event.type === "call" && !(legacy && calls > 0)) {
      for (const delta of callDeltas(event, calls, legacy)) yield chunk(delta);
      calls += 1;
    }
    if (event.type === "finish") {
      finished = true;
      yield chunk({}, finishOf(event.reason, legacy));
    }
  }
  if (!finished) throw unfinished();
  if (includeUsage) yield { ...base, choices: [], usage: usageOf(used) };
}

function callDeltas(event: Extract<ChatEvent, { type: "call" }>, index: number, legacy: boolean): Delta[] {
  const { id, name } = event;
  if (legacy) return [{ function_call: { name, arguments: "" } }, { function_call: { arguments: event.arguments } }];
  return [{ tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] }, { tool_calls: [{ index, function: { arguments: event.arguments } }] }];
}

const encoder = new TextEncoder();
const DONE = "data: [DONE]\n\n";
const KEEP_ALIVE = ": keep-alive\n\n";
const log = logger("ai");

/**
 * The chunks as the body of an answer. Chunks are made only as fast as they are read.
 * An error ends it with an `error` event in place of [DONE], since the status has long been sent.
 * @param cancel told when the reader goes away, so that the model stops too
 */
export function sseBody(chunks: AsyncIterable<unknown>, cancel: (reason: unknown) => void): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let pending: Promise<Turn> | null = null;
  let left = false;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      pending ??= turnOf(iterator, () => left);
      const turn = await orKeepAlive(pending);
      if (turn.kind !== "silent") pending = null;
      controller.enqueue(encoder.encode(turn.text));
      if (turn.kind === "last") controller.close();
    },
    async cancel(reason) {
      left = true;
      // First the signal: an iterator that waits for the model does not hear of its return.
      cancel(reason);
      await iterator.return?.().catch(() => {});
    },
  });
}

type Turn = { kind: "chunk" | "last" | "silent"; text: string };

async function turnOf(iterator: AsyncIterator<unknown>, left: () => boolean): Promise<Turn> {
  try {
    const { done, value } = await iterator.next();
    return done === true ? { kind: "last", text: DONE } : { kind: "chunk", text: `data: ${JSON.stringify(value)}\n\n` };
  } catch (error) {
    // A reader that leaves breaks off the work; that is no fault.
    if (!(error instanceof Problem) && !left()) log.error("ai.stream.failed", error);
    const problem = error instanceof Problem ? error : new Problem("INTERNAL", "Something went wrong on our side. Try again.");
    return { kind: "last", text: `data: ${JSON.stringify(openAiError(problem))}\n\n` };
  }
}

async function orKeepAlive(turn: Promise<Turn>): Promise<Turn> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<Turn>((resolve) => {
    timer = setTimeout(() => resolve({ kind: "silent", text: KEEP_ALIVE }), KEEP_ALIVE_MS);
  });
  try {
    return await Promise.race([turn, silence]);
  } finally {
    clearTimeout(timer);
  }
}
