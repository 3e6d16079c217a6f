import type { ResponseOf } from "../api/client";
import { isObject } from "../api/errors";

export type Answer = ResponseOf<"ai.router.command">;
export type WireCall = Answer["calls"][number];

/** What became of undoing a call: a create is undone by deleting, a delete by restoring. */
export type UndoState = "working" | "undone" | "failed";
export type CallStatus = "running" | "proposed" | "done" | "failed" | "cancelled";
export type CallView = Omit<WireCall, "status"> & { status: CallStatus; at: number; undo?: UndoState };

/** `running` until the stream ends; `stopped` by the person; `broken` by an error; `interrupted` by a reload. */
export type Phase = "running" | "settled" | "stopped" | "broken" | "interrupted";

/** One command and everything that came of it. */
export type Turn = {
  id: string;
  command: string;
  at: number;
  phase: Phase;
  message: string;
  calls: CallView[];
  outcome?: Answer["status"];
  confirmation?: NonNullable<Answer["confirmation"]>;
  question?: string;
  decision?: "confirm" | "cancel";
  error?: { message: string; requestId: string | null };
};

export function startTurn(id: string, command: string, at: number): Turn {
  return { id, command, at, phase: "running", message: "", calls: [] };
}

/** The same turn while a confirmation or a refusal of it is on its way. */
export function decide(turn: Turn, decision: "confirm" | "cancel"): Turn {
  const { error: _, ...rest } = turn;
  const calls = decision === "confirm" ? turn.calls.map((call) => (call.status === "proposed" ? { ...call, status: "running" as const } : call)) : turn.calls;
  return { ...rest, decision, phase: "running", message: "", calls };
}

/** Takes one event of the stream into the turn. Unknown events change nothing, so that the server may add some. */
export function applyEvent(turn: Turn, event: string, data: unknown, now: number): Turn {
  if (!isObject(data)) return turn;
  switch (event) {
    case "call":
      return isCall(data) ? { ...turn, calls: withCall(turn.calls, data, now) } : turn;
    case "message":
      return typeof data["delta"] === "string" ? { ...turn, message: turn.message + data["delta"] } : turn;
    case "error":
      return endTurn(turn, "broken", { message: messageOf(data), requestId: null });
    case "done":
      return isAnswer(data) ? settle(turn, data, now) : turn;
    default:
      return turn;
  }
}

function messageOf(data: Record<string, unknown>): string {
  const error = data["error"];
  return isObject(error) && typeof error["message"] === "string" ? error["message"] : "";
}

/** The whole answer replaces what was pieced together from the stream. */
export function settle(turn: Turn, answer: Answer, now: number): Turn {
  const { confirmation: _, question: __, ...rest } = turn;
  return {
    ...rest,
    phase: "settled",
    outcome: answer.status,
    message: answer.message,
    calls: answer.calls.reduce((calls, call) => withCall(calls, call, now), turn.calls),
    ...(answer.confirmation ? { confirmation: answer.confirmation } : {}),
    ...(answer.question ? { question: answer.question } : {}),
  };
}

/**
 * Updates the call with this id. A confirmed call may come back under a new id: then it takes the place
 * of the first call of the same function that still waited for its confirmation.
 */
function withCall(calls: CallView[], call: WireCall, now: number): CallView[] {
  const next: CallView = { ...call, status: callStatus(call.status), at: now };
  let index = calls.findIndex(({ id }) => id === call.id);
  if (index === -1) {
    index = calls.findIndex((other) => other.function === call.function && other.status !== "done" && sameArguments(other, call));
  }
  const before = calls[index];
  if (!before) return [...calls, next];
  const merged = { ...next, at: before.status === next.status ? before.at : now, ...(before.undo ? { undo: before.undo } : {}) };
  return calls.with(index, merged);
}

function sameArguments(one: Pick<WireCall, "arguments">, other: Pick<WireCall, "arguments">): boolean {
  return JSON.stringify(one.arguments) === JSON.stringify(other.arguments);
}

const STATUSES: readonly CallStatus[] = ["running", "proposed", "done", "failed", "cancelled"];

function callStatus(status: string): CallStatus {
  return STATUSES.find((known) => known === status) ?? "running";
}

function isCall(value: Record<string, unknown>): value is Record<string, unknown> & WireCall {
  return typeof value["id"] === "string" && typeof value["function"] === "string" && isObject(value["arguments"]);
}

function isAnswer(value: Record<string, unknown>): value is Record<string, unknown> & Answer {
  return typeof value["status"] === "string" && typeof value["message"] === "string" && Array.isArray(value["calls"]);
}

/** Ends a turn whose stream did not reach its `done`. */
export function endTurn(turn: Turn, phase: Exclude<Phase, "running" | "settled">, error?: Turn["error"]): Turn {
  if (turn.phase !== "running") return turn;
  // Nobody knows what became of a call in flight, so it is not shown as running for ever.
  const calls = turn.calls.map((call) => (call.status === "running" ? { ...call, status: "cancelled" as const } : call));
  return { ...turn, phase, calls, ...(error ? { error } : {}) };
}

/** Marks a call's undo. */
export function markUndo(turn: Turn, callId: string, undo: UndoState | undefined): Turn {
  const calls = turn.calls.map((call) => {
    if (call.id !== callId) return call;
    const { undo: _, ...rest } = call;
    return undo ? { ...rest, undo } : rest;
  });
  return { ...turn, calls };
}
