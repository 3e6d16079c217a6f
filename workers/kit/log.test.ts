import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { logger, type LogFields } from "./log";
import { Secret } from "./secret";

afterEach(() => vi.restoreAllMocks());

/** What one log call writes. */
function written(speak: (log: ReturnType<typeof logger>) => void): string[] {
  const lines: string[] = [];
  for (const level of ["log", "warn", "error"] as const) vi.spyOn(console, level).mockImplementation((...parts: unknown[]) => void lines.push(parts.map(String).join(" ")));
  speak(logger("test"));
  return lines;
}

test("the type refuses the fields in which data and secrets leak", () => {
  const fine: LogFields = { requestId: "r", status: 200, wallMs: 3, tenant: "ten_1", missing: undefined };
  // @ts-expect-error an email is data
  const email: LogFields = { email: "a@b.co" };
  // @ts-expect-error a token is a secret
  const token: LogFields = { token: "t" };
  // @ts-expect-error so is a password
  const password: LogFields = { password: "p" };
  // @ts-expect-error what a person said is data
  const command: LogFields = { command: "delete Bob" };
  // @ts-expect-error a body holds all of it
  const body: LogFields = { body: "{}" };
  // @ts-expect-error headers carry credentials
  const headers: LogFields = { headers: "authorization: x" };
  // @ts-expect-error an address may carry a token in its query
  const url: LogFields = { url: "https://x/?token=1" };
  // @ts-expect-error parameters are data
  const params: LogFields = { params: "1" };
  // @ts-expect-error an object would bring everything that hangs from it
  const object: LogFields = { lead: { id: "lead_1" } };
  // @ts-expect-error a secret is no text
  const secret: LogFields = { key: new Secret("s") };
  expect([fine, email, token, password, command, body, headers, url, params, object, secret]).toHaveLength(11);
});

test("a line is one JSON object, whatever its values hold: no line break, no escape sequence, no second entry", () => {
  const nasty = fc.string({ unit: fc.constantFrom("\r", "\n", "\u2028", "\u2029", "\u001b[31m", "\u0000", '"', "\\", "}", "{", "é", "a"), maxLength: 40 });
  fc.assert(
    fc.property(nasty, nasty, (value, message) => {
      const [line = "", ...more] = written((log) => log.error("it.failed", new Error(message), { operation: value }));
      expect(more).toEqual([]);
      // eslint-disable-next-line no-control-regex
      expect(line).not.toMatch(/[\u0000-\u001f\u007f]/);
      expect(JSON.parse(line)).toMatchObject({ level: "error", component: "test", event: "it.failed", operation: value });
    }),
    { numRuns: 100 },
  );
});

test("of an error the innermost cause is said, cut to a length, and never what the wrapper adds", () => {
  const wrapped = new Error("Failed query: insert … params: ada@example.com", { cause: new Error("D1_ERROR: no such table: leads") });
  const [line = ""] = written((log) => log.error("it.failed", wrapped));
  expect(line).toContain("no such table");
  expect(line).not.toContain("ada@example.com");
  expect(written((log) => log.error("it.failed", new Error("x".repeat(10_000))))[0]?.length).toBeLessThan(500);
  expect(written((log) => log.error("it.failed", "a thrown text"))[0]).not.toContain("a thrown text");
});
