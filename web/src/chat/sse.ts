export type SseEvent = { event: string; data: string };

/**
 * Takes a text/event-stream apart as it arrives, however it is cut into chunks.
 * @example const parser = new SseParser(); for (const chunk of chunks) handle(parser.push(chunk));
 */
export class SseParser {
  #rest = "";
  #event = "";
  #data: string[] = [];

  /** Adds text and gives the events that it completed. */
  push(text: string): SseEvent[] {
    const events: SseEvent[] = [];
    this.#rest += text;
    // A CR at the very end may be half of a CRLF, so it waits for the next chunk.
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const event = this.#line(line);
      if (event) events.push(event);
    }
    return events;
  }

  #line(line: string): SseEvent | null {
    if (line === "") return this.#flush();
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#event = value;
    if (field === "data") this.#data.push(value);
    return null;
  }

  #flush(): SseEvent | null {
    const event = { event: this.#event || "message", data: this.#data.join("\n") };
    const empty = this.#data.length === 0;
    this.#event = "";
    this.#data = [];
    return empty ? null : event;
  }
}

/** Reads a response's stream to its end, event by event. */
export async function readSse(body: ReadableStream<Uint8Array>, onEvent: (event: SseEvent) => void): Promise<void> {
  const parser = new SseParser();
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    for (const event of parser.push(value)) onEvent(event);
  }
}
