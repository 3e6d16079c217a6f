import fc from "fast-check";
import { expect, test } from "vitest";
import { afterReport, FAILING_MAX_MS, FAILURES_TO_OPEN, hasFailedTooLong, HEALTHY, IN_FLIGHT_MAX, roomFor, type Health, type Report } from "./health";

const start = Date.UTC(2026, 10, 25);
const failed = (delivery = "a"): Report => ({ delivery, number: 1, outcome: "failed", retryAfterMs: null, nextAt: null });
const after = (health: Health, reports: Report[], now = start) => reports.reduce((before, one) => afterReport(before, one, now, 0.5), health);
const HOUR = 3600_000;

test("five failures in a row open the breaker; when it is half open one probe passes, and a success closes it", () => {
  const four = after(HEALTHY, Array.from({ length: FAILURES_TO_OPEN - 1 }, () => failed()));
  expect(roomFor(four, 0, start)).toBeGreaterThan(0);
  const open = after(four, [failed()]);
  expect(roomFor(open, 0, start)).toBe(0);
  expect([roomFor(open, 0, open.holdUntil), roomFor(open, 1, open.holdUntil)]).toEqual([1, 0]);
  expect(afterReport(open, { ...failed(), outcome: "delivered" }, open.holdUntil, 0.5)).toEqual(HEALTHY);
});

test("a probe that fails opens it for longer, what was still under way does not, and never for more than 36 minutes", () => {
  let health = after(HEALTHY, Array.from({ length: IN_FLIGHT_MAX }, () => failed()));
  expect(health.opened).toBe(1);
  let last = health.holdUntil - start;
  for (let i = 0; i < 12; i++) {
    const now = health.holdUntil;
    health = afterReport(health, failed(), now, 0.5);
    expect(health.holdUntil - now).toBeGreaterThanOrEqual(last);
    last = health.holdUntil - now;
  }
  expect(last).toBeLessThanOrEqual(36 * 60_000);
});

test("a receiver that asks for time is given it, and its other deliveries wait too", () => {
  const health = afterReport(HEALTHY, { ...failed(), retryAfterMs: HOUR }, start, 0.5);
  expect([roomFor(health, 0, start + HOUR - 1), roomFor(health, 0, start + HOUR) > 0]).toEqual([0, true]);
});

test("an attempt that was cut off says nothing of the endpoint", () => {
  expect(afterReport(HEALTHY, { ...failed(), outcome: "interrupted" }, start, 0.5)).toEqual(HEALTHY);
});

test("there are never more under way than the cap, whatever was reported", () => {
  const reports = fc.array(fc.tuple(fc.constantFrom("delivered" as const, "failed" as const, "gone" as const, "interrupted" as const), fc.nat(HOUR)), { maxLength: 60 });
  fc.assert(
    fc.property(reports, fc.nat(20), (list, inFlight) => {
      let [health, now] = [HEALTHY, start];
      for (const [outcome, pause] of list) health = afterReport(health, { ...failed(), outcome }, (now += pause), 0.5);
      expect(inFlight + roomFor(health, inFlight, now)).toBeLessThanOrEqual(Math.max(inFlight, IN_FLIGHT_MAX));
      if (now < health.holdUntil) expect(roomFor(health, 0, now)).toBe(0);
    }),
  );
});

/** Failures every so often, for so long. */
function failing(hours: number, every: number, deliveries: string[]): boolean {
  let health = HEALTHY;
  for (let at = 0; at <= hours; at += every) {
    const delivery = deliveries[(at / every) % deliveries.length] ?? "";
    health = afterReport(health, failed(delivery), start + at * HOUR, 0.5);
    if (hasFailedTooLong(health, delivery)) return true;
  }
  return false;
}

test("failing for five days without a success, with more than one delivery, is too long", () => {
  expect(failing(FAILING_MAX_MS / HOUR, 10, ["a", "b", "c", "d", "e"])).toBe(true);
  expect(failing(FAILING_MAX_MS / HOUR - 1, 10, ["a", "b"])).toBe(false);
  expect(failing(FAILING_MAX_MS / HOUR, 10, ["a"])).toBe(false);
});

test("two failures a week apart are two troubles", () => {
  expect(failing(60 * 24, 7 * 24, ["a", "b", "c"])).toBe(false);
});
