/** Records in the store: created, read, changed, deleted and restored, each in one unit of work. */
import type * as z from "zod";
import type { Act } from "#kit/context";
import { canonicalEmail } from "#kit/email";
import { invalid, notFound, Problem } from "#kit/errors";
import { problemsOf } from "#kit/execute";
import { newId } from "#kit/ids";
import { WorkRefused, type Row, type Statement, type Store, type Work } from "#kit/work";
import { workOf, type Change } from "./changes";
import { comparedOf, definitionsRead, validateCustom, type Definition, definitionsOf } from "./custom-fields";
import { changedFields, fieldsOf, recordOf, storedColumns, type AnyKind, type Common, type Decision, type KindName, type RecordKind, type RecordOf } from "./kind";
import { answerOf, linkRead, refusals, versionMismatch, withLink, withoutLink } from "./record-answers";
import { selectFrom } from "./selects";

/** A change that meets another one reads again and tries anew, this many times. */
const ATTEMPTS_MAX = 3;

/** What records need to know of identity: who may own one. */
export type IsMember = (tenantId: string, memberId: string) => Promise<boolean>;

export type Patch<I extends z.ZodObject> = Partial<z.output<I>> & { addTags?: string[] | null | undefined };

export type Records<I extends z.ZodObject, F extends Common> = {
  create(act: Act, input: z.output<I>): Promise<RecordOf<F>>;
  get(act: Act, id: string): Promise<RecordOf<F>>;
  replace(act: Act, id: string, input: z.output<I>): Promise<RecordOf<F>>;
  /** `addTags` adds to the tags it has, where `tags` replaces them. */
  patch(act: Act, id: string, input: Patch<I>): Promise<RecordOf<F>>;
  remove(act: Act, id: string): Promise<void>;
  restore(act: Act, id: string): Promise<RecordOf<F>>;
  /** Changes the one that has this email or external id, as `patch` does, or creates it. */
  upsert(act: Act, by: MatchKey, input: Partial<z.output<I>>): Promise<RecordOf<F>>;
};

/** By what a record that another system knows is found again. */
export const MATCH_KEYS = ["email", "externalId"] as const;
export type MatchKey = (typeof MATCH_KEYS)[number];

/** The column of a key and the value that it has there; null where the fields do not say. */
export function matchOn(by: MatchKey, input: Record<string, unknown>): { column: string; value: string | null } {
  const typed = input[by];
  const value = typeof typed !== "string" || typed === "" ? null : by === "email" ? canonicalEmail(typed) : typed;
  return { column: by === "email" ? "email_key" : "external_id", value };
}

export function recordsOf<K extends KindName, I extends z.ZodObject, F extends Common>(
  typed: RecordKind<K, string, I, F>,
  store: Store,
  isMember: IsMember,
): Records<I, F> {
  const kind = typed as unknown as AnyKind<F>;
  const refused = refusals(kind, store);

  const read = async (act: Act, id: string, alive: boolean, more: readonly Statement[] = []): Promise<[Row, Row[][]]> => {
    const find = { sql: `${selectFrom(kind)} where t.tenant_id = ? and t.id = ? and t.deleted_at is ${alive ? "null" : "not null"}`, params: [act.tenant.id, id] };
    const [[row] = [], ...rest] = more.length === 0 ? [await store.read(find)] : await store.readAll([find, ...more]);
    if (row === undefined) throw notFound(kind.kind);
    if (act.ifMatch !== null && act.ifMatch !== row["version"]) throw versionMismatch(row["version"] as number);
    return [row, rest];
  };

  /** What must be read before fields can be decided on; the definitions of custom fields last, where the caller names any. */
  const readsOf = (act: Act, custom: unknown): Statement[] => [
    ...(kind.reads?.(act.tenant.id) ?? []),
    ...(namesCustom(custom) ? [definitionsRead(act.tenant.id, kind.kind)] : []),
  ];

  const validated = async (act: Act, input: unknown, before: Row | null, rows: Row[][], custom: unknown): Promise<Decided<F>> => {
    const definitions = namesCustom(custom) ? definitionsOf(rows.at(-1) ?? []) : null;
    const { problems, ...decided } = decideOn(kind, act, input, before, rows, definitions, custom);
    for (const [path, member] of membersNamed(input)) {
      if (!(await isMember(act.tenant.id, member))) problems.push(unknownMember(path));
    }
    if (problems.length > 0) throw invalid(problems);
    return decided;
  };

  const commit = async (act: Act, fields: F, change: Change, also: readonly Statement[], work: Pick<Work, "answer">): Promise<Row | undefined> => {
    const { statements, ...rest } = workOf(act, [change]);
    const link = linkRead(kind, act, fields);
    const [row] = await refused(act, fields, store.commit(act, { ...work, ...rest, statements: [...also, ...statements], ...(link === null ? {} : { read: link }) }));
    return row;
  };

  /** Reads, decides, writes; begins again when somebody else wrote in between and the caller named no version. */
  const change = async (act: Act, id: string, custom: unknown, edit: (before: RecordOf<F>) => unknown): Promise<RecordOf<F>> => {
    for (let attempt = 1; ; attempt++) {
      const [row, rows] = await read(act, id, true, readsOf(act, custom));
      const before = recordOf(kind, row);
      const fieldsBefore = fieldsOf(kind, before);
      const decided = await validated(act, edit(before), row, rows, custom);
      if (changedFields(fieldsBefore, decided.fields).length === 0) return before;
      const planned = planUpdate(kind, act, row, decided);
      try {
        const link = await commit(act, decided.fields, planned, decided.also ?? [], { answer: answerOf(kind, act, decided.fields, planned.record as RecordOf<F>) });
        return withLink(kind, planned.record as RecordOf<F>, decided.fields, link);
      } catch (error) {
        if (!(error instanceof WorkRefused) || error.reason !== "stale") throw error;
        if (act.ifMatch !== null || attempt === ATTEMPTS_MAX) throw versionMismatch(null);
      }
    }
  };

  const standing = async (act: Act, id: string, verb: "deleted" | "restored"): Promise<RecordOf<F>> => {
    const [row] = await read(act, id, verb === "deleted");
    const planned = planStanding(kind, act, row, verb);
    const whole = recordOf(kind, { ...row, version: planned.record.version, updated_at: act.now });
    const { guards: _, ...work } = workOf(act, [planned]);
    try {
      await refused(act, fieldsOf(kind, whole), store.commit(act, { ...work, answer: { json: verb === "deleted" ? "null" : JSON.stringify(whole) } }));
    } catch (error) {
      if (error instanceof WorkRefused && error.reason === "stale") throw versionMismatch(null);
      throw error;
    }
    return whole;
  };

  const create = async (act: Act, input: z.output<I>): Promise<RecordOf<F>> => {
    const { custom } = input as { custom?: unknown };
    const reads = readsOf(act, custom);
    const decided = await validated(act, input, null, reads.length === 0 ? [] : await store.readAll(reads), custom);
    const planned = planCreate(kind, act, decided);
    const record = planned.record as RecordOf<F>;
    const link = await commit(act, decided.fields, planned, decided.also ?? [], { answer: answerOf(kind, act, decided.fields, record) });
    return withLink(kind, record, decided.fields, link);
  };

  const upsert = async (act: Act, by: MatchKey, input: Partial<z.output<I>>): Promise<RecordOf<F>> => {
    const { column, value } = matchOn(by, input);
    if (value === null) throw invalid([{ path: `record.${by}`, message: "Give what the record is to be found by." }]);
    for (let attempt = 1; ; attempt++) {
      const [found] = await store.read({ sql: `select id from ${kind.plural} where tenant_id = ? and ${column} = ? and deleted_at is null`, params: [act.tenant.id, value] });
      if (found !== undefined) return change(act, found["id"] as string, input["custom"], (before) => mergedWith(kind, before, input));
      const whole = kind.input.safeParse(input);
      if (!whole.success) throw invalid(problemsOf(whole.error, "record"));
      try {
        return await create(act, whole.data as z.output<I>);
      } catch (error) {
        // Made by somebody else meanwhile: now it is there to be changed.
        if (!(error instanceof Problem) || error.code !== "CONFLICT" || attempt === ATTEMPTS_MAX) throw error;
      }
    }
  };

  return {
    create,
    upsert,

    async get(act, id) {
      const [row] = await read({ ...act, ifMatch: null }, id, true);
      return recordOf(kind, row);
    },

    replace: (act, id, input) => change(act, id, (input as { custom?: unknown }).custom, () => input),
    patch: (act, id, input) => change(act, id, (input as { custom?: unknown }).custom, (before) => mergedWith(kind, before, input)),
    remove: async (act, id) => void (await standing(act, id, "deleted")),
    restore: (act, id) => standing(act, id, "restored"),
  };
}

export const namesCustom = (custom: unknown) => typeof custom === "object" && custom !== null && Object.keys(custom).length > 0;

/** What a PATCH means as a whole: fields left out stay, of custom fields each by itself. */
export function mergedWith<F extends Common>(kind: AnyKind<F>, before: RecordOf<F>, { addTags, ...input }: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...fieldsOf(kind, before), ...input };
  if (namesCustom(input["custom"])) merged["custom"] = { ...before.custom, ...(input["custom"] as object) };
  if (Array.isArray(addTags)) merged["tags"] = [...((merged["tags"] as string[] | null) ?? []), ...(addTags as string[])];
  return merged;
}

/** What was decided on a record's fields, and the definitions of custom fields where they were read. */
export type Decided<F> = Omit<Decision<F>, "problems"> & { definitions: Definition[] | null };

/** All rules of a kind over what a caller wrote. Pure: who is a member is asked elsewhere. */
export function decideOn<F extends Common>(
  kind: AnyKind<F>, act: Act, input: unknown, before: Row | null, rows: Row[][], definitions: Definition[] | null, custom: unknown,
): Decision<F> & { definitions: Definition[] | null } {
  const complete = kind.complete(input as never);
  const values = definitions === null || !namesCustom(custom) ? { values: complete.custom, problems: [] } : validateCustom(definitions, complete.custom, custom as Record<string, unknown>);
  const fields = { ...complete, custom: values.values };
  const decided = kind.decide?.(fields, before, rows, { tenantId: act.tenant.id, now: act.now }) ?? { fields, problems: [], columns: {}, joined: {} };
  return { ...decided, problems: [...kind.check(complete), ...values.problems, ...decided.problems], definitions };
}

/** Fields that name a member, with whom they name. */
export function membersNamed(input: unknown): [path: string, member: string][] {
  const named = ["owner", "assignee"].map((path) => [path, (input as Record<string, unknown>)[path]] as const);
  return named.filter((entry): entry is [string, string] => typeof entry[1] === "string");
}

export function unknownMember(path: string): { path: string; message: string } {
  return { path, message: "There is no such member in this workspace." };
}

/** The creation of a record, as a value. */
export function planCreate<F extends Common>(kind: AnyKind<F>, act: Act, { fields, columns, joined, definitions }: Decided<F>): Change {
  const id = newId(kind.kind, act.now);
  const stored = { ...storedColumns(kind, fields, comparedOf(definitions ?? [], fields.custom)), ...columns, version: 1, created_at: act.now, updated_at: act.now };
  return { ...planned(kind, fields, { ...stored, ...joined, id }), verb: "created", id, version: 0, set: stored, referencesBefore: [] };
}

/** A change of a record that was read, as a value. */
export function planUpdate<F extends Common>(kind: AnyKind<F>, act: Act, row: Row, { fields, columns, joined, definitions }: Decided<F>): Change {
  const before = recordOf(kind, row);
  const fieldsBefore = fieldsOf(kind, before);
  const compared = definitions === null && namesCustom(fields.custom) ? keptOf(row) : comparedOf(definitions ?? [], fields.custom);
  const version = before.version + 1;
  const set = { ...storedColumns(kind, fields, compared), ...columns, version, updated_at: act.now };
  const changed = changedFields(fieldsBefore, fields);
  const after = planned(kind, fields, { ...row, ...set, ...joined });
  const found = searchedBy(kind, fieldsBefore);
  return {
    ...after,
    verb: "updated",
    id: before.id,
    version: before.version,
    set,
    changed,
    previous: Object.fromEntries(changed.map((name) => [name, before[name]])),
    moments: kind.moments?.(fieldsBefore, fields) ?? [],
    referencesBefore: kind.references?.(fieldsBefore) ?? [],
    searchText: found.text === after.searchText && found.hint === after.hint ? null : after.searchText,
  };
}

/** A deletion or restoration, as a value. */
export function planStanding<F extends Common>(kind: AnyKind<F>, act: Act, row: Row, verb: "deleted" | "restored"): Change {
  const before = recordOf(kind, row);
  const fields = fieldsOf(kind, before);
  const set = { version: before.version + 1, updated_at: act.now, deleted_at: verb === "deleted" ? act.now : null };
  const references = kind.references?.(fields) ?? [];
  return { ...planned(kind, fields, { ...row, ...set }), verb, id: before.id, version: before.version, set, referencesBefore: references };
}

function planned<F extends Common>(kind: AnyKind<F>, fields: F, row: Row): Omit<Change, "verb" | "id" | "version" | "set" | "referencesBefore"> {
  const { text, hint } = searchedBy(kind, fields);
  return { kind: kind as unknown as AnyKind, record: withoutLink(kind, recordOf(kind, row)), changed: [], previous: {}, moments: [], references: kind.references?.(fields) ?? [], searchText: text, hint };
}

/** The text by which a search finds a record, and what is shown beside its name. */
export function searchedBy<F extends Common>(kind: AnyKind<F>, fields: F): { text: string; hint: string } {
  const present = (parts: (string | null)[]) => parts.filter((part) => part !== null && part !== "");
  return { text: present([kind.display(fields), ...kind.searched(fields)]).join(" "), hint: present(kind.hint(fields)).join(", ") };
}

/** What filters compare of the defined fields of a row that keeps them. */
function keptOf(row: Row): Record<string, unknown> {
  const folds = JSON.parse(row["fold"] as string) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(folds).filter(([name]) => name.startsWith("custom.")));
}

