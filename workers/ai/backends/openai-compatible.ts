/**
 * The backend for anything that speaks OpenAI's chat completions: OpenAI, vLLM, Ollama under /v1, AI Gateway,
 * Workers AI over REST. It never tries twice: whoever asks decides that, so that retries do not multiply.
 */
import type { Egress } from "#kit/egress";
import { readSse } from "../wire/sse";
import type { Backend, BackendHealth, ChatEvent, ChatRequest } from "./backend";
import { fitTools } from "./fit";
import { UpstreamAnswer } from "./upstream-answer";
import { backendFailed, statusProblem, transportProblem, type UpstreamNames } from "./upstream-problem";
import { offeredTools, upstreamBody } from "./upstream-request";
import { charsOfMessages, charsOfTools, tokensOf } from "./usage";

/** One answer, as it comes over the wire. */
export const ANSWER_BYTES_MAX = 4 * 1024 * 1024;
export const ANSWER_MS_DEFAULT = 60_000;
const HEALTH_MS_MAX = 2_000;
const HEALTH_BYTES_MAX = 1024 * 1024;

export type OpenAiCompatibleOptions = {
  id: string;
  /** Up to and with the version, e.g. `https://api.openai.com/v1`. Empty: the backend is not set up. */
  baseUrl: string;
  model: string;
  /** Empty: no key is sent. */
  apiKey: string;
  /** From the request to the last byte of the answer. */
  timeoutMs?: number;
  /** What the model reads at once; a list of functions that is too long for it is shortened. */
  contextTokens?: number;
  egress: Egress;
  /** What a person looks at to change the three; named in messages. */
  names?: { baseUrl: string; model: string; apiKey: string };
};

type Upstream = Required<Omit<OpenAiCompatibleOptions, "names">> & { names: UpstreamNames };

export function openAiCompatibleBackend(options: OpenAiCompatibleOptions): Backend {
  const { id, names = { baseUrl: "its base URL", model: "its model", apiKey: "its key" } } = options;
  const upstream: Upstream = {
    ...options,
    baseUrl: options.baseUrl.replace(/\/+$/, ""),
    timeoutMs: options.timeoutMs ?? ANSWER_MS_DEFAULT,
    contextTokens: options.contextTokens ?? Number.POSITIVE_INFINITY,
    names: { id, ...names },
  };
  return {
    id,
    kind: "openai-compatible",
    models: missingOf(upstream).length > 0 ? [] : [options.model],
    chat: (request, signal) => chat(upstream, request, signal),
    health: () => healthOf(upstream),
  };
}

function missingOf({ baseUrl, model, names }: Upstream): string[] {
  return [...(baseUrl === "" ? [names.baseUrl] : []), ...(model === "" ? [names.model] : [])];
}

async function* chat(upstream: Upstream, request: ChatRequest, signal?: AbortSignal): AsyncGenerator<ChatEvent, void, undefined> {
  const missing = missingOf(upstream);
  if (missing.length > 0) throw backendFailed(upstream, `is not set up: set ${missing.join(" and ")}, or choose the default of model-config.yaml.`, "UNAVAILABLE");
  const tools = fitTools(offeredTools(request), request.messages, upstream.contextTokens);
  const answer = new UpstreamAnswer(upstream);
  try {
    const response = await upstream.egress(`${upstream.baseUrl}/chat/completions`, {
      method: "POST",
      headers: headersOf(upstream, "text/event-stream, application/json"),
      body: upstreamBody(request, upstream.model, upstream.baseUrl, tools),
      timeoutMs: upstream.timeoutMs,
      maxBytes: ANSWER_BYTES_MAX,
      signal: signal ?? null,
    });
    for await (const value of valuesOf(response, upstream, request.now)) {
      const delta = value === DONE ? answer.close() : answer.take(value);
      if (delta !== "") yield { type: "text", delta };
    }
  } catch (error) {
    throw transportProblem(error, upstream.names, { timeoutMs: upstream.timeoutMs, bytesMax: ANSWER_BYTES_MAX });
  }
  const used = new Set(request.messages.flatMap((message) => message.toolCalls ?? []).map((call) => call.id));
  const promptTokens = () => tokensOf(charsOfMessages(request.messages) + charsOfTools(tools));
  yield* answer.end(new Set(tools.map((tool) => tool.name)), used, request.parallelToolCalls, promptTokens, tokensOf);
}

function headersOf({ apiKey }: Upstream, accept: string): Record<string, string> {
  return { accept, "content-type": "application/json", ...(apiKey === "" ? {} : { authorization: `Bearer ${apiKey}` }) };
}

const DONE = "[DONE]";

/** The JSON values of an answer, the chunks of a stream or the one of a plain answer, and DONE where it is said to be whole. */
async function* valuesOf(response: Response, { names }: Upstream, now: number): AsyncGenerator<unknown, void, undefined> {
  const type = response.headers.get("content-type")?.toLowerCase() ?? "";
  if (!response.ok || response.body === null || type.includes("html")) {
    // Not awaited: nobody waits for how the other side takes it.
    void response.body?.cancel().catch(() => {});
    if (!response.ok) throw statusProblem(response, names, now);
    throw backendFailed(names, `answers with ${response.body === null ? "nothing" : "a web page"}. Check ${names.baseUrl}, which mostly ends in /v1.`);
  }
  if (type.includes("json")) {
    yield jsonOf(await response.text(), names);
    return yield DONE;
  }
  for await (const { event, data } of readSse(response.body)) {
    // What follows it is noise by the standard.
    if (data.trim() === DONE) return yield DONE;
    const value = jsonOf(data, names);
    yield event === "error" ? { error: value } : value;
  }
}

function jsonOf(text: string, names: UpstreamNames): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw backendFailed(names, "sent something that is not JSON; nothing was run. Try again.");
  }
}

/** Whether the server answers and takes the key. Many have no list of models, so that only the key is judged by it. */
async function healthOf(upstream: Upstream): Promise<BackendHealth> {
  const missing = missingOf(upstream);
  if (missing.length > 0) return { status: "unconfigured", latencyMs: null, detail: `Set ${missing.join(" and ")}.` };
  const start = Date.now();
  const timeoutMs = Math.min(HEALTH_MS_MAX, upstream.timeoutMs);
  try {
    const response = await upstream.egress(`${upstream.baseUrl}/models`, { headers: headersOf(upstream, "application/json"), timeoutMs, maxBytes: HEALTH_BYTES_MAX });
    void response.body?.cancel().catch(() => {});
    const latencyMs = Date.now() - start;
    if (response.ok || response.status === 404 || response.status === 405) return { status: "up", latencyMs };
    return { status: "down", latencyMs, detail: statusProblem(response, upstream.names, start).message };
  } catch (error) {
    const problem = transportProblem(error, upstream.names, { timeoutMs, bytesMax: HEALTH_BYTES_MAX });
    return { status: "down", latencyMs: null, detail: problem instanceof Error ? problem.message : "It could not be asked." };
  }
}
