/** Which timelines a change stands on, and what it says there. */
import type { Act } from "#kit/context";
import type { Envelope } from "#kit/events";
import { insertMany } from "#kit/sql";
import type { Row, Statement } from "#kit/work";
import type { Change } from "./changes";

/** A value longer than this is cut on the timeline; the event has it whole. Characters. */
const VALUE_MAX = 2_000;

/** @param events those of the changes, in their order */
export function timelineWrites(act: Act, changes: readonly Change[], events: readonly Envelope[]): Statement[] {
  let at = 0;
  const rows = changes.flatMap((change) => {
    const told = events.slice(at, (at += 1 + change.moments.length)).at(-1);
    return told === undefined ? [] : entriesOf(act, change, told);
  });
  return insertMany("timeline", rows);
}

/** An entry on its own timeline, and one on each record's that it names; an edit is told to others only when it means something. */
function entriesOf(act: Act, change: Change, told: Envelope): Row[] {
  const before = new Set(change.referencesBefore.map(({ id }) => id));
  const telling = change.verb !== "updated" || change.moments.length > 0 || change.kind.kind === "note";
  const others = change.references.map(({ id }) => id).filter((id) => telling || !before.has(id));
  const entry = {
    tenant_id: act.tenant.id,
    id: told.id,
    at: act.now,
    type: told.type,
    kind: change.kind.kind,
    source_id: change.id,
    name: change.record.name,
    actor_kind: act.actor.kind,
    actor_id: act.actor.id,
    changes: JSON.stringify(changesOf(change)),
    cause: JSON.stringify(act.cause),
  };
  return [...new Set([change.id, ...others, ...(change.alsoOn ?? [])])].map((record_id) => ({ ...entry, record_id }));
}

function changesOf({ changed, previous, record }: Change): { field: string; before: unknown; after: unknown }[] {
  const after = record as Record<string, unknown>;
  return changed.map((field) => ({ field, before: cut(previous[field]), after: cut(after[field]) }));
}

function cut(value: unknown): unknown {
  if (typeof value !== "string") return value ?? null;
  return value.length > VALUE_MAX ? `${value.slice(0, VALUE_MAX)}…`.toWellFormed() : value;
}
