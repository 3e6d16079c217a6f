import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

type MetafileImport = { path: string; kind: string; external?: boolean };

/** The part of esbuild's metafile that is read here. */
export type Metafile = {
  inputs: Record<string, { imports: MetafileImport[] }>;
  outputs: Record<string, { entryPoint?: string; inputs: Record<string, { bytesInOutput: number }> }>;
};

/** What the runtime is sent: modules, without source maps and notes. */
export function workerGzipBytes(folder: string): number {
  const modules = fs.readdirSync(folder).filter((name) => /\.(js|mjs|wasm|bin|txt|html|sql)$/.test(name));
  return modules.reduce((total, name) => total + gzipSync(fs.readFileSync(path.join(folder, name)), { level: 9 }).length, 0);
}

/**
 * The sources that are evaluated when the Worker starts: those reached from its entry by static imports alone.
 * What tree-shaking left out of the build is not evaluated and does not count.
 */
export function loadedAtStart(metafile: Metafile): string[] {
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined);
  if (output?.entryPoint === undefined) throw new Error("The metafile names no entry point.");
  const reached = new Set([output.entryPoint]);
  for (const file of reached) {
    for (const { path: next, kind, external } of metafile.inputs[file]?.imports ?? []) {
      if (!external && kind !== "dynamic-import") reached.add(next);
    }
  }
  return [...reached].filter((file) => (output.inputs[file]?.bytesInOutput ?? 0) > 0);
}

/** The packages that these files belong to. */
export function packagesOf(files: string[]): string[] {
  const names = files.flatMap((file) => {
    const inner = file.split("node_modules/").at(-1) ?? "";
    const name = /^(@[^/]+\/[^/]+|[^/]+)\//.exec(inner)?.[1];
    return file.includes("node_modules/") && name !== undefined ? [name] : [];
  });
  return [...new Set(names)].sort();
}
