/**
 * The desk of one endpoint: when each of its deliveries is due, how many are under way, and whether the endpoint is well.
 * Its object (durable-objects/webhook-endpoint) gives it storage and an alarm; the ledger in the store is the truth, so
 * that a desk which lost a word, a message or everything reads it again.
 */
import { afterReport, hasFailedTooLong, HEALTHY, roomFor, type Health, type Report } from "./health";
import type { DeliveryMessage, Ledger, Waiting } from "./ledger";

/** A delivery on the desk; while `leaseUntil` stands, its message is on the way. */
export type Item = Waiting & { leaseUntil: number | null };

export type DeskState = {
  health: Health;
  /** The endpoint takes nothing: paused, disabled or deleted. */
  held: boolean;
  /** Whether the ledger holds deliveries that are not here: read it when few are left, or now. */
  behind: "no" | "some" | "now";
};

/** Where the desk keeps things. What is no promise happens at once, with what stands beside it. */
export type DeskPort = {
  tenant: string;
  endpoint: string;
  now(): number;
  random(): number;
  state(): DeskState | null;
  save(state: DeskState): void;
  find(delivery: string): Item | null;
  put(item: Item): void;
  remove(delivery: string): void;
  count(): { all: number; leased: number };
  due(now: number, limit: number, urgentOnly: boolean): Item[];
  expired(now: number): Item[];
  /** The soonest end of a lease, and the soonest due time of what is not leased. */
  soonest(): { lease: number | null; due: number | null };
  armedAt(): Promise<number | null>;
  arm(at: number | null): Promise<void>;
  send(messages: DeliveryMessage[]): Promise<void>;
  ledger: Pick<Ledger, "recover" | "waiting">;
  /** Pauses the endpoint, with its event. Safe to repeat. */
  pause(reason: string): Promise<void>;
};

/** Most deliveries on a desk; the others wait in the ledger. */
export const ITEMS_MAX = 1_000;
/** With fewer than this, those who wait in the ledger are fetched. */
const REFILL_BELOW = 100;
/** A message that nobody answered for this long is looked into. Beyond the attempt's own lease. Milliseconds. */
export const LEASE_MS = 90_000;
/** The alarm that stands while work is done. Milliseconds. */
const RECOVERY_MS = 60_000;
/** What was announced is looked for after this, should the word that it is there be lost. Milliseconds. */
const EXPECTED_MS = 10_000;
/** A held endpoint looks whether it still is. Milliseconds. */
const HELD_AGAIN_MS = 3600_000;

const FRESH: DeskState = { health: HEALTHY, held: false, behind: "no" };
const stateOf = (port: DeskPort): DeskState => port.state() ?? FRESH;
const change = (port: DeskPort, part: Partial<DeskState>): void => port.save({ ...stateOf(port), ...part });

/** Something will be written for this endpoint: armed before it is, so that it is found whatever happens then. */
export async function prepare(port: DeskPort): Promise<void> {
  change(port, { behind: "now" });
  await armBy(port, port.now() + EXPECTED_MS);
}

/** Makes sure of an alarm at this time or sooner. One that stands is left: an alarm for nothing costs less than a write for each event. */
async function armBy(port: DeskPort, at: number): Promise<void> {
  const armed = await port.armedAt();
  if (armed === null || armed > at || armed <= port.now()) await port.arm(at);
}

/** New deliveries. Those it has already are left as they are. */
export async function enqueue(port: DeskPort, waiting: readonly Waiting[]): Promise<void> {
  const { held, behind } = stateOf(port);
  const fresh = waiting.filter((one) => port.find(one.delivery) === null);
  const taken = held ? [] : fresh.slice(0, Math.max(0, ITEMS_MAX - port.count().all));
  for (const one of taken) port.put({ ...one, leaseUntil: null });
  if (taken.length < fresh.length && behind === "no") change(port, { behind: "some" });
  if (!held) return tick(port);
  await armBy(port, port.now() + HELD_AGAIN_MS);
}

/** The ledger or the endpoint changed: read it now. A person who resumes an endpoint says that it is well. */
export async function wake(port: DeskPort, well: boolean): Promise<void> {
  change(port, { behind: "now", ...(well ? { health: HEALTHY } : {}) });
  await tick(port);
}

/** How attempts ended. One that is not of the number the desk waits for was heard before, or is known otherwise. */
export async function report(port: DeskPort, reports: readonly Report[]): Promise<void> {
  for (const one of reports) {
    const item = port.find(one.delivery);
    if (item === null || item.number !== one.number) continue;
    if (one.nextAt === null) port.remove(one.delivery);
    else port.put({ ...item, number: item.number + 1, dueAt: one.nextAt, urgent: false, leaseUntil: null });
    const health = afterReport(stateOf(port).health, one, port.now(), port.random());
    change(port, { health, ...(one.outcome === "gone" ? { held: true } : {}) });
    if (one.outcome !== "delivered" && hasFailedTooLong(health, one.delivery)) await hold(port);
  }
  await tick(port);
}

async function hold(port: DeskPort): Promise<void> {
  await port.pause("Every attempt of the last five days failed.");
  change(port, { held: true });
}

/** Everything that is due now. Armed before the work, planned after it. Safe to repeat and to run beside itself. */
export async function tick(port: DeskPort): Promise<void> {
  await armBy(port, port.now() + RECOVERY_MS);
  await recover(port);
  await refill(port);
  await dispatch(port);
  await settleAlarm(port, plan(port));
}

/** The alarm for what comes next. One that would ring a little early is left to it; much too early, it would ring again and again. */
async function settleAlarm(port: DeskPort, at: number | null): Promise<void> {
  const armed = await port.armedAt();
  if (at === null ? armed !== null : armed === null || armed > at || armed < at - LEASE_MS) await port.arm(at);
}

/** Looks into what was sent and never answered: the message, the attempt or the report was lost. */
async function recover(port: DeskPort): Promise<void> {
  const lost = port.expired(port.now());
  if (lost.length === 0) return;
  const { active, waiting } = await port.ledger.recover(port.tenant, port.endpoint, lost.map((item) => item.delivery), port.now(), port.random());
  const known = new Map(waiting.map((one) => [one.delivery, one]));
  for (const item of lost) {
    const current = port.find(item.delivery);
    if (current === null || current.number !== item.number || current.leaseUntil !== item.leaseUntil) continue;
    const one = known.get(item.delivery);
    if (one === undefined) port.remove(item.delivery);
    else port.put({ ...one, leaseUntil: null });
  }
  if (!active) change(port, { held: true, behind: "some" });
}

async function refill(port: DeskPort): Promise<void> {
  const { behind, held } = stateOf(port);
  const few = port.count().all < REFILL_BELOW;
  if (behind === "no" || (behind === "some" && !held && !few)) return;
  // Said before the ledger is read: who writes while it is read says so anew.
  change(port, { behind: "some" });
  const { active, waiting } = await port.ledger.waiting(port.tenant, port.endpoint, ITEMS_MAX).catch((error: unknown) => {
    change(port, { behind });
    throw error;
  });
  for (const one of active ? waiting : []) {
    const item = port.find(one.delivery);
    if (item === null || (item.leaseUntil === null && item.number <= one.number)) port.put({ ...one, leaseUntil: null });
  }
  const caughtUp = active && waiting.length < ITEMS_MAX && stateOf(port).behind === "some";
  change(port, { held: !active, ...(caughtUp ? { behind: "no" } : {}) });
}

async function dispatch(port: DeskPort): Promise<void> {
  const { held, health } = stateOf(port);
  if (held) return;
  const now = port.now();
  const { leased } = port.count();
  // What a person asked for is not kept back by the breaker; it is as good a probe as any.
  const urgent = port.due(now, roomFor(HEALTHY, leased, now), true);
  const rest = port.due(now, roomFor(health, leased + urgent.length, now), false).filter((item) => !item.urgent);
  const items = [...urgent, ...rest];
  if (items.length === 0) return;
  for (const item of items) port.put({ ...item, leaseUntil: now + LEASE_MS });
  await port.send(items.map(({ delivery, number }) => ({ tenant: port.tenant, endpoint: port.endpoint, delivery, number })));
}

/** When to look again; null when nothing is left to do. */
function plan(port: DeskPort): number | null {
  const { held, behind, health } = stateOf(port);
  const now = port.now();
  if (held) return behind === "now" ? now : now + HELD_AGAIN_MS;
  const { lease, due } = port.soonest();
  const { leased } = port.count();
  // Where there is no room, the next report makes some, or the end of a lease does.
  const dueAt = due === null || (roomFor(health, leased, Math.max(now, health.holdUntil)) === 0 && lease !== null) ? null : Math.max(due, health.holdUntil);
  const again = behind === "now" ? now : behind === "some" ? now + RECOVERY_MS : null;
  const times = [lease, dueAt, again].filter((at) => at !== null);
  return times.length === 0 ? null : Math.min(...times);
}
