import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { applyMigrations, migrationNames, runAll, withDatabase } from "./database.ts";
import { prepareInstallation } from "./installation.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "installation-"));
const state = path.join(folder, "state");
const url = "http://localhost:8787";
const count = (table: string) =>
  withDatabase(state, (database) => database.prepare(`select count(*) as n from ${table}`).first<number>("n"));

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test("a batch that fails leaves nothing behind, and the next start completes it", { timeout: 30_000 }, async () => {
  const broken = withDatabase(state, async (database) => {
    await applyMigrations(database);
    await runAll(database, [
      { sql: "insert into tenants (id, slug, name, time_zone, limits, created_at) values ('ten_x', 'x', 'X', 'UTC', '{}', 0)", params: [] },
      { sql: "insert into nowhere values (?)", params: [1] },
    ]);
  });
  await expect(broken).rejects.toThrow("nowhere");
  expect(await count("tenants")).toBe(0);

  const first = await prepareInstallation({ folder, url });
  expect(first).toMatchObject({ migrations: [], seeded: true });
  expect(await count("tenants")).toBe(2);
  expect(await count("d1_migrations")).toBe(migrationNames().length);
});

test("a second start keeps the data, the passwords and the keys, and takes the new address", { timeout: 30_000 }, async () => {
  const leads = await count("leads");
  const again = await prepareInstallation({ folder, url: "http://localhost:9999" });
  expect(again).toMatchObject({ migrations: [], seeded: false });
  expect(again.credentials.url).toBe("http://localhost:9999");
  expect(again.credentials).toMatchObject(JSON.parse(fs.readFileSync(path.join(folder, "credentials.json"), "utf8")));
  expect(again.bindings["OPERATOR_TOKEN"]).toBe(again.credentials.operatorToken);
  expect(await count("leads")).toBe(leads);
});

test("passwords and keys are readable by their owner alone", () => {
  for (const name of ["credentials.json", "secrets.json"]) expect(fs.statSync(path.join(folder, name)).mode & 0o777).toBe(0o600);
});

test("data without its credentials is told, with the way out", { timeout: 30_000 }, async () => {
  fs.rmSync(path.join(folder, "credentials.json"));
  await expect(prepareInstallation({ folder, url })).rejects.toThrow("npm run reset");
  expect(fs.existsSync(path.join(folder, "credentials.json"))).toBe(false);
});
