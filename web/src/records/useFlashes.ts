import { useEffect, useRef, useState } from "react";
import { ownVersions } from "./changes";
import { changedElsewhere } from "./lists";
import type { BaseRecord } from "./spec";

/** How long a row that changed elsewhere stays marked. Milliseconds. */
const FLASH_MS = 2_400;

/** The ids of rows that somebody else just changed or added. `listKey` tells one list from another. */
export function useFlashes(rows: readonly BaseRecord[], listKey: string): ReadonlySet<string> {
  const [flashes, setFlashes] = useState<ReadonlySet<string>>(new Set());
  const seen = useRef<{ key: string; versions: Map<string, number>; newest: string } | null>(null);
  useEffect(() => {
    const before = seen.current;
    const newest = rows.reduce((latest, { createdAt }) => (createdAt > latest ? createdAt : latest), "");
    seen.current = { key: listKey, versions: new Map(rows.map(({ id, version }) => [id, version])), newest };
    if (!before || before.key !== listKey || before.versions.size === 0) return;
    const changed = changedElsewhere(before.versions, rows, before.newest, ownVersions);
    if (changed.length === 0) return;
    setFlashes((now) => new Set([...now, ...changed]));
    setTimeout(() => setFlashes((now) => new Set([...now].filter((id) => !changed.includes(id)))), FLASH_MS);
  }, [rows, listKey]);
  return flashes;
}
