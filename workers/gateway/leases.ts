/** The isolate's side of leases (kit/leases): in front of the question to the gate, it spends what was lent, and borrows when it is busy. */
import { randomToken } from "#kit/crypto";
import { LEASE_MS } from "#kit/leases";
import type { AskGate, GateAnswer } from "./admission";

/** Calls a second of one credential in one isolate, from which on it borrows. Below, each call asks. */
export const BUSY_CALLS = 20;
const CREDENTIALS_MAX = 1_000;
const SECOND_MS = 1_000;

type Use = {
  /** Calls in the second that began at `since`, and in the one before. */
  since: number;
  calls: number;
  callsBefore: number;
  lease: { left: number; until: number; answer: GateAnswer } | null;
  borrowing: boolean;
};

/** @param clock epoch milliseconds */
export function leasing(ask: AskGate, clock: () => number = Date.now): AskGate {
  const uses = new Map<string, Use>();
  const holder = randomToken(8);

  return async (object, question) => {
    if (question.credential === null) return ask(object, question);
    const name = `${object} ${question.bucket} ${question.credential}`;
    const asked = clock();
    const use = counted(uses, name, asked);
    const spent = spend(use, asked);
    if (spent !== null) return spent;
    const pace = Math.max(use.calls, use.callsBefore);
    // One at a time: the others that came meanwhile would each borrow for the same second.
    if (pace < BUSY_CALLS || use.borrowing) return ask(object, question);
    use.borrowing = true;
    try {
      const answer = await ask(object, { ...question, borrow: { calls: pace, holder } });
      use.lease = answer.lent > 0 ? { left: answer.lent, until: asked + LEASE_MS, answer } : null;
      return answer;
    } finally {
      use.borrowing = false;
    }
  };
}

function counted(uses: Map<string, Use>, name: string, now: number): Use {
  let use = uses.get(name);
  if (use === undefined) {
    if (uses.size >= CREDENTIALS_MAX) uses.delete(uses.keys().next().value as string);
    uses.set(name, (use = { since: now, calls: 0, callsBefore: 0, lease: null, borrowing: false }));
  }
  if (now - use.since >= SECOND_MS) {
    use.callsBefore = now - use.since < 2 * SECOND_MS ? use.calls : 0;
    use.calls = 0;
    use.since = now;
  }
  use.calls += 1;
  return use;
}

/** A call of the lease, told as the gate would; null where there is none to spend. */
function spend(use: Use, now: number): GateAnswer | null {
  const { lease } = use;
  if (lease === null || lease.left <= 0 || now >= lease.until) return null;
  lease.left -= 1;
  return { ...lease.answer, remaining: Math.max(0, lease.answer.remaining - (lease.answer.lent - lease.left)) };
}
