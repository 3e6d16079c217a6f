import { isObject } from "../api/errors";
import { asText } from "../ui/text";

export type Poke = { seq: number; type: string; object: { kind: string; id: string; version: number } };
export type LinkState = "connecting" | "live" | "down";

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 30_000;

/** How long to wait before attempt n (from 0); half of it is random, so that a restart is not met by everyone at once. */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** attempt);
  return full / 2 + (full / 2) * random;
}

/** Reads a message of the socket; null for anything that is not a poke. */
export function readPoke(data: unknown): Poke | null {
  if (typeof data !== "string") return null;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return null;
  }
  if (!isObject(value) || !isObject(value["object"])) return null;
  const { kind, id, version } = value["object"];
  if (typeof kind !== "string" || typeof id !== "string") return null;
  return {
    seq: Number(value["seq"] ?? 0),
    type: asText(value["type"]),
    object: { kind, id, version: Number(version ?? 0) },
  };
}

/**
 * Holds one socket to the workspace's hub and opens it again when it falls.
 * `onState` is told "live" after each opening: what happened in between must then be read anew.
 */
export function openLink(handlers: { onPoke(poke: Poke): void; onState(state: LinkState): void }): () => void {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let closed = false;

  const connect = () => {
    if (closed) return;
    const url = new URL("/api/v1/live", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(url);
    socket.onopen = () => {
      attempt = 0;
      handlers.onState("live");
    };
    socket.onmessage = (event) => {
      const poke = readPoke(event.data);
      if (poke) handlers.onPoke(poke);
    };
    socket.onclose = () => {
      if (closed) return;
      handlers.onState("down");
      timer = setTimeout(connect, backoffMs(attempt, Math.random()));
      attempt += 1;
    };
  };
  const reconnectNow = () => {
    if (socket?.readyState === WebSocket.OPEN || socket?.readyState === WebSocket.CONNECTING) return;
    clearTimeout(timer);
    attempt = 0;
    connect();
  };
  window.addEventListener("online", reconnectNow);
  connect();
  return () => {
    closed = true;
    clearTimeout(timer);
    window.removeEventListener("online", reconnectNow);
    socket?.close();
  };
}
