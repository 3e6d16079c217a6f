import fc from "fast-check";
import { expect, test } from "vitest";
import { JITTER, RETRY_AFTER_MAX_MS, retryAfterMs, SCHEDULE_MS, verdictOf } from "./schedule";

const now = Date.UTC(2026, 10, 25);
const chance = fc.double({ min: 0, max: 1, noNaN: true });

test("whatever fails ends after as many attempts as the schedule has, each within its jitter", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom("failed" as const, "interrupted" as const), chance), { minLength: 20, maxLength: 20 }), (endings) => {
      let [at, attempts] = [now, 0];
      for (const [outcome, random] of endings) {
        attempts += 1;
        const verdict = verdictOf(outcome, attempts, null, at, random);
        if (verdict.status !== "pending") break;
        const planned = SCHEDULE_MS[attempts] ?? 0;
        expect(verdict.nextAt - at).toBeGreaterThanOrEqual(Math.floor(planned * (1 - JITTER)));
        expect(verdict.nextAt - at).toBeLessThanOrEqual(Math.ceil(planned * (1 + JITTER)));
        at = verdict.nextAt;
      }
      expect(attempts).toBe(SCHEDULE_MS.length);
    }),
  );
});

test("a success ends it, and so does 410", () => {
  expect(verdictOf("delivered", 1, null, now, 0.5)).toEqual({ status: "delivered", nextAt: null });
  expect(verdictOf("gone", 1, 60_000, now, 0.5)).toEqual({ status: "failed", nextAt: null });
});

test("no attempt is made before the receiver's Retry-After, and none is put off by it for more than a day", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: SCHEDULE_MS.length - 1 }), fc.integer({ min: 0, max: 10_000_000 }), chance, (index, seconds, random) => {
      const wait = retryAfterMs(String(seconds), now);
      const verdict = verdictOf("failed", index, wait, now, random);
      const asked = Math.min(seconds * 1000, RETRY_AFTER_MAX_MS);
      expect(verdict.nextAt ?? 0).toBeGreaterThanOrEqual(now + asked);
      expect(verdict.nextAt ?? 0).toBeLessThanOrEqual(now + Math.max(asked, (SCHEDULE_MS[index] ?? 0) * (1 + JITTER)) + 1);
    }),
  );
});

test.each([
  ["120", 120_000],
  ["0", null],
  ["-5", null],
  ["1.5", null],
  ["soon", null],
  ["", null],
  [null, null],
  ["99999999999", RETRY_AFTER_MAX_MS],
  [new Date(now + 90_000).toUTCString(), 90_000],
  [new Date(now - 90_000).toUTCString(), null],
  ["Wed, 31 Dec 9999 23:59:59 GMT", RETRY_AFTER_MAX_MS],
] as const)("Retry-After %j is read as %j ms", (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected);
});
