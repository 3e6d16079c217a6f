import { expect, test } from "vitest";
import { env, makeTenant, type Answer } from "../../test/harness";
import { servicesOf } from "../services";
import { updateMany } from "../kit/sql";
import { related } from "./kind";
import { searchCondition } from "./list-query";
import { whereOf } from "./lists";
import { searchStatement } from "./search";
import { matchOf } from "./search-index";
import type { ReindexCursor } from "./search-rebuild";

const names = ({ body }: Pick<Answer, "body">) => body.data.map((one: { name: string }) => one.name);

test("one search finds records of every kind by the beginnings of words, the best names first", async () => {
  const tenant = await makeTenant();
  const { client } = tenant;
  const acme = (await client.post("/api/companies", { name: "Acme", domain: "acme.io" })).body;
  await client.post("/api/leads", { firstName: "Ácme", lastName: "Müller", company: "Other", email: "m@other.io" });
  await client.post("/api/contacts", { firstName: "Jane", email: "jane@acme.io" });
  await client.post("/api/deals", { name: "Acme renewal" });
  await client.post("/api/notes", { body: "Long talk about the Acme offer.", about: [acme.id] });
  await client.post("/api/tasks", { title: "Call Acme" });
  expect(names(await client.get("/api/search?q=acme"))).toEqual(["Acme", "Acme renewal", "Call Acme", "Long talk about the Acme offer.", "Jane"]);
  expect(names(await client.get("/api/search?q=ren%20acm"))).toEqual(["Acme renewal"]);
  expect(names(await client.get("/api/search?q=MÜLL"))).toEqual(["Ácme Müller"]);
  expect(names(await client.get("/api/search?q=jane@acme.io"))).toEqual(["Jane"]);
  expect((await client.get("/api/search?q=acme&limit=1")).body.data).toEqual([{ kind: "company", id: acme.id, name: "Acme", hint: "acme.io" }]);
  for (const q of ["", "%20", "!!", '"', "*", "acme\"*", "NEAR(acme)", "-"]) expect((await client.get(`/api/search?q=${encodeURIComponent(q)}`)).status).toBe(200);
  expect((await client.get(`/api/search?q=${"x".repeat(201)}`)).body.error.details.problems[0].path).toBe("query.q");
  expect((await client.get("/api/search?q=a b c d e f g h i j k")).status).toBe(400);

  const narrow = await tenant.as(["notes:read"]);
  expect(names(await narrow.get("/api/search?q=acme"))).toEqual(["Long talk about the Acme offer."]);
  expect((await (await makeTenant()).client.get("/api/search?q=acme")).body.data).toEqual([]);
});

test("what is found follows what is changed, deleted and restored", async () => {
  const { client } = await makeTenant();
  const lead = (await client.post("/api/leads", { firstName: "Jane", company: "Acme" })).body;
  const path = `/api/leads/${lead.id}`;
  await client.patch(path, { firstName: "Joan", company: null });
  expect(names(await client.get("/api/search?q=jane"))).toEqual([]);
  expect(names(await client.get("/api/search?q=acme"))).toEqual([]);
  expect(names(await client.get("/api/search?q=joan"))).toEqual(["Joan"]);
  await client.patch(path, { score: 5 });
  expect(names(await client.get("/api/leads?q=joa"))).toEqual(["Joan"]);
  await client.delete(path);
  expect(names(await client.get("/api/search?q=joan"))).toEqual([]);
  await client.post(`${path}/restore`);
  expect(names(await client.get("/api/search?q=joan"))).toEqual(["Joan"]);
});

/** A tenant with so many leads of one name, written past the API. */
async function crowd(count: number): Promise<{ id: string; prefix: string }> {
  const { id } = await makeTenant();
  const prefix = id.slice(4);
  const numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)";
  await env.DB.batch([
    env.DB.prepare(`${numbers} insert into search_docs (tenant_id, record_id, kind, name, hint) select ?, 'lead_' || i, 'lead', 'Jane ' || i, '' from n`).bind(count, id),
    env.DB.prepare(`insert into search_terms (rowid, terms) select doc, ? || 'jane ' || ? || substr(record_id, 6) from search_docs where tenant_id = ?`).bind(prefix, prefix, id),
  ]);
  return { id, prefix };
}

test("a small workspace among a big one reads as few rows as alone, by whole words and by beginnings", async () => {
  const small = await makeTenant();
  await small.client.post("/api/leads", { firstName: "Jane", lastName: "Small" });
  const rowsRead = async (tenantId: string, word: string) => {
    const { sql, params } = searchStatement(tenantId, matchOf(tenantId, [word]) ?? "", ["lead"]);
    const { meta, results } = await env.DB.prepare(sql).bind(...params).all();
    return { read: meta.rows_read, found: results.length };
  };
  const [whole, beginning] = [await rowsRead(small.id, "jane"), await rowsRead(small.id, "ja")];
  const big = await crowd(20_000);
  // One row more or less is the index's own arrangement in segments.
  for (const [alone, among] of [[whole, await rowsRead(small.id, "jane")], [beginning, await rowsRead(small.id, "ja")]] as const) {
    expect(among.found).toBe(1);
    expect(among.read).toBeLessThanOrEqual(alone.read + 2);
  }
  const busy = await rowsRead(big.id, "ja");
  expect(busy.found).toBe(200);
  expect(busy.read).toBeLessThan(2_000);
});

test("records found by a search or by a relation are read alone, whatever the order, and so is one that is changed", async () => {
  const { id, prefix } = await crowd(5_000);
  await env.DB.prepare(
    `insert into leads (tenant_id, id, custom_fields, fold, search, name_key, version, created_at, updated_at, first_name, status, score)
     select tenant_id, record_id, '{}', '{}', '', 'jane', 1, doc, doc, 'Jane', 'new', 0 from search_docs where tenant_id = ?`,
  ).bind(id).run();
  await env.DB.prepare("insert into relations (tenant_id, from_id, to_id) values (?, 'lead_7', 'com_1')").bind(id).run();
  const read = async (conditions: { sql: string; params: readonly (string | number | null)[] }[]) => {
    const { sql, params } = whereOf(id, conditions, true);
    const { meta, results } = await env.DB.prepare(`select t.id from leads t where ${sql} order by t.created_at desc, t.id desc limit 51`).bind(...params).all();
    return [results.length, meta.rows_read < 50];
  };
  const search = searchCondition({ kind: "lead" }, id, "77");
  expect(search.ok && search.value !== null && (await read([{ sql: search.value.sql, params: [`"${prefix}4777" *`, 1_000] }]))).toEqual([1, true]);
  const relation = related().sql;
  expect(await read([{ sql: relation, params: [id, '["com_1"]'] }])).toEqual([1, true]);
  const [update] = updateMany("leads", id, [{ id: "lead_9", version: 1, set: { score: 5, version: 2 } }], "leads.deleted_at is null");
  const { meta } = await env.DB.prepare(update?.sql ?? "").bind(...(update?.params ?? [])).run();
  expect([meta.changes, meta.rows_read < 20]).toEqual([1, true]);
});

test("an index that was lost is filled again, a step at a time, and what is found already is left", async () => {
  const { client } = await makeTenant();
  await client.post("/api/leads", { firstName: "Jane" });
  await client.post("/api/notes", { body: "Jane called" });
  await env.DB.prepare("delete from search_terms").run();
  const { reindex } = servicesOf(env).crm;
  expect(await reindex.isEmpty()).toBe(true);
  expect(names(await client.get("/api/search?q=jane"))).toEqual([]);
  const run = async () => {
    let done = 0;
    let cursor: ReindexCursor | null = null;
    do {
      const step: Awaited<ReturnType<typeof reindex.step>> = await reindex.step(cursor);
      done += step.done;
      cursor = step.next;
    } while (cursor !== null);
    return done;
  };
  expect(await run()).toBeGreaterThanOrEqual(2);
  expect(names(await client.get("/api/search?q=jane"))).toEqual(["Jane", "Jane called"]);
  expect(await run()).toBe(0);
  expect(await reindex.isEmpty()).toBe(false);
}, 60_000);
