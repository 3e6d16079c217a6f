/** A request of the port in the words of OpenAI's chat completions, kept to what every compatible server knows. */
import type { ChatMessage, ChatRequest, ToolSpec } from "./backend";

/** The body to send. Settings that are undefined fall away in JSON. */
export function upstreamBody(request: ChatRequest, model: string, baseUrl: string, tools: readonly ToolSpec[]): string {
  const { toolChoice, sampling } = request;
  const called = tools.length > 0;
  return JSON.stringify({
    model,
    messages: request.messages.map(upstreamMessage),
    stream: true,
    stream_options: { include_usage: true },
    ...(called
      ? {
          tools: tools.map(({ name, description, parameters }) => ({ type: "function", function: { name, description, parameters } })),
          tool_choice: typeof toolChoice === "object" ? { type: "function", function: { name: toolChoice.name } } : toolChoice === "required" ? "required" : undefined,
          parallel_tool_calls: request.parallelToolCalls ? undefined : false,
        }
      : {}),
    temperature: request.temperature,
    top_p: sampling?.topP,
    seed: sampling?.seed,
    frequency_penalty: sampling?.frequencyPenalty,
    presence_penalty: sampling?.presencePenalty,
    stop: request.stop,
    // Only OpenAI's own house refuses the old name for its newer models; only older servers elsewhere ignore the new one.
    [URL.parse(baseUrl)?.hostname === "api.openai.com" ? "max_completion_tokens" : "max_tokens"]: request.maxTokens,
    response_format: request.jsonObject === true ? { type: "json_object" } : undefined,
  });
}

/** What may be called. A server that heeds no choice cannot call what it was not shown. */
export function offeredTools({ tools, toolChoice }: ChatRequest): readonly ToolSpec[] {
  if (toolChoice === "none") return [];
  return typeof toolChoice === "object" ? tools.filter((tool) => tool.name === toolChoice.name) : tools;
}

function upstreamMessage(message: ChatMessage) {
  const { role, content, name, toolCalls, toolCallId } = message;
  return {
    // `developer` is OpenAI's new word for `system`, which all know.
    role: role === "developer" ? "system" : role,
    content: content ?? (toolCalls === undefined ? "" : null),
    name,
    tool_calls: toolCalls?.map((call) => ({ id: call.id, type: "function", function: { name: call.name, arguments: call.arguments } })),
    tool_call_id: toolCallId,
  };
}
