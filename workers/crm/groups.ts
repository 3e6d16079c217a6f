/** Records counted and added up by the values of their fields. */
import type { Act } from "#kit/context";
import { invalid } from "#kit/errors";
import { fieldNamed, shown, type ListField, type ListFields, type ListResult } from "#kit/list-types";
import type { Row, Store } from "#kit/work";
import type { AnyKind } from "./kind";
import { compiledFilter, namesRecords, reader, searchCondition } from "./list-query";
import { budget, listFieldsOf, whereOf, withinBudget } from "./lists";
import { fromTables } from "./selects";

export const GROUPS_MAX = 200;
const KEYS_MAX = 3;
const MEASURES_MAX = 5;

export type GroupQuery = { by: string; sum?: string | undefined; avg?: string | undefined; filter?: string | undefined; q?: string | undefined };
export type Group = { by: Record<string, string | number | boolean | null>; count: number; sum: Record<string, number | null>; avg: Record<string, number | null> };
export type Groups = { data: Group[]; truncated: boolean };

const GROUPABLE: ReadonlySet<ListField["type"]> = new Set(["text", "enum", "boolean", "reference", "number", "email"]);

type Named = { name: string; field: ListField };

/** The groups with the most records, at most GROUPS_MAX. One round trip; all the records they are made of must fit the budget. */
export async function groupRecords(kind: AnyKind, store: Store, act: Act, query: GroupQuery): Promise<Groups> {
  const known = await listFieldsOf(kind, store, act, query.by, query.sum, query.avg, query.filter);
  const { take, done } = reader();
  const by = take("by", fieldsNamed(query.by, known, KEYS_MAX, (field) => GROUPABLE.has(field.type)), []);
  const numeric = (field: ListField) => field.type === "number";
  const sum = query.sum === undefined ? [] : take("sum", fieldsNamed(query.sum, known, MEASURES_MAX, numeric), []);
  const avg = query.avg === undefined ? [] : take("avg", fieldsNamed(query.avg, known, MEASURES_MAX, numeric), []);
  const filter = query.filter === undefined ? null : take("filter", compiledFilter(known, act, query.filter), null);
  const search = query.q === undefined ? null : take("q", searchCondition(kind, act.tenant.id, query.q), null);
  done();
  const equal = (filter?.conditions ?? []).filter((one) => one.root && one.op === "eq").map((one) => one.field);
  refuseMixture([...sum, ...avg], [...by.map(({ name }) => name), ...equal]);

  const { sql, params } = whereOf(act.tenant.id, [...(filter === null ? [] : [filter]), ...(search === null ? [] : [search])], search !== null || namesRecords(filter, known));
  const columns = [
    ...by.map(({ field }, i) => `${keyOf(field)} as key_${i}`),
    "count(*) as count",
    ...sum.map(({ field }, i) => `sum(${field.sql}) as sum_${i}`),
    ...avg.map(({ field }, i) => `avg(${field.sql}) as avg_${i}`),
  ];
  const keys = by.map((_, i) => `key_${i}`).join(", ");
  const statement = { sql: `select ${columns.join(", ")} ${fromTables(kind)} where ${sql} group by ${keys} order by count desc, ${keys} limit ?`, params: [...params, GROUPS_MAX + 1] };
  const [rows = []] = await withinBudget(store, statement, search === null ? [budget(kind, act.tenant.id)] : []);
  return { data: rows.slice(0, GROUPS_MAX).map((row) => groupOf(row, by, sum, avg)), truncated: rows.length > GROUPS_MAX };
}

/** What is equal in a comparison is one group: text is grouped folded. */
function keyOf(field: ListField): string {
  return (field.type === "text" ? field.folded : undefined) ?? field.sql;
}

function fieldsNamed(text: string, known: ListFields, max: number, fits: (field: ListField) => boolean): ListResult<Named[]> {
  const names = [...new Set(text.split(",").map((name) => name.trim()))];
  if (names.length > max) return { ok: false, error: { message: `takes at most ${max} fields.` } };
  const named: Named[] = [];
  for (const name of names) {
    const field = fieldNamed(known, name);
    if (field === null || !fits(field)) {
      const fields = Object.keys(known).filter((one) => fits(known[one] as ListField));
      return { ok: false, error: { message: `There is no field ${shown(name)} for this. Fields: ${fields.join(", ")}.` } };
    }
    named.push({ name, field });
  }
  return { ok: true, value: named };
}

/** Euros and dollars are not added up. */
function refuseMixture(measures: readonly Named[], settled: readonly string[]): void {
  const mixed = measures.find(({ field }) => field.per !== undefined && !settled.includes(field.per));
  if (mixed === undefined) return;
  const per = mixed.field.per as string;
  throw invalid([{ path: "query.by", message: `${mixed.name} is not the same in every ${per}: group by ${per} too, or filter ${per}[eq].` }]);
}

function groupOf(row: Row, by: readonly Named[], sum: readonly Named[], avg: readonly Named[]): Group {
  const value = ({ field }: Named, stored: Row[string] | undefined) => (field.type === "boolean" && stored !== null ? stored === 1 : (stored ?? null));
  return {
    by: Object.fromEntries(by.map((one, i) => [one.name, value(one, row[`key_${i}`])])),
    count: row["count"] as number,
    sum: Object.fromEntries(sum.map(({ name }, i) => [name, row[`sum_${i}`] as number | null])),
    avg: Object.fromEntries(avg.map(({ name }, i) => [name, row[`avg_${i}`] as number | null])),
  };
}
