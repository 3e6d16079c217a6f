/** A small cache in an isolate: bounded, each entry for a while, one look-up at a time for one key. */

export type Expiring<T> = {
  /** The entry, or what `load` gives. Null is not kept: what is not there may appear. */
  get(key: string, now: number, load: () => Promise<T | null>): Promise<T | null>;
  /** The entry, where there is one. */
  peek(key: string, now: number): T | null;
  set(key: string, value: T, now: number): void;
  forget(key: string): void;
};

/** @param max entries; the oldest goes first  @param ttlMs how long an entry is believed, milliseconds */
export function expiring<T>(max: number, ttlMs: number): Expiring<T> {
  const entries = new Map<string, { value: T; until: number }>();
  const peek = (key: string, now: number): T | null => {
    const entry = entries.get(key);
    return entry !== undefined && entry.until > now ? entry.value : null;
  };
  const set = (key: string, value: T, now: number): void => {
    if (entries.size >= max && !entries.has(key)) entries.delete(entries.keys().next().value as string);
    entries.set(key, { value, until: now + ttlMs });
  };

  return {
    async get(key, now, load) {
      const kept = peek(key, now);
      if (kept !== null) return kept;
      const value = await load();
      if (value === null) {
        entries.delete(key);
        return null;
      }
      set(key, value, now);
      return value;
    },
    peek,
    set,
    forget: (key) => void entries.delete(key),
  };
}
