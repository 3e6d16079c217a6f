/**
 * The rate limiter's arithmetic: the generic cell rate algorithm (ITU-T I.371), one number of state a key.
 *
 * The state is the theoretical arrival time (`tat`, epoch ms): the moment at which the bucket is full again.
 * What was accepted in any span of time is at most `burst + rate * time`, however the calls are spread.
 * The headers follow draft-ietf-httpapi-ratelimit-headers and RFC 9110 (Retry-After).
 */

export type RatePolicy = { perMinute: number; burst: number };

export type RateDecision = {
  allowed: boolean;
  /** The state to keep. Unchanged in meaning when refused: a refused call costs nothing. */
  tat: number;
  /** Calls of cost 1 that would be accepted now, after this one. */
  remaining: number;
  /** Seconds until the whole burst is there again. */
  resetSeconds: number;
  /** Seconds until this call would be accepted; 0 when it was. */
  retryAfterSeconds: number;
};

const MINUTE_MS = 60_000;
// Doubles near today's epoch step by 0.0002 ms. A hundredth of one call of tolerance keeps that from refusing
// the last call of a burst, and stays far inside the promised 5 %.
const TOLERANCE = 0.01; // calls

/**
 * Takes `cost` calls at `now` (epoch ms) from a bucket whose state is `state` (0 for a new one).
 * A cost above the burst can never be paid: it is refused, with the time until the bucket is full.
 */
export function take(state: number, policy: RatePolicy, now: number, cost = 1): RateDecision {
  if (!(policy.perMinute > 0) || !(policy.burst > 0)) {
    return { allowed: false, tat: now, remaining: 0, resetSeconds: 60, retryAfterSeconds: 60 };
  }
  const callMs = MINUTE_MS / policy.perMinute;
  const burstMs = policy.burst * callMs;
  // Never later than an empty bucket: a lowered policy or a clock set back must not lock a key out for longer.
  const tat = Number.isFinite(state) ? Math.min(Math.max(state, now), now + burstMs) : now;
  const next = tat + cost * callMs;
  const overMs = next - now - burstMs;
  const allowed = overMs <= callMs * TOLERANCE;
  const kept = allowed ? next : tat;
  return {
    allowed,
    tat: kept,
    remaining: Math.max(0, Math.floor((burstMs - (kept - now)) / callMs + TOLERANCE)),
    resetSeconds: Math.ceil((kept - now) / 1000),
    retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil(Math.min(overMs, kept - now) / 1000)),
  };
}

/** `RateLimit-Policy` and `RateLimit` for every answer, and `Retry-After` for a refused one. */
export function rateLimitHeaders(name: string, policy: RatePolicy, decision: RateDecision): Record<string, string> {
  const label = `"${name.replace(/[^\x20-\x7e]/g, "").replace(/["\\]/g, "\\$&")}"`; // an sf-string of RFC 9651
  // The draft wants t and Retry-After to agree where both are sent.
  const seconds = decision.allowed ? decision.resetSeconds : decision.retryAfterSeconds;
  const headers: Record<string, string> = {
    "RateLimit-Policy": `${label};q=${Math.floor(policy.perMinute)};w=60`,
    RateLimit: `${label};r=${decision.remaining};t=${seconds}`,
  };
  if (!decision.allowed) headers["Retry-After"] = String(decision.retryAfterSeconds);
  return headers;
}
