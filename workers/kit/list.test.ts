import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ListFields, SqlFragment } from "./filter";
import {
  ANY_ORDER,
  compileKeyset,
  cursorColumns,
  decodeCursor,
  encodeCursor,
  type ListOrder,
  parseFields,
  parseOrderBy,
  parseSearch,
  pointOf,
  queryFingerprint,
  servedBy,
} from "./list";

const FIELDS: ListFields = {
  name: { type: "text", sql: "r.name", folded: "r.name_folded", sortable: true },
  score: { type: "number", sql: "r.score", sortable: true },
  createdAt: { type: "date", sql: "r.created_at", sortable: true, required: true },
  updatedAt: { type: "date", sql: "r.updated_at", sortable: true, required: true },
  notes: { type: "text", sql: "r.notes" },
};

function order(text: string): ListOrder {
  const parsed = parseOrderBy(text, FIELDS, "r.id");
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

test("an order ends with the id, in the direction of its last key, and what is missing comes last", () => {
  expect(order("name:asc, createdAt:desc").sql).toBe("r.name_folded asc nulls last, r.created_at desc, r.id desc");
  expect(order("score").sql).toBe("r.score asc nulls last, r.id asc");
  expect(order("score:desc,id:asc,name:asc").sql).toBe("r.score desc nulls last, r.id asc");
});

test.each([
  ["", "orderBy is written"],
  ["name:up", 'orderBy is written field:asc or field:desc, with commas between; "name:up" is not.'],
  ["name:asc,", "orderBy is written"],
  ["name;drop table r", "orderBy is written"],
  ["notes:asc", 'There is no field "notes" to order by. Fields: name, score, createdAt, updatedAt, id.'],
  ["__proto__", "There is no field"],
  ["name:asc,name:desc", 'orderBy names "name" twice.'],
  ["name,score,createdAt,updatedAt", "at most 3 fields"],
])("orderBy %j is refused", (text, message) => {
  const parsed = parseOrderBy(text, FIELDS);
  expect(parsed.ok).toBe(false);
  if (!parsed.ok) expect(parsed.error.message).toContain(message);
});

type Row = { id: string; name: string | null; score: number | null; createdAt: number; updatedAt: number };

function database(rows: Row[]): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  db.exec("create table r (id text primary key, name_folded text, score real, created_at integer not null, updated_at integer not null)");
  const insert = db.prepare("insert into r values (?, ?, ?, ?, ?)");
  for (const row of rows) insert.run(row.id, row.name, row.score, row.createdAt, row.updatedAt);
  return db;
}

/** The order by its definition: SQLite compares text by its UTF-8 bytes. */
function sorted(rows: Row[], by: ListOrder): string[] {
  const compare = (left: string | number, right: string | number) =>
    typeof left === "string" ? Buffer.compare(Buffer.from(left), Buffer.from(String(right))) : left - Number(right);
  const keys = [...by.keys.map(({ field, direction }) => ({ field: field as keyof Row, direction })), { field: "id" as const, direction: by.id.direction }];
  return rows
    .toSorted((left, right) => {
      for (const { field, direction } of keys) {
        const [a, b] = [left[field], right[field]];
        if (a === b) continue;
        if (a === null) return 1;
        if (b === null) return -1;
        return compare(a, b) * (direction === "asc" ? 1 : -1);
      }
      return 0;
    })
    .map((row) => row.id);
}

/** Walks all pages as a caller would, with nothing but the cursor between them. */
function walk(db: DatabaseSync, by: ListOrder, limit: number): string[] {
  const fingerprint = queryFingerprint({ orderBy: by.sql });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const point: ReturnType<typeof decodeCursor> | null = cursor === null ? null : decodeCursor(cursor, by, fingerprint);
    if (point !== null && !point.ok) throw new Error(point.error.message);
    const where: SqlFragment = point === null ? { sql: "true", params: [] } : compileKeyset(by, point.value);
    const columns = ["r.id", cursorColumns(by)].filter((part) => part !== "").join(", ");
    const page: Record<string, unknown>[] = db.prepare(`select ${columns} from r where ${where.sql} order by ${by.sql} limit ${limit}`).all(...where.params);
    for (const row of page) seen.push(String(row["id"]));
    const last = page.at(-1);
    cursor = last === undefined ? null : encodeCursor(pointOf(by, String(last["id"]), last), fingerprint);
    if (seen.length > 200) throw new Error("the pages do not end");
  } while (cursor !== null);
  return seen;
}

test("the pages of any order and size give each row once, in order", () => {
  const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 2 });
  const rows = fc.uniqueArray(
    fc.record({
      id: fc.stringMatching(/^[a-c]{1,4}$/),
      name: nullable(fc.constantFrom("", "a", "b", "é", "\u{1F600}", "\uffff", '"', "a,b")),
      score: nullable(fc.constantFrom(-1, 0, 0.1, 3, 1e15)),
      createdAt: fc.integer({ min: 1, max: 3 }),
      updatedAt: fc.integer({ min: 1, max: 2 }),
    }),
    { selector: (row) => row.id, maxLength: 30 },
  );
  const orders = fc
    .uniqueArray(fc.constantFrom("name", "score", "createdAt", "updatedAt", "id"), { minLength: 1, maxLength: 3 })
    .chain((names) => fc.tuple(...names.map((name) => fc.constantFrom(`${name}:asc`, `${name}:desc`))))
    .map((parts) => order(parts.join(",")));
  fc.assert(
    fc.property(rows, orders, fc.integer({ min: 1, max: 7 }), (list, by, limit) => {
      const db = database(list);
      expect(walk(db, by, limit)).toEqual(sorted(list, by));
      db.close();
    }),
    { numRuns: 600 },
  );
});

test("a page starts right at its place in the index", () => {
  const db = database([]);
  db.exec("create index r_created on r (created_at, id)");
  const by = order("createdAt:desc");
  const keyset = compileKeyset(by, { values: [5], id: "a" });
  const plan = db.prepare(`explain query plan select r.id from r where ${keyset.sql} order by ${by.sql}`).all(...keyset.params);
  expect(plan.map((row) => row["detail"])).toEqual(["SEARCH r USING COVERING INDEX r_created ((created_at,id)<(?,?))"]);
});

test("a cursor of another order, filter or search, or a damaged one, is refused in one sentence", () => {
  const by = order("name:asc,createdAt:desc");
  const query = { orderBy: "name:asc,createdAt:desc", filter: "score[gt]:1", q: "jane" };
  const fingerprint = queryFingerprint(query);
  const good = encodeCursor({ values: ["jane", 5], id: "lead_1" }, fingerprint);
  expect(good).toMatch(/^[\w-]+$/);
  expect(decodeCursor(good, by, fingerprint)).toEqual({ ok: true, value: { values: ["jane", 5], id: "lead_1" } });
  for (const other of [{ ...query, q: "joe" }, { ...query, filter: undefined }, { ...query, orderBy: "name:asc" }, {}]) {
    expect(decodeCursor(good, by, queryFingerprint(other)).ok).toBe(false);
  }
  const forged = [
    { values: [null, null], id: "lead_1" }, // createdAt is never missing
    { values: [1, 5], id: "lead_1" },
    { values: ["jane", "5"], id: "lead_1" },
    { values: ["jane"], id: "lead_1" },
    { values: ["jane", 5], id: "x".repeat(101) },
  ].map((point) => encodeCursor(point, fingerprint));
  const nothing = ["", "invalid-cursor", "%%%", good.slice(0, -3), btoa("null"), btoa("[]"), btoa('"x"').replaceAll("=", ""), "A".repeat(9_000)];
  for (const cursor of [...forged, ...nothing]) {
    expect(decodeCursor(cursor, by, fingerprint)).toEqual({
      ok: false,
      error: { message: "This cursor belongs to another query; start again without it." },
    });
  }
});

test("any text as a cursor is refused or read, never thrown", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.base64String(), fc.json().map((text) => btoa(unescape(encodeURIComponent(text))))), (text) => {
      expect(decodeCursor(text, order("name"), "h").ok).toBe(false);
    }),
  );
});

test("a point survives its cursor", () => {
  fc.assert(
    fc.property(fc.option(fc.string()), fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), fc.string({ maxLength: 100 }), (name, score, id) => {
      const by = order("name,score");
      const decoded = decodeCursor(encodeCursor({ values: [name, score], id }, "h"), by, "h");
      expect(decoded).toEqual({ ok: true, value: { values: [name, score === 0 ? 0 : score], id } });
    }),
  );
});

test("queries that differ have different fingerprints", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (a, b, c, d) => {
      if (a !== c || b !== d) expect(queryFingerprint({ filter: a, q: b })).not.toBe(queryFingerprint({ filter: c, q: d }));
    }),
  );
});

test("fields are names of the record, each once", () => {
  expect(parseFields("id, email,id", ["id", "email"])).toEqual({ ok: true, value: new Set(["id", "email"]) });
  for (const text of ["", "id,", "id,password", "__proto__", "x".repeat(3_000)]) expect(parseFields(text, ["id", "email"]).ok).toBe(false);
  expect(parseFields("password", ["id", "email"])).toEqual({
    ok: false,
    error: { message: 'There is no field "password". Fields: id, email.' },
  });
});

test("a search is at most ten folded words in two hundred characters", () => {
  expect(parseSearch("  JANE,  Doe jane ")).toEqual({ ok: true, value: ["jane", "doe"] });
  expect(parseSearch(" , ")).toEqual({ ok: true, value: [] });
  expect(parseSearch("a b c d e f g h i j").ok).toBe(true);
  expect(parseSearch("a b c d e f g h i j k")).toEqual({ ok: false, error: { message: "q has at most 10 words." } });
  expect(parseSearch("x".repeat(201)).ok).toBe(false);
});

test("a list is served by an index only when nothing else has to be read", () => {
  const indexes = [
    { filter: [], order: "createdAt" },
    { filter: ["status"], order: "createdAt" },
    { filter: ["email"], order: ANY_ORDER },
    { filter: [], order: "name" },
  ];
  const eq = (field: string, root = true) => ({ field, op: "eq", root });
  const newest = order("createdAt:desc");
  expect(servedBy(indexes, [], newest)).toBe(true);
  expect(servedBy(indexes, [eq("status")], newest)).toBe(true);
  expect(servedBy(indexes, [eq("status"), { field: "createdAt", op: "withinLast", root: true }], newest)).toBe(true);
  expect(servedBy(indexes, [eq("email"), eq("status"), { field: "name", op: "contains", root: false }], order("score"))).toBe(true);
  expect(servedBy(indexes, [eq("email", false)], newest)).toBe(false);
  expect(servedBy(indexes, [eq("status", false)], newest)).toBe(false);
  expect(servedBy(indexes, [eq("status"), eq("owner")], newest)).toBe(false);
  expect(servedBy(indexes, [{ field: "status", op: "neq", root: true }], newest)).toBe(false);
  expect(servedBy(indexes, [{ field: "updatedAt", op: "gte", root: true }], newest)).toBe(false);
  expect(servedBy(indexes, [], order("createdAt,updatedAt"))).toBe(false);
  expect(servedBy(indexes, [], order("name"))).toBe(false);
  expect(servedBy(indexes, [], order("id"))).toBe(false);
  expect(servedBy([...indexes, { filter: [], order: "id" }], [], order("id:desc"))).toBe(true);
});
