import type { QueryClient } from "@tanstack/react-query";
import { call, send } from "../api/client";
import { ApiError, isObject } from "../api/errors";
import { wireRequest } from "../api/request";
import { type SseEvent, readSse } from "./sse";
import { addTurn, changeTurn, chatStore, findTurn, setDraft } from "./store";
import { type Turn, applyEvent, decide, endTurn, markUndo, startTurn } from "./turn";
import { type Undo, undoOf } from "./undo";

let running: { turnId: string; abort: AbortController } | null = null;
let client: QueryClient | null = null;

/** The cache that must be told when the chat changed records. */
export function bindCache(queryClient: QueryClient): void {
  client = queryClient;
}

/** Says a command and follows its answer. One at a time: the next one may depend on what this one did. */
export async function ask(command: string): Promise<void> {
  const text = command.trim();
  if (text === "") return;
  // Said from elsewhere while an answer is still coming: it waits in the command line.
  if (running) return setDraft(text);
  const turn = startTurn(crypto.randomUUID(), text, Date.now());
  addTurn(turn);
  setDraft("");
  await follow(turn.id, { command: text });
}

/** Confirms or cancels what a turn proposed. */
export async function answerConfirmation(turnId: string, decision: "confirm" | "cancel"): Promise<void> {
  const token = findTurn(turnId)?.confirmation?.token;
  if (!token || running) return;
  changeTurn(turnId, (turn) => decide(turn, decision));
  await follow(turnId, { command: "", confirm: decision === "cancel" ? { token, decision } : { token } });
}

/** Stops listening. What the server had begun may still be done, and the turn says so. */
export function stop(): void {
  running?.abort.abort();
}

async function follow(turnId: string, body: Record<string, unknown>): Promise<void> {
  const abort = new AbortController();
  running = { turnId, abort };
  const { conversationId } = chatStore.get();
  const request = wireRequest("ai.router.command", {
    body: conversationId === null ? body : { ...body, conversationId },
    headers: { accept: "text/event-stream" },
  });
  try {
    const response = await send(request, abort.signal);
    await readAnswer(response, (event, data) => take(turnId, event, data));
    changeTurn(turnId, (turn) => endTurn(turn, "broken", { message: "", requestId: response.headers.get("x-request-id") }));
  } catch (error) {
    changeTurn(turnId, (turn) => ended(turn, error, abort.signal.aborted));
  } finally {
    running = null;
    void client?.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "list" || queryKey[1] === "record" });
  }
}

function ended(turn: Turn, error: unknown, stopped: boolean): Turn {
  if (stopped) return endTurn(turn, "stopped");
  const failure = error instanceof ApiError ? { message: error.message, requestId: error.requestId } : { message: "", requestId: null };
  return endTurn(turn, "broken", failure);
}

/** Reads the stream, or the plain JSON that a server without streaming answers. */
async function readAnswer(response: Response, onEvent: (event: string, data: unknown) => void): Promise<void> {
  const streamed = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (!streamed || !response.body) return onEvent("done", await response.json());
  await readSse(response.body, ({ event, data }: SseEvent) => onEvent(event, parse(data)));
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

function take(turnId: string, event: string, data: unknown): void {
  changeTurn(turnId, (turn) => applyEvent(turn, event, data, Date.now()));
  const conversationId = event === "done" && isObject(data) ? data["conversationId"] : null;
  if (typeof conversationId === "string") chatStore.set((chat) => ({ ...chat, conversationId }));
}

/** Takes back what a call did, or does it again after that. */
export async function toggleUndo(turnId: string, callId: string): Promise<void> {
  const before = findTurn(turnId)?.calls.find(({ id }) => id === callId);
  const ways = before && undoOf(before);
  if (!ways || before.undo === "working") return;
  const undone = before.undo === "undone";
  changeTurn(turnId, (turn) => markUndo(turn, callId, "working"));
  try {
    await act(undone ? ways.redo : ways.undo);
    changeTurn(turnId, (turn) => markUndo(turn, callId, undone ? undefined : "undone"));
  } catch {
    changeTurn(turnId, (turn) => markUndo(turn, callId, "failed"));
  }
  void client?.invalidateQueries({ queryKey: [ways.undo.plural] });
}

async function act({ operation, plural, id }: Undo): Promise<void> {
  await call(`crm.${plural}.${operation}`, { params: { id } });
}
