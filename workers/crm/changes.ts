/**
 * What a change of records writes: the rows, their relations, what search finds them by, their timelines, the events.
 * One statement a table, whether one record changes or five hundred.
 */
import type { AuditDraft } from "#kit/audit";
import type { Act } from "#kit/context";
import { envelope, type Envelope, type EventType } from "#kit/events";
import { insertMany, updateMany } from "#kit/sql";
import type { Guard, Row, Statement } from "#kit/work";
import { PLURALS, type AnyKind, type Common, type KindName, type RecordOf, type Reference } from "./kind";
import { searchRemoval, searchWrites } from "./search-index";
import { timelineWrites } from "./timeline-rows";

export type Verb = "created" | "updated" | "deleted" | "restored";

export type Change = {
  kind: AnyKind;
  verb: Verb;
  id: string;
  /** The version that was read; 0 for a new record. */
  version: number;
  /** Columns to write, by their names in the table. */
  set: Row;
  /** The record as the API shows it afterwards, without the name of the company it links to. */
  record: RecordOf<Common>;
  /** Names of the fields that changed, and their values before. */
  changed: string[];
  previous: Record<string, unknown>;
  /** What the change means beside its verb. */
  moments: EventType[];
  references: Reference[];
  referencesBefore: Reference[];
  /** What a search finds it by; null where that stays as it was. */
  searchText: string | null;
  hint: string;
  /** Records on whose timelines it stands too, beside those it names. */
  alsoOn?: readonly string[];
};

export type ChangeWork = { guards: Guard[]; statements: Statement[]; events: Envelope[]; audit?: AuditDraft };

/** The unit of work of these changes. Those of one kind and verb set the same columns. */
export function workOf(act: Act, changes: readonly Change[]): ChangeWork {
  const events = changes.flatMap((change) => eventsOf(act, change));
  const [first] = events;
  // One act on one record is one entry in the audit log, however many events tell of it.
  const single = changes.length === 1 && events.length > 1 && first !== undefined;
  return {
    guards: referenceGuards(act.tenant.id, changes),
    statements: [...rowStatements(act.tenant.id, changes), ...relationStatements(act.tenant.id, changes), ...searchStatements(act.tenant.id, changes), ...timelineWrites(act, changes, events)],
    events,
    ...(single ? { audit: auditOf(changes[0] as Change, events) } : {}),
  };
}

function auditOf(change: Change, events: readonly Envelope[]): AuditDraft {
  return { kind: change.kind.kind, id: change.id, name: change.record.name, details: { event: events[0]?.id, changed: change.changed, meant: change.moments } };
}

function eventsOf(act: Act, change: Change): Envelope[] {
  const data = { object: change.record as Record<string, unknown>, changed: change.changed, previous: change.previous };
  return [eventType(change.kind.kind, change.verb), ...change.moments].map((type) => envelope(act, type, data, act.now));
}

/** A note is added, everything else created. */
export function eventType(kind: KindName, verb: Verb): EventType {
  if (kind === "note") return verb === "created" ? "note.added" : `note.${verb}`;
  return `${kind}.${verb}`;
}

function rowStatements(tenantId: string, changes: readonly Change[]): Statement[] {
  const groups = Map.groupBy(changes, (change) => `${change.kind.plural} ${change.verb}`);
  return [...groups.values()].flatMap((group) => {
    const [{ kind, verb }] = group as [Change];
    if (verb === "created") return insertMany(kind.plural, group.map((change) => ({ ...change.set, tenant_id: tenantId, id: change.id })));
    const rows = group.map(({ id, version, set }) => ({ id, version, set }));
    return updateMany(kind.plural, tenantId, rows, `${kind.plural}.deleted_at is ${verb === "restored" ? "not null" : "null"}`);
  });
}

const idsOf = (references: readonly Reference[]) => new Set(references.map((reference) => reference.id));

/** A record that is newly named must be there when the unit commits. One that was named before may have gone since. */
function referenceGuards(tenantId: string, changes: readonly Change[]): Guard[] {
  const named = new Map<string, { path: string; kind: KindName; ids: Set<string> }>();
  const made = new Set(changes.filter((change) => change.verb === "created").map((change) => change.id));
  for (const change of changes) {
    const before = idsOf(change.referencesBefore);
    for (const { path, kind, id } of change.references) {
      if (before.has(id) || made.has(id)) continue;
      const key = `${path} ${kind}`;
      named.set(key, named.get(key) ?? { path, kind, ids: new Set() });
      named.get(key)?.ids.add(id);
    }
  }
  return [...named.values()].map(({ path, kind, ids }) => ({
    name: `${path}.${kind}`,
    condition: `not exists (select 1 from json_each(?) j where not exists (select 1 from ${PLURALS[kind]} named where named.tenant_id = ? and named.id = j.value and named.deleted_at is null))`,
    params: [JSON.stringify([...ids]), tenantId],
  }));
}

function relationStatements(tenantId: string, changes: readonly Change[]): Statement[] {
  const shape = (references: readonly Reference[]) => JSON.stringify(references.map(({ id, role }) => [id, role]));
  const moved = changes.filter((change) => shape(change.references) !== shape(change.referencesBefore));
  const emptied = moved.filter((change) => change.referencesBefore.length > 0).map((change) => change.id);
  const rows = moved.flatMap((change) => {
    const named = new Map(change.references.map(({ id, role }) => [id, role]));
    return [...named].map(([id, role]) => ({ tenant_id: tenantId, from_id: change.id, to_id: id, role }));
  });
  return [
    ...(emptied.length === 0 ? [] : [{ sql: "delete from relations where tenant_id = ? and from_id in (select value from json_each(?))", params: [tenantId, JSON.stringify(emptied)] }]),
    ...insertMany("relations", rows),
  ];
}

function searchStatements(tenantId: string, changes: readonly Change[]): Statement[] {
  const gone = changes.filter((change) => change.verb === "deleted").map((change) => change.id);
  const found = changes.flatMap(({ verb, id, kind, record, hint, searchText }) =>
    verb === "deleted" || searchText === null ? [] : [{ id, kind: kind.kind, name: record.name, hint, text: searchText }],
  );
  return [...searchRemoval(tenantId, gone), ...searchWrites(tenantId, found)];
}
