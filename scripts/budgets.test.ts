import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { overweightPages, pages, zodChunks, type Manifest } from "./budgets/console.ts";
import { loadedAtStart, packagesOf, type Metafile } from "./budgets/worker.ts";

const still = (path: string) => ({ path, kind: "import-statement" });
const lazy = (path: string) => ({ path, kind: "dynamic-import" });

function metafile(imports: Record<string, { path: string; kind: string }[]>, shaken: string[] = []): Metafile {
  const files = Object.keys(imports);
  return {
    inputs: Object.fromEntries(files.map((file) => [file, { imports: imports[file] ?? [] }])),
    outputs: {
      "index.js": {
        entryPoint: "workers/index.ts",
        inputs: Object.fromEntries(files.map((file) => [file, { bytesInOutput: shaken.includes(file) ? 0 : 10 }])),
      },
    },
  };
}

test("a package that is imported lazily is not loaded at the start", () => {
  const graph = metafile({
    "workers/index.ts": [still("workers/ai.ts"), still("node_modules/hono/index.js")],
    "workers/ai.ts": [lazy("workers/parser.ts")],
    "workers/parser.ts": [still("node_modules/compromise/index.js")],
    "node_modules/compromise/index.js": [],
    "node_modules/hono/index.js": [],
  });
  expect(packagesOf(loadedAtStart(graph))).toEqual(["hono"]);
});

test("one static path is enough to load it", () => {
  const graph = metafile({
    "workers/index.ts": [lazy("workers/parser.ts"), still("workers/other.ts")],
    "workers/other.ts": [still("workers/parser.ts")],
    "workers/parser.ts": [still("node_modules/@better-auth/core/index.js")],
    "node_modules/@better-auth/core/index.js": [],
  });
  expect(packagesOf(loadedAtStart(graph))).toEqual(["@better-auth/core"]);
});

test("what the build left out does not count", () => {
  const graph = metafile(
    { "workers/index.ts": [still("node_modules/chrono-node/index.js")], "node_modules/chrono-node/index.js": [] },
    ["node_modules/chrono-node/index.js"],
  );
  expect(packagesOf(loadedAtStart(graph))).toEqual([]);
});

test("a page weighs its entry, its chunk and what both import, once", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "budgets-"));
  // Random bytes, because they do not compress: a page's weight is then the sum of its files.
  const noise = (bytes: number): string => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("base64");
  for (const file of ["main.js", "vendor.js", "leads.js", "chat.js"]) fs.writeFileSync(path.join(folder, file), noise(1_000));
  fs.appendFileSync(path.join(folder, "chat.js"), 'const name = "ZodString";');
  const manifest: Manifest = {
    "main.tsx": { file: "main.js", isEntry: true, imports: ["_vendor"], dynamicImports: ["leads.tsx", "chat.tsx"] },
    _vendor: { file: "vendor.js" },
    "leads.tsx": { file: "leads.js", isDynamicEntry: true, imports: ["_vendor"] },
    "chat.tsx": { file: "chat.js", isDynamicEntry: true },
  };
  expect(pages(manifest)).toEqual([
    { page: "the first page", files: ["main.js", "vendor.js"] },
    { page: "leads.tsx", files: ["main.js", "vendor.js", "leads.js"] },
    { page: "chat.tsx", files: ["main.js", "vendor.js", "chat.js"] },
  ]);
  expect(overweightPages(manifest, folder, 2_500).map(({ page }) => page)).toEqual(["leads.tsx", "chat.tsx"]);
  expect(overweightPages(manifest, folder, 5_000)).toEqual([]);
  expect(zodChunks(manifest, folder)).toEqual(["chat.js"]);
  fs.rmSync(folder, { recursive: true });
});
