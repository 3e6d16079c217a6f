import { expect, test } from "vitest";
import { type Answer, type Turn, applyEvent, decide, endTurn, markUndo, startTurn } from "./turn";

const call = { id: "call_1", function: "create_lead", arguments: { email: "jane@acme.io" } };
const record = { kind: "lead", id: "lead_1", name: "Jane Doe" };

function answer(overrides: Partial<Answer> = {}): Answer {
  return { runId: "run_1", status: "completed", message: "Added Jane Doe.", conversationId: "conv_1", calls: [], ...overrides } as Answer;
}

function play(turn: Turn, events: [event: string, data: unknown][]): Turn {
  return events.reduce((now, [event, data]) => applyEvent(now, event, data, 5), turn);
}

test("a call runs, settles and is told in words as the stream says so", () => {
  const turn = play(startTurn("t", "add Jane", 0), [
    ["call", { ...call, status: "running" }],
    ["message", { delta: "Added " }],
    ["call", { ...call, status: "done", record }],
    ["message", { delta: "Jane Doe." }],
  ]);
  expect(turn).toMatchObject({ phase: "running", message: "Added Jane Doe.", calls: [{ id: "call_1", status: "done", record }] });
});

test("the whole answer at the end replaces what was pieced together", () => {
  const turn = play(startTurn("t", "add Jane", 0), [
    ["message", { delta: "Add" }],
    ["done", answer({ calls: [{ ...call, status: "done", record }] })],
  ]);
  expect(turn).toMatchObject({ phase: "settled", outcome: "completed", message: "Added Jane Doe.", calls: [{ status: "done" }] });
});

test("unknown events and malformed data change nothing", () => {
  const turn = startTurn("t", "add Jane", 0);
  expect(play(turn, [["weather", {}], ["call", { id: 1 }], ["message", null], ["done", "no"]])).toEqual(turn);
});

test("a confirmed call keeps its card, also under a new id", () => {
  const proposed = play(startTurn("t", "delete Jane", 0), [
    ["done", answer({ status: "confirmation_required", calls: [{ ...call, status: "proposed" }], confirmation: { token: "x", expiresAt: "2026-01-01T00:00:00Z", summary: "Delete?" } })],
  ]);
  const running = decide(proposed, "confirm");
  expect(running).toMatchObject({ phase: "running", message: "", calls: [{ status: "running" }] });
  const done = play(running, [["done", answer({ calls: [{ ...call, id: "call_2", status: "done", record }] })]]);
  expect(done.calls).toHaveLength(1);
  expect(done.calls[0]).toMatchObject({ id: "call_2", status: "done" });
  expect(done.confirmation).toBeUndefined();
});

test("an error in the stream ends the turn with its words", () => {
  const turn = play(startTurn("t", "add Jane", 0), [["error", { error: { code: "BACKEND_FAILED", message: "The model did not answer." } }]]);
  expect(turn).toMatchObject({ phase: "broken", error: { message: "The model did not answer." } });
});

test("a call in flight when the stream breaks is not shown as running for ever", () => {
  const turn = play(startTurn("t", "add Jane", 0), [["call", { ...call, status: "running" }]]);
  expect(endTurn(turn, "stopped")).toMatchObject({ phase: "stopped", calls: [{ status: "cancelled" }] });
  const settled = play(turn, [["done", answer()]]);
  expect(endTurn(settled, "broken")).toBe(settled);
});

test("an undo is marked, and its mark taken off", () => {
  const turn = play(startTurn("t", "add Jane", 0), [["call", { ...call, status: "done", record }]]);
  const undone = markUndo(turn, "call_1", "undone");
  expect(undone.calls[0]?.undo).toBe("undone");
  expect(markUndo(undone, "call_1", undefined)).toEqual(turn);
});
