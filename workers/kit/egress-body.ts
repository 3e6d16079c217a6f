/**
 * The ends of a guarded request: one deadline over all of it, and a body that stops at its cap while it streams.
 */

import { EgressError } from "./egress-error";

/** One moment at which everything ends, the caller's own signal included. */
export class Deadline {
  /** For the platform's fetch, so that the connection closes too. */
  readonly signal: AbortSignal;
  readonly #abort = new AbortController();
  readonly #ended: Promise<never>;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #callers: AbortSignal | undefined;

  constructor(timeoutMs: number, callers: AbortSignal | undefined) {
    this.signal = this.#abort.signal;
    this.#callers = callers;
    this.#ended = new Promise<never>((_, reject) => {
      this.signal.addEventListener("abort", () => reject(this.signal.reason), { once: true });
    });
    this.#ended.catch(() => {}); // nobody may be waiting when it comes
    this.#timer = setTimeout(() => this.#abort.abort(new EgressError("timeout")), timeoutMs);
    if (callers?.aborted) this.#stop();
    callers?.addEventListener("abort", this.#stop, { once: true });
  }

  /** Waits for work no longer than the deadline, whether or not the work heeds the signal. */
  async race<T>(work: Promise<T>): Promise<T> {
    this.signal.throwIfAborted(); // or work that is done already would win
    return await Promise.race([work, this.#ended]);
  }

  /** Lets go of timer and listeners, and of the connection if it is still open. */
  end(): void {
    clearTimeout(this.#timer);
    this.#callers?.removeEventListener("abort", this.#stop);
    if (!this.signal.aborted) this.#abort.abort(new EgressError("unreachable"));
  }

  /** What to throw for what was thrown: our own errors and the caller's abort as they are, all else as one. */
  explain(error: unknown): unknown {
    if (error instanceof EgressError) return error;
    const reason: unknown = this.signal.reason;
    if (this.#callers?.aborted === true && reason === this.#callers.reason) return reason;
    return reason instanceof EgressError ? reason : new EgressError("unreachable");
  }

  readonly #stop = (): void => this.#abort.abort(this.#callers?.reason);
}

/** The answer with a body that errors past `maxBytes` or the deadline. Without a body the deadline ends here. */
export function cappedBody(response: Response, maxBytes: number, deadline: Deadline): Response {
  const { status, statusText } = response;
  if (response.body === null || NULL_BODY.has(status)) {
    deadline.end();
    return new Response(null, { status, statusText, headers: response.headers });
  }
  if (Number(response.headers.get("content-length")) > maxBytes) throw new EgressError("too_large");
  const headers = new Headers(response.headers);
  // The body that is passed on is decompressed already.
  headers.delete("content-encoding");
  headers.delete("content-length");
  return new Response(capped(response.body, maxBytes, deadline), { status, statusText, headers });
}

/** Statuses that a Response refuses a body for. */
const NULL_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

function capped(body: ReadableStream<Uint8Array>, maxBytes: number, deadline: Deadline): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await deadline.race(reader.read());
        bytes += value?.byteLength ?? 0;
        if (bytes > maxBytes) throw new EgressError("too_large");
        if (value !== undefined) controller.enqueue(value);
        if (!done) return;
        controller.close();
        deadline.end();
      } catch (error) {
        const reason = deadline.explain(error);
        deadline.end();
        // The other side keeps sending until it is told; a reader that is broken already cannot be told.
        void reader.cancel(reason).catch(() => {});
        controller.error(reason);
      }
    },
    async cancel(reason) {
      deadline.end();
      await reader.cancel(reason).catch(() => {});
    },
  });
}
