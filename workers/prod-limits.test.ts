/** Limits that only production enforces, held against our own constants and against every statement we can make. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import type { AnyKind } from "./crm/kind";
import { createCrm, KINDS, type Crm, type Plural } from "./crm/service";
import { hashPassword } from "./identity/password";
import type { Act } from "./kit/context";
import { vaultOf } from "./kit/envelope";
import { EVENT_TYPES } from "./kit/events";
import { FILTER_CONDITIONS_MAX, FILTER_LENGTH_MAX } from "./kit/filter-parse";
import { newId } from "./kit/ids";
import { BODY_BYTES_MAX, QUEUE_BATCH_MAX } from "./kit/limits";
import { encodeCursor, ORDER_KEYS_MAX, parseOrderBy, queryFingerprint, SEARCH_WORDS_MAX } from "./kit/list";
import { operatorsOf, type ListField } from "./kit/list-types";
import type { Notice } from "./kit/outbox";
import { Secret } from "./kit/secret";
import { REWRAP_BATCH, SECRET_BYTES_MAX, secretsOf } from "./kit/secrets";
import { d1Store } from "./kit/store.d1";

/** https://developers.cloudflare.com/d1/platform/limits/ and those of Workers, Queues and Durable Objects. */
const BOUND_PARAMETERS_MAX = 100;
const SQL_BYTES_MAX = 100_000;
const ROW_BYTES_MAX = 2_000_000;
const MESSAGE_BYTES_MAX = 128_000;
const KDF_BYTES_MAX = 32 * 1024 * 1024;
const PBKDF2_ITERATIONS_MAX = 100_000;

const bytes = (text: string) => new TextEncoder().encode(text).length;

/** SQLite behind D1's interface, with D1's limits. What it was asked is kept. */
function strictDatabase() {
  const sqlite = new DatabaseSync(":memory:");
  const folder = join(import.meta.dirname, "../d1/migrations");
  for (const file of readdirSync(folder).toSorted()) sqlite.exec(readFileSync(join(folder, file), "utf8"));
  const seen = { parameters: 0, sqlBytes: 0, statements: [] as string[], rowBytes: 0 };
  type Bound = { sql: string; params: (string | number | null)[] };
  const run = ({ sql, params }: Bound) => ({ results: sqlite.prepare(sql).all(...params) });
  const prepare = (sql: string) => ({
    bind(...params: Bound["params"]) {
      seen.parameters = Math.max(seen.parameters, params.length);
      seen.sqlBytes = Math.max(seen.sqlBytes, bytes(sql));
      seen.rowBytes = Math.max(seen.rowBytes, params.reduce<number>((total, value) => total + bytes(String(value ?? "")), 0));
      seen.statements.push(sql);
      if (params.length > BOUND_PARAMETERS_MAX) throw new Error(`${params.length} parameters: ${sql.slice(0, 200)}`);
      return { sql, params, all: async () => run({ sql, params }) };
    },
  });
  return { seen, store: d1Store({ prepare, batch: async (all: Bound[]) => all.map(run) } as never, () => undefined, () => undefined) };
}

const act: Act = {
  tenant: { id: newId("tenant", 1), slug: "t", name: "T", timeZone: "UTC", limits: {}, brand: "tenant" },
  principal: { kind: "key", id: newId("key", 1), memberId: null, role: null, permissions: new Set(), sessionId: null, keyId: newId("key", 1), perMinute: null },
  actor: { kind: "key", id: newId("key", 1) },
  operation: "crm.leads.create",
  cause: { request: "x".repeat(64), run: newId("run", 1) },
  requestId: "x".repeat(64),
  now: Date.UTC(2026, 10, 25),
  depth: 0,
  idempotency: { principal: newId("key", 1), key: "k".repeat(255), fingerprint: "f".repeat(64) },
  alongside: null,
  ifMatch: null,
  waitUntil: () => undefined,
  request: null,
};


/** What stands behind the operator; several values where it takes several. */
function valueFor(field: ListField, op: string): string {
  if (op === "exists" || op === "missing") return "";
  return `:${op === "is" ? "NULL" : operandFor(field, op)}`;
}

function operandFor(field: ListField, op: string): string {
  if (["withinLast", "olderThan", "withinNext", "anniversary"].includes(op)) return "7d";
  if (op === "calendar") return "thisMonth";
  const one = { number: "1", date: "2026-01-01", boolean: "true", enum: field.values?.[0] ?? "", email: "a@b.co", text: "a", list: "a", reference: "x", relation: "x" }[field.type];
  if (op === "between") return field.type === "date" ? "[2026-01-01,2026-02-01]" : "[1,2]";
  return op === "in" || op === "notIn" ? `[${one},${one}]` : one;
}

describe.each(Object.keys(KINDS) as Plural[])("of %s", (plural) => {
  const kind = KINDS[plural];
  const conditions = Object.entries(kind.listFields).flatMap(([name, field]) => operatorsOf(field.type).map((op) => `${name}[${op}]${valueFor(field, op)}`));

  /** The order that costs the most: as many keys as there may be, none of them certain to be there. */
  const sortable = Object.entries(kind.listFields).filter(([name, field]) => field.sortable === true && name !== "id");
  const orderBy = sortable.toSorted(([, a], [, b]) => Number(a.required ?? false) - Number(b.required ?? false)).slice(0, ORDER_KEYS_MAX).map(([name]) => `${name}:asc`).join(",");

  /** Asks for a page with everything that a query may have; the largest of the three searched on the way. */
  async function list(crm: Crm, filter: string): Promise<void> {
    const q = Array.from({ length: SEARCH_WORDS_MAX }, (_, i) => `word${i}`).join(" ");
    const order = parseOrderBy(orderBy, kind.listFields, "t.id");
    if (!order.ok) throw new Error(order.error.message);
    const point = { values: order.value.keys.map((key) => (["number", "date", "boolean"].includes(key.type) ? 1 : "a")), id: newId("lead", 1) };
    const cursor = encodeCursor(point, queryFingerprint({ filter, orderBy, q }));
    await crm.list(plural, act, { filter, orderBy, q, cursor, limit: 200 });
  }

  test("every condition, as often as a filter may hold it, with the longest order, search and cursor, binds at most 100 parameters", async () => {
    const { seen, store } = strictDatabase();
    const crm = createCrm(store, async () => true);
    let asked = 0;
    for (const condition of conditions) {
      const fits = Math.min(FILTER_CONDITIONS_MAX, Math.floor(FILTER_LENGTH_MAX / (condition.length + 6)));
      await list(crm, `or(${Array.from({ length: fits }, () => `not(${condition})`).join(",")})`);
      asked += 1;
    }
    expect(asked).toBeGreaterThan(30);
    expect(seen.parameters).toBeGreaterThan(40);
    expect(seen.parameters).toBeLessThanOrEqual(BOUND_PARAMETERS_MAX);
    expect(seen.sqlBytes).toBeLessThanOrEqual(SQL_BYTES_MAX);
    expect(seen.statements.filter((sql) => /\b(?:like|glob)\b/i.test(sql))).toEqual([]);
  });

  test("the largest record is created, changed, deleted and restored within a row, a parameter list and a statement", async () => {
    const { seen, store } = strictDatabase();
    const records = createCrm(store, async () => true).records[plural] as unknown as Crm["records"]["leads"];
    const input = kind.input.parse(largest(kind)) as never;
    const made = await records.create(act, input);
    const next = { ...act, idempotency: null };
    await records.patch(next, made.id, { notes: "é".repeat(20_000) });
    await records.replace(next, made.id, input);
    await records.remove(next, made.id);
    await records.restore(next, made.id);
    expect(seen.parameters).toBeGreaterThan(3);
    expect(seen.parameters).toBeLessThanOrEqual(BOUND_PARAMETERS_MAX);
    expect(seen.rowBytes).toBeGreaterThan(100_000);
    expect(seen.rowBytes).toBeLessThanOrEqual(ROW_BYTES_MAX);
    expect(seen.sqlBytes).toBeLessThanOrEqual(SQL_BYTES_MAX);
  });
});

/** Each field as long as it may be, in characters of three bytes. */
function largest(kind: AnyKind): Record<string, unknown> {
  const wide = (length: number) => "語".repeat(length);
  const special: Record<string, unknown> = { email: `${"a".repeat(64)}@${"b".repeat(60)}.${"c".repeat(60)}.com`, notes: wide(20_000), body: wide(20_000), status: kind.kind === "deal" ? "lost" : undefined, domain: `${"d".repeat(60)}.com` };
  const shape = Object.keys(kind.input.shape).map((name) => [name, special[name] ?? [wide(200), Array.from({ length: 50 }, (_, i) => wide(45) + i), 1_000]] as const);
  const fields: Record<string, unknown> = {};
  for (const [name, values] of shape) {
    const fitting = [values].flat(1).concat([values]).find((value) => kind.input.shape[name]?.safeParse(value).success === true && value !== null);
    if (fitting !== undefined) fields[name] = fitting;
  }
  expect(Object.keys(fields).length).toBeGreaterThan(1);
  return fields;
}

test("a body is no larger than a row, so that no operation can be sent what its store refuses", () => {
  expect(BODY_BYTES_MAX).toBeLessThan(ROW_BYTES_MAX);
});

test("a message of the largest notices fits the queue", () => {
  const id = newId("completion", Date.now());
  const type = EVENT_TYPES.toSorted((a, b) => b.length - a.length)[0] ?? "";
  const notice: Notice = { tenant: id, id, type: type.padEnd(60, "x"), object: { kind: type.padEnd(30, "x"), id, version: Number.MAX_SAFE_INTEGER } };
  expect(bytes(JSON.stringify(Array.from({ length: QUEUE_BATCH_MAX }, () => notice)))).toBeLessThanOrEqual(MESSAGE_BYTES_MAX);
});

test("a password is hashed within 32 MB", async () => {
  const [, N, r, p] = (await hashPassword("correct horse battery")).split(":").map(Number) as [number, number, number, number];
  expect(128 * N * r + 128 * r * p).toBeLessThanOrEqual(KDF_BYTES_MAX);
});

test("a batch of the longest secrets is wrapped anew in one parameter, and no longer secret is taken", async () => {
  const { seen, store } = strictDatabase();
  const key = (fill: number) => Buffer.alloc(32, fill).toString("base64");
  const secrets = secretsOf(store, vaultOf({ current: "a".repeat(32), keys: { ["a".repeat(32)]: key(1) } }));
  const row = () => ({ tenantId: act.tenant.id, id: newId("secret", 1), purpose: "p".repeat(40) });
  for (let i = 0; i < REWRAP_BATCH; i++) await store.readAll([await secrets.keep(row(), new Secret("x".repeat(SECRET_BYTES_MAX)), 1)]);
  const rotated = secretsOf(store, vaultOf({ current: "b".repeat(32), keys: { ["a".repeat(32)]: key(1), ["b".repeat(32)]: key(2) } }));
  expect(await rotated.rewrap(null)).toMatchObject({ done: REWRAP_BATCH });
  expect(seen.rowBytes).toBeGreaterThan(SECRET_BYTES_MAX * REWRAP_BATCH * 2);
  expect(seen.rowBytes).toBeLessThanOrEqual(ROW_BYTES_MAX);
  await expect(secrets.keep(row(), new Secret("x".repeat(SECRET_BYTES_MAX + 1)), 1)).rejects.toThrow("at most");
});

/** Our own source, without tests and without what is generated. */
const source = ["workers", "durable-objects"].flatMap((folder) =>
  readdirSync(join(import.meta.dirname, "..", folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|generated/.test(file))
    .map((file) => ({ file, text: readFileSync(join(import.meta.dirname, "..", folder, file), "utf8") })),
);

test("no statement of ours holds a LIKE or GLOB pattern, of which D1 takes 50 bytes", () => {
  expect(source.length).toBeGreaterThan(100);
  const patterns = /\b(?:not\s+)?(?:like|glob)\s*(?:\?|'|\()|from "drizzle-orm"[^\n]*\blike\b|\b(?:i?like|notLike)\s*\(\s*\w+\./i;
  expect(source.filter(({ text }) => text.split("\n").some((line) => !/^\s*(?:\*|\/\/|\/\*)/.test(line) && patterns.test(line))).map(({ file }) => file)).toEqual([]);
});

test("whoever derives a key by PBKDF2 keeps to the iterations that Workers allow", () => {
  const iterations = source.flatMap(({ file, text }) => (/PBKDF2/.test(text) ? [...text.matchAll(/iterations:\s*([\d_]+)/gi)].map((match) => [file, Number((match[1] ?? "").replaceAll("_", ""))] as const) : []));
  for (const [file, count] of iterations) expect([file, count <= PBKDF2_ITERATIONS_MAX]).toEqual([file, true]);
  expect(source.filter(({ text }) => /PBKDF2/.test(text) && !/iterations:\s*[\d_]+/.test(text)).map(({ file }) => file)).toEqual([]);
});
