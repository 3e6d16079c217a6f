import fc from "fast-check";
import { expect, test } from "vitest";
import { rateLimitHeaders, take } from "./gcra";

const NOW = Date.UTC(2026, 10, 22);
const POLICY = { perMinute: 100, burst: 100 };

test("a burst is accepted whole, the next call is told when to come back", () => {
  let tat = 0;
  for (let call = 0; call < 100; call += 1) {
    const decision = take(tat, POLICY, NOW);
    expect(decision).toMatchObject({ allowed: true, remaining: 99 - call, retryAfterSeconds: 0 });
    tat = decision.tat;
  }
  const refused = take(tat, POLICY, NOW);
  expect(refused).toEqual({ allowed: false, tat, remaining: 0, resetSeconds: 60, retryAfterSeconds: 1 });
  expect(take(refused.tat, POLICY, NOW + 1000 * refused.retryAfterSeconds).allowed).toBe(true);
});

test("a refused call costs nothing", () => {
  const full = NOW + 60_000;
  expect(take(full, POLICY, NOW).tat).toBe(full);
});

test("a cost above the burst, a policy of nothing and a damaged state are refused or healed, never NaN", () => {
  expect(take(0, POLICY, NOW, 101)).toMatchObject({ allowed: false, tat: NOW, retryAfterSeconds: 1 });
  expect(take(0, { perMinute: 0, burst: 10 }, NOW)).toMatchObject({ allowed: false, retryAfterSeconds: 60 });
  expect(take(Number.NaN, POLICY, NOW)).toMatchObject({ allowed: true, remaining: 99 });
});

test("a clock set back by a day locks nobody out for more than the bucket's length", () => {
  const tomorrow = NOW + 86_400_000;
  expect(take(tomorrow, POLICY, NOW)).toMatchObject({ allowed: false, tat: NOW + 60_000, retryAfterSeconds: 1 });
});

test("accepted calls stay within 1.05 times burst + rate * time in every span", () => {
  const policies = fc.record({ perMinute: fc.integer({ min: 1, max: 1_000_000 }), burst: fc.integer({ min: 1, max: 300 }) });
  const gaps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5_000 })), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(policies, gaps, (policy, waits) => {
      let tat = 0;
      let now = NOW;
      const acceptedAt: number[] = [];
      for (const wait of waits) {
        now += wait;
        const decision = take(tat, policy, now);
        tat = decision.tat;
        if (decision.allowed) acceptedAt.push(now);
        expect(decision.remaining).toBeLessThanOrEqual(policy.burst);
        expect(decision.retryAfterSeconds > 0).toBe(!decision.allowed);
      }
      for (let first = 0; first < acceptedAt.length; first += 1) {
        for (let last = first; last < acceptedAt.length; last += 7) {
          const minutes = ((acceptedAt[last] ?? 0) - (acceptedAt[first] ?? 0)) / 60_000;
          expect(last - first + 1).toBeLessThanOrEqual(1.05 * (policy.burst + policy.perMinute * minutes));
        }
      }
    }),
    { numRuns: 150 },
  );
});

test("a caller that asks as fast as it can gets what was promised, and no less", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6_000 }), fc.integer({ min: 2, max: 200 }), (perMinute, burst) => {
      let tat = 0;
      let accepted = 0;
      for (let ms = 0; ms <= 60_000; ms += 5) {
        const decision = take(tat, { perMinute, burst }, NOW + ms);
        tat = decision.tat;
        if (decision.allowed) accepted += 1;
      }
      expect(accepted).toBeGreaterThanOrEqual(perMinute + burst - 1);
      expect(accepted).toBeLessThanOrEqual(1.05 * (perMinute + burst));
    }),
    { numRuns: 40 },
  );
});

test("one call after the time it was told is accepted", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 90_000 }), (perMinute, burst, ahead) => {
      const decision = take(NOW + ahead, { perMinute, burst }, NOW);
      if (decision.allowed) return;
      expect(take(decision.tat, { perMinute, burst }, NOW + decision.retryAfterSeconds * 1000).allowed).toBe(true);
    }),
  );
});

test("the headers are those of the draft, and t agrees with Retry-After", () => {
  expect(rateLimitHeaders("crm", POLICY, take(0, POLICY, NOW))).toEqual({
    "RateLimit-Policy": '"crm";q=100;w=60',
    RateLimit: '"crm";r=99;t=1',
  });
  expect(rateLimitHeaders('c"\\rm\n', POLICY, take(NOW + 60_000, POLICY, NOW))).toEqual({
    "RateLimit-Policy": '"c\\"\\\\rm";q=100;w=60',
    RateLimit: '"c\\"\\\\rm";r=0;t=1',
    "Retry-After": "1",
  });
});
