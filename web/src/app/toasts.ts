import { createStore } from "../ui/store";

/** A toast stays this long, so that an undo can be reached without hurry. Milliseconds. */
export const TOAST_MS = 10_000;

export type Toast = { id: number; message: string; action?: { label: string; run: () => void } };

export const toastStore = createStore<readonly Toast[]>([]);
let lastId = 0;

export function showToast(message: string, action?: Toast["action"]): void {
  lastId += 1;
  const toast: Toast = { id: lastId, message, ...(action ? { action } : {}) };
  // Three at most: more would cover the page, and the oldest has been read by then.
  toastStore.set((toasts) => [...toasts.slice(-2), toast]);
}

export function dismissToast(id: number): void {
  toastStore.set((toasts) => toasts.filter((toast) => toast.id !== id));
}

/** Runs the newest toast's action, which undoes the latest act; false when there is none. */
export function runLatestAction(): boolean {
  const toast = toastStore.get().findLast((candidate) => candidate.action);
  if (!toast?.action) return false;
  dismissToast(toast.id);
  toast.action.run();
  return true;
}
