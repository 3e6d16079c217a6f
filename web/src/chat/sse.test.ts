import { expect, test } from "vitest";
import { SseParser } from "./sse";

const STREAM = 'event: run\ndata: {"runId":"run_1"}\n\n: a comment\nevent: message\ndata: one\ndata: two\n\ndata: bare\n\n';
const EVENTS = [
  { event: "run", data: '{"runId":"run_1"}' },
  { event: "message", data: "one\ntwo" },
  { event: "message", data: "bare" },
];

test("a stream gives the same events however it is cut", () => {
  for (let cut = 0; cut <= STREAM.length; cut++) {
    const parser = new SseParser();
    expect([...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))]).toEqual(EVENTS);
  }
});

test("lines may end in CRLF, also when the two come apart", () => {
  const crlf = STREAM.replaceAll("\n", "\r\n");
  for (let cut = 0; cut <= crlf.length; cut++) {
    const parser = new SseParser();
    expect([...parser.push(crlf.slice(0, cut)), ...parser.push(crlf.slice(cut))]).toEqual(EVENTS);
  }
});

test("an event without data, and one that never ends, are not given", () => {
  expect(new SseParser().push("event: ping\n\ndata: half")).toEqual([]);
});

test("only the first space after the colon is taken off", () => {
  expect(new SseParser().push("data:  two spaces\n\n")).toEqual([{ event: "message", data: " two spaces" }]);
});
