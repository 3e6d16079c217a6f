import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import type { Act, Permission, Principal } from "./context";
import { Problem } from "./errors";
import { authorise, callInProcess, parseRequest } from "./execute";
import { CALL_DEPTH_MAX } from "./limits";
import type { AnyOperation, RawRequest } from "./operation";

type Seen = { request: unknown; act: Act };

function operation(over: Partial<AnyOperation<never>> = {}): AnyOperation<never> & { seen: Seen[] } {
  const seen: Seen[] = [];
  return {
    id: "things.things.update",
    method: "PATCH",
    path: "/api/v1/things/:id",
    summary: "Change a thing",
    permission: "things:write",
    effect: "write",
    fixture: () => ({}),
    run: (request, { act }) => {
      seen.push({ request, act });
      return Promise.resolve({ done: true });
    },
    ...over,
    seen,
  };
}

const schemas = {
  params: z.strictObject({ id: z.string().regex(/^thing_\d+$/, "is no id") }),
  query: z.strictObject({ limit: z.coerce.number().int().max(200, "is above 200").default(50) }),
  body: z.strictObject({ name: z.string().trim().min(1, "is empty"), part: z.strictObject({ size: z.int("is not a whole number") }).optional() }),
};

function problemOf(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

test("a request that fits comes back as its schemas make it: trimmed, coerced, with defaults", () => {
  const parsed: unknown = parseRequest(operation(schemas), { params: { id: "thing_1" }, query: {}, body: { name: " a " } });
  expect(parsed).toEqual({ params: { id: "thing_1" }, query: { limit: 50 }, body: { name: "a" } });
});

test("all problems are told at once, each with its path", () => {
  const problem = problemOf(() => parseRequest(operation(schemas), { params: { id: "thing_1" }, query: { limit: "300" }, body: { name: "", part: { size: 1.5 } } }));
  expect(problem.code).toBe("VALIDATION_FAILED");
  expect(problem.details["problems"]).toEqual([
    { path: "query.limit", message: "is above 200" },
    { path: "name", message: "is empty" },
    { path: "part.size", message: "is not a whole number" },
  ]);
});

test("unknown fields are refused, each by its own name, also deep inside and where nothing is taken", () => {
  const raw: RawRequest = { params: { id: "thing_1" }, query: { page: "2" }, body: { name: "a", colour: "red", part: { size: 1, weight: 2 } } };
  const paths = (op: AnyOperation<never>) => (problemOf(() => parseRequest(op, raw)).details["problems"] as { path: string }[]).map(({ path }) => path);
  expect(paths(operation(schemas)).toSorted()).toEqual(["colour", "part.weight", "query.page"]);
  expect(paths(operation({ params: schemas.params, body: schemas.body }))).toContain("query.page");
});

test("a malformed id is a record that is not there, whatever else is wrong", () => {
  expect(problemOf(() => parseRequest(operation(schemas), { params: { id: "nonsense" }, query: { limit: "x" }, body: {} })).code).toBe("NOT_FOUND");
});

test("an answer names fifty problems at most", () => {
  const body = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`field${n}`, n]));
  const problem = problemOf(() => parseRequest(operation({ body: schemas.body }), { body }));
  expect(problem.details["problems"]).toHaveLength(50);
});

test("whatever comes in, it is taken or refused with a problem, never with another error", () => {
  const op = operation(schemas);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), fc.dictionary(fc.string(), fc.string()), fc.anything(), (params, query, body) => {
      try {
        parseRequest(op, { params: { ...params, id: "thing_1" }, query, body });
      } catch (error) {
        expect(error).toBeInstanceOf(Problem);
      }
    }),
  );
});

const principal = (...permissions: Permission[]): Principal => ({ kind: "key", id: "key_1", memberId: null, role: null, permissions: new Set(permissions), sessionId: null, keyId: "key_1", perMinute: null });

test.each<[Permission[], boolean]>([
  [["things:write"], true],
  [["things:*"], true],
  [["*:*"], true],
  [["things:read"], false],
  [["thing:write"], false],
  [["leads:*", "contacts:write"], false],
  [[], false],
])("with the permissions %j, things:write is allowed: %s", (held, allowed) => {
  if (allowed) return authorise(operation(), principal(...held), 1);
  const problem = problemOf(() => authorise(operation(), principal(...held), 1));
  expect(problem.code).toBe("FORBIDDEN");
  expect(problem.message).toContain("things:write");
  expect(problem.details).toEqual({ permission: "things:write" });
});

test("what is public or for every member asks for no permission", () => {
  for (const permission of ["public", "member"] as const) expect(() => authorise(operation({ permission }), principal(), 1)).not.toThrow();
});

function act(over: Partial<Act> = {}): Act {
  return {
    tenant: { id: "ten_1", slug: "acme", name: "Acme", timeZone: "UTC", limits: {}, brand: "tenant" },
    principal: principal("things:write"),
    actor: { kind: "key", id: "key_1" },
    operation: "things.create",
    cause: { request: "req_1" },
    requestId: "req_1",
    now: 1,
    depth: 0,
    idempotency: { principal: "key_1", key: "k", fingerprint: "f" },
    ifMatch: 7,
    alongside: () => [],
    waitUntil: () => undefined,
    request: null,
    ...over,
  };
}

test("a call in process passes the same doors as one over HTTP", async () => {
  const op = operation(schemas);
  const call = (raw: RawRequest, over: Partial<Act> = {}) => callInProcess(op, raw, { act: act(over) });
  await expect(call({ params: { id: "thing_1" }, body: {} })).rejects.toMatchObject({ code: "VALIDATION_FAILED" });
  await expect(call({ params: { id: "thing_1" }, body: { name: "a" } }, { principal: principal() })).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(op.seen).toEqual([]);
  expect(await call({ params: { id: "thing_1" }, body: { name: "a" } })).toEqual({ done: true });
  expect(op.seen).toHaveLength(1);
});

test("a call in process keeps tenant, caller and clock, lies one deeper, and inherits neither key nor version", async () => {
  const op = operation();
  const outer = act({ depth: 2 });
  await callInProcess(op, {}, { act: outer }, { actor: { kind: "ai", id: "run_1" }, cause: { run: "run_1" } });
  expect(op.seen[0]?.act).toMatchObject({ tenant: outer.tenant, principal: outer.principal, now: 1, depth: 3, idempotency: null, alongside: null, ifMatch: null, actor: { kind: "ai", id: "run_1" }, cause: { run: "run_1" } });
  expect(outer).toMatchObject({ depth: 2, ifMatch: 7 });
});

test("calls nest as deep as is allowed and no deeper", async () => {
  const op = operation();
  await callInProcess(op, {}, { act: act({ depth: CALL_DEPTH_MAX - 1 }) });
  await expect(callInProcess(op, {}, { act: act({ depth: CALL_DEPTH_MAX }) })).rejects.toMatchObject({ code: "VALIDATION_FAILED" });
  expect(op.seen).toHaveLength(1);
});

test("nobody can claim a lesser depth by naming it as a cause", async () => {
  const op = operation();
  await expect(callInProcess(op, {}, { act: act({ depth: CALL_DEPTH_MAX }) }, { depth: 0 })).rejects.toBeInstanceOf(Problem);
});

test("an app may nothing that asks for a fresh sign-in or is a person's own, whatever it was granted", () => {
  const app: Principal = { ...principal("*:*"), kind: "app", authTime: 1 };
  expect(() => authorise(operation(), app, 1)).not.toThrow();
  for (const over of [{ fresh: true }, { caller: "person" as const }]) expect(problemOf(() => authorise(operation(over), app, 1)).code).toBe("FORBIDDEN");
});
