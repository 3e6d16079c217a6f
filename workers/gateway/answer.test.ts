import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { ERROR_STATUS, invalid, Problem, type ErrorCode } from "#kit/errors";
import { Reply, type AnyOperation, type Method } from "#kit/operation";
import { answerOf, errorAnswer, secured } from "./answer";

function operation(method: Method, over: Partial<AnyOperation<never>> = {}): AnyOperation<never> {
  return { id: "things.things.act", method, path: "/api/things", summary: "", permission: "member", effect: "write", response: z.unknown(), fixture: () => ({}), run: () => Promise.resolve(undefined), ...over };
}

test("a created record is answered 201 with its address and its version as ETag", async () => {
  const answer = answerOf(operation("POST"), "/api/v1/things", { id: "thing_1", version: 1, name: "é" });
  expect(answer.status).toBe(201);
  expect(answer.headers.get("location")).toBe("/api/v1/things/thing_1");
  expect(answer.headers.get("etag")).toBe('"1"');
  expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(await answer.json()).toEqual({ id: "thing_1", version: 1, name: "é" });
});

test("a record that is read has its ETag, and no address", () => {
  const answer = answerOf(operation("GET"), "/api/things/thing_1", { id: "thing_1", version: 4 });
  expect([answer.status, answer.headers.get("etag"), answer.headers.get("location")]).toEqual([200, '"4"', null]);
});

test("what has no version has no ETag", () => {
  for (const body of [{ data: [], nextCursor: null }, { version: "4" }, { version: null }]) expect(answerOf(operation("GET"), "/api/things", body).headers.has("etag")).toBe(false);
});

test.each([undefined, null, new Reply(undefined)])("nothing to say is 204 without a body", async (value) => {
  const answer = answerOf(operation("DELETE", { response: undefined }), "/api/things/thing_1", value);
  expect([answer.status, await answer.text(), answer.headers.get("content-type")]).toEqual([204, "", null]);
});

test("a reply says its own status, and each of its headers counts", () => {
  const answer = answerOf(operation("POST"), "/api/things", new Reply({ id: "thing_1" }, { status: 202, headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]] }));
  expect(answer.status).toBe(202);
  expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(answer.headers.has("location")).toBe(false);
});

test("a response of its own, like a stream, goes out as it is", () => {
  const own = new Response("data: x\n\n", { headers: { "content-type": "text/event-stream" } });
  expect(answerOf(operation("POST"), "/api/things", own)).toBe(own);
});

test("whatever JSON an operation gives, it comes out whole", async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (body) => {
      const answer = answerOf(operation("PUT"), "/api/things", body);
      expect(await answer.text()).toBe(JSON.stringify(body));
    }),
  );
});

test.each(Object.keys(ERROR_STATUS) as ErrorCode[])("%s is answered with its status and in the one shape", async (code) => {
  const answer = errorAnswer(new Problem(code, "Not so.", { a: 1 }, { "retry-after": "3" }));
  expect(answer.status).toBe(ERROR_STATUS[code]);
  expect(answer.headers.get("retry-after")).toBe("3");
  expect(await answer.json()).toEqual({ error: { code, message: "Not so.", details: { a: 1 } } });
});

test("a fault of ours says nothing of its inside, whatever was thrown", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.constant(new Error("select * from leads where token = 'secret'")), fc.constant("secret"), fc.constant({ message: "secret", status: 200 }), fc.constant(null), fc.constant(undefined)), fc.constantFrom("pilothouse", "openai"), async (thrown, shape) => {
      const answer = errorAnswer(thrown, shape as "pilothouse" | "openai");
      expect(answer.status).toBe(500);
      expect(await answer.text()).not.toMatch(/secret|select|at \w+ \(/);
    }),
  );
});

test("where OpenAI's shape is promised, its clients find what they read", async () => {
  const told = async (problem: Problem) => ((await errorAnswer(problem, "openai").json()) as { error: Record<string, unknown> }).error;
  expect(await told(invalid([{ path: "model", message: "is missing" }]))).toEqual({ message: "model: is missing", type: "invalid_request_error", param: "model", code: "validation_failed" });
  expect(await told(new Problem("UNAUTHENTICATED", "Who?"))).toMatchObject({ type: "authentication_error", code: "invalid_api_key", param: null });
  expect(await told(new Problem("RATE_LIMITED", "Wait."))).toMatchObject({ type: "rate_limit_error", code: "rate_limit_exceeded" });
  expect(await told(new Problem("NOT_FOUND", "No.", { code: "model_not_found" }))).toMatchObject({ code: "model_not_found" });
  expect(await told(new Problem("BACKEND_FAILED", "Down."))).toMatchObject({ type: "server_error" });
});

const url = new URL("https://pilothouse.test/api/things");

test("every answer carries its request id and the headers that keep it safe", () => {
  const { headers } = secured(new Response("{}"), "req_12345678", url, false);
  expect(Object.fromEntries(headers)).toMatchObject({
    "x-request-id": "req_12345678",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  });
});

test("a page may load from its own origin, and never run what stands inside it", () => {
  const policy = secured(new Response("<p>"), "req_12345678", url, true).headers.get("content-security-policy") ?? "";
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
});

test("an answer that may be kept says so itself, and plain HTTP promises no HTTPS", () => {
  const answer = secured(new Response("{}", { headers: { "cache-control": "public, max-age=300" } }), "req_12345678", new URL("http://localhost:8787/"), false);
  expect(answer.headers.get("cache-control")).toBe("public, max-age=300");
  expect(answer.headers.has("strict-transport-security")).toBe(false);
});

test("an answer whose headers cannot be changed is secured all the same", async () => {
  const fixed = await fetch("data:application/json,{}");
  expect(() => fixed.headers.set("x-a", "1")).toThrow();
  const answer = secured(fixed, "req_12345678", url, false);
  expect([answer.headers.get("x-request-id"), await answer.text()]).toEqual(["req_12345678", "{}"]);
});
