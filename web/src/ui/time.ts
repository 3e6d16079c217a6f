const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "3m ago" within a week, then the date; `now` is passed so that it can be tested. */
export function relativeTime(at: number, now: number, locale: string): string {
  const past = now - at;
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "narrow" });
  if (past < MINUTE) return relative.format(0, "second");
  if (past < HOUR) return relative.format(-Math.floor(past / MINUTE), "minute");
  if (past < DAY) return relative.format(-Math.floor(past / HOUR), "hour");
  if (past < 7 * DAY) return relative.format(-Math.floor(past / DAY), "day");
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", ...(thisYear ? {} : { year: "numeric" }) }).format(at);
}

export function absoluteTime(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "long" }).format(at);
}

/** Hours and minutes, for a log's margin. */
export function clockTime(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** "in 6 days", rounded to the nearest; what is past is now. */
export function relativeUntil(at: number, now: number, locale: string): string {
  const ahead = Math.max(0, at - now);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (ahead < HOUR) return relative.format(Math.round(ahead / MINUTE), "minute");
  if (ahead < DAY) return relative.format(Math.round(ahead / HOUR), "hour");
  return relative.format(Math.round(ahead / DAY), "day");
}
