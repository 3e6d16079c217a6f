import type { ParsedResult } from "chrono-node";

/** A date in the command. Character offsets; `time` tells whether an hour was said. `to` is the end of a range. */
export type DateSpan = { start: number; end: number; text: string; at: Moment; to?: Moment };
/** The calendar fields as they read in the caller's zone, and the instant. */
type Moment = { year: number; month: number; day: number; hour: number; minute: number; second: number; timed: boolean; epochMs: number };

/** Reads the dates of a text; made once by `loadDates`. */
export type DateReader = (text: string, now: number, timeZone: string) => DateSpan[];

const HINT =
  /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december|mon|tues?|wed|thurs?|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tonight|tomorrow|yesterday|noon|midnight|now|ago|(?:this|next|last|past|coming|following|previous|in|within)\b.{0,14}\b(?:second|minute|hour|day|week|weekend|month|quarter|year|morning|afternoon|evening|night)s?|morning|afternoon|evening|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2}(?::\d{2})?\s?[ap]\.?m\b|\d{1,2}:\d{2}|\d{1,2}(?:st|nd|rd|th))\b/i;

/** Whether a text may hold a date: a cheap question, asked before the date library is loaded. */
export function mayHoldDate(text: string): boolean {
  return HINT.test(text);
}

/** The zone's offset from UTC at an instant, in minutes; an unknown zone counts as UTC. */
function offsetMinutes(epochMs: number, timeZone: string): number {
  try {
    const parts = new Intl.DateTimeFormat("en-US", {
      timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
    }).formatToParts(epochMs);
    const field = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
    const local = Date.UTC(field("year"), field("month") - 1, field("day"), field("hour"), field("minute"), field("second"));
    return Math.round((local - Math.floor(epochMs / 1000) * 1000) / 60_000);
  } catch {
    return 0;
  }
}

/** The instant at which the clocks of a zone show the given fields. */
function instantOf(local: number, timeZone: string): number {
  const guess = local - offsetMinutes(local, timeZone) * 60_000;
  // The offset may differ on the other side of a change of the clocks: one correction settles it.
  return local - offsetMinutes(guess, timeZone) * 60_000;
}

function momentOf(parsed: ParsedResult["start"], timeZone: string): Moment {
  const field = (name: "year" | "month" | "day" | "hour" | "minute" | "second"): number => parsed.get(name) ?? 0;
  const timed = parsed.isCertain("hour");
  const moment = { year: field("year"), month: field("month"), day: field("day"), hour: timed ? field("hour") : 0, minute: timed ? field("minute") : 0, second: timed ? field("second") : 0, timed };
  const local = Date.UTC(moment.year, moment.month - 1, moment.day, moment.hour, moment.minute, moment.second);
  const offset = timed && parsed.isCertain("timezoneOffset") ? parsed.get("timezoneOffset") : null;
  return { ...moment, epochMs: offset === null ? instantOf(local, timeZone) : local - offset * 60_000 };
}

/** Loads the date library. It is large, so this happens only when a date can be meant. */
export async function loadDates(): Promise<DateReader> {
  const chrono = await import("chrono-node/en");
  return function readDates(text, now, timeZone) {
    const reference = { instant: new Date(now), timezone: offsetMinutes(now, timeZone) };
    return chrono.casual.parse(text, reference).map((result) => {
      const span: DateSpan = { start: result.index, end: result.index + result.text.length, text: result.text, at: momentOf(result.start, timeZone) };
      if (result.end != null) span.to = momentOf(result.end, timeZone);
      return span;
    });
  };
}

const two = (value: number): string => String(value).padStart(2, "0");

/** YYYY-MM-DD in the caller's zone. */
export function isoDate(moment: Moment): string {
  return `${String(moment.year).padStart(4, "0")}-${two(moment.month)}-${two(moment.day)}`;
}

/** RFC 3339 in UTC; a day without an hour starts at midnight in the caller's zone. */
export function isoDateTime(moment: Moment): string {
  return new Date(moment.epochMs).toISOString();
}

/** HH:MM in the caller's zone. */
export function isoTime(moment: Moment): string {
  return `${two(moment.hour)}:${two(moment.minute)}`;
}

/** A date in the shape a description asks for ("YYYY-MM-DD", "MM/DD/YYYY"), or null where it asks for none. */
export function dateLike(description: string, moment: Moment): string | null {
  if (/dd\/mm\/yyyy|dd-mm-yyyy/i.test(description)) return `${two(moment.day)}/${two(moment.month)}/${moment.year}`;
  if (/mm\/dd\/yyyy|mm-dd-yyyy/i.test(description)) return `${two(moment.month)}/${two(moment.day)}/${moment.year}`;
  if (/yyyy-mm-dd ?t?hh|iso.?8601 (?:date.?)?time|date-time/i.test(description)) return isoDateTime(moment);
  if (/yyyy-mm-dd|iso|\d{4}-\d{2}-\d{2}/i.test(description)) return isoDate(moment);
  if (moment.timed && /\bhh:mm\b|\b\d{1,2}:\d{2}\b/i.test(description)) return isoTime(moment);
  return null;
}
