import fs from "node:fs";
import path from "node:path";
import type { D1Database } from "@cloudflare/workers-types";
import { unstable_splitSqlQuery } from "wrangler";
import { lockState } from "./lock.ts";
import { databaseOnly, startSimulator } from "./miniflare.ts";
import { inRoot } from "./paths.ts";

/** One statement with its parameters. */
export type Statement = { sql: string; params: (string | number | null)[] };

/** Runs `use` on the local database, with no Worker beside it and no port anyone else would guess. */
export async function withDatabase<T>(state: string, use: (database: D1Database) => Promise<T>): Promise<T> {
  const lock = await lockState(state);
  try {
    const { miniflare } = await startSimulator({ worker: databaseOnly(), host: "127.0.0.1", port: 0, state });
    lock.record("");
    try {
      return await use((await miniflare.getD1Database("DB")) as unknown as D1Database);
    } finally {
      await miniflare.dispose();
    }
  } finally {
    lock.release();
  }
}

/** The names of the migrations in their order. */
export function migrationNames(folder: string = inRoot("d1/migrations")): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder).filter((name) => name.endsWith(".sql")).sort();
}

/**
 * Applies what is not yet applied, each file in one batch together with its row in wrangler's own table,
 * so that `wrangler d1 migrations apply --local` agrees and a file is never half applied.
 */
export async function applyMigrations(database: D1Database, folder: string = inRoot("d1/migrations")): Promise<string[]> {
  await database
    .prepare(
      "create table if not exists d1_migrations (id integer primary key autoincrement, name text unique, applied_at timestamp default current_timestamp not null)",
    )
    .run();
  const rows = await database.prepare("select name from d1_migrations").all<{ name: string }>();
  const applied = new Set(rows.results.map((row) => row.name));
  const pending = migrationNames(folder).filter((name) => !applied.has(name));
  for (const name of pending) {
    const sql = fs.readFileSync(path.join(folder, name), "utf8");
    const statements = unstable_splitSqlQuery(sql).map((statement) => database.prepare(statement));
    await database.batch([...statements, database.prepare("insert into d1_migrations (name) values (?)").bind(name)]);
  }
  return pending;
}

/** Runs the statements as one: all of them or none. */
export async function runAll(database: D1Database, statements: Statement[]): Promise<void> {
  await database.batch(statements.map(({ sql, params }) => database.prepare(sql).bind(...params)));
}
