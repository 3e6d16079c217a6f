/**
 * A model's answer, put together from its chunks. A model's output is untrusted: a call counts only when it is whole,
 * its function was offered and its arguments are a JSON object; one that is not ends the answer before any call is known.
 */
import * as z from "zod";
import type { ChatEvent, FinishReason } from "./backend";
import { backendFailed } from "./upstream-problem";

/** Calls of one answer. The indexes that OpenAI's clients take end there as well. */
export const ANSWER_CALLS_MAX = 128;
const ID = /^[\x21-\x7e]{1,200}$/;

const part = z.object({ type: z.string().nullish(), text: z.string().nullish() });
const callDelta = z.object({
  index: z.int().min(0).max(ANSWER_CALLS_MAX - 1).nullish(),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish() }).nullish(),
});
const delta = z.object({
  content: z.union([z.string(), z.array(part)]).nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(callDelta).nullish(),
});
const chunk = z.object({
  choices: z.array(z.object({ index: z.number().nullish(), delta: delta.nullish(), message: delta.nullish(), finish_reason: z.string().nullish() })).nullish(),
  usage: z.object({ prompt_tokens: z.int().min(0), completion_tokens: z.int().min(0) }).nullish().catch(undefined),
});

type CallDelta = z.output<typeof callDelta>;
type PartialCall = { id: string; name: string; arguments: string };
type CallEvent = Extract<ChatEvent, { type: "call" }>;

export class UpstreamAnswer {
  readonly #names: { id: string };
  readonly #slots = new Map<number, PartialCall>();
  /** In the order in which they began. */
  readonly #calls: PartialCall[] = [];
  #finish: string | null = null;
  #usage: Extract<ChatEvent, { type: "usage" }> | null = null;
  #chars = 0;
  #answered = false;

  constructor(names: { id: string }) {
    this.#names = names;
  }

  /**
   * Takes one chunk of a stream, or a whole answer, which is a chunk with `message` for `delta`.
   * @returns the text that it adds
   * @throws Problem BACKEND_FAILED
   */
  take(value: unknown): string {
    if (hasError(value)) throw backendFailed(this.#names, "reported an error of its own in place of an answer. Try again; if it stays, look into its log.");
    const parsed = chunk.safeParse(value);
    if (!parsed.success) throw this.#foreign();
    const { choices, usage } = parsed.data;
    if (usage) this.#usage = { type: "usage", promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens };
    let text = "";
    for (const choice of choices ?? []) {
      if ((choice.index ?? 0) !== 0) continue;
      this.#answered = true;
      const piece = choice.delta ?? choice.message;
      text += textOf(piece?.content) + (piece?.refusal ?? "");
      for (const call of piece?.tool_calls ?? []) this.#takeCall(call);
      if (choice.finish_reason) this.#finish = choice.finish_reason;
    }
    this.#chars += text.length;
    return text;
  }

  /** Says that the answer is whole, whether or not it gave a reason for its end. */
  close(): "" {
    if (this.#answered) this.#finish ??= "stop";
    return "";
  }

  #takeCall(given: CallDelta): void {
    const { id, index } = given;
    const name = given.function?.name ?? "";
    const args = given.function?.arguments ?? "";
    const piece = typeof args === "string" ? args : JSON.stringify(args);
    const slot = index ?? this.#slotOf(id);
    const open = this.#slots.get(slot);
    // Some servers give every whole call the index 0; the ids tell them apart.
    const isAnother = open !== undefined && isGiven(id) && isGiven(name) && open.id !== "" && open.id !== id;
    if (open === undefined || isAnother) {
      if (this.#calls.length >= ANSWER_CALLS_MAX) throw backendFailed(this.#names, `made more than ${ANSWER_CALLS_MAX} calls in one answer; nothing was run.`);
      const call = { id: id ?? "", name, arguments: piece };
      this.#slots.set(slot, call);
      this.#calls.push(call);
      return;
    }
    if (isGiven(name) && open.name !== "" && open.name !== name) throw this.#malformed("changed the function of a call half way");
    open.name ||= name;
    open.id ||= id ?? "";
    open.arguments += piece;
  }

  /** Servers that leave out the index send whole calls, or go on with the last one. */
  #slotOf(id: string | null | undefined): number {
    for (const [slot, call] of this.#slots) if (isGiven(id) && call.id === id) return slot;
    const last = this.#slots.size - 1;
    return isGiven(id) || last < 0 ? this.#slots.size : last;
  }

  /**
   * The calls, whole and checked, and the end. To be asked for once, when the stream is over.
   * @param offered names that may be called
   * @param known ids that the talk has used already
   * @throws Problem BACKEND_FAILED for the first call that is malformed; then none of them is given
   */
  end(offered: ReadonlySet<string>, known: ReadonlySet<string>, parallel: boolean, promptTokens: () => number, countTokens: (chars: number) => number): ChatEvent[] {
    if (!this.#answered) throw this.#foreign();
    if (this.#finish === null) throw backendFailed(this.#names, "broke off in the middle of its answer; nothing was run. Try again.");
    // What the filter cut is not what the model meant.
    const made = this.#finish === "content_filter" ? [] : this.#calls;
    const ids = new Set(known);
    const calls = made.map((call): CallEvent => ({ type: "call", id: freshId(call.id, ids), name: this.#nameOf(call, offered), arguments: this.#argumentsOf(call) }));
    const kept = parallel ? calls : calls.slice(0, 1);
    const chars = this.#chars + kept.reduce((sum, call) => sum + call.name.length + call.arguments.length, 0);
    const usage = this.#usage ?? { type: "usage" as const, promptTokens: promptTokens(), completionTokens: countTokens(chars) };
    return [...kept, usage, { type: "finish", reason: reasonOf(this.#finish, kept.length > 0) }];
  }

  #nameOf(call: PartialCall, offered: ReadonlySet<string>): string {
    if (!offered.has(call.name)) throw this.#malformed("called a function that was not offered to it");
    return call.name;
  }

  #argumentsOf(call: PartialCall): string {
    const text = call.arguments.trim();
    // Many servers send nothing where a function takes nothing.
    if (text === "") return "{}";
    if (isJsonObject(text)) return text;
    throw this.#malformed(this.#finish === "length" ? "reached its limit of tokens in the middle of a call" : "made a call whose arguments are not a JSON object");
  }

  #foreign() {
    return backendFailed(this.#names, "answers with something else than chat completions. Check that its address is that of an OpenAI-compatible API.");
  }

  #malformed(what: string) {
    return backendFailed(this.#names, `${what}; nothing was run. Try again, or use another model.`);
  }
}

const isGiven = (text: string | null | undefined): text is string => text !== null && text !== undefined && text !== "";

function hasError(value: unknown): boolean {
  return typeof value === "object" && value !== null && "error" in value && value.error !== null && value.error !== undefined;
}

function textOf(content: z.output<typeof delta>["content"]): string {
  if (content === null || content === undefined) return "";
  return typeof content === "string" ? content : content.map((one) => (one.type === "text" ? (one.text ?? "") : "")).join("");
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** The server's own id where it is one and new in this talk, for results are matched by it. */
function freshId(id: string, used: Set<string>): string {
  const fresh = ID.test(id) && !used.has(id) ? id : `call_${crypto.randomUUID().replaceAll("-", "").slice(0, 24)}`;
  used.add(fresh);
  return fresh;
}

function reasonOf(finish: string, called: boolean): FinishReason {
  if (finish === "length" || finish === "content_filter") return finish;
  return called ? "tool_calls" : "stop";
}
