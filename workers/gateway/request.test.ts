import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { Problem } from "#kit/errors";
import { BODY_BYTES_MAX } from "#kit/limits";
import type { AnyOperation } from "#kit/operation";
import { ifMatchOf, parseJson, queryOf, readBody, refuseLargeBody, refuseOtherTypes, requestIdOf } from "./request";

const ADDRESS = "https://pilothouse.test/api/things";

function operation(over: Partial<AnyOperation<never>> = {}): AnyOperation<never> {
  return { id: "things.things.create", method: "POST", path: "/api/things", summary: "", permission: "member", effect: "write", body: z.unknown(), fixture: () => ({}), run: () => Promise.resolve(undefined), ...over };
}

function request(headers: Record<string, string> = {}, body?: BodyInit): Request {
  return new Request(ADDRESS, { method: "POST", headers, ...(body === undefined ? {} : { body, duplex: "half" }) } as RequestInit);
}

function problemOf(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

test("a request id is taken from the caller where it is one, else made", () => {
  const ids = fc.string({ unit: fc.constantFrom("a", "Z", "0", "-", "_", ".", "/", "é"), maxLength: 70 });
  fc.assert(
    fc.property(ids, (id) => {
      const found = requestIdOf(new Request(ADDRESS, { headers: { "x-request-id": id } }));
      if (/^[A-Za-z0-9_-]{8,64}$/.test(id)) expect(found).toBe(id);
      else expect(found).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    }),
  );
});

test("two requests without an id get different ones", () => {
  expect(requestIdOf(request())).not.toBe(requestIdOf(request()));
});

test("a body is refused by its declared length, at the bound of its operation", () => {
  const declared = (length: number, op = operation()) => () => refuseLargeBody(request({ "content-length": String(length) }), op);
  expect(declared(BODY_BYTES_MAX)).not.toThrow();
  expect(problemOf(declared(BODY_BYTES_MAX + 1))).toMatchObject({ code: "PAYLOAD_TOO_LARGE", details: { bytesMax: BODY_BYTES_MAX } });
  expect(declared(11, operation({ bodyBytesMax: 11 }))).not.toThrow();
  expect(problemOf(declared(12, operation({ bodyBytesMax: 11 }))).message).toContain("11 bytes");
  expect(() => refuseLargeBody(request(), operation())).not.toThrow();
});

test.each(["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", " application/json ", "application/merge-patch+json", "application/cloudevents+json; v=1"])("a body of type %j is read", (type) => {
  expect(() => refuseOtherTypes(request({ "content-type": type }), operation())).not.toThrow();
});

test.each(["", "text/plain", "application/xml", "application/jsonx", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", "application/json+xml"])("a body of type %j is refused", (type) => {
  expect(problemOf(() => refuseOtherTypes(request(type === "" ? {} : { "content-type": type }), operation())).code).toBe("UNSUPPORTED_MEDIA_TYPE");
});

test("where no body is taken, its type does not matter", () => {
  expect(() => refuseOtherTypes(request({ "content-type": "text/plain" }), operation({ body: undefined }))).not.toThrow();
});

test("a refused type is repeated in few words only", () => {
  expect(problemOf(() => refuseOtherTypes(request({ "content-type": `x/${"y".repeat(5_000)}` }), operation())).message.length).toBeLessThan(200);
});

/** A body without a declared length, and how much of it was taken. */
function stream(chunks: Uint8Array[]): { body: ReadableStream<Uint8Array>; taken: () => number } {
  let at = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = chunks[at++];
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
  return { body, taken: () => at };
}

test("a text comes through whole, in whatever pieces it arrives", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 50 }), fc.integer({ min: 1, max: 7 }), async (text, size) => {
      const bytes = new TextEncoder().encode(text);
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.slice(n * size, (n + 1) * size));
      // A byte order mark is no part of the text (RFC 8259 lets a reader pass over it).
      expect(await readBody(request({}, stream(chunks).body as BodyInit), operation())).toBe(text.replace(/^\uFEFF/, ""));
    }),
    { numRuns: 60 },
  );
});

test("a body that tells no length is read no further than its bound", async () => {
  const chunk = new Uint8Array(1_000).fill(32);
  const { body, taken } = stream(Array.from({ length: 1_000 }, () => chunk));
  await expect(readBody(request({}, body as BodyInit), operation({ bodyBytesMax: 10_000 }))).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
  expect(taken()).toBeLessThan(20);
});

test("a body just at its bound is read", async () => {
  const { body } = stream([new Uint8Array(5).fill(97), new Uint8Array(5).fill(98)]);
  expect(await readBody(request({}, body as BodyInit), operation({ bodyBytesMax: 10 }))).toBe("aaaaabbbbb");
});

test("bytes that are no UTF-8 are no JSON, and a missing body is an empty one", async () => {
  await expect(readBody(request({}, new Uint8Array([0x7b, 0xff, 0x7d])), operation())).rejects.toMatchObject({ code: "MALFORMED_JSON" });
  expect(await readBody(request(), operation())).toBe("");
});

test("JSON comes back as it was written", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.stringify(parseJson(JSON.stringify(value)))).toBe(JSON.stringify(value));
    }),
  );
});

test("what is no JSON is told with position, line and column, and never repeated", () => {
  const problem = problemOf(() => parseJson('{\n  "password": hunter2\n}'));
  expect(problem).toMatchObject({ code: "MALFORMED_JSON", details: { position: 16, line: 2, column: 15 } });
  expect(problem.message).toBe("The body is not JSON: it goes wrong at position 16 (line 2, column 15).");
  expect(JSON.stringify(problem)).not.toContain("hunter");
});

test.each(["", " \n\t"])("an empty body %j is told as one", (text) => {
  expect(problemOf(() => parseJson(text)).message).toBe("The body is empty; send a JSON object.");
});

test("every malformed text is told by a place inside it or at its end", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("{", "}", "[", "]", ",", ":", '"', "1", "\n", " ", "a") }), (text) => {
      try {
        parseJson(text);
      } catch (error) {
        expect(error).toBeInstanceOf(Problem);
        const { position, line, column } = (error as Problem).details as Record<string, number>;
        if (position === undefined) {
          expect(text.trim()).toBe("");
          return;
        }
        const before = text.slice(0, position).split("\n");
        expect(position).toBeLessThanOrEqual(text.length);
        expect([line, column]).toEqual([before.length, (before.at(-1) ?? "").length + 1]);
      }
    }),
  );
});

test("a query becomes an object of exactly its parameters", () => {
  const names = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString", "filter"));
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(names, fc.string()), { selector: ([name]) => name }), (pairs) => {
      const query = queryOf(new URL(`${ADDRESS}?${new URLSearchParams(pairs).toString()}`));
      expect(new Map(Object.entries(query))).toEqual(new Map(pairs));
      expect(Object.getPrototypeOf(query)).toBe(Object.prototype);
    }),
  );
});

test("a parameter given twice is refused by its name, also where both say the same", () => {
  expect(problemOf(() => queryOf(new URL(`${ADDRESS}?q=a&limit=1&q=a`))).details["problems"]).toEqual([{ path: "query.q", message: "is given twice" }]);
});

test.each<[string | null, number | null]>([
  [null, null],
  ["*", null],
  [' "7" ', 7],
  ['W/"7"', 7],
  ['"0"', 0],
])("If-Match %j asks for the version %j", (header, version) => {
  expect(ifMatchOf(request(header === null ? {} : { "if-match": header }))).toBe(version);
});

test.each(["7", '"a"', '"1", "2"', '"-1"', '"1.5"', 'w/"1"', '"99999999999999999"', '""'])("If-Match %s is refused", (header) => {
  expect(problemOf(() => ifMatchOf(request({ "if-match": header }))).details["problems"]).toEqual([{ path: "If-Match", message: 'takes the ETag of a record, like "3"' }]);
});
