/**
 * Calls that wait for a person's word. The token is single-use, ten minutes long, and bound to the tenant, the person
 * and the exact calls with the ids and versions that their names stood for; only its hash is stored.
 */
import type { Act } from "#kit/context";
import { randomToken, sha256Hex } from "#kit/crypto";
import { Problem } from "#kit/errors";
import { newId } from "#kit/ids";
import type { RefMatch } from "#kit/ref";
import type { Statement, Store } from "#kit/work";

export const APPROVAL_MS = 10 * 60_000;
const TOKEN_MAX = 200;

/** One call as it was understood: what it was said with, and what the names stood for. */
export type BoundCall = { id: string; function: string; arguments: Record<string, unknown>; resolved: Record<string, unknown>; refs: Record<string, RefMatch> };

export type Approval = { runId: string; calls: BoundCall[] };

/** A token, and the statement that stores it; the caller writes it with the run it belongs to. */
export async function offerApproval(act: Act, approval: Approval): Promise<{ token: string; expiresAt: number; statement: Statement }> {
  const token = randomToken();
  const expiresAt = act.now + APPROVAL_MS;
  const statement = {
    sql: "insert into approvals (tenant_id, id, token_hash, principal, run_id, calls, created_at, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
    params: [act.tenant.id, newId("approval", act.now), await sha256Hex(token), act.principal.id, approval.runId, JSON.stringify(approval.calls), act.now, expiresAt],
  };
  return { token, expiresAt, statement };
}

/**
 * Takes an approval: of two callers with one token, one gets it.
 * @throws Problem CONFIRMATION_SPENT for a token that is used, expired, unknown, or another person's
 */
export async function takeApproval(store: Store, act: Act, token: string): Promise<Approval> {
  const [row] = await store.read({
    sql: "update approvals set consumed_at = ? where token_hash = ? and tenant_id = ? and principal = ? and consumed_at is null and expires_at > ? returning run_id, calls",
    params: [act.now, await sha256Hex(token.slice(0, TOKEN_MAX)), act.tenant.id, act.principal.id, act.now],
  });
  if (row === undefined) throw new Problem("CONFIRMATION_SPENT", "This confirmation was used, has expired, or is not yours. Give the command again.");
  return { runId: row["run_id"] as string, calls: JSON.parse(row["calls"] as string) as BoundCall[] };
}
