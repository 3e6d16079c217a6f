/** From the wire to the port: what a request asks of a backend, and how its answer is to be written. */
import { invalid } from "#kit/errors";
import type { ChatMessage, ChatRequest, ToolChoice, ToolSpec } from "../backends/backend";
import { textOf, type WireMessage } from "./messages";
import type { ChatCompletionRequest } from "./request";

export type Asked = {
  request: ChatRequest;
  stream: boolean;
  includeUsage: boolean;
  /** Asked by the deprecated `functions`, so that the answer holds `function_call`. */
  legacy: boolean;
};

export type AskedBy = {
  /** Offered where the request names no tools: the caller's own functions. */
  own: readonly ToolSpec[];
  now: number;
  timeZone: string;
};

/** @throws Problem VALIDATION_FAILED where the choice names a function that is not offered */
export function askedOf(body: ChatCompletionRequest, { own, now, timeZone }: AskedBy): Asked {
  const legacy = (body.functions ?? body.function_call ?? null) !== null;
  const given = body.tools?.map((tool) => tool.function) ?? body.functions;
  const { tools, toolChoice } = chosen(body, given?.map(toolOf) ?? own);
  const stop = body.stop ?? undefined;
  return {
    stream: body.stream === true,
    includeUsage: body.stream_options?.include_usage === true,
    legacy,
    request: {
      model: body.model,
      messages: messagesOf(body.messages),
      tools,
      toolChoice,
      parallelToolCalls: !legacy && body.parallel_tool_calls !== false,
      temperature: body.temperature ?? undefined,
      maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
      stop: typeof stop === "string" ? [stop] : stop,
      sampling: {
        topP: body.top_p ?? undefined,
        seed: body.seed ?? undefined,
        frequencyPenalty: body.frequency_penalty ?? undefined,
        presencePenalty: body.presence_penalty ?? undefined,
      },
      jsonObject: body.response_format?.type === "json_object",
      now,
      timeZone,
    },
  };
}

type GivenFunction = NonNullable<ChatCompletionRequest["functions"]>[number];

const toolOf = (given: GivenFunction): ToolSpec => ({
  name: given.name,
  ...(typeof given.description === "string" ? { description: given.description } : {}),
  ...(given.parameters ? { parameters: given.parameters } : {}),
});

type Chosen = { tools: readonly ToolSpec[]; toolChoice: ToolChoice };

function chosen(body: ChatCompletionRequest, offered: readonly ToolSpec[]): Chosen {
  const path = (body.tool_choice ?? null) === null ? "function_call" : "tool_choice";
  const choice = body.tool_choice ?? body.function_call ?? "auto";
  if (choice === "none" || (choice === "auto" && offered.length === 0)) return { tools: [], toolChoice: "none" };
  if (choice === "auto") return { tools: offered, toolChoice: "auto" };
  if (offered.length === 0) throw invalid([{ path, message: "chooses a function, but none is offered" }]);
  if (choice === "required") return { tools: offered, toolChoice: "required" };
  if ("allowed_tools" in choice) {
    const names = new Set(choice.allowed_tools.tools.map((tool) => tool.function.name));
    for (const name of names) mustBeOffered(name, offered, `${path}.allowed_tools.tools`);
    return { tools: offered.filter((tool) => names.has(tool.name)), toolChoice: choice.allowed_tools.mode };
  }
  const name = "function" in choice ? choice.function.name : choice.name;
  mustBeOffered(name, offered, "function" in choice ? `${path}.function.name` : `${path}.name`);
  return { tools: offered, toolChoice: { name } };
}

function mustBeOffered(name: string, offered: readonly ToolSpec[], path: string): void {
  if (!offered.some((tool) => tool.name === name)) throw invalid([{ path, message: `${JSON.stringify(name.slice(0, 80))} is not one of the functions that are offered` }]);
}

/** Deprecated calls get ids, so that backends know one form only. */
function messagesOf(given: readonly WireMessage[]): ChatMessage[] {
  let lastCall = "";
  return given.map((message, index): ChatMessage => {
    const content = textOf(message);
    const name = message.name ?? undefined;
    switch (message.role) {
      case "tool":
        return { role: "tool", content, toolCallId: message.tool_call_id ?? undefined };
      case "function":
        return lastCall === "" ? { role: "user", content } : { role: "tool", content, toolCallId: lastCall };
      case "assistant": {
        const calls = message.tool_calls?.map((call) => ({ id: call.id, name: call.function.name, arguments: call.function.arguments })) ?? [];
        if (message.function_call) {
          lastCall = `call_${String(index).padStart(24, "0")}`;
          calls.push({ id: lastCall, name: message.function_call.name, arguments: message.function_call.arguments });
        }
        return { role: "assistant", content, name, ...(calls.length > 0 ? { toolCalls: calls } : {}) };
      }
      default:
        return { role: message.role, content, name };
    }
  });
}
