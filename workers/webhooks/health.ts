/** An endpoint's breaker, and when its failing has lasted too long: pure, with time and chance passed in. */
import { jittered, type Outcome } from "./schedule";

/** Requests under way to one endpoint at a time. */
export const IN_FLIGHT_MAX = 20;
/** The same once its last request failed: a dead endpoint holds no more than this of what delivers. */
const IN_FLIGHT_DOUBTFUL = 2;
/** Failures in a row that open the breaker. */
export const FAILURES_TO_OPEN = 5;
const OPEN_FIRST_MS = 30_000;
const OPEN_MAX_MS = 30 * 60_000;
/** Failing for this long, with no success between, pauses the endpoint. */
export const FAILING_MAX_MS = 5 * 24 * 3600_000;
/** Failures further apart than this are two troubles, not one that lasted. */
const SAME_TROUBLE_MS = 24 * 3600_000;

export type Health = {
  /** In a row. */
  failures: number;
  /** How often the breaker opened since the last success. */
  opened: number;
  /** Nothing is sent before this, but what a person asked for. */
  holdUntil: number;
  failingSince: number | null;
  lastFailureAt: number;
  /** The delivery with which the trouble began: one alone never pauses an endpoint. */
  firstFailed: string | null;
};

export const HEALTHY: Health = { failures: 0, opened: 0, holdUntil: 0, failingSince: null, lastFailureAt: 0, firstFailed: null };

export type Report = { delivery: string; number: number; outcome: Outcome; retryAfterMs: number | null; nextAt: number | null };

/** The health after a report. What was interrupted says nothing of the endpoint. */
export function afterReport(health: Health, report: Report, now: number, random: number): Health {
  if (report.outcome === "delivered") return HEALTHY;
  if (report.outcome === "interrupted") return health;
  const failures = health.failures + 1;
  const anew = health.failingSince === null || now - health.lastFailureAt > SAME_TROUBLE_MS;
  // Reports of what was under way when it opened say nothing new; only a probe's failure opens it for longer.
  const opens = failures >= FAILURES_TO_OPEN && now >= health.holdUntil;
  const open = opens ? now + jittered(Math.min(OPEN_FIRST_MS * 2 ** health.opened, OPEN_MAX_MS), random) : 0;
  return {
    failures,
    opened: health.opened + (opens ? 1 : 0),
    holdUntil: Math.max(health.holdUntil, open, now + (report.retryAfterMs ?? 0)),
    failingSince: anew ? now : health.failingSince,
    lastFailureAt: now,
    firstFailed: anew ? report.delivery : health.firstFailed,
  };
}

/** Whether the endpoint has failed for so long, with more than one delivery, that it is paused. */
export function hasFailedTooLong(health: Health, delivery: string): boolean {
  return health.failingSince !== null && health.lastFailureAt - health.failingSince >= FAILING_MAX_MS && health.firstFailed !== delivery;
}

/** How many more requests may be made now; one, the probe, while the breaker is half open. */
export function roomFor(health: Health, inFlight: number, now: number): number {
  if (now < health.holdUntil) return 0;
  // Filled up again when half of it is done: messages that travel together are claimed together.
  if (health.failures === 0 && inFlight > IN_FLIGHT_MAX / 2) return 0;
  const most = health.failures >= FAILURES_TO_OPEN ? 1 : health.failures > 0 ? IN_FLIGHT_DOUBTFUL : IN_FLIGHT_MAX;
  return Math.max(0, most - inFlight);
}
