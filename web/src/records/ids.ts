import type { Kind } from "./plurals";

const KIND_OF_PREFIX: Partial<Record<string, Kind>> = { lead: "lead", con: "contact", com: "company" };

/** The kind of record an id belongs to, from its prefix. */
export function kindOfId(id: string): Kind | undefined {
  return KIND_OF_PREFIX[id.slice(0, id.indexOf("_"))];
}
