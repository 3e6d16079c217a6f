/**
 * What is kept beside a session of the library: the workspace it works in, when it was last seen, and when its person
 * last confirmed who they are. Each under a key of its own, so that none overwrites another.
 */
import { FRESH_MS } from "#kit/limits";
import type { SessionStorage } from "./people";

/** Longer than a session that is used every day lives. Seconds. */
const KEPT_SECONDS = 400 * 24 * 3600;

export type SessionNotes = ReturnType<typeof sessionNotes>;

export function sessionNotes(storage: SessionStorage) {
  const place = (sessionId: string) => `place-${sessionId}`;
  const seen = (sessionId: string) => `seen-${sessionId}`;
  const where = (sessionId: string) => `where-${sessionId}`;
  const confirmed = (sessionId: string) => `confirmed-${sessionId}`;
  const moment = async (key: string): Promise<number | null> => {
    const text = await storage.get(key);
    return text === null ? null : Number(text);
  };

  return {
    /** The tenant the session works in; null until one was chosen. */
    place: (sessionId: string) => storage.get(place(sessionId)),
    setPlace: (sessionId: string, tenantId: string) => storage.set(place(sessionId), tenantId, KEPT_SECONDS),
    forgetPlace: (sessionId: string) => storage.delete(place(sessionId)),
    /** Epoch milliseconds; to ten minutes. */
    seenAt: (sessionId: string) => moment(seen(sessionId)),
    setSeen: (sessionId: string, now: number) => storage.set(seen(sessionId), String(now), KEPT_SECONDS),
    /** Where its person signed in, e.g. "Paris, FR". */
    where: (sessionId: string) => storage.get(where(sessionId)),
    setWhere: (sessionId: string, text: string) => storage.set(where(sessionId), text, KEPT_SECONDS),
    confirmedAt: (sessionId: string) => moment(confirmed(sessionId)),
    setConfirmed: (sessionId: string, now: number) => storage.set(confirmed(sessionId), String(now), FRESH_MS / 1000),
    async forget(sessionId: string): Promise<void> {
      await Promise.all([place, seen, where, confirmed].map((key) => key(sessionId)).map((key) => storage.delete(key)));
    },
  };
}
