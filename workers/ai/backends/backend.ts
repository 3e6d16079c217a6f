/** The port behind which every model stands: one stream of events, whatever the upstream speaks. */

export type ToolSpec = { name: string; description?: string; parameters?: Record<string, unknown>; examples?: readonly string[] };

export type ChatMessage = {
  role: "system" | "developer" | "user" | "assistant" | "tool";
  content: string | null;
  toolCalls?: readonly { id: string; name: string; arguments: string }[];
  toolCallId?: string;
  name?: string;
};

export type ToolChoice = "none" | "auto" | "required" | { name: string };

export type ChatRequest = {
  model: string;
  messages: readonly ChatMessage[];
  tools: readonly ToolSpec[];
  toolChoice: ToolChoice;
  parallelToolCalls: boolean;
  temperature?: number;
  maxTokens?: number;
  stop?: readonly string[];
  /** Settings that a sampling model may heed. */
  sampling?: { topP?: number; seed?: number; frequencyPenalty?: number; presencePenalty?: number };
  /** The answer's text must be a JSON object. */
  jsonObject?: boolean;
  /** Epoch milliseconds, for backends that reckon with dates. */
  now: number;
  /** IANA zone in which the person reckons. */
  timeZone: string;
  /** A slot asked for in the turn before, which this turn may fill. */
  pending?: PendingSlot;
};

/** What a command still needs: the function it is for, the missing arguments, and those that are known. */
export type PendingSlot = { tool: string; missing: string[]; known: Record<string, unknown> };

export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter";

export type ChatEvent =
  | { type: "text"; delta: string }
  /** A whole call; `arguments` is JSON text of an object. */
  | { type: "call"; id: string; name: string; arguments: string }
  /** Something required is missing: the text has been sent as `text` too. Only the embedded backend says this. */
  | { type: "question"; pending: PendingSlot }
  | { type: "usage"; promptTokens: number; completionTokens: number }
  | { type: "finish"; reason: FinishReason };

export type BackendHealth = { status: "up" | "down" | "unconfigured"; latencyMs: number | null; detail?: string };

export type Backend = {
  id: string;
  kind: "embedded" | "openai-compatible";
  /** The models it answers as. */
  models: readonly string[];
  /**
   * Answers a request as a stream that ends with `finish`.
   * @throws (from the iteration) Problem BACKEND_FAILED or BACKEND_TIMEOUT, before or after the first event
   */
  chat(request: ChatRequest, signal?: AbortSignal): AsyncIterable<ChatEvent>;
  /** Bounded to two seconds. */
  health(): Promise<BackendHealth>;
};
