/** The messages of a chat completion request: their schema, and the rules of a conversation with calls in it. */
import * as z from "zod";

export const CALLS_MAX = 128;
const NAME_MAX = 64;
const ID_MAX = 200;

/** Unknown members are let pass throughout: an assistant's message comes back with whatever its server put into it. */
const part = z.object({ type: z.string("names no type of part"), text: z.string().nullish(), refusal: z.string().nullish() });
const content = z.union([z.string(), z.array(part)], "is neither text nor a list of parts with a type").nullish();

const toolCall = z.object({
  id: z.string("is missing").min(1, "is empty").max(ID_MAX, `takes at most ${ID_MAX} characters`),
  type: z.literal("function", "only calls of functions are supported"),
  function: z.object({ name: z.string("is missing").min(1, "is empty").max(NAME_MAX), arguments: z.string("is JSON text, not an object") }),
});

export const wireMessage = z
  .object({
    role: z.enum(["system", "developer", "user", "assistant", "tool", "function"], "is not a role: system, developer, user, assistant or tool"),
    content,
    name: z.string().max(NAME_MAX, `takes at most ${NAME_MAX} characters`).nullish(),
    tool_calls: z.array(toolCall).max(CALLS_MAX, `holds more than ${CALLS_MAX} calls`).nullish().describe("Calls that the assistant made"),
    tool_call_id: z.string().max(ID_MAX, `takes at most ${ID_MAX} characters`).nullish().describe("The call that a tool message answers"),
    refusal: z.string().nullish(),
    function_call: z.object({ name: z.string().max(NAME_MAX), arguments: z.string() }).nullish().describe("Deprecated: tool_calls"),
  })
  .meta({ id: "ChatMessage" });

export type WireMessage = z.output<typeof wireMessage>;
export type Complain = (path: readonly (string | number)[], message: string) => void;

/** What the schema cannot say: which parts a role takes, and that every call is answered before the talk goes on. */
export function checkMessages(messages: readonly WireMessage[], complain: Complain): void {
  let open = new Set<string>();
  let openedAt = 0;
  messages.forEach((message, index) => {
    checkContent(message, (path, text) => complain([index, ...path], text));
    if (message.role === "tool") {
      const id = message.tool_call_id;
      if (id === null || id === undefined) return complain([index, "tool_call_id"], "is missing: a tool message names the call that it answers");
      if (!open.delete(id)) complain([index, "tool_call_id"], "answers no call of the assistant's message before it");
      return;
    }
    if (open.size > 0) complain([openedAt, "tool_calls"], unanswered(open));
    const ids = message.role === "assistant" ? (message.tool_calls ?? []).map((call) => call.id) : [];
    open = new Set(ids);
    openedAt = index;
    if (open.size < ids.length) complain([index, "tool_calls"], "two calls have the same id");
  });
  if (open.size > 0) complain([openedAt, "tool_calls"], unanswered(open));
}

const unanswered = (open: ReadonlySet<string>) => `must be followed by a tool message for each call; missing: ${[...open].slice(0, 5).join(", ")}`;

function checkContent(message: WireMessage, complain: Complain): void {
  const { role } = message;
  const parts = message.content;
  if (parts === null || parts === undefined) {
    const carriesMore = (message.tool_calls?.length ?? 0) > 0 || (message.function_call ?? message.refusal ?? null) !== null;
    if (role !== "function" && !(role === "assistant" && carriesMore)) complain(["content"], "is missing");
    return;
  }
  if (typeof parts === "string") return;
  parts.forEach((one, index) => {
    const path = ["content", index];
    if (one.type === "refusal" && role === "assistant") return;
    if (one.type !== "text") complain([...path, "type"], `${JSON.stringify(one.type.slice(0, 40))} is not supported here; send text`);
    else if (typeof one.text !== "string") complain([...path, "text"], "is missing");
  });
}

/** The text of a message; its parts one after another, as models read them. */
export function textOf(message: WireMessage): string | null {
  const parts = message.content;
  if (parts === null || parts === undefined) return message.refusal ?? null;
  return typeof parts === "string" ? parts : parts.map((one) => (one.type === "refusal" ? one.refusal : one.text) ?? "").join("\n");
}
