import { expect, test } from "vitest";
import { newId } from "../workers/kit/ids";
import { seedStatements, type SeedInput } from "./seed";

function input(): SeedInput {
  let count = 0;
  const key = (keyId: string) => ({ keyId, hash: `hash of ${keyId}` });
  return {
    now: 1_795_600_000_000,
    // Not random, so that two runs agree.
    newId: (kind, at) => newId(kind, at, new Uint8Array(16).fill(0).with(0, (count += 1) & 31).with(1, count >> 5)),
    demo: { tenantId: "ten_harbour", email: "demo@example.test", passwordHash: "hashed", key: key("demo"), bulkKey: key("bulk") },
    other: { tenantId: "ten_northwind", email: "other@example.test", passwordHash: "hashed", key: key("other") },
  };
}

const rowsOf = (table: string) =>
  seedStatements(input())
    .filter(({ sql }) => sql.startsWith(`insert into ${table} `))
    .map(({ sql, params }) => {
      const columns = /\(([^)]*)\)/.exec(sql)?.[1]?.split(", ") ?? [];
      return Object.fromEntries(columns.map((column, index) => [column, params[index]]));
    });

test("the same time, ids and hashes give the same statements", () => {
  expect(seedStatements(input())).toEqual(seedStatements(input()));
});

test("two workspaces, each with its owner and its key; the bulk key has a limit of its own", () => {
  expect(rowsOf("tenants").map((row) => row["slug"])).toEqual(["harbour", "northwind"]);
  expect(rowsOf("members").map((row) => row["role"])).toEqual(["owner", "editor", "viewer", "owner"]);
  expect(rowsOf("api_keys").map((row) => [row["key_id"], row["per_minute"] !== null])).toEqual([
    ["demo", false],
    ["bulk", true],
    ["other", false],
  ]);
});

test("there is something to look at: every status, several sources, links to companies, spread over months", () => {
  const leads = rowsOf("leads");
  expect(leads.length).toBeGreaterThan(30);
  expect(new Set(leads.map((row) => row["status"])).size).toBe(5);
  expect(new Set(leads.map((row) => row["source"])).size).toBeGreaterThan(3);
  expect(rowsOf("contacts").every((row) => typeof row["company_id"] === "string")).toBe(true);
  const times = leads.map((row) => Number(row["created_at"]));
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(60 * 86_400_000);
});

test("what the README has people add is not there yet, and no email stands twice", () => {
  const text = JSON.stringify(seedStatements(input()));
  expect(text).not.toMatch(/jane doe|"jane"|acme/i);
  for (const table of ["leads", "contacts"]) {
    const keys = rowsOf(table).map((row) => `${row["tenant_id"]} ${row["email_key"]}`);
    expect(new Set(keys).size).toBe(keys.length);
  }
});
