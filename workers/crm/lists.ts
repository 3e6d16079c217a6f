/** Lists of records by the one grammar, and records found by the name a person uses. */
import type { Act } from "#kit/context";
import { canonicalEmail } from "#kit/email";
import { Problem } from "#kit/errors";
import type { ListFields } from "#kit/filter";
import { LIST_ROWS_READ_MAX } from "#kit/limits";
import { compileKeyset, cursorColumns, decodeCursor, encodeCursor, parseFields, parseOrderBy, pointOf, queryFingerprint, servedBy, type ListOrder } from "#kit/list";
import type { RefMatch } from "#kit/ref";
import { fold, words } from "#kit/text";
import { WorkRefused, type Guard, type Row, type Statement, type Store, type Value } from "#kit/work";
import { customListFields, definitionsOf, definitionsRead } from "./custom-fields";
import { recordOf, type AnyKind, type Common, type RecordOf } from "./kind";
import { compiledFilter, namesCustomField, namesRecords, reader, searchCondition, type Condition } from "./list-query";
import { selectFrom } from "./selects";

export type ListQuery = {
  filter?: string | undefined;
  q?: string | undefined;
  orderBy?: string | undefined;
  fields?: string | undefined;
  limit: number;
  cursor?: string | undefined;
};

export type Page<F> = { data: RecordOf<F>[]; nextCursor: string | null };

const DEFAULT_ORDER = "createdAt:desc";
const MATCHES_MAX = 6;
const WORDS_MAX = 5;
const TOO_BROAD = `No index serves this filter and order, and the workspace has more than ${LIST_ROWS_READ_MAX} of these records. Narrow it: the description of this list in /openapi.json says which filters and orders an index serves.`;
const TOO_MANY_NAMES = "There are too many records to search by a part of a name. Give the whole name, the email or the id.";
const BUDGET = "rows_read";

/** The fields of a kind's lists, with those that the workspace defined where the query names any. */
export async function listFieldsOf(kind: AnyKind, store: Store, act: Act, ...texts: (string | undefined)[]): Promise<ListFields> {
  if (!namesCustomField(...texts)) return kind.listFields;
  const rows = await store.read(definitionsRead(act.tenant.id, kind.kind));
  return { ...kind.listFields, ...customListFields(definitionsOf(rows)) };
}

/** One page. One round trip (one more for defined fields); without a serving index the tenant's rows must fit the budget. */
export async function listRecords<F extends Common>(typed: AnyKind<F>, store: Store, act: Act, query: ListQuery): Promise<Page<F>> {
  const kind = typed as unknown as AnyKind;
  const plan = planList(kind, await listFieldsOf(kind, store, act, query.filter, query.orderBy), query, act);
  const { sql, params } = whereOf(act.tenant.id, plan.conditions, plan.narrow);
  const statement = { sql: `${selectFrom(kind, cursorColumns(plan.order))} where ${sql} order by ${plan.order.sql} limit ?`, params: [...params, query.limit + 1] };
  const [rows = []] = await withinBudget(store, statement, plan.served ? [] : [budget(kind, act.tenant.id)]);
  return pageOf(kind, plan, query.limit, rows) as Page<F>;
}

/**
 * What every list demands of its rows, and what is asked of them.
 * @param narrow whether a search or a relation finds the rows: then no index may be walked for the order's sake, which the plus forbids
 */
export function whereOf(tenantId: string, conditions: readonly Condition[], narrow: boolean): { sql: string; params: Value[] } {
  const parts = [`${narrow ? "+" : ""}t.tenant_id = ?`, "t.deleted_at is null", ...conditions.map((part) => part.sql)];
  return { sql: parts.join(" and "), params: [tenantId, ...conditions.flatMap((part) => part.params)] };
}

type Plan = {
  order: ListOrder;
  fingerprint: string;
  conditions: Condition[];
  served: boolean;
  narrow: boolean;
  fields: Set<string> | null;
};

/** Reads the query and names everything that is wrong with it at once. */
function planList(kind: AnyKind, known: ListFields, query: ListQuery, act: Act): Plan {
  const { take, done, clean } = reader();
  const order = take("orderBy", parseOrderBy(query.orderBy ?? DEFAULT_ORDER, known, "t.id"), { keys: [], id: { sql: "t.id", direction: "desc" }, sql: "t.id desc" });
  const filter = query.filter === undefined ? null : take("filter", compiledFilter(known, act, query.filter), null);
  const search = query.q === undefined ? null : take("q", searchCondition(kind, act.tenant.id, query.q), null);
  const fields = query.fields === undefined ? null : take("fields", parseFields(query.fields, Object.keys(kind.record.shape)), null);
  const fingerprint = queryFingerprint(query);
  const point = query.cursor === undefined || !clean() ? null : take("cursor", decodeCursor(query.cursor, order, fingerprint), null);
  done();
  return {
    order,
    fingerprint,
    conditions: [...(filter === null ? [] : [filter]), ...(search === null ? [] : [search]), ...(point === null ? [] : [compileKeyset(order, point)])],
    // A search leaves so few rows that any filter and order will do.
    served: search !== null || servedBy(kind.indexes, filter?.conditions ?? [], order),
    narrow: search !== null || namesRecords(filter, known),
    fields,
  };
}

function pageOf(kind: AnyKind, plan: Plan, limit: number, rows: Row[]): Page<Common> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    data: page.map((row) => only(recordOf(kind, row), plan.fields)),
    nextCursor: more ? encodeCursor(pointOf(plan.order, last["id"] as string, last), plan.fingerprint) : null,
  };
}

/** The asked fields of a record, its id always among them. */
function only<F>(record: RecordOf<F>, fields: Set<string> | null): RecordOf<F> {
  if (fields === null) return record;
  return Object.fromEntries(Object.entries(record as object).filter(([name]) => name === "id" || fields.has(name))) as RecordOf<F>;
}

/** Holds while the tenant has few enough rows for one to be read after the other. Counts no further than that. */
export function budget(kind: Pick<AnyKind, "plural">, tenantId: string): Guard {
  return {
    name: BUDGET,
    condition: `(select count(*) from (select 1 from ${kind.plural} where tenant_id = ? and deleted_at is null limit ?)) <= ?`,
    params: [tenantId, LIST_ROWS_READ_MAX + 1, LIST_ROWS_READ_MAX],
  };
}

export async function withinBudget(store: Store, statement: Statement, guards: Guard[], refusal = TOO_BROAD): Promise<Row[][]> {
  if (guards.length === 0) return [await store.read(statement)];
  try {
    return await store.readAll([statement], guards);
  } catch (error) {
    if (error instanceof WorkRefused) throw new Problem("QUERY_TOO_BROAD", refusal);
    throw error;
  }
}

/**
 * The records that a person may mean by an id, an email (a domain) or a name. What matches as a whole is found by its
 * index; only when nothing does are names searched for the words, which needs few enough records.
 * @returns at most six matches
 */
export async function findByReference<F extends Common>(kind: AnyKind<F>, store: Store, act: Act, text: string): Promise<RefMatch[]> {
  const whole = await store.read(wholeMatch(kind, act.tenant.id, text));
  if (whole.length > 0) return whole.map((row) => refOf(kind, row));
  const searched = words(text, WORDS_MAX);
  if (searched.length === 0) return [];
  const where = searched.map(() => "instr(t.name_key, ?) > 0").join(" and ");
  const sql = `${selectFrom(kind)} where t.tenant_id = ? and t.deleted_at is null and ${where} order by t.id desc limit ?`;
  const params = [act.tenant.id, ...searched, MATCHES_MAX];
  const [rows = []] = await withinBudget(store, { sql, params }, [budget(kind, act.tenant.id)], TOO_MANY_NAMES);
  return rows.map((row) => refOf(kind, row));
}

/** One index each, for SQLite would read the whole tenant for an `or` over them. */
function wholeMatch<F extends Common>(kind: AnyKind<F>, tenantId: string, text: string): { sql: string; params: Value[] } {
  const name = fold(text);
  const keys: [column: string, value: string][] = [["id", text.trim()], ["name_key", name]];
  if ("emailKey" in kind.table) keys.push(["email_key", canonicalEmail(text) ?? ""]);
  if ("domain" in kind.table) keys.push(["domain", name]);
  const parts = keys.map(([column]) => `select id from ${kind.plural} where tenant_id = ? and ${column} = ? and deleted_at is null`);
  return {
    sql: `${selectFrom(kind)} where t.tenant_id = ? and t.id in (${parts.join(" union all ")}) order by t.id desc limit ?`,
    params: [tenantId, ...keys.flatMap(([, value]) => [tenantId, value]), MATCHES_MAX],
  };
}

function refOf<F extends Common>(kind: AnyKind<F>, row: Row): RefMatch {
  const record = recordOf(kind, row);
  return { id: record.id, name: record.name, version: record.version, hint: hintOf(record) };
}

/** What tells two people of one name apart. */
function hintOf(record: Record<string, unknown>): string {
  const parts = [record["email"], typeof record["company"] === "string" ? record["company"] : null, record["domain"], record["city"]];
  return parts.filter((part) => typeof part === "string").join(", ");
}
