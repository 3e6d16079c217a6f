/**
 * Statements compiled once by drizzle and bound many times: the schema is the only place that knows columns,
 * and a warm request pays nothing for building SQL.
 */
import { fillPlaceholders, type Query } from "drizzle-orm";
import { getTableColumns, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { drizzle } from "drizzle-orm/sqlite-proxy";
import type { Statement, Value } from "./work";

/** A builder without a connection: it only writes SQL. */
const builder = drizzle(async () => ({ rows: [] }));
export type Builder = typeof builder;

/** @returns a function from named values to a statement ready to run */
export function compile(build: (db: Builder) => { toSQL(): Query }): (values: Record<string, unknown>, expect?: number) => Statement {
  let query: Query | undefined;
  return (values, expect) => {
    query ??= build(builder).toSQL();
    const params = fillPlaceholders(query.params, values) as Value[];
    return expect === undefined ? { sql: query.sql, params } : { sql: query.sql, params, expect };
  };
}

/** A placeholder for every column of a table, by its name in code. */
export function placeholders<T extends SQLiteTable>(table: T): { [K in keyof T["_"]["columns"]]: ReturnType<typeof sql.placeholder> } {
  const columns = Object.keys(getTableColumns(table));
  return Object.fromEntries(columns.map((name) => [name, sql.placeholder(name)])) as never;
}
