import { expect, test } from "vitest";
import { clockTime, relativeTime, relativeUntil } from "./time";

const now = Date.UTC(2026, 10, 25, 12);

test("times of this week are relative, older ones a date", () => {
  expect(relativeTime(now - 30_000, now, "en")).toBe("now");
  expect(relativeTime(now - 3 * 60_000, now, "en")).toBe("3m ago");
  expect(relativeTime(now - 26 * 3_600_000, now, "en")).toBe("yesterday");
  expect(relativeTime(Date.UTC(2026, 9, 3, 12), now, "en")).toBe("Oct 3");
  expect(relativeTime(Date.UTC(2024, 9, 3, 12), now, "en")).toBe("Oct 3, 2024");
});

test("a clock that runs ahead shows no future", () => {
  expect(relativeTime(now + 5_000, now, "en")).toBe("now");
});

test("the clock has two digits", () => {
  expect(clockTime(new Date(2026, 0, 1, 7, 5).getTime(), "en")).toBe("07:05");
});

test("what is to come is told in whole units, and what is past as now", () => {
  expect(relativeUntil(now + 6.6 * 24 * 3_600_000, now, "en")).toBe("in 7 days");
  expect(relativeUntil(now + 90 * 60_000, now, "en")).toBe("in 2 hours");
  expect(relativeUntil(now - 60_000, now, "en")).toBe("this minute");
});
