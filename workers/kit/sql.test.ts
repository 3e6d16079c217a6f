import { DatabaseSync } from "node:sqlite";
import { and, eq, gt, sql } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compile, placeholders } from "./sql";

const things = sqliteTable("things", { tenantId: text("tenant_id").notNull(), id: text("id").notNull(), size: integer("size") });

const insert = compile((db) => db.insert(things).values(placeholders(things)));
const find = compile((db) => db.select({ id: things.id }).from(things).where(and(eq(things.tenantId, sql.placeholder("tenantId")), gt(things.size, sql.placeholder("size")))));

function database(): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  db.exec("create table things (tenant_id text not null, id text not null, size integer, primary key (tenant_id, id))");
  return db;
}

test("there is a placeholder for every column, by its name in code", () => {
  expect(Object.keys(placeholders(things))).toEqual(["tenantId", "id", "size"]);
});

test("named values go where their placeholders stand, and fixed ones stay", () => {
  const fixed = compile((db) => db.select().from(things).where(and(eq(things.size, 7), eq(things.id, sql.placeholder("id")))));
  expect(fixed({ id: "a" }).params).toEqual([7, "a"]);
  expect(find({ size: 1, tenantId: "t" }).params).toEqual(["t", 1]);
});

test("the SQL is built once, at the first use, and only bound afterwards", () => {
  let built = 0;
  const statement = compile((db) => {
    built += 1;
    return db.select().from(things).where(eq(things.id, sql.placeholder("id")));
  });
  expect(built).toBe(0);
  expect(statement({ id: "a" }).sql).toBe(statement({ id: "b" }).sql);
  expect([statement({ id: "a" }).params, statement({ id: "b" }).params]).toEqual([["a"], ["b"]]);
  expect(built).toBe(1);
});

test("an expected count travels with the statement, and is left out where there is none", () => {
  expect(find({ tenantId: "t", size: 0 }, 1)).toHaveProperty("expect", 1);
  expect(find({ tenantId: "t", size: 0 })).not.toHaveProperty("expect");
});

test("a value that was forgotten is a fault, not a null", () => {
  expect(() => find({ tenantId: "t" })).toThrow();
});

test("any text comes back as it went in, and never becomes SQL", () => {
  const texts = fc.string({ unit: fc.constantFrom("'", '"', ";", "--", "?", "drop table things", "é", "a") });
  fc.assert(
    fc.property(texts, texts, (tenantId, id) => {
      const db = database();
      const row = insert({ tenantId, id, size: 5 });
      db.prepare(row.sql).run(...row.params);
      const query = find({ tenantId, size: 4 });
      expect(db.prepare(query.sql).all(...query.params)).toEqual([{ id }]);
      expect(query.sql.match(/\?/g)).toHaveLength(query.params.length);
      db.close();
    }),
    { numRuns: 100 },
  );
});
