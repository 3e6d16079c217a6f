import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { checkWalls } from "./walls.ts";

const trees: string[] = [];

/** A small sound house, with files added or replaced. */
function house(files: Record<string, string>): string {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "walls-"));
  trees.push(root);
  const sound: Record<string, string> = {
    "workers/kit/ids.ts": 'import * as z from "zod";\nexport const id = z.string();\n',
    "workers/kit/egress.ts": "export const get = (url: string) => fetch(url);\n",
    "workers/crm/index.ts": 'import { id } from "#kit/ids";\nimport { leads } from "#d1/crm";\nexport { lead } from "./lead";\nexport const all = [id, leads];\n',
    "workers/crm/lead.ts": "export const lead = 1;\n",
    "workers/ai/index.ts": 'import { lead } from "#crm";\nexport const ai = lead;\n',
    "workers/index.ts": 'import { env } from "cloudflare:workers";\nexport default {\n  async fetch(request: Request): Promise<Response> {\n    return env.ASSETS.fetch(request);\n  },\n};\n',
    "durable-objects/gate.ts": 'import { DurableObject } from "cloudflare:workers";\nexport class Gate extends DurableObject {\n  override fetch(request: Request) {\n    return this.env.OTHER.fetch(request);\n  }\n}\n',
    "web/src/main.tsx": 'import type { Lead } from "#crm";\nimport { PATHS } from "../../workers/paths.generated";\nexport const x: Lead = PATHS;\n',
    "d1/migrations/0001_first.sql": "-- Why: the first table; nothing to drop.\ncreate table t (id text);\n",
  };
  for (const [file, text] of Object.entries({ ...sound, ...files })) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
  return root;
}

afterEach(() => {
  for (const root of trees.splice(0)) fs.rmSync(root, { recursive: true, force: true });
});

test("a sound house has nothing to complain of", () => {
  expect(checkWalls(house({}))).toEqual([]);
});

const breaches: [name: string, files: Record<string, string>, complaint: string][] = [
  ["kit that imports a service", { "workers/kit/bad.ts": '\nimport { lead } from "#crm";\n' }, "workers/kit/bad.ts:2 kit imports nothing of ours"],
  ["kit that imports tables", { "workers/kit/bad.ts": 'import { leads } from "#d1/crm";\n' }, "workers/kit/bad.ts:1 kit imports nothing of ours"],
  ["a service that reaches into another", { "workers/ai/bad.ts": 'import { lead } from "../crm/lead";\n' }, "workers/ai/bad.ts:1 ai may import another part only as #name"],
  ["a type taken from inside another service", { "workers/ai/bad.ts": 'import type {\n  Lead,\n} from "../crm/lead";\n' }, "workers/ai/bad.ts:3 ai may import"],
  ["a lazy import from inside another service", { "workers/ai/bad.ts": 'export const load = () => import("../crm/lead");\n' }, "workers/ai/bad.ts:1 ai may import"],
  ["a service that uses the tables of another", { "workers/ai/bad.ts": 'import { leads } from "#d1/crm";\n' }, "workers/ai/bad.ts:1 ai owns d1/schema/ai only"],
  ["a circle of services", { "workers/crm/bad.ts": 'import { ai } from "#ai";\n' }, "services import each other in a circle: ai → crm → ai"],
  ["a service that takes env", { "workers/crm/bad.ts": 'import { env } from "cloudflare:workers";\n' }, "workers/crm/bad.ts:1 only workers/services.ts"],
  ["a service that reads a binding", { "workers/crm/bad.ts": "export const db = (env: { DB: unknown }) => env.DB;\n" }, "workers/crm/bad.ts:1 only workers/services.ts"],
  ["a service that names Env", { "workers/crm/bad.ts": 'import type { Env } from "../env";\n' }, "workers/crm/bad.ts:1 only workers/services.ts"],
  ["a console that imports code", { "web/src/bad.ts": 'import { lead } from "#crm";\n' }, "web/src/bad.ts:1 the console imports only types"],
  ["a console that imports a type along with code", { "web/src/bad.ts": 'import { type Lead } from "#crm";\n' }, "web/src/bad.ts:1 the console imports only types"],
  ["a call to fetch", { "workers/ai/bad.ts": "export const a = async () => {\n  await fetch(url);\n};\n" }, "workers/ai/bad.ts:2 only kit/egress calls fetch"],
  ["a call to fetch in an object", { "durable-objects/bad.ts": "export const a = () => globalThis.fetch(url);\n" }, "durable-objects/bad.ts:1 only kit/egress calls fetch"],
  ["a long file", { "workers/ai/bad.ts": "// line\n".repeat(351) }, "workers/ai/bad.ts:351 has 351 lines"],
  ["a migration that drops", { "d1/migrations/0002_bad.sql": "-- Why: it is old.\nDROP TABLE t;\n" }, "d1/migrations/0002_bad.sql:2 drops something"],
  ["a migration that rebuilds", { "d1/migrations/0002_bad.sql": "-- Why: new shape.\ncreate table __new_t (id text);\n" }, "d1/migrations/0002_bad.sql:2 rebuilds a table"],
  ["a migration without a reason", { "d1/migrations/0002_bad.sql": "create table u (id text);\n" }, 'd1/migrations/0002_bad.sql:1 must begin with a line "-- Why: …"'],
];

test.each(breaches)("%s is seen", (_name, files, complaint) => {
  const found = checkWalls(house(files));
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(complaint);
});

test("comments, strings and tests are no breach", () => {
  const files = {
    "workers/ai/good.ts": '// import { lead } from "../crm/lead";\n/* fetch(url) and env.DB */\nexport const text = "fetch(it) or env.DB";\n',
    "workers/ai/type.ts": "export type Assets = { fetch(request: Request): Promise<Response> };\n",
    "workers/ai/good.test.ts": 'import { lead } from "../crm/lead";\nfetch(lead);\n',
  };
  expect(checkWalls(house(files))).toEqual([]);
});
