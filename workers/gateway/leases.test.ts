import fc from "fast-check";
import { expect, test } from "vitest";
import { take, type RatePolicy } from "#kit/gcra";
import { LEASE_MS, leaseEnd, Loans } from "#kit/leases";
import type { AskGate } from "./admission";
import { BUSY_CALLS, leasing } from "./leases";

/** A gate and its isolates in a time of our own; the gate's part is that of the Durable Object, without its storage. */
function world(policy: RatePolicy, isolates: number, latencyMs = 0) {
  const state = { now: Date.UTC(2026, 10, 25), tat: 0, asked: 0, revoked: false };
  const loans = new Loans();
  const gate: AskGate = async (_object, { bucket, credential, borrow }) => {
    state.asked += 1;
    if (state.revoked) return { allowed: false, remaining: 0, resetSeconds: 0, retryAfterSeconds: 0, revoked: true, lent: 0, epoch: 0 };
    const { tat, ...decision } = take(state.tat, policy, state.now);
    state.tat = tat;
    if (!decision.allowed || borrow === undefined || credential === null) return { ...decision, revoked: false, lent: 0, epoch: 0 };
    const lent = Math.min(take(tat, policy, state.now, 0).remaining, loans.room(bucket, credential, policy, borrow, state.now));
    if (lent > 0) {
      state.tat = take(tat, policy, state.now, lent).tat;
      loans.lend(bucket, credential, { ...borrow, calls: lent }, state.now);
    }
    return { ...decision, revoked: false, lent, epoch: 0 };
  };
  // An isolate's clock stood still while it computed: it may be late, never early.
  const asks = Array.from({ length: isolates }, () => leasing(gate, () => state.now - latencyMs));
  const call = (isolate: number, credential = "key_1") => (asks[isolate] as AskGate)("ten_1", { bucket: "service:crm", ...policy, credential });
  return { state, loans, call };
}

const inEveryWindow = (acceptedAt: number[], policy: RatePolicy) => {
  for (let first = 0; first < acceptedAt.length; first += 3) {
    for (let last = first; last < acceptedAt.length; last += 11) {
      const minutes = ((acceptedAt[last] ?? 0) - (acceptedAt[first] ?? 0)) / 60_000;
      // What an isolate's late clock adds is bounded by the lease itself.
      expect(last - first + 1).toBeLessThanOrEqual(1.05 * (policy.burst + policy.perMinute * minutes) + 1);
    }
  }
};

test("at a thousand calls a second from four isolates the limit holds in every window, and the gate is asked a tenth as often", async () => {
  const policy = { perMinute: 48_000, burst: 8_000 };
  const { state, call } = world(policy, 4);
  const began = state.now;
  const accepted: number[] = [];
  for (let ms = 0; ms < 20_000; ms++) {
    state.now = began + ms;
    if ((await call(ms % 4)).allowed) accepted.push(state.now);
  }
  expect(accepted.length).toBeLessThanOrEqual(1.05 * (policy.burst + (policy.perMinute / 60) * 20));
  expect(accepted.length).toBeGreaterThanOrEqual(0.95 * Math.min(20_000, policy.burst + (policy.perMinute / 60) * 20));
  // Every seventh call against a seventh of the policy: of all there are a hundred million windows.
  inEveryWindow(accepted.filter((_, i) => i % 7 === 0), { perMinute: policy.perMinute / 7, burst: policy.burst / 7 });
  expect(state.asked).toBeLessThan(20_000 / 10);
});

test("whatever the policy, the pace and the number of isolates, accepted calls stay within 1.05 times burst + rate * time", async () => {
  const policies = fc.record({ perMinute: fc.integer({ min: 60, max: 120_000 }), burst: fc.integer({ min: 1, max: 4_000 }) });
  const gaps = fc.array(fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 3 }) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 2_500 }) }), { minLength: 50, maxLength: 1_500 });
  await fc.assert(
    fc.asyncProperty(policies, gaps, fc.integer({ min: 1, max: 6 }), async (policy, waits, isolates) => {
      const { state, call } = world(policy, isolates);
      const accepted: number[] = [];
      for (const [i, wait] of waits.entries()) {
        state.now += wait;
        if ((await call(i % isolates)).allowed) accepted.push(state.now);
      }
      inEveryWindow(accepted, policy);
    }),
    { numRuns: 60 },
  );
});

test("a caller who is not busy is asked for each time, and borrows nothing", async () => {
  const { state, loans, call } = world({ perMinute: 6_000, burst: 6_000 }, 1);
  for (let i = 0; i < BUSY_CALLS * 3; i++) {
    state.now += 1000 / (BUSY_CALLS - 1);
    await call(0);
  }
  expect([state.asked, loans.until("key_1")]).toEqual([BUSY_CALLS * 3, 0]);
});

test("when the gate answers a revocation, no isolate spends any more, however late its clock", async () => {
  for (const late of [0, 40, 200]) {
    const { state, loans, call } = world({ perMinute: 60_000, burst: 60_000 }, 3, late);
    for (let i = 0; i < 300; i++) {
      state.now += 1;
      await call(i % 3);
    }
    expect(state.asked).toBeLessThan(150);
    state.revoked = true;
    // Until it is answered some may pass; they were under way with it.
    expect((await call(0)).allowed).toBe(true);
    const answered = loans.until("key_1");
    expect(answered).toBeLessThanOrEqual(leaseEnd(state.now));
    state.now = answered;
    for (let isolate = 0; isolate < 3; isolate++) expect(await call(isolate)).toMatchObject({ allowed: false, revoked: true });
  }
});

test("a lease is of one credential: another of the same bucket is asked for", async () => {
  const { state, loans, call } = world({ perMinute: 60_000, burst: 60_000 }, 1);
  for (let i = 0; i < 100; i++) await call(0);
  const asked = state.asked;
  await call(0, "key_2");
  expect([state.asked, loans.until("key_2"), loans.until("key_1") > 0]).toEqual([asked + 1, 0, true]);
});

test("a lease that runs out is asked for anew, and its headers count down", async () => {
  const { state, call } = world({ perMinute: 60_000, burst: 60_000 }, 1);
  for (let i = 0; i < BUSY_CALLS; i++) await call(0);
  const remaining = [(await call(0)).remaining, (await call(0)).remaining];
  expect(remaining[1]).toBe((remaining[0] ?? 0) - 1);
  const asked = state.asked;
  state.now += LEASE_MS;
  await call(0);
  expect(state.asked).toBe(asked + 1);
});
