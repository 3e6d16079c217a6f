/** The backends behind the AI: what answers, whichever model that is. */
export type { Backend, BackendHealth, ChatEvent, ChatMessage, ChatRequest, FinishReason, PendingSlot, ToolChoice, ToolSpec } from "./backend";
export { type AiSettings, type Backends, backendsOf, MODEL_DEFAULT } from "./config";
