import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { getTableName, is } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import * as ai from "./schema/ai";
import * as audit from "./schema/audit";
import * as crm from "./schema/crm";
import * as crmParts from "./schema/crm-parts";
import * as identity from "./schema/identity";
import * as oauth from "./schema/oauth";
import * as webhooks from "./schema/webhooks";
import * as work from "./schema/work";

/** Narrow rows, found by their key alone; drizzle cannot say it, so the migrations do and this list holds them to it. */
const WITHOUT_ROWID = [
  "api_keys", "audit_entries", "field_definitions", "former_members", "idempotency", "key_uses", "members", "pipelines", "relations", "stages", "tenants",
];

const folder = join(import.meta.dirname, "migrations");
const database = new DatabaseSync(":memory:");
for (const file of readdirSync(folder).filter((name) => name.endsWith(".sql")).toSorted()) database.exec(readFileSync(join(folder, file), "utf8"));

const tables = [ai, audit, crm, crmParts, identity, oauth, webhooks, work].flatMap((schema) => Object.values(schema)).filter((value) => is(value, SQLiteTable));

test.each(tables.map((table) => [getTableName(table), table] as const))("the table %s has the columns that the schema says, and no other", (name, table) => {
  const stored = database.prepare(`select name, type, "notnull", pk from pragma_table_info('${name}')`).all();
  const said = getTableConfig(table).columns.map((column) => ({ name: column.name, type: column.getSQLType(), notnull: column.notNull ? 1 : 0 }));
  const bare = stored.map(({ name: column, type, notnull, pk }) => ({ name: column, type: String(type).toLowerCase(), notnull: notnull === 1 || (pk === 1 && said.length > 0 && getTableConfig(table).primaryKeys.length === 0) ? 1 : 0 }));
  const byName = (a: { name: unknown }, b: { name: unknown }) => String(a.name).localeCompare(String(b.name));
  expect(bare.toSorted(byName)).toEqual(said.toSorted(byName));
});

test("every table is one of the schema's", () => {
  const stored = database.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'search_terms%' order by name").all();
  expect(stored.map(({ name }) => name)).toEqual(tables.map((table) => getTableName(table)).toSorted());
});

test("the tables without rowid are those of the list", () => {
  const stored = database.prepare("select name from sqlite_master where type = 'table' and sql like '%without rowid%' and name not like 'search_terms%' order by name").all();
  expect(stored.map(({ name }) => name)).toEqual(WITHOUT_ROWID);
});
