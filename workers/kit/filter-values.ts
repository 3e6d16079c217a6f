/**
 * Reads the typed values of a filter: numbers, dates (RFC 3339, or a whole day in a zone), durations.
 *
 * Every reader gives null for what it does not know; the caller has the field and says what was expected.
 */

import { startOfDay } from "./calendar";

const HOUR_MS = 3_600_000;
const UNIT_MS: Record<string, number> = { h: HOUR_MS, d: 24 * HOUR_MS, w: 7 * 24 * HOUR_MS };
const DURATION_MAX_MS = 36_500 * 24 * HOUR_MS; // a century: beyond it a date is no date

/** A decimal number: `50`, `-1.5`, `1e6`. No hexadecimal, no thousands' separators, no infinity. */
export function readNumber(text: string): number | null {
  if (!/^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** The milliseconds that a date covers: `from` up to, but not with, `until`. */
export type DateSpan = { from: number; until: number };

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** `2026-11-22` covers the whole day in the zone, `2026-11-22T10:00:00.5+02:00` its one millisecond. */
export function readDate(text: string, timeZone = "UTC"): DateSpan | null {
  const day = readDay(text);
  if (day !== null) {
    const number = day / (24 * HOUR_MS);
    return { from: startOfDay(number, timeZone), until: startOfDay(number + 1, timeZone) };
  }
  const time = TIME.exec(text);
  if (time === null) return null;
  const [, date = "", hour, minute, second, fraction = "0", sign, offsetHour = "0", offsetMinute = "0"] = time;
  const start = readDay(date);
  if (start === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return null;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000 * (sign === "-" ? -1 : 1);
  const clock = (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000;
  const from = start + clock + Number(fraction.padEnd(3, "0").slice(0, 3)) - offset;
  return { from, until: from + 1 };
}

function readDay(text: string): number | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const day = Date.parse(`${text}T00:00:00Z`);
  // Date.parse rolls the 30th of February over into March.
  return Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== text ? null : day;
}

/** The milliseconds of `12h`, `7d` or `2w`; null when there is no unit, or nothing to wait for. */
export function readDuration(text: string): number | null {
  const match = /^(\d{1,6})([hdw])$/.exec(text);
  if (match === null) return null;
  const duration = Number(match[1]) * (UNIT_MS[match[2] ?? ""] ?? Number.NaN);
  return duration > 0 && duration <= DURATION_MAX_MS ? duration : null;
}

const ANNIVERSARY_DAYS_MAX = 183;

/** The days of `0d` to `183d`; null for anything else. */
export function readDays(text: string): number | null {
  const match = /^(\d{1,3})d$/.exec(text);
  const days = match === null ? Number.NaN : Number(match[1]);
  return days <= ANNIVERSARY_DAYS_MAX ? days : null;
}
