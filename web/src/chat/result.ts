import { isObject } from "../api/errors";

export type ResultRow = Record<string, unknown> & { id: string };
export type ResultShape = { kind: "none" } | { kind: "list"; rows: ResultRow[]; more: boolean } | { kind: "record"; row: ResultRow };

/** What a call gave back: a list of records, one record, or nothing to show. */
export function shapeOf(result: unknown): ResultShape {
  if (isObject(result) && Array.isArray(result["data"])) {
    const more = typeof result["nextCursor"] === "string";
    return { kind: "list", rows: result["data"].filter(isRow), more };
  }
  return isRow(result) ? { kind: "record", row: result } : { kind: "none" };
}

function isRow(value: unknown): value is ResultRow {
  return isObject(value) && typeof value["id"] === "string";
}

const TOLD_FIRST = ["email", "company", "domain", "status", "jobTitle", "industry", "score", "employees", "city", "phone"];
const COLUMNS_MAX = 4;

/** The columns, beside the name, that say most about these rows: known fields that any row fills. */
export function columnsOf(rows: readonly ResultRow[]): string[] {
  const filled = (name: string) => rows.some((row) => row[name] !== null && row[name] !== undefined && row[name] !== "");
  return TOLD_FIRST.filter(filled).slice(0, COLUMNS_MAX);
}
