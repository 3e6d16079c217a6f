/** A small cache in an isolate: bounded, each entry for a while, one look-up at a time for one key. */

export type Expiring<T> = {
  /** The entry, or what `load` gives. Null is not kept: what is not there may appear. */
  get(key: string, now: number, load: () => Promise<T | null>): Promise<T | null>;
  forget(key: string): void;
};

/** @param max entries; the oldest goes first  @param ttlMs how long an entry is believed, milliseconds */
export function expiring<T>(max: number, ttlMs: number): Expiring<T> {
  const entries = new Map<string, { value: T; until: number }>();

  return {
    async get(key, now, load) {
      const entry = entries.get(key);
      if (entry !== undefined && entry.until > now) return entry.value;
      const value = await load();
      if (value === null) {
        entries.delete(key);
        return null;
      }
      if (entries.size >= max) entries.delete(entries.keys().next().value as string);
      entries.set(key, { value, until: now + ttlMs });
      return value;
    },
    forget: (key) => void entries.delete(key),
  };
}
