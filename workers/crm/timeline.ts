/** The timeline of a record: everything that happened to it and to what names it, newest first. */
import type { Act } from "#kit/context";
import { invalid, notFound } from "#kit/errors";
import { isAllowed } from "#kit/permissions";
import type { Row, Store } from "#kit/work";
import { KIND_NAMES, PLURALS, type AnyKind, type KindName } from "./kind";

export type TimelineEntry = {
  id: string;
  at: string;
  type: string;
  actor: { kind: string; id: string };
  record: { kind: KindName; id: string; name: string };
  changes: { field: string; before: unknown; after: unknown }[];
  cause: Record<string, string>;
};

export type TimelinePage = { data: TimelineEntry[]; nextCursor: string | null };

/** The kinds of records that the caller may read. */
export function readableKinds(act: Act): KindName[] {
  return KIND_NAMES.filter((kind) => isAllowed(act.principal, `${PLURALS[kind]}:read`));
}

const CURSOR = /^evt_[0-9a-z]{26}$/;

/** One page, and whether the record is there, in one round trip. A deleted record keeps its timeline. */
export async function readTimeline(kind: Pick<AnyKind, "kind" | "plural">, store: Store, act: Act, id: string, query: { limit: number; cursor?: string | undefined }): Promise<TimelinePage> {
  if (query.cursor !== undefined && !CURSOR.test(query.cursor)) throw invalid([{ path: "query.cursor", message: "This cursor belongs to another query; start again without it." }]);
  const after = query.cursor === undefined ? { sql: "", params: [] } : { sql: " and id < ?", params: [query.cursor] };
  const [found = [], rows = []] = await store.readAll([
    { sql: `select 1 as here from ${kind.plural} where tenant_id = ? and id = ?`, params: [act.tenant.id, id] },
    {
      sql: `select * from timeline where tenant_id = ? and record_id = ?${after.sql} and kind in (select value from json_each(?)) order by id desc limit ?`,
      params: [act.tenant.id, id, ...after.params, JSON.stringify(readableKinds(act)), query.limit + 1],
    },
  ]);
  if (found.length === 0) throw notFound(kind.kind);
  const page = rows.slice(0, query.limit);
  return { data: page.map(entryOf), nextCursor: rows.length > query.limit ? (page.at(-1)?.["id"] as string) : null };
}

function entryOf(row: Row): TimelineEntry {
  return {
    id: row["id"] as string,
    at: new Date(row["at"] as number).toISOString(),
    type: row["type"] as string,
    actor: { kind: row["actor_kind"] as string, id: row["actor_id"] as string },
    record: { kind: row["kind"] as KindName, id: row["source_id"] as string, name: row["name"] as string },
    changes: JSON.parse(row["changes"] as string) as TimelineEntry["changes"],
    cause: JSON.parse(row["cause"] as string) as Record<string, string>,
  };
}
