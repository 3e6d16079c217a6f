/** Records in the store: created, read, changed, deleted and restored, each in one unit of work. */
import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type * as z from "zod";
import type { Act } from "#kit/context";
import { canonicalEmail } from "#kit/email";
import { invalid, notFound, Problem } from "#kit/errors";
import { envelope, type EventType } from "#kit/events";
import { newId } from "#kit/ids";
import { compile, placeholders } from "#kit/sql";
import { WorkRefused, type Guard, type Row, type Statement, type Store, type Value, type Work } from "#kit/work";
import { changedFields, fieldsOf, recordOf, storedColumns, type Common, type KindName, type RecordKind, type RecordOf } from "./kind";

/** A change that meets another one reads again and tries anew, this many times. */
const ATTEMPTS_MAX = 3;

/** What records need to know of identity: who may own one. */
export type IsMember = (tenantId: string, memberId: string) => Promise<boolean>;

export type Records<I extends z.ZodObject, F extends Common> = {
  create(act: Act, input: z.output<I>): Promise<RecordOf<F>>;
  get(act: Act, id: string): Promise<RecordOf<F>>;
  replace(act: Act, id: string, input: z.output<I>): Promise<RecordOf<F>>;
  /** `addTags` adds to the tags it has, where `tags` replaces them. */
  patch(act: Act, id: string, input: Partial<z.output<I>> & { addTags?: string[] | null | undefined }): Promise<RecordOf<F>>;
  remove(act: Act, id: string): Promise<void>;
  restore(act: Act, id: string): Promise<RecordOf<F>>;
};

export function recordsOf<K extends KindName, I extends z.ZodObject, F extends Common>(
  kind: RecordKind<K, string, I, F>,
  store: Store,
  isMember: IsMember,
): Records<I, F> {
  const insert = compile((db) => db.insert(kind.table).values(placeholders(kind.table) as never));
  const columns = kind.table as unknown as Record<"tenantId" | "id" | "version" | "deletedAt", SQLiteColumn>;
  const find = selectSql(kind);

  const load = async (act: Act, id: string, alive: boolean): Promise<Row> => {
    const [row] = await store.read({ sql: `${find} and t.deleted_at is ${alive ? "null" : "not null"}`, params: [act.tenant.id, id] });
    if (row === undefined) throw notFound(kind.kind);
    if (act.ifMatch !== null && act.ifMatch !== row["version"]) throw versionMismatch(row["version"] as number);
    return row;
  };

  /** The update that only stands while the record is as it was read. */
  const update = (act: Act, id: string, version: number, alive: boolean, values: Record<string, Value>): Statement => {
    const fresh = alive ? isNull(columns.deletedAt) : isNotNull(columns.deletedAt);
    return compile((db) =>
      db.update(kind.table).set(values as never).where(and(eq(columns.tenantId, act.tenant.id), eq(columns.id, id), eq(columns.version, version), fresh)),
    )({}, 1);
  };

  const validated = async (act: Act, input: z.output<I>): Promise<F> => {
    const fields = kind.complete(input);
    const problems = kind.check(fields);
    if (fields.owner !== null && !(await isMember(act.tenant.id, fields.owner))) {
      problems.push({ path: "owner", message: "There is no such member in this workspace." });
    }
    if (problems.length > 0) throw invalid(problems);
    return fields;
  };

  const commit = async (act: Act, fields: F, work: Work): Promise<Row[]> => {
    try {
      return await store.commit(act, { ...work, ...linkParts(kind, act, fields) });
    } catch (error) {
      if (!(error instanceof WorkRefused)) throw error;
      if (error.reason === "guard") throw invalid([{ path: error.subject, message: "There is no such company." }]);
      if (error.reason === "unique") throw await duplicate(act, fields);
      throw error;
    }
  };

  const duplicate = async (act: Act, fields: F): Promise<Problem> => {
    const email = kind.email(fields);
    const [row] = await store.read({
      sql: `${selectFrom(kind)} where t.tenant_id = ? and t.email_key = ? and t.deleted_at is null`,
      params: [act.tenant.id, email === null ? null : canonicalEmail(email)],
    });
    const existing = row === undefined ? null : { kind: kind.kind, id: row["id"], name: recordOf(kind, row).name };
    return new Problem("CONFLICT", `A ${kind.kind} with this email exists already. Change that one, or use another email.`, { existing });
  };

  /** Reads, decides, writes; begins again when somebody else wrote in between and the caller named no version. */
  const change = async (act: Act, id: string, edit: (before: RecordOf<F>) => z.output<I>): Promise<RecordOf<F>> => {
    for (let attempt = 1; ; attempt++) {
      const row = await load(act, id, true);
      const before = recordOf(kind, row);
      const fields = await validated(act, edit(before));
      const names = changedFields(fieldsOf(kind, before), fields);
      if (names.length === 0) return before;
      const after = { ...row, ...rowOf(kind, fields), version: before.version + 1, updated_at: act.now };
      const record = withoutLink(kind, recordOf(kind, after));
      const previous = Object.fromEntries(names.map((name) => [name, before[name]]));
      try {
        const [link] = await commit(act, fields, {
          statements: [update(act, id, before.version, true, { ...storedColumns(kind, fields), version: before.version + 1, updatedAt: act.now })],
          events: [event(act, kind.kind, "updated", record, names, previous)],
          answer: answer(kind, act, fields, record),
        });
        return withLink(kind, record, fields, link);
      } catch (error) {
        if (!(error instanceof WorkRefused) || error.reason !== "stale") throw error;
        if (act.ifMatch !== null || attempt === ATTEMPTS_MAX) throw versionMismatch(null);
      }
    }
  };

  return {
    async create(act, input) {
      const fields = await validated(act, input);
      const id = newId(kind.kind, act.now);
      const stamped = { tenantId: act.tenant.id, id, version: 1, createdAt: act.now, updatedAt: act.now, deletedAt: null };
      const row: Row = { ...rowOf(kind, fields), id, version: 1, created_at: act.now, updated_at: act.now };
      const record = withoutLink(kind, recordOf(kind, row));
      const [link] = await commit(act, fields, {
        statements: [insert({ ...storedColumns(kind, fields), ...stamped })],
        events: [event(act, kind.kind, "created", record, [], {})],
        answer: answer(kind, act, fields, record),
      });
      return withLink(kind, record, fields, link);
    },

    async get(act, id) {
      return recordOf(kind, await load({ ...act, ifMatch: null }, id, true));
    },

    replace: (act, id, input) => change(act, id, () => input),

    patch: (act, id, { addTags, ...input }) =>
      change(act, id, (before) => {
        const merged = { ...fieldsOf(kind, before), ...input } as z.output<I> & { tags?: string[] | null };
        return addTags == null ? merged : { ...merged, tags: [...(merged.tags ?? []), ...addTags] };
      }),

    async remove(act, id) {
      const row = await load(act, id, true);
      const record = withoutLink(kind, recordOf(kind, { ...row, version: (row["version"] as number) + 1, updated_at: act.now }));
      await settled(
        store.commit(act, {
          statements: [update(act, id, row["version"] as number, true, { version: record.version, updatedAt: act.now, deletedAt: act.now })],
          events: [event(act, kind.kind, "deleted", record, [], {})],
          answer: { json: "null" },
        }),
      );
    },

    async restore(act, id) {
      const row = await load(act, id, false);
      const fields = fieldsOf(kind, recordOf(kind, row)) as F;
      const whole = recordOf(kind, { ...row, version: (row["version"] as number) + 1, updated_at: act.now });
      const record = withoutLink(kind, whole);
      await settled(
        (async () => {
          try {
            await store.commit(act, {
              statements: [update(act, id, row["version"] as number, false, { version: record.version, updatedAt: act.now, deletedAt: null })],
              events: [event(act, kind.kind, "restored", record, [], {})],
              answer: { json: JSON.stringify(whole) },
            });
          } catch (error) {
            if (error instanceof WorkRefused && error.reason === "unique") throw await duplicate(act, fields);
            throw error;
          }
        })(),
      );
      return whole;
    },
  };
}

/** A deletion or restoration that met another change: the caller looks again. */
async function settled(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (error instanceof WorkRefused && error.reason === "stale") throw versionMismatch(null);
    throw error;
  }
}

function versionMismatch(version: number | null): Problem {
  return new Problem("VERSION_MISMATCH", "The record was changed in the meantime. Read it again and repeat your change.", version === null ? {} : { version });
}

function event<F extends Common>(act: Act, kind: KindName, verb: "created" | "updated" | "deleted" | "restored", record: Omit<RecordOf<F>, never>, changed: string[], previous: Record<string, unknown>) {
  return envelope(act, `${kind}.${verb}` satisfies EventType, { object: record, changed, previous }, act.now);
}

type AnyKind = Pick<RecordKind, "plural" | "link">;

export function tableName(kind: AnyKind): string {
  return kind.plural;
}

/** Columns of `t`, and the name of the company it links to. */
export function selectFrom(kind: AnyKind): string {
  return kind.link === null
    ? `select t.* from ${tableName(kind)} t`
    : `select t.*, link.name as link_name from ${tableName(kind)} t left join companies link on link.tenant_id = t.tenant_id and link.id = t.${kind.link.column} and link.deleted_at is null`;
}

const selectSql = (kind: AnyKind) => `${selectFrom(kind)} where t.tenant_id = ? and t.id = ?`;

/** Stored columns as a row would show them, by column name. */
function rowOf<F extends Common>(kind: RecordKind<KindName, string, z.ZodObject, F>, fields: F): Row {
  const row: Row = {};
  for (const [name, value] of Object.entries(storedColumns(kind, fields))) row[snakeCase(name)] = value;
  return row;
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The company that a record names: it must exist when the unit commits, and its name is read there. */
function linkParts<F extends Common>(kind: RecordKind<KindName, string, z.ZodObject, F>, act: Act, fields: F): { guards?: Guard[]; read?: Statement } {
  const id = linkId(kind, fields);
  if (kind.link === null || id === null) return {};
  const where = "from companies where tenant_id = ? and id = ? and deleted_at is null";
  return {
    guards: [{ name: kind.link.field, condition: `exists (select 1 ${where})`, params: [act.tenant.id, id] }],
    read: { sql: `select id, name ${where}`, params: [act.tenant.id, id] },
  };
}

function linkId<F extends Common>(kind: RecordKind<KindName, string, z.ZodObject, F>, fields: F): string | null {
  return kind.link === null ? null : ((fields as Record<string, unknown>)[kind.link.field] as string | null);
}

function withoutLink<F extends Common>(kind: AnyKind, record: RecordOf<F>): RecordOf<F> {
  if (kind.link === null) return record;
  const { [kind.link.as]: _, ...rest } = record as Record<string, unknown>;
  return rest as RecordOf<F>;
}

function withLink<F extends Common>(kind: RecordKind<KindName, string, z.ZodObject, F>, record: RecordOf<F>, fields: F, link: Row | undefined): RecordOf<F> {
  if (kind.link === null) return record;
  return { ...record, [kind.link.as]: linkId(kind, fields) === null || link === undefined ? null : { id: link["id"], name: link["name"] } };
}

/** The answer to keep for an idempotency key. A company's name is known only inside the unit, so SQL puts it in. */
function answer<F extends Common>(kind: RecordKind<KindName, string, z.ZodObject, F>, act: Act, fields: F, record: RecordOf<F>): Work["answer"] {
  if (act.idempotency === null && act.alongside === null) return undefined;
  const id = linkId(kind, fields);
  if (kind.link === null) return { json: JSON.stringify(record) };
  if (id === null) return { json: JSON.stringify({ ...record, [kind.link.as]: null }) };
  return {
    sql: `json_set(?, '$.${kind.link.as}', (select json_object('id', id, 'name', name) from companies where tenant_id = ? and id = ?))`,
    params: [JSON.stringify(record), act.tenant.id, id],
  };
}
