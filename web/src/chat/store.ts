import { isObject } from "../api/errors";
import { createStore } from "../ui/store";
import { readJson, writeJson } from "../ui/storage";
import { type Turn, endTurn } from "./turn";

export type Chat = { userId: string | null; conversationId: string | null; turns: readonly Turn[]; draft: string };

const EMPTY: Chat = { userId: null, conversationId: null, turns: [], draft: "" };
/** Older turns leave the tab's memory; their records stay where they are. */
const TURNS_MAX = 60;
/** A stream changes the chat many times a second; the copy for a reload follows at this pace. Milliseconds. */
const SAVE_AFTER_MS = 250;

const keyOf = (userId: string) => `pilothouse.chat.${userId}`;
let saving: ReturnType<typeof setTimeout> | undefined;

export const chatStore = createStore<Chat>(EMPTY, () => {
  saving ??= setTimeout(save, SAVE_AFTER_MS);
});

function save(): void {
  clearTimeout(saving);
  saving = undefined;
  const chat = chatStore.get();
  if (chat.userId !== null) writeJson(sessionStorage, keyOf(chat.userId), chat);
}

window.addEventListener("pagehide", save);

/** Takes up this person's conversation of this tab. A turn that ran when the page was reloaded is marked so. */
export function openChat(userId: string): void {
  if (chatStore.get().userId === userId) return;
  const stored = readJson(sessionStorage, keyOf(userId));
  const turns = isObject(stored) && Array.isArray(stored["turns"]) ? (stored["turns"] as Turn[]) : [];
  chatStore.set({
    userId,
    conversationId: isObject(stored) && typeof stored["conversationId"] === "string" ? stored["conversationId"] : null,
    turns: turns.map((turn) => endTurn(turn, "interrupted")),
    draft: isObject(stored) && typeof stored["draft"] === "string" ? stored["draft"] : "",
  });
}

/** Signing out takes the conversation along: the next person at this screen must not read it. */
export function forgetChat(): void {
  const { userId } = chatStore.get();
  chatStore.set(EMPTY);
  save();
  if (userId !== null) sessionStorage.removeItem(keyOf(userId));
}

/** Starts over; the records stay. */
export function clearChat(): void {
  chatStore.set((chat) => ({ ...EMPTY, userId: chat.userId }));
}

export function setDraft(draft: string): void {
  chatStore.set((chat) => ({ ...chat, draft }));
}

export function addTurn(turn: Turn): void {
  chatStore.set((chat) => ({ ...chat, turns: [...chat.turns, turn].slice(-TURNS_MAX) }));
}

export function changeTurn(id: string, change: (turn: Turn) => Turn): void {
  chatStore.set((chat) => ({ ...chat, turns: chat.turns.map((turn) => (turn.id === id ? change(turn) : turn)) }));
}

export function findTurn(id: string): Turn | undefined {
  return chatStore.get().turns.find((turn) => turn.id === id);
}
