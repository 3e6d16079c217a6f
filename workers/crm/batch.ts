/**
 * Up to five hundred records in one unit of work, one statement a table. Each item has its own outcome: what is wrong with
 * one does not hold up the others. What meets another change is read and decided on again as a whole.
 */
import type * as z from "zod";
import type { Act } from "#kit/context";
import { canonicalEmail } from "#kit/email";
import { notFound, Problem, type FieldProblem } from "#kit/errors";
import { problemsOf } from "#kit/execute";
import { WorkRefused, type Row, type Statement, type Store } from "#kit/work";
import { workOf, type Change } from "./changes";
import { definitionsOf, definitionsRead, type Definition } from "./custom-fields";
import { changedFields, fieldsOf, PLURALS, recordOf, type AnyKind, type KindName } from "./kind";
import { versionMismatch } from "./record-answers";
import { decideOn, matchOn, membersNamed, mergedWith, planCreate, planStanding, planUpdate, unknownMember, type IsMember, type MatchKey } from "./records";
import { selectFrom } from "./selects";

export const BATCH_MAX = 500;
const ATTEMPTS_MAX = 3;

export type BatchInput =
  | { action: "create"; items: Record<string, unknown>[] }
  | { action: "update"; items: Record<string, unknown>[] }
  | { action: "upsert"; by: MatchKey; items: Record<string, unknown>[] }
  | { action: "delete"; items: { id: string }[] };

export type BatchOutcome = {
  index: number;
  status: "created" | "updated" | "unchanged" | "deleted" | "failed";
  id: string | null;
  version: number | null;
  error: { code: string; message: string; details: Record<string, unknown> } | null;
};

/** What an item asks for, once its own values were checked. */
type Item = { index: number; id: string | null; input: Record<string, unknown>; problems: FieldProblem[] };

/** What the decision needs of the store. */
type Known = { rows: Map<string, Row>; byKey: Map<string, string>; taken: Map<string, string>; context: Row[][]; definitions: Definition[]; members: Set<string>; alive: Set<string> };

export function batcherOf(store: Store, isMember: IsMember) {
  return async function batch(kind: AnyKind, act: Act, input: BatchInput): Promise<{ data: BatchOutcome[] }> {
    const items = input.items.map((item, index) => itemOf(kind, input.action, item, index));
    for (let attempt = 1; ; attempt++) {
      const { outcomes, changes, also } = decideAll(kind, act, input, items, await read(store, isMember, kind, act, input, items));
      if (outcomes.every(({ error }) => error?.code === "NOT_FOUND")) throw notFound(kind.kind);
      const answer = { data: outcomes };
      if (changes.length === 0) return answer;
      try {
        const work = workOf(act, changes);
        await store.commit(act, { ...work, statements: [...also, ...work.statements], answer: { json: JSON.stringify(answer) } });
        return answer;
      } catch (error) {
        if (!(error instanceof WorkRefused) || error.reason === "idempotency") throw error;
        if (attempt === ATTEMPTS_MAX) throw versionMismatch(null);
      }
    }
  };
}

/** Checks one item by the schema of its kind. */
function itemOf(kind: AnyKind, action: BatchInput["action"], typed: Record<string, unknown>, index: number): Item {
  const { id, ...fields } = typed;
  if (action === "delete") return { index, id: String(id), input: {}, problems: [] };
  if (action !== "update") {
    const parsed = (action === "create" ? kind.input : kind.input.partial()).safeParse(typed);
    return { index, id: null, input: parsed.success ? parsed.data : {}, problems: parsed.success ? [] : problemsOf(parsed.error) };
  }
  const parsed = kind.input.partial().safeParse(fields);
  const named = typeof id === "string" ? [] : [{ path: "id", message: "names the record to change" }];
  return { index, id: typeof id === "string" ? id : null, input: parsed.success ? parsed.data : {}, problems: [...named, ...(parsed.success ? [] : problemsOf(parsed.error))] };
}

/** Everything that the decision needs, in one round trip, and one for each member that is named. */
async function read(store: Store, isMember: IsMember, kind: AnyKind, act: Act, input: BatchInput, items: readonly Item[]): Promise<Known> {
  const tenantId = act.tenant.id;
  const sound = items.filter((item) => item.problems.length === 0);
  const keyed = (["email", "externalId"] as const).filter((key) => key in kind.input.shape);
  const named = Map.groupBy(sound.flatMap((item) => referencesOf(kind, item.input)), (reference) => reference.kind);
  const within = (column: string, values: readonly (string | null)[]): Statement => ({
    sql: `${selectFrom(kind)} where t.tenant_id = ? and t.${column} in (select value from json_each(?)) and t.deleted_at is null`,
    params: [tenantId, JSON.stringify(values.filter((value) => value !== null))],
  });
  const context = kind.reads?.(tenantId) ?? [];
  const results = await store.readAll([
    within("id", sound.map((item) => item.id)),
    ...keyed.map((key) => within(matchOn(key, {}).column, sound.map((item) => matchOn(key, item.input).value))),
    definitionsRead(tenantId, kind.kind),
    ...context,
    ...[...named].map(([of, references]): Statement => ({
      sql: `select id from ${PLURALS[of]} where tenant_id = ? and id in (select value from json_each(?)) and deleted_at is null`,
      params: [tenantId, JSON.stringify(references.map(({ id }) => id))],
    })),
  ]);
  const [definitions = [], ...rest] = results.slice(1 + keyed.length);
  const rows = results.slice(0, 1 + keyed.length).flat();
  const members = [...new Set(sound.flatMap((item) => membersNamed(item.input).map(([, member]) => member)))];
  const there = await Promise.all(members.map((member) => isMember(tenantId, member)));
  return {
    rows: new Map(rows.map((row) => [row["id"] as string, row])),
    byKey: input.action === "upsert" ? keysOf(rows, [input.by]) : new Map(),
    taken: keysOf(rows, keyed),
    context: rest.slice(0, context.length),
    definitions: definitionsOf(definitions),
    members: new Set(members.filter((_, at) => there[at])),
    alive: new Set(rest.slice(context.length).flat().map((row) => row["id"] as string)),
  };
}

/** `email:<value>` and `externalId:<value>` → the record that has it. */
function keysOf(rows: readonly Row[], keys: readonly MatchKey[]): Map<string, string> {
  return new Map(rows.flatMap((row) => keys.flatMap((key) => {
    const value = row[matchOn(key, {}).column];
    return typeof value === "string" ? [[`${key}:${value}`, row["id"] as string] as const] : [];
  })));
}

/** The records that an input names, as far as it says: a change may name some and leave others. */
function referencesOf(kind: AnyKind, input: Record<string, unknown>): { kind: KindName; id: string; path: string }[] {
  return kind.references?.(kind.complete({ ...BLANK, ...input } as never)) ?? [];
}

/** So that fields that cannot be missing do not stand in the way of reading others. */
const BLANK = { name: "", title: "", body: "" };

type Decided = { outcomes: BatchOutcome[]; changes: Change[]; also: readonly Statement[] };

function decideAll(kind: AnyKind, act: Act, input: BatchInput, items: readonly Item[], known: Known): Decided {
  const changes: Change[] = [];
  const touched = new Set<string>();
  const taken = new Map(known.taken);
  let also: readonly Statement[] = [];
  const outcomes = items.map((item): BatchOutcome => {
    try {
      if (item.problems.length > 0) throw refused(item.problems);
      const made = decideOne(kind, act, input, item, known, taken);
      if (touched.has(made.id)) throw new Problem("CONFLICT", "The batch names this record twice.");
      touched.add(made.id);
      if (made.change === null) return { index: item.index, status: "unchanged", id: made.id, version: made.version, error: null };
      changes.push(made.change);
      if (made.also !== undefined && made.also.length > 0) also = made.also;
      const status = made.change.verb as "created" | "updated" | "deleted";
      return { index: item.index, status, id: made.id, version: made.change.record.version, error: null };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { index: item.index, status: "failed", id: item.id, version: null, error: { code: error.code, message: error.message, details: error.details } };
    }
  });
  return { outcomes, changes, also };
}

function refused(problems: FieldProblem[]): Problem {
  return new Problem("VALIDATION_FAILED", `${problems.length === 1 ? "One value does" : `${problems.length} values do`} not fit. See details.problems.`, { problems });
}

type One = { id: string; version: number; change: Change | null; also?: readonly Statement[] };

/** @param taken emails and external ids that have an owner; grows with what the batch takes */
function decideOne(kind: AnyKind, act: Act, input: BatchInput, item: Item, known: Known, taken: Map<string, string>): One {
  const row = rowFor(kind, input, item, known);
  if (input.action === "delete" && row !== null) {
    const change = planStanding(kind, act, row, "deleted");
    return { id: change.id, version: change.record.version, change };
  }
  const before = row === null ? null : recordOf(kind, row);
  const whole = before === null ? wholeOf(kind, item.input) : mergedWith(kind, before, item.input);
  const { problems, ...decided } = decideOn(kind, act, whole, row, known.context, known.definitions, item.input["custom"]);
  problems.push(...membersNamed(item.input).filter(([, member]) => !known.members.has(member)).map(([path]) => unknownMember(path)));
  const held = new Set(before === null ? [] : (kind.references?.(fieldsOf(kind, before)) ?? []).map(({ id }) => id));
  for (const { path, kind: of, id } of kind.references?.(decided.fields) ?? []) {
    if (!held.has(id) && !known.alive.has(id)) problems.push({ path, message: `There is no such ${of}.` });
  }
  if (problems.length > 0) throw refused(problems);
  if (before !== null && changedFields(fieldsOf(kind, before), decided.fields).length === 0) return { id: before.id, version: before.version, change: null };
  const change = row === null ? planCreate(kind, act, decided) : planUpdate(kind, act, row, decided);
  takeKeys(kind, change.id, decided.fields as Record<string, unknown>, taken);
  return { id: change.id, version: change.record.version, change, also: decided.also ?? [] };
}

/** The row that an item is about; null where it makes a new one. */
function rowFor(kind: AnyKind, input: BatchInput, item: Item, known: Known): Row | null {
  if (input.action === "create") return null;
  if (input.action === "upsert") {
    const { value } = matchOn(input.by, item.input);
    if (value === null) throw refused([{ path: input.by, message: "Give what the record is to be found by." }]);
    return known.rows.get(known.byKey.get(`${input.by}:${value}`) ?? "") ?? null;
  }
  const row = known.rows.get(item.id ?? "");
  if (row === undefined) throw notFound(kind.kind);
  return row;
}

function wholeOf(kind: AnyKind, input: Record<string, unknown>): z.output<z.ZodObject> {
  const parsed = kind.input.safeParse(input);
  if (!parsed.success) throw refused(problemsOf(parsed.error));
  return parsed.data;
}

/** An email or external id has one owner among the living, in the batch too. */
function takeKeys(kind: AnyKind, id: string, fields: Record<string, unknown>, taken: Map<string, string>): void {
  for (const key of ["email", "externalId"] as const) {
    const typed = fields[key];
    if (typeof typed !== "string") continue;
    const name = `${key}:${key === "email" ? canonicalEmail(typed) : typed}`;
    const owner = taken.get(name);
    if (owner !== undefined && owner !== id) throw new Problem("CONFLICT", `A ${kind.kind} with this ${key === "email" ? "email" : "external id"} exists already.`, { existing: { kind: kind.kind, id: owner } });
    taken.set(name, id);
  }
}
