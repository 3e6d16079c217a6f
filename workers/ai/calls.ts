/** Running one call that a model or a parser proposed: its arguments are untrusted input, like a browser's. */
import type { Act, IdempotencyClaim } from "#kit/context";
import { invalid, notFound, Problem } from "#kit/errors";
import { authorise, callInProcess, problemsOf } from "#kit/execute";
import { runOnce, stepClaim } from "#kit/idempotency";
import { ID_PREFIXES } from "#kit/ids";
import { logger } from "#kit/log";
import { Reply } from "#kit/operation";
import { resolveRefs, type Resolution, type Resolvers } from "#kit/ref";
import type { Store } from "#kit/work";
import type { BoundCall } from "./approvals";
import type { FunctionEntry, FunctionRegistry } from "./functions";

export type ProposedCall = { id: string; name: string; arguments: string };

/** How a proposed call stands once its arguments were checked and its names looked up. */
export type Prepared =
  | { status: "ready"; entry: FunctionEntry; call: BoundCall }
  | { status: "ambiguous"; entry: FunctionEntry; arguments: Record<string, unknown>; resolution: Resolution & { status: "ambiguous" } }
  | { status: "failed"; entry: FunctionEntry | undefined; arguments: Record<string, unknown>; error: Problem };

const log = logger("ai");

/** Checks arguments against the function's schema, then turns names into ids. Reads, but changes nothing. */
export async function prepareCall(registry: FunctionRegistry, resolvers: Resolvers, act: Act, proposed: ProposedCall): Promise<Prepared> {
  const entry = registry.find(proposed.name);
  const args = argumentsOf(proposed.arguments);
  if (entry === undefined) return { status: "failed", entry, arguments: args ?? {}, error: notFound("function") };
  if (args === null) return { status: "failed", entry, arguments: {}, error: new Problem("BACKEND_FAILED", "The model's arguments are not a JSON object; nothing was run.") };
  const parsed = entry.input.safeParse(args);
  if (!parsed.success) return { status: "failed", entry, arguments: args, error: invalid(problemsOf(parsed.error)) };
  const resolution = await resolveRefs(entry.input, parsed.data, resolvers, act).catch(asRefusal);
  if (resolution instanceof Problem) return { status: "failed", entry, arguments: args, error: resolution };
  switch (resolution.status) {
    case "ambiguous":
      return { status: "ambiguous", entry, arguments: args, resolution };
    case "unknown":
      return { status: "failed", entry, arguments: args, error: new Problem("NOT_FOUND", `There is no ${resolution.kind} called “${resolution.text}”.`) };
    case "found":
      return permitted(entry, { id: proposed.id, function: entry.name, arguments: args, resolved: resolution.args, refs: resolution.refs }, act);
  }
}

/** A look-up that was refused fails its call, not the run. */
function asRefusal(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}

/** A call that the caller may not make is refused before anybody is asked to confirm it. */
function permitted(entry: FunctionEntry, call: BoundCall, act: Act): Prepared {
  try {
    authorise(entry.operation, act.principal, act.now);
    return { status: "ready", entry, call };
  } catch (error) {
    if (error instanceof Problem) return { status: "failed", entry, arguments: call.arguments, error };
    throw error;
  }
}

function argumentsOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    // As it was sent, so that the function's own schema refuses every key it does not know, `__proto__` among them.
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

export type CallOutcome = { ok: true; result: unknown; replayed: boolean } | { ok: false; error: Problem };

export type RunOptions = {
  runId: string;
  store: Store;
  /** Whether it may only touch the version it was confirmed for. */
  bindVersion: boolean;
  /** The caller's idempotency key, from which the step's is made. */
  claim: IdempotencyClaim | null;
  step: number;
  alongside: Act["alongside"];
};

/** Runs a prepared call as the AI acting for the caller. */
export async function runCall<C extends { act: Act }>(entry: FunctionEntry, call: BoundCall, context: C, options: RunOptions): Promise<CallOutcome> {
  const { act } = context;
  const version = options.bindVersion ? (Object.values(call.refs)[0]?.version ?? null) : null;
  const derived = { actor: { kind: "ai" as const, id: act.principal.id }, cause: { ...act.cause, run: options.runId }, ifMatch: version, alongside: options.alongside };
  const raw = entry.toRequest(call.resolved);
  const run = (idempotency: IdempotencyClaim | null) => callInProcess(entry.operation as never, raw, context, { ...derived, idempotency });
  try {
    const claim = options.claim === null ? null : await stepClaim(options.claim, String(options.step), `${entry.name} ${JSON.stringify(call.resolved)}`);
    const value = await (claim === null ? run(null) : runOnce(options.store, act, claim, run));
    // A replay ran nothing: what was to be written alongside was rolled back with the rest.
    const replayed = claim !== null && value instanceof Reply;
    return { ok: true, result: (value instanceof Reply ? value.body : value) ?? null, replayed };
  } catch (error) {
    if (error instanceof Problem) return { ok: false, error };
    log.error("ai.call.failed", error, { requestId: act.requestId, function: entry.name });
    return { ok: false, error: new Problem("INTERNAL", "Something went wrong on our side; nothing of this call was done.") };
  }
}

const KIND_BY_PREFIX = new Map<string, string>(Object.entries(ID_PREFIXES).map(([kind, prefix]) => [prefix, kind]));

/** The record that a call touched: that of its result, or the one it named. */
export function touchedRecord(call: BoundCall, result: unknown): { kind: string; id: string; name: string } | undefined {
  const own = result as { id?: unknown; name?: unknown } | null;
  if (typeof own?.id === "string") return recordView(own.id, typeof own.name === "string" ? own.name : "");
  const [match] = Object.values(call.refs);
  return match === undefined ? undefined : recordView(match.id, match.name);
}

function recordView(id: string, name: string): { kind: string; id: string; name: string } {
  return { kind: KIND_BY_PREFIX.get(id.slice(0, id.indexOf("_"))) ?? "record", id, name };
}
