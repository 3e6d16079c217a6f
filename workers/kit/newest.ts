/** Lists of what happened, newest first. A filter looks at the newest rows only, so that no question reads a whole history. */
import type { Act } from "./context";
import { invalid } from "./errors";
import { compileFilter, parseFilter, type ListFields } from "./filter";
import { LIST_ROWS_READ_MAX } from "./limits";
import { compileKeyset, decodeCursor, encodeCursor, pointOf, queryFingerprint, type ListOrder } from "./list";
import type { Row, Store, Value } from "./work";

export type PageQuery = { filter?: string | undefined; limit: number; cursor?: string | undefined };

const NEWEST_FIRST: ListOrder = { keys: [], id: { sql: "t.id", direction: "desc" }, sql: "t.id desc" };

/** @param table ours, never the caller's  @param fields over the alias t */
export async function newestFirst(store: Store, act: Act, table: string, fields: ListFields, query: PageQuery): Promise<{ rows: Row[]; nextCursor: string | null }> {
  const problems: { path: string; message: string }[] = [];
  const conditions: string[] = [];
  const params: Value[] = [];
  if (query.filter !== undefined) {
    const parsed = parseFilter(query.filter);
    const compiled = parsed.ok ? compileFilter(parsed.value, fields, { now: act.now }) : parsed;
    if (compiled.ok) {
      conditions.push(compiled.value.sql);
      params.push(...compiled.value.params);
    } else problems.push({ path: "query.filter", message: compiled.error.message });
  }
  const point = query.cursor === undefined ? null : decodeCursor(query.cursor, NEWEST_FIRST, queryFingerprint(query));
  if (point !== null && !point.ok) problems.push({ path: "query.cursor", message: point.error.message });
  if (problems.length > 0) throw invalid(problems);
  const after = point?.ok === true ? compileKeyset(NEWEST_FIRST, point.value) : null;
  const inner = `select * from ${table} t where t.tenant_id = ?${after === null ? "" : ` and ${after.sql}`} order by t.id desc limit ?`;
  const where = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
  const scanned = conditions.length === 0 ? query.limit + 1 : LIST_ROWS_READ_MAX;
  const found = await store.read({
    sql: `select * from (${inner}) t${where} order by t.id desc limit ?`,
    params: [act.tenant.id, ...(after?.params ?? []), scanned, ...params, query.limit + 1],
  });
  const rows = found.slice(0, query.limit);
  const last = found.length > query.limit ? rows.at(-1) : undefined;
  return { rows, nextCursor: last === undefined ? null : encodeCursor(pointOf(NEWEST_FIRST, last["id"] as string, last), queryFingerprint(query)) };
}
