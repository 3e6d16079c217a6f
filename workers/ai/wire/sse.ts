/** Reading server-sent events, by the rules of the HTML standard (9.2.6), from bytes that may be cut anywhere. */

export type SseEvent = { event: string; data: string };

const LINE_END = /\r\n|\r|\n/;

/**
 * Turns text into events as it comes. What follows the last blank line is an event only once `end` is called:
 * servers that leave out the last blank line are common.
 */
export class SseParser {
  #line = "";
  #afterCr = false;
  #event = "";
  #data: string[] = [];

  /** The events that this piece completes. */
  push(text: string): SseEvent[] {
    if (text === "") return [];
    // \r\n may be cut in two; its second half ends no further line.
    const rest = this.#afterCr && text.startsWith("\n") ? text.slice(1) : text;
    this.#afterCr = text.endsWith("\r");
    const lines = rest.split(LINE_END);
    lines[0] = this.#line + (lines[0] ?? "");
    this.#line = lines.pop() ?? "";
    return lines.flatMap((line) => this.#take(line));
  }

  /** The event that the end of the stream completes, if any. */
  end(): SseEvent[] {
    const line = this.#line;
    this.#line = "";
    return [...(line === "" ? [] : this.#take(line)), ...this.#take("")];
  }

  #take(line: string): SseEvent[] {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.#data.push(value);
    if (field === "event") this.#event = value;
    return [];
  }

  #dispatch(): SseEvent[] {
    const found = this.#data.length === 0 ? [] : [{ event: this.#event === "" ? "message" : this.#event, data: this.#data.join("\n") }];
    this.#event = "";
    this.#data = [];
    return found;
  }
}

/** The events of a body. Leaving the loop early closes the connection. */
export async function* readSse(body: ReadableStream<Uint8Array>): AsyncGenerator<SseEvent, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new SseParser();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
    yield* parser.push(decoder.decode());
    yield* parser.end();
  } finally {
    // Not awaited: how the other side takes it changes nothing here.
    void reader.cancel().catch(() => {});
  }
}
