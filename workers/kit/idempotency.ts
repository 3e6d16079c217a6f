/**
 * Idempotency keys (draft-ietf-httpapi-idempotency-key-header): found by tenant, principal and key. Work of one unit writes
 * its answer in that unit, so a retry fails on the key and is answered from the row. Work of several steps claims the key first.
 */
import type { Act, IdempotencyClaim, Tenant } from "./context";
import { sha256Hex } from "./crypto";
import { invalid, Problem } from "./errors";
import { Reply } from "./operation";
import { WorkRefused, type Row, type Store } from "./work";

const KEY_MAX = 255;
/** A claim older than this belongs to a caller that died; the next one takes it over. Milliseconds. */
const CLAIM_LEASE_MS = 60_000;
const KEPT_BODY_MAX = 256 * 1024;

/** In a row, stands for the status that the operation gives by itself. */
const OWN_STATUS = 0;

type Kept = { status: number; body: unknown };

/** @returns the claim of an unsafe request that carries the header, else null */
export async function claimOf(request: Request, principal: string, path: string, text: string): Promise<IdempotencyClaim | null> {
  const header = request.headers.get("idempotency-key");
  if (header === null || request.method === "GET" || request.method === "HEAD") return null;
  const key = /^"(.*)"$/.exec(header.trim())?.[1] ?? header.trim();
  if (key === "" || key.length > KEY_MAX) throw invalid([{ path: "Idempotency-Key", message: `takes 1 to ${KEY_MAX} characters` }]);
  return { principal, key, fingerprint: await sha256Hex(`${request.method} ${path}\n${text}`) };
}

/** The answer that this key was given before; null where there is none. */
async function keptAnswer(store: Store, tenant: Tenant, claim: IdempotencyClaim): Promise<Kept | null> {
  const row = await rowOf(store, tenant, claim);
  if (row === undefined) return null;
  refuseOther(row, claim);
  if (row["status"] === null) throw inFlight();
  return { status: row["status"] as number, body: JSON.parse((row["body"] as string | null) ?? "null") };
}

/** Claims the key before work of several steps; gives the earlier answer instead where there is one. */
async function claimFirst(store: Store, tenant: Tenant, claim: IdempotencyClaim, now: number): Promise<Kept | null> {
  const taken = await store.read({
    sql: `insert into idempotency (tenant_id, principal, key, fingerprint, created_at) values (?, ?, ?, ?, ?)
      on conflict (tenant_id, principal, key) do update set created_at = excluded.created_at
      where status is null and fingerprint = excluded.fingerprint and created_at < ? returning key`,
    params: [tenant.id, claim.principal, claim.key, claim.fingerprint, now, now - CLAIM_LEASE_MS],
  });
  return taken.length > 0 ? null : keptAnswer(store, tenant, claim);
}

/** Keeps the answer of claimed work, or lets the key go where the work failed on our side. */
async function settleClaim(store: Store, tenant: Tenant, claim: IdempotencyClaim, answer: Kept | null): Promise<void> {
  const body = answer === null ? "" : JSON.stringify(answer.body);
  const where = "where tenant_id = ? and principal = ? and key = ?";
  const key = [tenant.id, claim.principal, claim.key];
  await store.read(
    answer === null || body.length > KEPT_BODY_MAX
      ? { sql: `delete from idempotency ${where}`, params: key }
      : { sql: `update idempotency set status = ?, body = ? ${where}`, params: [answer.status, body, ...key] },
  );
}

/** Work of one unit: runs it, and when a retry meets the trace of its first try, gives the first answer. */
export async function runOnce(store: Store, act: Act, claim: IdempotencyClaim, run: (claim: IdempotencyClaim) => Promise<unknown>): Promise<unknown> {
  try {
    return await run(claim);
  } catch (error) {
    const kept = mayBeRetry(error) ? await keptAnswer(store, act.tenant, claim) : null;
    if (kept === null) throw error;
    return replayed(kept);
  }
}

/**
 * Work of several steps: claims the key, runs, keeps the answer. The work gets the claim too, to derive a key for each
 * of its steps, so that a run that died midway repeats none of them.
 */
export async function runClaimed(store: Store, act: Act, claim: IdempotencyClaim, run: (claim: IdempotencyClaim) => Promise<unknown>): Promise<unknown> {
  const kept = await claimFirst(store, act.tenant, claim, act.now);
  if (kept !== null) return replayed(kept);
  let answer: Kept | null = null;
  try {
    const value = await run(claim);
    if (value instanceof Reply) answer = value.keep ? { status: value.status ?? OWN_STATUS, body: value.body } : null;
    else if (!(value instanceof Response)) answer = { status: OWN_STATUS, body: value };
    return value;
  } finally {
    await settleClaim(store, act.tenant, claim, answer);
  }
}

/** The claim of one step of claimed work. */
export async function stepClaim(claim: IdempotencyClaim, step: string, content: string): Promise<IdempotencyClaim> {
  return { principal: claim.principal, key: `${claim.key}/${step}`, fingerprint: await sha256Hex(content) };
}

function replayed(kept: Kept): Reply<unknown> {
  return new Reply(kept.body, { ...(kept.status === OWN_STATUS ? {} : { status: kept.status }), headers: [["idempotent-replayed", "true"]] });
}

/** Whether an error may mean that a retry met the trace of its first try. */
function mayBeRetry(error: unknown): boolean {
  return error instanceof WorkRefused || (error instanceof Problem && ["NOT_FOUND", "CONFLICT", "VERSION_MISMATCH"].includes(error.code));
}

async function rowOf(store: Store, tenant: Tenant, claim: IdempotencyClaim): Promise<Row | undefined> {
  const [row] = await store.read({
    sql: "select fingerprint, status, body from idempotency where tenant_id = ? and principal = ? and key = ?",
    params: [tenant.id, claim.principal, claim.key],
  });
  return row;
}

function refuseOther(row: Row, claim: IdempotencyClaim): void {
  if (row["fingerprint"] === claim.fingerprint) return;
  throw new Problem("IDEMPOTENCY_MISMATCH", "This Idempotency-Key was used for another request. Use a new key for each new act.");
}

function inFlight(): Problem {
  return new Problem("IN_FLIGHT", "The first request with this Idempotency-Key is still under way. Wait, then ask again.", {}, { "retry-after": "1" });
}
