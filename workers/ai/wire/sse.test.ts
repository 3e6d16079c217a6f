import fc from "fast-check";
import { expect, test } from "vitest";
import { inPieces } from "../backends/scripted-upstream";
import { readSse, type SseEvent, SseParser } from "./sse";

const events = (...pieces: string[]): SseEvent[] => {
  const parser = new SseParser();
  return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
};

async function read(bytes: Uint8Array, bytesAtOnce: number): Promise<SseEvent[]> {
  const found: SseEvent[] = [];
  for await (const event of readSse(inPieces(bytes, bytesAtOnce))) found.push(event);
  return found;
}

test("comments, unknown fields and empty events are nothing; data of several lines is joined", () => {
  expect(events(": ping\n\nid: 7\nretry: 1\ndata: a\ndata:b\ndata\n\n\n\nevent: error\ndata:  c\n\n")).toEqual([
    { event: "message", data: "a\nb\n" },
    { event: "error", data: " c" },
  ]);
});

test("an event that the end cuts short of its blank line still counts", () => {
  expect(events("data: a\n\ndata: b")).toEqual([{ event: "message", data: "a" }, { event: "message", data: "b" }]);
  expect(events("event: x\n")).toEqual([]);
});

test("line ends of three kinds, cut anywhere, between bytes of one character too", async () => {
  const datum = fc.array(fc.stringMatching(/^[^\r\n\uFEFF]{0,8}$/), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(fc.array(datum, { maxLength: 5 }), fc.constantFrom("\n", "\r\n", "\r"), fc.integer({ min: 1, max: 9 }), async (data, end, size) => {
      const text = data.map((lines) => `: x${end}${lines.map((line) => `data: ${line}${end}`).join("")}${end}`).join("");
      const found = await read(new TextEncoder().encode(text), size);
      expect(found).toEqual(data.map((lines) => ({ event: "message", data: lines.join("\n").toWellFormed() })));
    }),
    { numRuns: 150 },
  );
});

test("four megabytes in pieces of one hundred bytes, on one line, take no time to speak of", () => {
  const parser = new SseParser();
  parser.push("data: ");
  for (let piece = 0; piece < 40_000; piece += 1) expect(parser.push("x".repeat(100)).length).toBe(0);
  expect(parser.push("\n\n")[0]?.data.length).toBe(4_000_000);
});

test("leaving the loop closes the connection", async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode("data: x\n\n")),
    cancel: () => {
      cancelled = true;
    },
  });
  for await (const event of readSse(body)) {
    expect(event.data).toBe("x");
    break;
  }
  expect(cancelled).toBe(true);
});
