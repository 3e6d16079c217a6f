/**
 * Refusals in the audit log: of known callers only, counted a minute by actor, operation and code. The first of a minute
 * is written at once; those that follow are gathered and written as one entry with the next that is due.
 */
import { entryStatements } from "#kit/audit";
import type { Act } from "#kit/context";
import { logger } from "#kit/log";
import type { Audited, Store } from "#kit/work";

const MINUTE_MS = 60_000;
const GATHERED_MAX = 1_000;
const log = logger("audit");

type Gathered = { act: Act; code: string; count: number; minute: number };

export type Refusals = { refused(act: Act, code: string): void };

export function gatherRefusals(store: Store, audited: Audited): Refusals {
  const gathered = new Map<string, Gathered>();

  const write = (entries: readonly Gathered[], waitUntil: Act["waitUntil"]) => {
    const statements = entries.flatMap(({ act, code, count }) => entryStatements(act, "refused", { kind: "", id: "", details: { code, count } }));
    waitUntil(store.readAll(statements).catch((error: unknown) => log.error("audit.refusal.lost", error)));
    for (const { act } of entries) audited(act.tenant.id, act.now, waitUntil);
  };

  return {
    refused(act, code) {
      const minute = Math.floor(act.now / MINUTE_MS);
      const key = `${act.tenant.id} ${act.actor.id} ${act.operation} ${code}`;
      const known = gathered.get(key);
      if (known?.minute === minute) {
        known.count += 1;
        return;
      }
      const due = [...gathered].filter(([, entry]) => entry.minute < minute || gathered.size >= GATHERED_MAX);
      for (const [old] of due) gathered.delete(old);
      gathered.set(key, { act, code, count: 0, minute });
      write([{ act, code, count: 1, minute }, ...due.map(([, entry]) => entry).filter((entry) => entry.count > 0)], (work) => act.waitUntil(work));
    },
  };
}
