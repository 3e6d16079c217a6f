/** Reads JSON kept in the browser; anything unreadable counts as absent, since people clear and edit it. */
export function readJson(storage: Storage, key: string): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** Writes JSON; a full or forbidden storage loses the copy, never the work. */
export function writeJson(storage: Storage, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    // The value still lives in memory.
  }
}
