/** Makes records findable that the full-text index does not hold: those from before there was one, or all where it was lost. */
import type { JobStep } from "#kit/jobs";
import type { Store } from "#kit/work";
import { fieldsOf, KIND_NAMES, PLURALS, recordOf, type AnyKind, type KindName } from "./kind";
import { searchedBy } from "./records";
import { searchWrites, type Findable } from "./search-index";
import { selectFrom } from "./selects";

export const REINDEX_JOB = "crm.search";
/** Begun once for this; another word here begins it once more, everywhere. */
export const REINDEX_SUBJECT = "0011";

const ROWS_AT_ONCE = 200;

export type ReindexCursor = { kind: KindName; tenantId: string; id: string };

/** @param kinds by the names of their tables */
export function reindexer(store: Store, kinds: Readonly<Record<string, AnyKind>>) {
  return {
    /** Whether there are records and the index holds none. */
    async isEmpty(): Promise<boolean> {
      const records = KIND_NAMES.map((kind) => `exists (select 1 from ${PLURALS[kind]} where deleted_at is null)`).join(" or ");
      const rows = await store.read({ sql: `select 1 as lost where (${records}) and not exists (select 1 from search_terms)`, params: [] });
      return rows.length > 0;
    },

    /** Two hundred records further; what is found already is left as it is. */
    async step(cursor: ReindexCursor | null): Promise<JobStep<ReindexCursor>> {
      const at = cursor ?? { kind: KIND_NAMES[0], tenantId: "", id: "" };
      const kind = kinds[PLURALS[at.kind]] as AnyKind;
      const found = "d.doc in (select s.rowid from search_terms s where s.rowid = d.doc)";
      const rows = await store.read({
        sql: `${selectFrom(kind, `exists (select 1 from search_docs d where d.tenant_id = t.tenant_id and d.record_id = t.id and ${found}) as is_found`)}
          where (t.tenant_id, t.id) > (?, ?) and t.deleted_at is null order by t.tenant_id, t.id limit ?`,
        params: [at.tenantId, at.id, ROWS_AT_ONCE],
      });
      const missing = rows.filter((row) => row["is_found"] === 0);
      const byTenant = Map.groupBy(missing, (row) => row["tenant_id"] as string);
      const statements = [...byTenant].flatMap(([tenantId, group]) => searchWrites(tenantId, group.map((row) => findableOf(kind, row))));
      if (statements.length > 0) await store.readAll(statements);
      const last = rows.at(-1);
      const nextKind = KIND_NAMES[KIND_NAMES.indexOf(at.kind) + 1];
      const next = rows.length === ROWS_AT_ONCE && last !== undefined
        ? { kind: at.kind, tenantId: last["tenant_id"] as string, id: last["id"] as string }
        : nextKind === undefined ? null : { kind: nextKind, tenantId: "", id: "" };
      return { done: missing.length, skipped: rows.length - missing.length, next };
    },
  };
}

function findableOf(kind: AnyKind, row: Parameters<typeof recordOf>[1]): Findable {
  const record = recordOf(kind, row);
  return { id: record.id, kind: kind.kind, name: record.name, ...searchedBy(kind, fieldsOf(kind, record)) };
}
