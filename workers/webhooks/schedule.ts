/** What follows an attempt: pure, with time and chance passed in. */

/** Before each attempt, from the one before it. Milliseconds. */
export const SCHEDULE_MS = [0, 5_000, 5 * 60_000, 30 * 60_000, 2 * 3600_000, 5 * 3600_000, 10 * 3600_000, 10 * 3600_000] as const;
export const JITTER = 0.2;
/** The longest that a receiver may ask us to wait. Milliseconds. */
export const RETRY_AFTER_MAX_MS = 24 * 3600_000;

/** `gone` is 410; `interrupted` is an attempt whose end nobody recorded. */
export type Outcome = "delivered" | "failed" | "gone" | "interrupted";
export type Verdict = { status: "delivered" | "failed"; nextAt: null } | { status: "pending"; nextAt: number };

/**
 * @param index which attempt of its round it was, from 1
 * @param random 0 to 1
 */
export function verdictOf(outcome: Outcome, index: number, retryAfterMs: number | null, now: number, random: number): Verdict {
  if (outcome === "delivered") return { status: "delivered", nextAt: null };
  const delay = SCHEDULE_MS[index];
  if (outcome === "gone" || delay === undefined) return { status: "failed", nextAt: null };
  return { status: "pending", nextAt: now + Math.max(jittered(delay, random), retryAfterMs ?? 0) };
}

/** The delay ±20%, so that what failed together does not come back together. */
export function jittered(delayMs: number, random: number): number {
  return Math.round(delayMs * (1 - JITTER + 2 * JITTER * random));
}

/** `Retry-After` as seconds or as a date (RFC 9110), capped; null where it is absent or says nothing. Milliseconds. */
export function retryAfterMs(header: string | null, now: number): number | null {
  const text = header?.trim() ?? "";
  if (text === "") return null;
  const wait = /^\d{1,12}$/.test(text) ? Number(text) * 1000 : /[A-Za-z]{3}/.test(text) ? Date.parse(text) - now : Number.NaN;
  return Number.isNaN(wait) || wait <= 0 ? null : Math.min(wait, RETRY_AFTER_MAX_MS);
}
