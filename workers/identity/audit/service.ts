/** The audit log as the rest of the house sees it: listed, exported, sealed and verified. */
import type { Act } from "#kit/context";
import { invalid } from "#kit/errors";
import { compileFilter, parseFilter, type ListFields } from "#kit/filter";
import { LIST_ROWS_READ_MAX } from "#kit/limits";
import { compileKeyset, decodeCursor, encodeCursor, parseOrderBy, pointOf, queryFingerprint, type ListOrder } from "#kit/list";
import type { Row, Store, Value } from "#kit/work";
import { sealNext, verifyChain, type Head, type Sealing, type Verification } from "./chain";

export type AuditEntry = {
  id: string;
  at: string;
  action: string;
  outcome: string;
  actor: { kind: string; id: string; name: string | null };
  target: { kind: string; id: string; name: string | null } | null;
  details: Record<string, unknown>;
  requestId: string;
  runId: string | null;
  address: string | null;
  agent: string | null;
  sealed: boolean;
};

export type AuditQuery = { filter?: string | undefined; limit: number; cursor?: string | undefined };
export type AuditPage = { data: AuditEntry[]; nextCursor: string | null };

export type Audit = {
  list(act: Act, query: AuditQuery): Promise<AuditPage>;
  verify(act: Act, from: number): Promise<Verification>;
  /** Seals what waits, in order, behind the head that the tenant's sealer remembers. */
  sealNext(tenantId: string, remembered: Head): Promise<Sealing>;
};

/** What entries are found by. */
export const AUDIT_FIELDS: ListFields = {
  action: { type: "reference", sql: "e.action" },
  outcome: { type: "enum", sql: "e.outcome", values: ["done", "refused"] },
  actor: { type: "reference", sql: "e.actor_id" },
  target: { type: "reference", sql: "e.target_id" },
  at: { type: "date", sql: "e.at" },
};

const NEWEST_FIRST = (() => {
  const parsed = parseOrderBy("id:desc", AUDIT_FIELDS, "e.id");
  return parsed.ok ? parsed.value : ({ keys: [], id: { sql: "e.id", direction: "desc" }, sql: "e.id desc" } satisfies ListOrder);
})();

/** @param head what the tenant's sealer remembers  @param names the names of the tenant's members, by user id and member id */
export function createAudit(store: Store, head: (tenantId: string) => Promise<Head>, names: (tenantId: string) => Promise<ReadonlyMap<string, string>>): Audit {
  return {
    async list(act, query) {
      const { sql, params } = listSql(act, query);
      const rows = await store.read({ sql, params });
      const known = await names(act.tenant.id);
      const shown = rows.slice(0, query.limit);
      const last = rows.length > query.limit ? shown.at(-1) : undefined;
      const nextCursor = last === undefined ? null : encodeCursor(pointOf(NEWEST_FIRST, last["id"] as string, last), queryFingerprint(query));
      return { data: shown.map((row) => entryOf(row, known)), nextCursor };
    },

    verify: async (act, from) => verifyChain(store, act.tenant.id, from, await head(act.tenant.id)),
    sealNext: (tenantId, remembered) => sealNext(store, tenantId, remembered),
  };
}

/** A filter looks at the newest entries only, so that no question reads a whole history. */
function listSql(act: Act, query: AuditQuery): { sql: string; params: Value[] } {
  const conditions: string[] = [];
  const params: Value[] = [];
  const problems: { path: string; message: string }[] = [];
  if (query.filter !== undefined) {
    const parsed = parseFilter(query.filter);
    const compiled = parsed.ok ? compileFilter(parsed.value, AUDIT_FIELDS, { now: act.now }) : parsed;
    if (compiled.ok) {
      conditions.push(compiled.value.sql);
      params.push(...compiled.value.params);
    } else problems.push({ path: "query.filter", message: compiled.error.message });
  }
  const point = query.cursor === undefined ? null : decodeCursor(query.cursor, NEWEST_FIRST, queryFingerprint(query));
  if (point !== null && !point.ok) problems.push({ path: "query.cursor", message: point.error.message });
  if (problems.length > 0) throw invalid(problems);
  const after = point?.ok === true ? compileKeyset(NEWEST_FIRST, point.value) : null;
  const inner = `select * from audit_entries e where e.tenant_id = ?${after === null ? "" : ` and ${after.sql}`} order by e.id desc limit ?`;
  const where = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
  const scanned = conditions.length === 0 ? query.limit + 1 : LIST_ROWS_READ_MAX;
  return {
    sql: `select * from (${inner}) e${where} order by e.id desc limit ?`,
    params: [act.tenant.id, ...(after?.params ?? []), scanned, ...params, query.limit + 1],
  };
}

function entryOf(row: Row, names: ReadonlyMap<string, string>): AuditEntry {
  const personal = JSON.parse((row["personal"] as string | null) ?? "{}") as { address?: string | null; agent?: string | null; target?: string | null };
  const actorId = row["actor_id"] as string;
  return {
    id: row["id"] as string,
    at: new Date(row["at"] as number).toISOString(),
    action: row["action"] as string,
    outcome: row["outcome"] as string,
    actor: { kind: row["actor_kind"] as string, id: actorId, name: names.get(actorId) ?? null },
    target: row["target_id"] === null ? null : { kind: row["target_kind"] as string, id: row["target_id"] as string, name: personal.target ?? null },
    details: JSON.parse(row["details"] as string) as Record<string, unknown>,
    requestId: row["request_id"] as string,
    runId: row["run_id"] as string | null,
    address: personal.address ?? null,
    agent: personal.agent ?? null,
    sealed: row["seq"] !== null,
  };
}
