/**
 * The audit log's entry and its chain. An entry is written in the unit of work of the change it tells of; the tenant's
 * sealer chains entries afterwards, so that no request waits for a hash and none is left out. Personal values enter the
 * chain as a salted hash alone: they can be erased, and the chain still verifies.
 */
import type { Act } from "./context";
import { sha256Hex, toHex } from "./crypto";
import type { Envelope } from "./events";
import { newId } from "./ids";
import { insertMany } from "./sql";
import type { Row, Statement } from "./work";

const AGENT_MAX = 200;
const SALT_BYTES = 16;

/** What an act wants said of it where its events do not say it. */
export type AuditDraft = { kind: string; id: string; name?: string; details?: Record<string, unknown> };


/** The entries of one unit of work: one for each event, else the draft's; none for bookkeeping that changes no record. */
export function auditStatements(act: Act, events: readonly Envelope[], draft: AuditDraft | undefined): Statement[] {
  const drafts = draft === undefined ? events.map(draftOf) : [draft];
  return insertMany("audit_entries", drafts.map((one) => entryRow(act, "done", one)));
}

function draftOf(event: Envelope): AuditDraft {
  const { id, name } = event.data.object as { id: string; name?: string };
  return { kind: event.type.slice(0, event.type.indexOf(".")), id, ...(name === undefined ? {} : { name }), details: { event: event.id, changed: event.data.changed } };
}

/** One entry. `refused` entries say how often in their details. */
export function entryStatements(act: Act, outcome: "done" | "refused", draft: AuditDraft | null): Statement[] {
  return insertMany("audit_entries", [entryRow(act, outcome, draft)]);
}

function entryRow(act: Act, outcome: "done" | "refused", draft: AuditDraft | null): Row {
  const personal = {
    address: act.request?.headers.get("cf-connecting-ip") ?? null,
    agent: act.request?.headers.get("user-agent")?.slice(0, AGENT_MAX) ?? null,
    target: draft?.name ?? null,
  };
  return {
    tenant_id: act.tenant.id,
    id: newId("audit", act.now),
    at: act.now,
    action: act.operation,
    outcome,
    actor_kind: act.actor.kind,
    actor_id: act.actor.id,
    target_kind: draft?.kind || null,
    target_id: draft?.id || null,
    details: JSON.stringify(draft?.details ?? {}),
    request_id: act.requestId,
    run_id: act.cause.run ?? null,
    credential: act.principal.sessionId ?? act.principal.keyId,
    personal: JSON.stringify(personal),
    salt: toHex(crypto.getRandomValues(new Uint8Array(SALT_BYTES))),
  };
}

/** What of an entry the chain covers, in this order. */
const SEALED = ["id", "at", "action", "outcome", "actor_kind", "actor_id", "target_kind", "target_id", "details", "request_id", "run_id", "credential"] as const;

export type Seal = { seq: number; hash: string; personalHash: string };

/** Where a chain begins. */
export const GENESIS = "0".repeat(64);

/** The seal of an entry that follows `previous`. SHA-256 over a JSON array, whose encoding has one form only. */
export async function sealEntry(tenantId: string, seq: number, previous: string, row: Row): Promise<Seal> {
  const personalHash = (row["personal_hash"] as string | null) ?? (await hashPersonal(row));
  const hash = await sha256Hex(JSON.stringify([tenantId, seq, previous, ...SEALED.map((column) => row[column]), personalHash]));
  return { seq, hash, personalHash };
}

/** An entry whose personal values were erased before it was sealed is sealed as empty. */
const hashPersonal = (row: Row) => sha256Hex(JSON.stringify([row["salt"], row["personal"]]));

/** Why an entry does not fit the chain where it stands, or null when it does. */
export async function entryFault(tenantId: string, seq: number, previous: string, row: Row): Promise<string | null> {
  if (row["seq"] !== seq) return `entry ${seq} is missing`;
  const { hash } = await sealEntry(tenantId, seq, previous, row);
  if (hash !== row["hash"]) return `entry ${seq} was altered, or the one before it`;
  const erased = row["personal"] === null;
  if (!erased && (await hashPersonal(row)) !== row["personal_hash"]) return `the personal values of entry ${seq} were altered`;
  return null;
}
