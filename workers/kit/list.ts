/**
 * The rest of the grammar of lists: `orderBy=lastName:asc,createdAt:desc`, `fields=id,email`, `q`, and whether an
 * index serves a list. Pages and their cursors are in ./list-page.
 *
 * An order is total: the id follows the last key, in its direction. What is missing stands last both ways, so
 * that a list turned round does not begin with its empty rows.
 */

import type { CompiledCondition } from "./filter-compile";
import { fieldNamed, type ListFields, type ListOrder, type ListResult, type OrderDirection, type OrderKey, shown } from "./list-types";
import { fold, words } from "./text";

export { compileKeyset, cursorColumns, decodeCursor, encodeCursor, pointOf, queryFingerprint } from "./list-page";
export type { CursorPoint } from "./list-page";
export type { ListOrder, OrderDirection, OrderKey } from "./list-types";

export const ORDER_KEYS_MAX = 3;
export const SEARCH_LENGTH_MAX = 200; // characters
export const SEARCH_WORDS_MAX = 10;
const FIELDS_LENGTH_MAX = 2_000; // characters

/**
 * Reads `lastName:asc,createdAt:desc`; a key without a direction ascends.
 * @param idSql the trusted expression of the record's id
 */
export function parseOrderBy(text: string, fields: ListFields, idSql = "id"): ListResult<ListOrder> {
  const parts = text.split(",");
  if (parts.length > ORDER_KEYS_MAX) return problem(`orderBy takes at most ${ORDER_KEYS_MAX} fields.`);
  const keys: OrderKey[] = [];
  for (const part of parts) {
    const match = /^\s*([A-Za-z_][\w.]*)\s*(?::\s*(asc|desc)\s*)?$/.exec(part);
    if (match === null) return problem(`orderBy is written field:asc or field:desc, with commas between; ${shown(part)} is not.`);
    const name = match[1] ?? "";
    const direction = (match[2] ?? "asc") as OrderDirection;
    // Nothing can be tied after the id.
    if (name === "id") return { ok: true, value: orderOf(keys, { sql: idSql, direction }) };
    const field = fieldNamed(fields, name);
    if (field === null || field.sortable !== true) {
      return problem(`There is no field ${shown(name)} to order by. Fields: ${[...sortableNames(fields), "id"].join(", ")}.`);
    }
    if (keys.some((key) => key.field === name)) return problem(`orderBy names ${shown(name)} twice.`);
    const sql = (field.type === "text" ? field.folded : undefined) ?? field.sql;
    keys.push({ field: name, type: field.type, sql, direction, required: field.required === true });
  }
  return { ok: true, value: orderOf(keys, { sql: idSql, direction: keys.at(-1)?.direction ?? "asc" }) };
}

function orderOf(keys: OrderKey[], id: ListOrder["id"]): ListOrder {
  const parts = keys.map((key) => `${key.sql} ${key.direction}${key.required ? "" : " nulls last"}`);
  return { keys, id, sql: [...parts, `${id.sql} ${id.direction}`].join(", ") };
}

function sortableNames(fields: ListFields): string[] {
  return Object.keys(fields).filter((name) => name !== "id" && fieldNamed(fields, name)?.sortable === true);
}

/** Reads `fields=id,email` into the set of names to answer with. */
export function parseFields(text: string, allowed: readonly string[]): ListResult<Set<string>> {
  const list = `Fields: ${allowed.join(", ")}.`;
  if (text.length > FIELDS_LENGTH_MAX) return problem(`fields has at most ${FIELDS_LENGTH_MAX} characters.`);
  const names = new Set<string>();
  for (const part of text.split(",")) {
    const name = part.trim();
    if (name === "") return problem(`fields takes names with commas between. ${list}`);
    if (!allowed.includes(name)) return problem(`There is no field ${shown(name)}. ${list}`);
    names.add(name);
  }
  return { ok: true, value: names };
}

/** The words of `q`, folded; none when it holds nothing to search for. */
export function parseSearch(q: string): ListResult<string[]> {
  if (q.length > SEARCH_LENGTH_MAX) return problem(`q has at most ${SEARCH_LENGTH_MAX} characters.`);
  const found = words(fold(q), SEARCH_WORDS_MAX + 1);
  return found.length > SEARCH_WORDS_MAX ? problem(`q has at most ${SEARCH_WORDS_MAX} words.`) : { ok: true, value: found };
}

/** Fields compared with `eq`, then the field that the index keeps in order. */
export type ListIndex = { filter: readonly string[]; order: string };
/** The order of an index whose equalities leave so few rows (an email, an id) that any order will do. */
export const ANY_ORDER = "*";

const RANGES: ReadonlySet<string> = new Set(["gt", "gte", "lt", "lte", "between", "withinLast", "olderThan", "withinNext"]);

/**
 * Whether an index finds the rows of this list without reading others: all its conditions are equalities of one
 * index, or ranges of the field that it orders by. A list that is not served runs under a budget of rows read.
 * An order whose field may be null is not served: with what is missing last, its later pages are two ranges.
 */
export function servedBy(indexes: readonly ListIndex[], conditions: readonly CompiledCondition[], order: ListOrder): boolean {
  const equal = new Set(conditions.filter((one) => one.root && one.op === "eq").map((one) => one.field));
  const [first, ...others] = order.keys;
  const ordered = others.length > 0 || first?.required === false ? null : (first?.field ?? "id");
  return indexes.some((index) => {
    if (!index.filter.every((field) => equal.has(field))) return false;
    if (index.order === ANY_ORDER) return true;
    const narrows = ({ field, op, root }: CompiledCondition) =>
      root && (op === "eq" ? index.filter.includes(field) : RANGES.has(op) && field === index.order);
    return index.order === ordered && conditions.every(narrows);
  });
}

function problem(message: string): { ok: false; error: { message: string } } {
  return { ok: false, error: { message } };
}
