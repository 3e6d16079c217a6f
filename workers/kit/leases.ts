/**
 * Leases of calls: a busy isolate borrows some of a bucket's calls in one question to the gate and spends them by itself.
 * They are taken from the bucket when lent, so nothing is counted twice; and all that is lent of a bucket at one time is
 * at most a twentieth of its burst, so that what is accepted in any span stays within 1.05 × (burst + rate × time).
 *
 * A lease is bound to one session or key. The gate knows until when its leases run, and a revocation is answered when
 * the last of that credential has run out: once it is answered, nobody spends.
 */
import type { RatePolicy } from "./gcra";

/** How long an isolate may spend a lease, counted from before it asked. Milliseconds. */
export const LEASE_MS = 1_000;
/** What the gate adds: in an isolate the clock stands still while it computes. Milliseconds. */
const GRACE_MS = 250;
/** Of the burst: all that is lent of a bucket at one time, and one loan of it. */
const SHARE_OF_BURST = 0.05;
const SHARE_OF_LOAN = 0.0125;

/** What an isolate would borrow, and which isolate it is. It borrows anew only when its former loan is spent or over. */
export type Borrow = { calls: number; holder: string };
type Loan = { bucket: string; credential: string; calls: number; until: number };

/** The loans of one gate, in memory. */
export class Loans {
  readonly #loans = new Map<string, Loan>();

  /** How many of the calls that an isolate asks for may be lent now; the bucket's own state says whether it has them. */
  room(bucket: string, credential: string, policy: RatePolicy, { calls, holder }: Borrow, now: number): number {
    let lent = 0;
    for (const [name, loan] of this.#loans) {
      if (loan.until <= now) this.#loans.delete(name);
      else if (loan.bucket === bucket && name !== nameOf(bucket, credential, holder)) lent += loan.calls;
    }
    return Math.max(0, Math.min(calls, Math.floor(policy.burst * SHARE_OF_LOAN), Math.floor(policy.burst * SHARE_OF_BURST) - lent));
  }

  /** A new loan takes the place of the holder's former one, which is spent; it runs longer, so `until` holds for both. */
  lend(bucket: string, credential: string, { calls, holder }: Borrow, now: number): void {
    this.#loans.set(nameOf(bucket, credential, holder), { bucket, credential, calls, until: leaseEnd(now) });
  }

  /** When the last lease of this credential has surely run out; 0 where there is none. */
  until(credential: string): number {
    return Math.max(0, ...[...this.#loans.values()].map((loan) => (loan.credential === credential ? loan.until : 0)));
  }

  /** When the last lease of all has surely run out; 0 where there is none. */
  latest(): number {
    return Math.max(0, ...[...this.#loans.values()].map((loan) => loan.until));
  }
}

/** When a lease that was given at `now` has surely run out, as the gate sees it. */
export const leaseEnd = (now: number) => now + LEASE_MS + GRACE_MS;

const nameOf = (bucket: string, credential: string, holder: string) => `${bucket} ${credential} ${holder}`;
