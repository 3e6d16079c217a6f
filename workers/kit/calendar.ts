/**
 * Days, weeks, months and years as people in a time zone count them, in milliseconds of UTC. Pure; weeks begin on Monday.
 * A day begins at its first instant: where the clocks go forward at midnight, that is one o'clock.
 */

const DAY_MS = 86_400_000;
const HALF_DAY_MS = DAY_MS / 2;

/** A day without a zone, counted from 1970-01-01. */
export type DayNumber = number;
export type Span = { from: number; until: number };

export const PERIODS = [
  "today", "yesterday", "tomorrow",
  "thisWeek", "lastWeek", "nextWeek",
  "thisMonth", "lastMonth", "nextMonth",
  "thisQuarter", "lastQuarter", "nextQuarter",
  "thisYear", "lastYear", "nextYear",
] as const;
export type Period = (typeof PERIODS)[number];

const formats = new Map<string, Intl.DateTimeFormat>();
const FORMATS_MAX = 100;

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    if (formats.size >= FORMATS_MAX) formats.clear();
    const digits = "2-digit" as const;
    format = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", calendar: "iso8601", year: "numeric", month: digits, day: digits, hour: digits, minute: digits, second: digits });
    formats.set(timeZone, format);
  }
  return format;
}

/** How far the zone's clocks are ahead of UTC at an instant. Milliseconds. */
export function zoneOffset(at: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  const part = Object.fromEntries(formatOf(timeZone).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const second = Math.floor(at / 1000) * 1000;
  return Date.UTC(part["year"] ?? 0, (part["month"] ?? 1) - 1, part["day"] ?? 1, part["hour"] ?? 0, part["minute"] ?? 0, part["second"] ?? 0) - second;
}

/** The day that an instant belongs to in a zone. */
export function dayOf(at: number, timeZone: string): DayNumber {
  return Math.floor((at + zoneOffset(at, timeZone)) / DAY_MS);
}

/** The first instant of a day in a zone. */
export function startOfDay(day: DayNumber, timeZone: string): number {
  const midnight = day * DAY_MS;
  if (timeZone === "UTC") return midnight;
  // No zone changes its clocks twice within a day, so the offset is that of half a day before or after.
  const before = midnight - zoneOffset(midnight - HALF_DAY_MS - zoneOffset(midnight, timeZone), timeZone);
  const after = midnight - zoneOffset(midnight + HALF_DAY_MS - zoneOffset(midnight, timeZone), timeZone);
  const candidates = [Math.min(before, after), Math.max(before, after)];
  for (const at of candidates) if (dayOf(at, timeZone) === day && dayOf(at - 1, timeZone) < day) return at;
  return firstOf(day, timeZone, Math.min(before, after) - HALF_DAY_MS, Math.max(before, after) + HALF_DAY_MS);
}

/** The first instant of the day between two, found by halving: a clock that jumps over midnight. */
function firstOf(day: DayNumber, timeZone: string, low: number, high: number): number {
  let [before, from] = [low, high];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (dayOf(middle, timeZone) < day) before = middle;
    else from = middle;
  }
  return from;
}

/** The days of a period, of which `today` is one or next to one: its first, and the first that is no longer in it. */
export function daysOf(period: Period, today: DayNumber): { first: DayNumber; end: DayNumber } {
  switch (period) {
    case "today":
      return { first: today, end: today + 1 };
    case "yesterday":
      return { first: today - 1, end: today };
    case "tomorrow":
      return { first: today + 1, end: today + 2 };
  }
  const shift = period.startsWith("this") ? 0 : period.startsWith("last") ? -1 : 1;
  const unit = period.slice(4);
  if (unit === "Week") {
    // 1970-01-01 was a Thursday.
    const monday = today - ((((today + 3) % 7) + 7) % 7) + 7 * shift;
    return { first: monday, end: monday + 7 };
  }
  const months = unit === "Month" ? 1 : unit === "Quarter" ? 3 : 12;
  const now = new Date(today * DAY_MS);
  const month = now.getUTCFullYear() * 12 + now.getUTCMonth();
  const first = (Math.floor(month / months) + shift) * months;
  return { first: firstDayOfMonth(first), end: firstDayOfMonth(first + months) };
}

/** @param month counted from January of the year 0 */
function firstDayOfMonth(month: number): DayNumber {
  return Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY_MS;
}

/** A period in a zone, in milliseconds. */
export function spanOf(period: Period, now: number, timeZone: string): Span {
  const { first, end } = daysOf(period, dayOf(now, timeZone));
  return { from: startOfDay(first, timeZone), until: startOfDay(end, timeZone) };
}

/** `MM-DD` of the days at most so many days from today. The 29th of February stands beside the 28th where there is none. */
export function anniversaries(today: DayNumber, within: number): string[] {
  const days = new Set<string>();
  for (let day = today - within; day <= today + within; day++) {
    const date = new Date(day * DAY_MS);
    const text = date.toISOString().slice(5, 10);
    days.add(text);
    const leap = new Date(Date.UTC(date.getUTCFullYear(), 1, 29)).getUTCMonth() === 1;
    if (text === "02-28" && !leap) days.add("02-29");
  }
  return [...days];
}
