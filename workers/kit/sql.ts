/**
 * Statements compiled once by drizzle and bound many times: the schema is the only place that knows columns,
 * and a warm request pays nothing for building SQL.
 */
import { fillPlaceholders, type Query } from "drizzle-orm";
import { getTableColumns, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { drizzle } from "drizzle-orm/sqlite-proxy";
import type { Row, Statement, Value } from "./work";

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

/** What D1 binds at most. */
const PARAMETERS_MAX = 100;
/** One bound parameter holds this much; D1 takes two megabytes. Characters, of up to three bytes in what we write most. */
const CHUNK_MAX = 500_000;

/**
 * Inserts rows of one shape, however many, by one parameter a statement: D1 binds at most 100. One row alone binds its
 * values, which spares the engine a reading of JSON for each column.
 * @param conflict what stands after the rows, such as `on conflict … do nothing`
 */
export function insertMany(table: string, rows: readonly Row[], conflict = ""): Statement[] {
  const [first] = rows;
  const columns = Object.keys(first ?? {});
  if (rows.length === 1 && first !== undefined && columns.length <= PARAMETERS_MAX) {
    const sql = `insert into ${table} (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")}) ${conflict}`.trimEnd();
    return [{ sql, params: Object.values(first) }];
  }
  const values = columns.map((column) => `value ->> '${column}'`).join(", ");
  const sql = `insert into ${table} (${columns.join(", ")}) select ${values} from json_each(?) where true ${conflict}`.trimEnd();
  return chunks(rows).map((chunk) => ({ sql, params: [`[${chunk.join(",")}]`] }));
}

/** A row of a tenant to change, while it has this version: its id, and the new values of its columns. */
export type RowChange = { id: string; version: number; set: Row };

/**
 * Changes rows of one tenant, each only while it is as it was read; one that is not rolls the unit back as `stale`.
 * @param where what must hold of each row beside that
 */
export function updateMany(table: string, tenantId: string, changes: readonly RowChange[], where: string): Statement[] {
  const columns = Object.keys(changes[0]?.set ?? {});
  const set = columns.map((column) => `${column} = j.value -> 'set' ->> '${column}'`).join(", ");
  // The tenant comes from the list too: bound by itself, the planner would walk all the tenant's rows and look each up in the list.
  const sql = `update ${table} set ${set} from json_each(?) j where ${table}.tenant_id = j.value ->> 'tenant' and ${table}.id = j.value ->> 'id' and ${table}.version = j.value ->> 'version' and ${where}`;
  return chunks(changes.map((change) => ({ tenant: tenantId, ...change }))).map((chunk) => ({ sql, params: [`[${chunk.join(",")}]`], expect: chunk.length }));
}

function chunks(rows: readonly unknown[]): string[][] {
  const all: string[][] = [];
  let room = 0;
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (text.length > room) {
      all.push([]);
      room = CHUNK_MAX;
    }
    all.at(-1)?.push(text);
    room -= text.length + 1;
  }
  return all;
}
