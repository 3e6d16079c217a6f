/** A model's server for tests: it speaks the real wire, behind the real egress, and breaks in the ways that servers do. */
import { createEgress, type Egress } from "#kit/egress";

export const UPSTREAM_URL = "http://localhost:9999/v1";

export type UpstreamCall = { method: string; url: string; headers: Headers; body: Record<string, unknown> | null; signal: AbortSignal };
export type Script = (call: UpstreamCall) => Response | Promise<Response>;

/** Plays one script a call, the last one for ever. */
export function scriptedUpstream(...scripts: Script[]): { egress: Egress; calls: UpstreamCall[] } {
  const calls: UpstreamCall[] = [];
  const egress = createEgress({
    loopback: "allow",
    fetch: async (url, init) => {
      const body = typeof init.body === "string" ? (JSON.parse(init.body) as Record<string, unknown>) : null;
      const call = { method: init.method ?? "GET", url, headers: new Headers(init.headers), body, signal: init.signal ?? new AbortController().signal };
      const script = scripts[Math.min(calls.length, scripts.length - 1)];
      calls.push(call);
      if (script === undefined) throw new Error("the upstream has no script");
      return await script(call);
    },
  });
  return { egress, calls };
}

export type Delta = Record<string, unknown>;
export type StreamOptions = {
  lineEnd?: "\n" | "\r\n" | "\r";
  /** Bytes of one network read; default all at once. */
  bytesAtOnce?: number;
  done?: boolean;
  usage?: { prompt_tokens: number; completion_tokens: number };
  finish?: string | null;
};

/** The chunks of an answer, as a server would stream them. */
export function streamed(deltas: readonly Delta[], options: StreamOptions = {}): Script {
  const { finish = "stop", usage, done = true } = options;
  const chunk = (delta: Delta, reason: string | null = null) => ({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason: reason }] });
  const chunks: unknown[] = [chunk({ role: "assistant", content: "" }), ...deltas.map((delta) => chunk(delta))];
  if (finish !== null) chunks.push(chunk({}, finish));
  if (usage !== undefined) chunks.push({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "m", choices: [], usage });
  return eventStream([...chunks.map((one) => `data: ${JSON.stringify(one)}`), ...(done ? ["data: [DONE]"] : [])], options);
}

/** Events word for word, each followed by a blank line. */
export function eventStream(events: readonly string[], { lineEnd = "\n", bytesAtOnce = Infinity }: Pick<StreamOptions, "lineEnd" | "bytesAtOnce"> = {}): Script {
  const bytes = new TextEncoder().encode(events.map((event) => `${event}\n\n`).join("").replaceAll("\n", lineEnd));
  return () => new Response(inPieces(bytes, bytesAtOnce), { headers: { "content-type": "text/event-stream" } });
}

export function inPieces(bytes: Uint8Array, bytesAtOnce: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      const end = Math.min(bytes.length, at + bytesAtOnce);
      controller.enqueue(bytes.slice(at, end));
      at = end;
    },
  });
}

/** One call, whole or with its arguments in pieces. */
export function callDeltas(index: number, id: string, name: string, args: string, pieces = 1): Delta[] {
  const size = Math.max(1, Math.ceil(args.length / pieces));
  const cuts = Array.from({ length: Math.ceil(args.length / size) }, (_, piece) => args.slice(piece * size, (piece + 1) * size));
  return [
    { tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] },
    ...cuts.map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ];
}

/** The answer of a server that does not stream. */
export function plain(message: Record<string, unknown>, finish = "stop", usage?: StreamOptions["usage"]): Script {
  const answer = { id: "chatcmpl-1", object: "chat.completion", created: 1, model: "m", choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason: finish }], usage };
  return () => Response.json(answer);
}

export const status = (code: number, headers: Record<string, string> = {}, body = '{"error":{"message":"hunter2 from upstream"}}'): Script => () =>
  new Response(body, { status: code, headers: { "content-type": "application/json", ...headers } });

export const webPage: Script = () => new Response("<!doctype html><h1>hunter2</h1>", { headers: { "content-type": "text/html; charset=utf-8" } });

export const refused: Script = () => Promise.reject(new Error("connect ECONNREFUSED hunter2"));

/** Never answers, though it notices when nobody waits any more. */
export const silent: Script = ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));

/** Begins an answer and then says nothing more. */
export const stalled: Script = () =>
  new Response(new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode(": thinking\n\n")) }), { headers: { "content-type": "text/event-stream" } });

/** Streams text without an end. */
export const endless: Script = () => {
  const piece = new TextEncoder().encode(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "x".repeat(60_000) } }] })}\n\n`);
  return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(piece) }), { headers: { "content-type": "text/event-stream" } });
};
