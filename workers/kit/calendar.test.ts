import fc from "fast-check";
import { expect, test } from "vitest";
import { anniversaries, dayOf, daysOf, PERIODS, spanOf, startOfDay, zoneOffset } from "./calendar";

const ZONES = ["UTC", "Europe/London", "America/Chicago", "Asia/Kathmandu", "Pacific/Apia", "America/Sao_Paulo", "Asia/Beirut", "Australia/Lord_Howe"];
const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const shown = (at: number) => new Date(at).toISOString();

test("a day begins at its first instant in any zone, the days on which clocks change included", () => {
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), fc.integer({ min: day("1990-01-01"), max: day("2035-01-01") }), (zone, number) => {
      // Samoa went from the 29th of December 2011 to the 31st: a day that never was begins where the next does.
      fc.pre(!(zone === "Pacific/Apia" && number === day("2011-12-30")));
      const start = startOfDay(number, zone);
      expect(dayOf(start, zone)).toBe(number);
      expect(dayOf(start - 1, zone)).toBeLessThan(number);
    }),
    { numRuns: 2_000 },
  );
});

test("where clocks go forward at midnight the day begins at one", () => {
  expect(shown(startOfDay(day("2018-11-04"), "America/Sao_Paulo"))).toBe("2018-11-04T03:00:00.000Z");
  expect(zoneOffset(Date.parse("2026-07-01T00:00:00Z"), "Europe/London")).toBe(3_600_000);
});

test.each([
  ["today", "2026-11-25", "2026-11-26"],
  ["yesterday", "2026-11-24", "2026-11-25"],
  ["tomorrow", "2026-11-26", "2026-11-27"],
  ["thisWeek", "2026-11-23", "2026-11-30"],
  ["lastWeek", "2026-11-16", "2026-11-23"],
  ["nextMonth", "2026-12-01", "2027-01-01"],
  ["lastMonth", "2026-10-01", "2026-11-01"],
  ["thisQuarter", "2026-10-01", "2027-01-01"],
  ["nextQuarter", "2027-01-01", "2027-04-01"],
  ["lastYear", "2025-01-01", "2026-01-01"],
] as const)("%s, seen from Wednesday the 25th of November 2026", (period, first, end) => {
  expect(daysOf(period, day("2026-11-25"))).toEqual({ first: day(first), end: day(end) });
});

test("periods of one kind follow each other without a gap, from any day", () => {
  fc.assert(
    fc.property(fc.integer({ min: day("1971-01-01"), max: day("2100-01-01") }), (today) => {
      for (const unit of ["Week", "Month", "Quarter", "Year"] as const) {
        const [last, current, next] = [daysOf(`last${unit}`, today), daysOf(`this${unit}`, today), daysOf(`next${unit}`, today)];
        expect(last.end).toBe(current.first);
        expect(current.end).toBe(next.first);
        expect(current.first <= today && today < current.end).toBe(true);
      }
    }),
  );
  expect(PERIODS).toHaveLength(15);
});

test("today is the zone's, not that of UTC", () => {
  const evening = Date.parse("2026-11-25T23:30:00Z");
  expect(spanOf("today", evening, "Asia/Kathmandu")).toEqual({ from: Date.parse("2026-11-25T18:15:00Z"), until: Date.parse("2026-11-26T18:15:00Z") });
});

test("anniversaries are days of any year, over the turn of one, and the 29th of February is kept in other years", () => {
  expect(anniversaries(day("2026-12-31"), 1)).toEqual(["12-30", "12-31", "01-01"]);
  expect(anniversaries(day("2027-02-28"), 0)).toEqual(["02-28", "02-29"]);
  expect(anniversaries(day("2028-02-28"), 0)).toEqual(["02-28"]);
});
