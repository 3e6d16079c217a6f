import type { ListSearch } from "./recordApi";

/** The search, filters, order and mode of a list as its address holds them: plain texts. */
export function textSearch(search: Record<string, unknown>): ListSearch {
  return Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) => (typeof value === "string" && value !== "" ? [[name, value]] : [])),
  );
}
