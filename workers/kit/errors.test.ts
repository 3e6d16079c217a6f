import { expect, test } from "vitest";
import { ERROR_STATUS, invalid, notFound, Problem, unreachable, type ErrorCode } from "./errors";

test("every code is upper snake case and has the status of an error", () => {
  for (const [code, status] of Object.entries(ERROR_STATUS)) {
    expect(code).toMatch(/^[A-Z]+(?:_[A-Z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
  }
});

test.each(Object.keys(ERROR_STATUS) as ErrorCode[])("a problem %s carries its status, and its wire shape nothing but code, message and details", (code) => {
  const problem = new Problem(code, "Not so. Do this.", { a: 1 }, { "retry-after": "1" });
  expect(problem.status).toBe(ERROR_STATUS[code]);
  expect(JSON.parse(JSON.stringify(problem))).toEqual({ error: { code, message: "Not so. Do this.", details: { a: 1 } } });
  expect(problem.headers).toEqual({ "retry-after": "1" });
  expect(problem).toBeInstanceOf(Error);
});

test("one problem of a request is the message, with its path", () => {
  expect(invalid([{ path: "query.limit", message: "is above 200" }]).message).toBe("query.limit: is above 200");
  expect(invalid([{ path: "", message: "Give a name." }]).message).toBe("Give a name.");
});

test("several problems are counted in the message and all stand in the details", () => {
  const problems = [{ path: "a", message: "is empty" }, { path: "b", message: "is empty" }];
  const problem = invalid(problems);
  expect(problem.message).toBe("2 values do not fit. See details.problems.");
  expect(problem.toJSON()).toEqual({ error: { code: "VALIDATION_FAILED", message: problem.message, details: { problems } } });
});

test("a record that is not there and one of another tenant are told in the same words", () => {
  expect(notFound().toJSON()).toEqual({ error: { code: "NOT_FOUND", message: "There is no such record.", details: {} } });
  expect(notFound("lead").message).toBe("There is no such lead.");
});

test("a branch that the types rule out says what came to it", () => {
  expect(() => unreachable("purple" as never)).toThrow('unreachable: "purple"');
});
