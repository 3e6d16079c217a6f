import fs from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runNode, type Finished } from "../../scripts/local/run";
import { serveTemporary, type TemporaryInstallation } from "../../scripts/local/temporary";

let product: TemporaryInstallation;
beforeAll(async () => {
  product = await serveTemporary();
});
afterAll(() => product.dispose());

const verify = (key = product.credentials.apiKey): Promise<Finished> => runNode("scripts/audit-verify.ts", [product.url], { env: { AUDIT_API_KEY: key } });

/** The file in which the simulator keeps the database that has these rows. */
function databaseFile(folder: string): string {
  const files = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sqlite") && name.includes("d1"));
  const found = files.map((name) => path.join(folder, name)).find((file) => hasAudit(file));
  if (found === undefined) throw new Error(`no database with an audit log under ${folder}`);
  return found;
}

function hasAudit(file: string): boolean {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare("select name from sqlite_master where name = 'audit_entries'").get() !== undefined;
  } finally {
    database.close();
  }
}

test("the command walks the whole chain, and exits with 1 naming the entry that somebody altered", async () => {
  const headers = { authorization: `Bearer ${product.credentials.apiKey}`, "content-type": "application/json" };
  for (let i = 0; i < 3; i++) await fetch(`${product.url}/api/leads`, { method: "POST", headers, body: JSON.stringify({ firstName: `Lead ${i}` }) });
  await expect.poll(async () => (await verify()).output, { timeout: 40_000, interval: 1_000 }).toMatch(/Intact: [1-9]\d* entries, 0 of them without their personal values; 0 wait/);

  const database = new DatabaseSync(databaseFile(product.state));
  database.exec("pragma busy_timeout = 5000; update audit_entries set actor_id = 'usr_somebody_else' where seq = 2");
  database.close();
  const after = await verify();
  expect(after).toMatchObject({ code: 1, output: expect.stringContaining("BROKEN at entry 2") });
});

test("the command says why where it cannot ask", async () => {
  expect(await verify("ph_live_nobody")).toMatchObject({ code: 1, output: expect.stringContaining("401") });
});
