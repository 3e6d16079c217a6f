/** Small things that the services of identity share: writing a row, and times as the API shows them. */
import type { Row, Statement, Value } from "#kit/work";

export function insertInto(table: string, row: Row): Statement {
  const columns = Object.keys(row);
  return { sql: `insert into ${table} (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`, params: Object.values(row) };
}

/** RFC 3339 of a stored time, or null. */
export function moment(value: Value | undefined): string | null {
  return typeof value === "number" ? new Date(value).toISOString() : null;
}
