/** Small things that the services of identity share: writing a row, and times as the API shows them. */
import { newId } from "#kit/ids";
import type { Row, Statement, Value } from "#kit/work";

export function insertInto(table: string, row: Row): Statement {
  const columns = Object.keys(row);
  return { sql: `insert into ${table} (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`, params: Object.values(row) };
}

/** @param passwordHash of password.ts */
export type NewPerson = { id: string; name: string; email: string; passwordHash: string };

/** A person who signs in by password, whose address is known to be theirs. */
export function insertPerson({ id, name, email, passwordHash }: NewPerson, now: number): Statement[] {
  const times = { created_at: now, updated_at: now };
  return [
    insertInto("users", { id, name, email, email_verified: 1, ...times }),
    insertInto("accounts", { id: newId("account", now), account_id: id, provider_id: "credential", user_id: id, password: passwordHash, ...times }),
  ];
}

/** RFC 3339 of a stored time, or null. */
export function moment(value: Value | undefined): string | null {
  return typeof value === "number" ? new Date(value).toISOString() : null;
}
