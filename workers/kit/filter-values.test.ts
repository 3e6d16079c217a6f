import fc from "fast-check";
import { expect, test } from "vitest";
import { readDate, readDuration, readNumber } from "./filter-values";

const DAY = 86_400_000;
const NOON = Date.UTC(2026, 10, 22, 12);

test("a day covers itself, a time its millisecond", () => {
  const start = Date.UTC(2026, 10, 22);
  expect(readDate("2026-11-22")).toEqual({ from: start, until: start + DAY });
  expect(readDate("2024-02-29")).toEqual({ from: Date.UTC(2024, 1, 29), until: Date.UTC(2024, 2, 1) });
  for (const text of ["2026-11-22T12:00:00Z", "2026-11-22t12:00:00z", "2026-11-22T14:00:00+02:00", "2026-11-22T06:30:00-05:30", "2026-11-22T12:00:00.000999Z"]) {
    expect([text, readDate(text)]).toEqual([text, { from: NOON, until: NOON + 1 }]);
  }
  expect(readDate("2026-11-22T12:00:00.25Z")?.from).toBe(NOON + 250);
});

test.each([
  "", "2026", "2026-11", "2026-13-01", "2026-02-30", "2025-02-29", "2026-00-10", "22.11.2026", "2026-11-22 12:00:00Z", "2026-11-22T12:00Z", "2026-11-22T12:00:00",
  "2026-11-22T24:00:00Z", "2026-11-22T12:60:00Z", "2026-11-22T12:00:60Z", "2026-11-22T12:00:00+24:00", "2026-11-22T12:00:00+0200", "+002026-11-22", "now",
])("%j is no date", (text) => {
  expect(readDate(text)).toBeNull();
});

test("every instant in RFC 3339 reads as itself", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true }), (date) => {
      expect(readDate(date.toISOString())?.from).toBe(date.getTime());
    }),
  );
});

test("durations are hours, days or weeks, more than nothing and less than a century", () => {
  expect(["12h", "7d", "2w"].map(readDuration)).toEqual([DAY / 2, 7 * DAY, 14 * DAY]);
  for (const text of ["", "7", "d", "0d", "-1d", "1.5d", "1m", "1y", "7 d", "36501d", "999999w"]) expect([text, readDuration(text)]).toEqual([text, null]);
});

test("numbers are decimal and finite", () => {
  expect(["50", "-1.5", "+2", ".5", "1e3", "007"].map(readNumber)).toEqual([50, -1.5, 2, 0.5, 1000, 7]);
  for (const text of ["", " ", "1,000", "0x10", "1_000", "NaN", "Infinity", "1e999", "1.", "--1", "5 0", "true"]) {
    expect([text, readNumber(text)]).toEqual([text, null]);
  }
});
