/** Lists of records by the one grammar, and records found by the name a person uses. */
import type * as z from "zod";
import type { Act } from "#kit/context";
import { canonicalEmail } from "#kit/email";
import { invalid, Problem, type FieldProblem } from "#kit/errors";
import { compileFilter, parseFilter, type CompiledFilter } from "#kit/filter";
import { LIST_ROWS_READ_MAX } from "#kit/limits";
import {
  compileKeyset, cursorColumns, decodeCursor, encodeCursor, parseFields, parseOrderBy, parseSearch, pointOf, queryFingerprint, servedBy,
  type ListOrder,
} from "#kit/list";
import type { RefMatch } from "#kit/ref";
import { fold, words } from "#kit/text";
import { WorkRefused, type Guard, type Row, type Store, type Value } from "#kit/work";
import { recordOf, type Common, type KindName, type RecordKind, type RecordOf } from "./kind";
import { selectFrom, tableName } from "./records";

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

type AnyRecordKind<F extends Common> = RecordKind<KindName, string, z.ZodObject, F>;

/** One page. One round trip; without a serving index the tenant's rows must fit the budget. */
export async function listRecords<F extends Common>(kind: AnyRecordKind<F>, store: Store, act: Act, query: ListQuery): Promise<Page<F>> {
  const plan = planList(kind, query, act.now);
  const where = ["t.tenant_id = ?", "t.deleted_at is null"];
  const params: Value[] = [act.tenant.id];
  for (const part of plan.conditions) {
    where.push(part.sql);
    params.push(...part.params);
  }
  const columns = cursorColumns(plan.order);
  const select = columns === "" ? selectFrom(kind) : selectFrom(kind).replace(" from ", `, ${columns} from `);
  const sql = `${select} where ${where.join(" and ")} order by ${plan.order.sql} limit ?`;
  const [rows = []] = await withinBudget(store, { sql, params: [...params, query.limit + 1] }, plan.served ? [] : [budget(kind, act.tenant.id)]);
  return pageOf(kind, plan, query.limit, rows);
}

type Plan = {
  order: ListOrder;
  fingerprint: string;
  conditions: { sql: string; params: readonly Value[] }[];
  served: boolean;
  fields: Set<string> | null;
};

/** Reads the query and names everything that is wrong with it at once. */
function planList<F extends Common>(kind: AnyRecordKind<F>, query: ListQuery, now: number): Plan {
  const problems: FieldProblem[] = [];
  const take = <T>(path: string, result: { ok: true; value: T } | { ok: false; error: { message: string } }, fallback: T): T => {
    if (result.ok) return result.value;
    problems.push({ path: `query.${path}`, message: result.error.message });
    return fallback;
  };
  const order = take("orderBy", parseOrderBy(query.orderBy ?? DEFAULT_ORDER, kind.listFields, "t.id"), { keys: [], id: { sql: "t.id", direction: "desc" }, sql: "t.id desc" });
  const filter = query.filter === undefined ? null : take("filter", compiledFilter(kind, query.filter, now), null);
  const search = query.q === undefined ? [] : take("q", parseSearch(query.q), []);
  const fields = query.fields === undefined ? null : take("fields", parseFields(query.fields, Object.keys(kind.record.shape)), null);
  const fingerprint = queryFingerprint(query);
  const point = query.cursor === undefined || problems.length > 0 ? null : take("cursor", decodeCursor(query.cursor, order, fingerprint), null);
  if (problems.length > 0) throw invalid(problems);
  return {
    order,
    fingerprint,
    conditions: [
      ...(filter === null ? [] : [filter]),
      ...search.map((word) => ({ sql: "instr(t.search, ?) > 0", params: [word] })),
      ...(point === null ? [] : [compileKeyset(order, point)]),
    ],
    served: search.length === 0 && servedBy(kind.indexes, filter?.conditions ?? [], order),
    fields,
  };
}

function compiledFilter<F extends Common>(kind: AnyRecordKind<F>, text: string, now: number): { ok: true; value: CompiledFilter | null } | { ok: false; error: { message: string } } {
  const parsed = parseFilter(text);
  return parsed.ok ? compileFilter(parsed.value, kind.listFields, { now }) : parsed;
}

function pageOf<F extends Common>(kind: AnyRecordKind<F>, plan: Plan, limit: number, rows: Row[]): Page<F> {
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
function budget(kind: Pick<RecordKind, "plural" | "link">, tenantId: string): Guard {
  return {
    name: BUDGET,
    condition: `(select count(*) from (select 1 from ${tableName(kind)} where tenant_id = ? and deleted_at is null limit ?)) <= ?`,
    params: [tenantId, LIST_ROWS_READ_MAX + 1, LIST_ROWS_READ_MAX],
  };
}

async function withinBudget(store: Store, statement: { sql: string; params: Value[] }, guards: Guard[], refusal = TOO_BROAD): Promise<Row[][]> {
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
export async function findByReference<F extends Common>(kind: AnyRecordKind<F>, store: Store, act: Act, text: string): Promise<RefMatch[]> {
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
function wholeMatch<F extends Common>(kind: AnyRecordKind<F>, tenantId: string, text: string): { sql: string; params: Value[] } {
  const name = fold(text);
  const [column, key] = "emailKey" in kind.table ? ["email_key", canonicalEmail(text) ?? ""] : ["domain", name];
  const by = (condition: string) => `select rowid from ${tableName(kind)} where tenant_id = ? and ${condition} = ? and deleted_at is null`;
  return {
    sql: `${selectFrom(kind)} where t.rowid in (${by("id")} union all ${by("name_key")} union all ${by(column as string)}) order by t.id desc limit ?`,
    params: [tenantId, text.trim(), tenantId, name, tenantId, key as string, MATCHES_MAX],
  };
}

function refOf<F extends Common>(kind: AnyRecordKind<F>, row: Row): RefMatch {
  const record = recordOf(kind, row);
  return { id: record.id, name: record.name, version: record.version, hint: hintOf(record) };
}

/** What tells two people of one name apart. */
function hintOf(record: Record<string, unknown>): string {
  const parts = [record["email"], typeof record["company"] === "string" ? record["company"] : null, record["domain"], record["city"]];
  return parts.filter((part) => typeof part === "string").join(", ");
}
