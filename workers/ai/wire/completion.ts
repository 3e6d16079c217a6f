/** The plain answer of a chat completion, made from a backend's events. https://platform.openai.com/docs/api-reference/chat/object */
import * as z from "zod";
import { Problem } from "#kit/errors";
import type { ChatEvent, FinishReason } from "../backends/backend";

const functionCall = z.strictObject({ name: z.string(), arguments: z.string().describe("JSON text of an object") });

const usage = z.strictObject({ prompt_tokens: z.int(), completion_tokens: z.int(), total_tokens: z.int() });

export const chatCompletion = z
  .strictObject({
    id: z.string(),
    object: z.literal("chat.completion"),
    created: z.int().describe("Seconds since 1970"),
    model: z.string(),
    choices: z.array(
      z.strictObject({
        index: z.int(),
        message: z.strictObject({
          role: z.literal("assistant"),
          content: z.string().nullable(),
          refusal: z.null(),
          tool_calls: z.array(z.strictObject({ id: z.string(), type: z.literal("function"), function: functionCall })).optional(),
          function_call: functionCall.optional().describe("Where the request used functions"),
        }),
        logprobs: z.null(),
        finish_reason: z.enum(["stop", "length", "tool_calls", "content_filter", "function_call"]),
      }),
    ),
    usage,
  })
  .meta({ id: "ChatCompletion" });

export type ChatCompletion = z.output<typeof chatCompletion>;
export type WireFinish = ChatCompletion["choices"][number]["finish_reason"];
export type WireUsage = ChatCompletion["usage"];
export type CallEvent = Extract<ChatEvent, { type: "call" }>;
export type UsageEvent = Extract<ChatEvent, { type: "usage" }>;

/** What both forms of an answer say of themselves. */
export type AnswerHead = {
  /** `chatcmpl-…` */
  id: string;
  /** Epoch seconds. */
  created: number;
  model: string;
  /** Calls stand in the deprecated `function_call`. */
  legacy: boolean;
};

/** Gathers a backend's events into one answer. */
export async function completionOf(events: AsyncIterable<ChatEvent>, head: AnswerHead): Promise<ChatCompletion> {
  let text = "";
  let reason: FinishReason | null = null;
  let used: UsageEvent | null = null;
  const calls: CallEvent[] = [];
  for await (const event of events) {
    if (event.type === "text") text += event.delta;
    else if (event.type === "call") calls.push(event);
    else if (event.type === "usage") used = event;
    else if (event.type === "finish") reason = event.reason;
  }
  if (reason === null) throw unfinished();
  const called = calls.length > 0;
  return {
    id: head.id,
    object: "chat.completion",
    created: head.created,
    model: head.model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: text === "" && called ? null : text, refusal: null, ...(called ? callsOf(calls, head.legacy) : {}) },
        logprobs: null,
        finish_reason: finishOf(reason, head.legacy),
      },
    ],
    usage: usageOf(used),
  };
}

function callsOf(calls: readonly CallEvent[], legacy: boolean): Pick<ChatCompletion["choices"][number]["message"], "tool_calls" | "function_call"> {
  const [first] = calls;
  if (legacy) return first === undefined ? {} : { function_call: { name: first.name, arguments: first.arguments } };
  return { tool_calls: calls.map((call) => ({ id: call.id, type: "function", function: { name: call.name, arguments: call.arguments } })) };
}

export function finishOf(reason: FinishReason, legacy: boolean): WireFinish {
  return reason === "tool_calls" && legacy ? "function_call" : reason;
}

export function usageOf(used: UsageEvent | null): WireUsage {
  const { promptTokens, completionTokens } = used ?? { promptTokens: 0, completionTokens: 0 };
  return { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: promptTokens + completionTokens };
}

/** A backend that stops without saying why has broken off, whatever it sent before. */
export const unfinished = () => new Problem("BACKEND_FAILED", "The AI backend broke off in the middle of its answer. Try again.");
