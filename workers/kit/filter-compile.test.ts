import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalEmail } from "./email";
import { PERIODS } from "./calendar";
import { compileFilter, type FilterNode, type ListFields, type ListFieldType, operatorsOf, parseFilter } from "./filter";
import { fold } from "./text";

const NOW = Date.UTC(2026, 10, 22, 12);
const DAY = 86_400_000;

const FIELDS: ListFields = {
  name: { type: "text", sql: "r.name", folded: "r.name_folded" },
  email: { type: "email", sql: "r.email" },
  score: { type: "number", sql: "r.score" },
  createdAt: { type: "date", sql: "r.created_at" },
  active: { type: "boolean", sql: "r.active" },
  status: { type: "enum", sql: "r.status", values: ["new", "contacted", "qualified"] },
  tags: { type: "list", sql: "r.tags", folded: "r.tags_folded" },
  owner: { type: "reference", sql: "r.owner" },
  about: { type: "relation", sql: "r.id in (select l.from_id from l where l.tenant_id = ? and l.to_id in (select value from json_each(?)))" },
};

type Row = {
  id: number; name: string | null; email: string | null; score: number | null; createdAt: number | null;
  active: boolean | null; status: string | null; tags: string[] | null; owner: string | null; about?: string[];
};

function compiled(text: string) {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return compileFilter(parsed.value, FIELDS, { now: NOW, tenantId: "t1" });
}

function database(rows: Row[]): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  db.exec(`create table r (id integer primary key, name text, name_folded text, email text, score integer, created_at integer,
    active integer, status text, tags text, tags_folded text, owner text)`);
  db.exec("create table l (tenant_id text, from_id integer, to_id text)");
  const link = db.prepare("insert into l values (?, ?, ?)");
  const insert = db.prepare("insert into r values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const row of rows) {
    for (const id of row.about ?? []) link.run("t1", row.id, id);
    // Another tenant's, of the same record: never seen.
    link.run("t2", row.id, "lead_3");
    const tags = row.tags === null ? null : JSON.stringify(row.tags);
    const folded = row.tags === null ? null : JSON.stringify(row.tags.map(fold));
    insert.run(row.id, row.name, row.name === null ? null : fold(row.name), row.email, row.score, row.createdAt,
      row.active === null ? null : Number(row.active), row.status, tags, folded, row.owner);
  }
  return db;
}

function select(db: DatabaseSync, text: string): number[] {
  const filter = compiled(text);
  if (!filter.ok) throw new Error(filter.error.message);
  const rows = db.prepare(`select id from r where ${filter.value.sql} order by id`).all(...filter.value.params);
  return rows.map((row) => Number(row["id"]));
}

// ---- An evaluator that shares nothing with the compiler but fold() and canonicalEmail().

function matches(row: Row, node: FilterNode): boolean {
  if (node.kind === "not") return !matches(row, node.of);
  if (node.kind !== "condition") {
    return node.kind === "and" ? node.of.every((child) => matches(row, child)) : node.of.some((child) => matches(row, child));
  }
  const field = node.field.text as Exclude<keyof Row, "id">;
  const items = node.value === null ? [] : node.value.kind === "list" ? node.value.items.map((item) => item.text) : [node.value.text];
  return holds(row[field], FIELDS[field]?.type ?? "text", node.operator.text, items);
}

type Stored = Row[Exclude<keyof Row, "id">];

function holds(stored: Stored, type: ListFieldType, operator: string, items: string[]): boolean {
  const isMissing = stored === null || (typeof stored === "string" && fold(stored) === "") || (Array.isArray(stored) && stored.length === 0);
  switch (operator) {
    case "missing": return isMissing;
    case "exists": return !isMissing;
    case "is": return items[0] === "NULL" ? isMissing : !isMissing;
    case "neq": return !holds(stored, type, "eq", items);
    case "notContains": return !holds(stored, type, "contains", items);
    case "notIn": return !holds(stored, type, "in", items);
  }
  if (stored === null) return false;
  if (type === "relation") return items.some((item) => (stored as unknown as string[]).includes(item));
  if (type === "date") return holdsForDate(Number(stored), operator, items);
  if (Array.isArray(stored)) return items.some((item) => stored.map(fold).includes(fold(item)));
  const [first = "", last = ""] = items;
  switch (operator) {
    case "in": return items.some((item) => same(stored, type, item));
    case "eq": return same(stored, type, first);
    case "contains": return fold(String(stored)).includes(fold(first));
    case "startsWith": return fold(String(stored)).startsWith(fold(first));
    case "endsWith": return fold(String(stored)).endsWith(fold(first));
    case "gt": return Number(stored) > Number(first);
    case "gte": return Number(stored) >= Number(first);
    case "lt": return Number(stored) < Number(first);
    case "lte": return Number(stored) <= Number(first);
    case "between": return Number(stored) >= Number(first) && Number(stored) <= Number(last);
    default: throw new Error(operator);
  }
}

function same(stored: Stored, type: ListFieldType, item: string): boolean {
  if (type === "text") return fold(String(stored)) === fold(item);
  if (type === "email") return stored === canonicalEmail(item);
  if (type === "number") return stored === Number(item);
  return String(stored) === item;
}

function holdsForDate(stored: number, operator: string, items: string[]): boolean {
  const start = (text = "") => Date.parse(text.length === 10 ? `${text}T00:00:00.000Z` : text);
  const end = (text = "") => (text.length === 10 ? start(text) + DAY - 1 : start(text));
  const [first = "", last = ""] = items;
  const span = { h: DAY / 24, d: DAY, w: 7 * DAY }[first.at(-1) as "h" | "d" | "w"] * Number.parseInt(first, 10);
  if (operator === "calendar") return inPeriod(stored, first);
  if (operator === "anniversary") {
    const within = Number.parseInt(first, 10);
    return Array.from({ length: 2 * within + 1 }, (_, i) => iso(NOW + (i - within) * DAY).slice(5, 10)).includes(iso(stored).slice(5, 10));
  }
  switch (operator) {
    case "eq": return start(first) <= stored && stored <= end(first);
    case "gt": return stored > end(first);
    case "gte": return stored >= start(first);
    case "lt": return stored < start(first);
    case "lte": return stored <= end(first);
    case "between": return stored >= start(first) && stored <= end(last);
    case "withinLast": return stored >= NOW - span && stored <= NOW;
    case "withinNext": return stored >= NOW && stored <= NOW + span;
    case "olderThan": return stored < NOW - span;
    default: throw new Error(operator);
  }
}

const iso = (at: number) => new Date(at).toISOString();

/** By the names of days and months alone. 2026-11-22 is a Sunday, so its week began on the 16th. */
function inPeriod(stored: number, period: string): boolean {
  const date = iso(stored).slice(0, 10);
  const [shift, unit] = period.startsWith("this") ? [0, period.slice(4)] : period.startsWith("last") ? [-1, period.slice(4)] : [1, period.slice(4)];
  if (period === "today") return date === "2026-11-22";
  if (period === "yesterday") return date === "2026-11-21";
  if (period === "tomorrow") return date === "2026-11-23";
  if (unit === "Week") return { "-1": ["2026-11-09", "2026-11-15"], "0": ["2026-11-16", "2026-11-22"], "1": ["2026-11-23", "2026-11-29"] }[String(shift)]!.every((edge, i) => (i === 0 ? date >= edge : date <= edge));
  if (unit === "Month") return date.slice(0, 7) === { "-1": "2026-10", "0": "2026-11", "1": "2026-12" }[String(shift)];
  if (unit === "Year") return date.slice(0, 4) === String(2026 + shift);
  const months = { "-1": ["2026-07", "2026-09"], "0": ["2026-10", "2026-12"], "1": ["2027-01", "2027-03"] }[String(shift)]!;
  return date.slice(0, 7) >= months[0]! && date.slice(0, 7) <= months[1]!;
}

// ---- Random rows and random filters over small sets of values, so that they meet.

const NAMES = ["Jane Doe", "jane", "JÖRG", "jörg müller", "Müller", "", "50%_off", "ＪＡＮＥ", "o'neil"];
const EMAILS = ["jane@acme.io", "joe@acme.io", "info@xn--mnchen-3ya.de"];
const SCORES = [-5, 0, 1.5, 50, 100];
const TIMES = [NOW, NOW - 1, NOW - DAY, NOW - 7 * DAY, NOW - 7 * DAY - 1, NOW + DAY, NOW + 8 * DAY, Date.UTC(2026, 10, 20), Date.UTC(2026, 10, 21) - 1, Date.UTC(2026, 10, 21), Date.UTC(2026, 8, 30), Date.UTC(2025, 10, 22), Date.UTC(2027, 0, 1), Date.UTC(2024, 1, 29)];
const TAGS = ["VIP", "vip", "Größe", "größe", "a,b", ""];
const OWNERS = ["mem_1", "MEM_1", "mem_2"];
const ABOUT = ["lead_1", "lead_2"];
const STATUSES = ["new", "contacted", "qualified"];

const orNull = <T>(values: readonly T[]) => fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, fc.constant(null));
const rows = fc
  .array(
    fc.record({
      name: orNull(NAMES), email: orNull(EMAILS), score: orNull(SCORES), createdAt: orNull(TIMES), active: orNull([true, false]),
      status: orNull(STATUSES), tags: fc.option(fc.array(fc.constantFrom(...TAGS), { maxLength: 3 })), owner: orNull(OWNERS),
      about: fc.uniqueArray(fc.constantFrom(...ABOUT), { maxLength: 2 }),
    }),
    { maxLength: 25 },
  )
  .map((list) => list.map((row, id): Row => ({ id, ...row })));

const quoted = (values: readonly (string | number)[]) => fc.constantFrom(...values).map((value) => JSON.stringify(String(value)));
const VALUES: Record<ListFieldType, fc.Arbitrary<string>> = {
  text: quoted([...NAMES.filter((name) => name !== ""), "%", "_", "an", "MÜ", "e d", "ö"]),
  email: quoted([...EMAILS, "JANE@Acme.io", "info@MÜNCHEN.de"]),
  number: fc.constantFrom("-5", "0", "1.5", "50", "1e2", "99.5"),
  date: fc.constantFrom("2026-11-20", "2026-11-21", "2026-11-22", "2026-11-22T12:00:00Z", "2026-11-22T13:59:59.999+02:00", "2026-11-15T12:00:00Z"),
  boolean: fc.constantFrom("true", "false"),
  enum: fc.constantFrom(...STATUSES),
  list: quoted(["vip", "GRÖSSE", "größe", "a,b", "none"]),
  reference: quoted(OWNERS),
  relation: quoted([...ABOUT, "lead_3", "LEAD_1"]),
};

const condition = fc.constantFrom(...Object.keys(FIELDS)).chain((name) => {
  const type = FIELDS[name]?.type ?? "text";
  return fc.constantFrom(...operatorsOf(type)).chain((operator) => {
    const write = (value: string) => `${name}[${operator}]${value}`;
    if (operator === "exists" || operator === "missing") return fc.constant(write(""));
    if (operator === "is") return fc.constantFrom(":NULL", ":NOT_NULL").map(write);
    if (/^(within|older)/.test(operator)) return fc.constantFrom(":7d", ":24h", ":1w", ":2w", ":1h").map(write);
    if (operator === "calendar") return fc.constantFrom(...PERIODS).map((period) => write(`:${period}`));
    if (operator === "anniversary") return fc.constantFrom(":0d", ":1d", ":30d").map(write);
    if (operator === "between") return fc.tuple(VALUES[type], VALUES[type]).map(([low, high]) => write(`:[${low},${high}]`));
    if (/in$/i.test(operator) && operator !== "contains") {
      return fc.array(VALUES[type], { minLength: 1, maxLength: 3 }).map((items) => write(`:[${items.join(",")}]`));
    }
    // A search whose text folds to nothing is refused; the values above have none.
    return VALUES[type].map((value) => write(`:${value}`));
  });
});

const filters = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { depthSize: "small", withCrossShrink: true, maxDepth: 4 },
    condition,
    fc.tuple(fc.constantFrom("and", "or"), fc.array(tie("filter"), { minLength: 1, maxLength: 2 })).map(([kind, of]) => `${kind}(${of.join(",")})`),
    tie("filter").map((of) => `not(${of})`),
  ),
})).filter;

test("what SQLite selects is what the words mean, for any rows and any filter", () => {
  fc.assert(
    fc.property(rows, fc.array(filters, { minLength: 1, maxLength: 8 }), (list, texts) => {
      const db = database(list);
      for (const text of texts) {
        const parsed = parseFilter(text);
        if (!parsed.ok) throw new Error(parsed.error.message);
        const expected = list.filter((row) => matches(row, parsed.value)).map((row) => row.id);
        expect({ text, ids: select(db, text) }).toEqual({ text, ids: expected });
      }
      db.close();
    }),
    { numRuns: 400 },
  );
});

test("a filter stays inside what the list itself demands, whatever stands at its root", () => {
  fc.assert(
    fc.property(rows, filters, fc.constantFrom("", " and true"), (list, text, after) => {
      const filter = compiled(text);
      if (!filter.ok) throw new Error(filter.error.message);
      const db = database(list);
      expect(db.prepare(`select id from r where false and ${filter.value.sql}${after}`).all(...filter.value.params)).toEqual([]);
      db.close();
    }),
    { numRuns: 300 },
  );
});

const SQL_WORDS = /^(?:and|or|not|is|null|true|in|exists|select|value|from|where|instr|substr|length|coalesce|json_each|json_array_length|strftime)$/;

test("SQL of any accepted filter is made of the fields' expressions, known words and question marks", () => {
  const hostile = fc.constantFrom("'); drop table r; --", '" or 1=1', "r.secret", "?1", "/*", "\u0000", "[x]");
  const evil = fc.tuple(fc.constantFrom("name", "tags", "owner"), fc.constantFrom("eq", "contains", "neq", "notContains"), hostile)
    .map(([name, operator, value]) => `${name}[${operator}]:${JSON.stringify(value)}`);
  const expressions = Object.values(FIELDS).flatMap((field) => [field.folded, field.sql]).filter((sql) => sql !== undefined);
  fc.assert(
    fc.property(fc.array(fc.oneof(filters, evil), { minLength: 1, maxLength: 3 }), (parts) => {
      const parsed = parseFilter(parts.join(","));
      if (!parsed.ok) return; // too many conditions
      const filter = compileFilter(parsed.value, FIELDS, { now: NOW });
      if (!filter.ok) return;
      let rest = filter.value.sql;
      for (const expression of expressions.sort((a, b) => b.length - a.length)) rest = rest.replaceAll(expression, expression.replace(/[^?]/g, " "));
      expect(rest.match(/\?/g)?.length ?? 0).toBe(filter.value.params.length);
      for (const word of rest.replace(/'%m-%d'|'unixepoch'|''|[()?,=<>+/-]|\b(?:[01]|1000)\b/g, " ").split(/\s+/)) if (word !== "") expect(word).toMatch(SQL_WORDS);
    }),
    { numRuns: 1500 },
  );
});

test("conditions say what an index can use: a day is a range, and nothing inside or() and not() narrows", () => {
  const result = compiled("status[eq]:new,createdAt[eq]:2026-11-22,owner[is]:NULL,and(score[gte]:5),or(active[eq]:true,not(name[eq]:x))");
  expect(result.ok && result.value.conditions).toEqual([
    { field: "status", op: "eq", root: true },
    { field: "createdAt", op: "between", root: true },
    { field: "owner", op: "missing", root: true },
    { field: "score", op: "gte", root: true },
    { field: "active", op: "eq", root: false },
    { field: "name", op: "eq", root: false },
  ]);
});

test("a search longer than D1's LIKE patterns, and with its wildcards, finds its text only", () => {
  const long = `${"ü".repeat(60)} 100%_`;
  const db = database([row({ id: 1, name: `a ${long.toUpperCase()} b` }), row({ id: 2, name: "ü 100xx" })]);
  expect(select(db, `name[contains]:"${long}"`)).toEqual([1]);
  expect(select(db, 'name[endsWith]:"xx"')).toEqual([2]);
  db.close();
});

function row(values: Partial<Row> & { id: number }): Row {
  return { name: null, email: null, score: null, createdAt: null, active: null, status: null, tags: null, owner: null, ...values };
}
