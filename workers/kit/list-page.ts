/**
 * Keyset pages: a cursor holds the order's values of the last row seen, and the next page starts after them.
 *
 * Unlike an offset it costs the same on every page and neither skips nor repeats a row when others come and go.
 * The cursor is opaque (base64url of JSON) and bound to its query by a hash. It is no secret and proves nothing:
 * whoever forges one gets a page of their own list that starts elsewhere.
 */

import type { ListOrder, ListResult, OrderDirection, OrderKey, SqlFragment } from "./list-types";

const CURSOR_LENGTH_MAX = 8_000; // characters
const ID_LENGTH_MAX = 100; // characters
const FOREIGN = "This cursor belongs to another query; start again without it.";

type KeyValue = string | number | null;
/** Where a page ended: the values of the order's keys in its last row, and that row's id. */
export type CursorPoint = { values: KeyValue[]; id: string };

/** What to select beside the record, so that pointOf() finds it: `last_name as cursor_0, …`; empty without keys. */
export function cursorColumns(order: ListOrder): string {
  return order.keys.map((key, index) => `${key.sql} as cursor_${index}`).join(", ");
}

/** The point of a row selected with cursorColumns(). */
export function pointOf(order: ListOrder, id: string, row: Record<string, unknown>): CursorPoint {
  const values = order.keys.map((_, index) => {
    const value = row[`cursor_${index}`];
    return typeof value === "string" || typeof value === "number" ? value : null;
  });
  return { values, id };
}

/** A short hash of what a cursor must not outlive: the order, the filter and the search. */
export function queryFingerprint(query: { orderBy?: string | undefined; filter?: string | undefined; q?: string | undefined }): string {
  return hash53(JSON.stringify([query.orderBy ?? "", query.filter ?? "", query.q ?? ""]));
}

/** The cursor after a point, for a query of this fingerprint. */
export function encodeCursor(point: CursorPoint, fingerprint: string): string {
  const bytes = new TextEncoder().encode(JSON.stringify({ k: point.values, i: point.id, h: fingerprint }));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The point of a cursor, if it is one of this order and fingerprint. */
export function decodeCursor(cursor: string, order: ListOrder, fingerprint: string): ListResult<CursorPoint> {
  const read = readCursor(cursor);
  if (read === null) return foreign();
  const { k: values, i: id, h: hash } = read;
  if (hash !== fingerprint || typeof id !== "string" || id.length > ID_LENGTH_MAX) return foreign();
  if (!Array.isArray(values) || values.length !== order.keys.length) return foreign();
  const fits = order.keys.every((key, index) => isValueOf(key, values[index]));
  return fits ? { ok: true, value: { values: values as KeyValue[], id } } : foreign();
}

function readCursor(cursor: string): Record<string, unknown> | null {
  if (cursor.length > CURSOR_LENGTH_MAX || !/^[\w-]+$/.test(cursor)) return null;
  try {
    const binary = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

function isValueOf(key: OrderKey, value: unknown): boolean {
  if (value === null) return !key.required;
  const numeric = key.type === "number" || key.type === "date" || key.type === "boolean";
  return numeric ? typeof value === "number" : typeof value === "string";
}

function foreign(): { ok: false; error: { message: string } } {
  return { ok: false, error: { message: FOREIGN } };
}

/** The condition that keeps the rows after a point. Its shape lets an index of the order start right there. */
export function compileKeyset(order: ListOrder, point: CursorPoint): SqlFragment {
  const { keys, id } = order;
  if (keys.every((key) => key.required && key.direction === id.direction)) {
    const columns = [...keys.map((key) => key.sql), id.sql];
    const params = [...(point.values as (string | number)[]), point.id];
    return { sql: `(${columns.join(", ")}) ${after(id.direction)} (${params.map(() => "?").join(", ")})`, params };
  }
  return afterKey(order, point, 0);
}

/** Rows after the point by the keys from this one on, where all the keys before it are equal. */
function afterKey(order: ListOrder, point: CursorPoint, index: number): SqlFragment {
  const key = order.keys[index];
  if (key === undefined) return { sql: `${order.id.sql} ${after(order.id.direction)} ?`, params: [point.id] };
  const rest = afterKey(order, point, index + 1);
  const value = point.values[index] ?? null;
  // What is missing stands last, so that only the other missing ones can follow.
  if (value === null) return { sql: `(${key.sql} is null and ${rest.sql})`, params: rest.params };
  const missing = key.required ? "" : ` or ${key.sql} is null`;
  return {
    sql: `(${key.sql} ${after(key.direction)} ?${missing} or (${key.sql} = ? and ${rest.sql}))`,
    params: [value, value, ...rest.params],
  };
}

function after(direction: OrderDirection): string {
  return direction === "asc" ? ">" : "<";
}

/** 53 bits, for telling queries apart; not for secrets. Two 32-bit lanes, each finished as in MurmurHash3. */
function hash53(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}
