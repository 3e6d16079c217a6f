/** The audit log as the rest of the house sees it: listed, exported, sealed and verified. */
import type { Act } from "#kit/context";
import type { ListFields } from "#kit/filter";
import { newestFirst, type PageQuery } from "#kit/newest";
import type { Row, Store } from "#kit/work";
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

export type AuditPage = { data: AuditEntry[]; nextCursor: string | null };

export type Audit = {
  list(act: Act, query: PageQuery): Promise<AuditPage>;
  verify(act: Act, from: number): Promise<Verification>;
  /** Seals what waits, in order, behind the head that the tenant's sealer remembers. */
  sealNext(tenantId: string, remembered: Head): Promise<Sealing>;
};

/** What entries are found by. */
export const AUDIT_FIELDS: ListFields = {
  action: { type: "reference", sql: "t.action" },
  outcome: { type: "enum", sql: "t.outcome", values: ["done", "refused"] },
  actor: { type: "reference", sql: "t.actor_id" },
  target: { type: "reference", sql: "t.target_id" },
  at: { type: "date", sql: "t.at" },
};

/** @param head what the tenant's sealer remembers  @param names the names of the tenant's members, by user id and member id */
export function createAudit(store: Store, head: (tenantId: string) => Promise<Head>, names: (tenantId: string) => Promise<ReadonlyMap<string, string>>): Audit {
  return {
    async list(act, query) {
      const [{ rows, nextCursor }, known] = await Promise.all([newestFirst(store, act, "audit_entries", AUDIT_FIELDS, query), names(act.tenant.id)]);
      return { data: rows.map((row) => entryOf(row, known)), nextCursor };
    },

    verify: async (act, from) => verifyChain(store, act.tenant.id, from, await head(act.tenant.id)),
    sealNext: (tenantId, remembered) => sealNext(store, tenantId, remembered),
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
