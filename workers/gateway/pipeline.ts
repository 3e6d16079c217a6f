/**
 * What every call from outside passes, in this order: size, caller, limit, type, parse, permission, run.
 * The order is part of the contract: it decides which of several faults a caller hears of.
 */
import type { Act, IdempotencyClaim } from "#kit/context";
import { Problem } from "#kit/errors";
import { authorise, parseRequest } from "#kit/execute";
import { claimOf, runClaimed, runOnce } from "#kit/idempotency";
import type { AnyOperation } from "#kit/operation";
import { WorkRefused, type Store } from "#kit/work";
import type { Caller, Identity } from "#identity";
import type { Admit } from "./admission";
import { answerOf } from "./answer";
import type { Refusals } from "./refusals";
import { ifMatchOf, parseJson, queryOf, readBody, refuseLargeBody, refuseOtherTypes } from "./request";

export type Call = {
  op: AnyOperation<never>;
  request: Request;
  url: URL;
  params: Record<string, string>;
  requestId: string;
  now: number;
  waitUntil(work: Promise<unknown>): void;
};

export type Pipeline = {
  admit: Admit;
  store: Store;
  refusals: Refusals;
  /** Hears of every use of a key. */
  used: Identity["used"];
  /** What handlers find beside the act: the services. */
  services: object;
};

/** Answers one call. Throws what went wrong; the edge turns it into the one error shape. `seen` hears who called, even when the call fails. */
export async function handle(pipeline: Pipeline, call: Call, seen: (caller: Caller | null, headers: Record<string, string>) => void): Promise<Response> {
  const { op, request, url } = call;
  refuseLargeBody(request, op);
  const { caller, headers } = await pipeline.admit(request, op, call.now);
  seen(caller, headers);
  if (caller !== null && caller.principal.keyId !== null) pipeline.used(caller.tenant.id, caller.principal.keyId, call.now, (work) => call.waitUntil(work));
  refuseOtherTypes(request, op);
  const text = op.body === undefined ? "" : await readBody(request, op);
  const raw = { params: call.params, query: queryOf(url), body: op.body === undefined ? undefined : parseJson(text) };
  const parsed = parseRequest(op, raw);
  const act = actOf(call, caller);
  refuseUnpermitted(pipeline, act, op, caller);
  const claim = caller === null || op.idempotency === "none" ? null : await claimOf(request, caller.principal.id, url.pathname, text);
  const run = (idempotency: IdempotencyClaim | null) => op.run(parsed, { ...pipeline.services, act: { ...act, idempotency } } as never);
  const path = url.pathname;
  const keep = op.idempotency === "claim" ? runClaimed : runOnce;
  return answerOf(op, path, await (claim === null ? run(null) : keep(pipeline.store, act, claim, run)).catch(asProblem));
}

/** A caller who is known and may not is refused, and the audit log hears of it. */
function refuseUnpermitted(pipeline: Pipeline, act: Act, op: AnyOperation<never>, caller: Caller | null): void {
  try {
    authorise(op, act.principal, act.now);
  } catch (error) {
    if (caller !== null && error instanceof Problem) pipeline.refusals.refused(act, error.code);
    throw error;
  }
}

/** What a unit of work refused, in a caller's words; everything else goes on as it is. */
function asProblem(error: unknown): never {
  if (!(error instanceof WorkRefused)) throw error;
  throw new Problem("CONFLICT", "The change met another one. Read the record again and repeat it.");
}

/** Who acts where an operation asks for no caller: nobody, who may do nothing. */
const NOBODY: Pick<Act, "tenant" | "principal"> = {
  tenant: { id: "", slug: "", name: "", timeZone: "UTC", limits: {}, brand: "tenant" },
  principal: { kind: "system", id: "public", memberId: null, role: null, permissions: new Set(), sessionId: null, keyId: null, perMinute: null },
};

/** @param caller null where the operation asks for none */
export function actOf(call: Call, caller: Caller | null): Act {
  const { tenant, principal } = caller ?? NOBODY;
  return {
    tenant,
    principal,
    actor: { kind: principal.kind, id: principal.id },
    operation: call.op.id,
    cause: { request: call.requestId },
    requestId: call.requestId,
    now: call.now,
    depth: 0,
    idempotency: null,
    alongside: null,
    ifMatch: ifMatchOf(call.request),
    request: call.request,
    waitUntil: (work) => call.waitUntil(work),
  };
}
