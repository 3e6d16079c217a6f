/** Reads the query of a list or a grouping: everything that is wrong with it at once, and what of it is SQL. Pure. */
import type { Act } from "#kit/context";
import { invalid, type FieldProblem } from "#kit/errors";
import { compileFilter, parseFilter, type CompiledFilter, type ListFields, type ListResult } from "#kit/filter";
import { SEARCH_LENGTH_MAX, SEARCH_WORDS_MAX } from "#kit/list";
import type { Value } from "#kit/work";
import type { AnyKind } from "./kind";
import { matchOf, searchWords } from "./search-index";

/** A search looks at this many records, the newest that match. */
export const SEARCHED_MAX = 1_000;

export type Condition = { sql: string; params: readonly Value[] };

/** Collects the problems of a query's parameters; `done` throws all of them at once. */
export function reader() {
  const problems: FieldProblem[] = [];
  const take = <T>(path: string, result: ListResult<T>, fallback: T): T => {
    if (result.ok) return result.value;
    problems.push({ path: `query.${path}`, message: result.error.message });
    return fallback;
  };
  const clean = () => problems.length === 0;
  const done = () => {
    if (problems.length > 0) throw invalid(problems);
  };
  return { take, clean, done };
}

export function compiledFilter(fields: ListFields, act: Act, text: string): ListResult<CompiledFilter | null> {
  const parsed = parseFilter(text);
  return parsed.ok ? compileFilter(parsed.value, fields, { now: act.now, timeZone: act.tenant.timeZone, tenantId: act.tenant.id }) : parsed;
}

/** The records of a kind that a search finds: those whose words begin with all of its words, the newest thousand. */
export function searchCondition(kind: Pick<AnyKind, "kind">, tenantId: string, q: string): ListResult<Condition | null> {
  if (q.length > SEARCH_LENGTH_MAX) return { ok: false, error: { message: `q has at most ${SEARCH_LENGTH_MAX} characters.` } };
  const words = searchWords(q, SEARCH_WORDS_MAX + 1);
  if (words.length > SEARCH_WORDS_MAX) return { ok: false, error: { message: `q has at most ${SEARCH_WORDS_MAX} words.` } };
  const match = matchOf(tenantId, words, kind.kind);
  if (match === null) return { ok: true, value: null };
  return {
    ok: true,
    value: {
      sql: "(t.tenant_id, t.id) in (select d.tenant_id, d.record_id from search_docs d where d.doc in (select rowid from search_terms where search_terms match ? order by rowid desc limit ?))",
      params: [match, SEARCHED_MAX],
    },
  };
}

/** Whether a filter names records, so that relations lead to the few rows it is about. */
export function namesRecords(filter: CompiledFilter | null, fields: ListFields): boolean {
  return filter?.conditions.some(({ field, op, root }) => root && op === "eq" && fields[field]?.type === "relation") === true;
}

/** Whether a query names a field that only the workspace's own definitions know. */
export const namesCustomField = (...texts: (string | undefined)[]): boolean => texts.some((text) => text?.includes("custom.") === true);
