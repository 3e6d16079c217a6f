import fs from "node:fs";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";

type Chunk = { file: string; isEntry?: boolean; isDynamicEntry?: boolean; imports?: string[]; dynamicImports?: string[] };

/** Vite's manifest: chunks by the source they begin with. */
export type Manifest = Record<string, Chunk>;

/** A page is the entry and one lazy chunk, each with all that it imports statically. */
export function pages(manifest: Manifest): { page: string; files: string[] }[] {
  const entries = Object.keys(manifest).filter((key) => manifest[key]?.isEntry);
  const base = entries.flatMap((key) => closure(manifest, key));
  const lazy = Object.keys(manifest).filter((key) => manifest[key]?.isDynamicEntry);
  const page = (name: string, files: string[]) => ({ page: name, files: [...new Set(files)].filter((file) => file.endsWith(".js")) });
  return [page("the first page", base), ...lazy.map((key) => page(key, [...base, ...closure(manifest, key)]))];
}

/** The pages whose scripts together exceed the budget. */
export function overweightPages(manifest: Manifest, folder: string, most: number): { page: string; bytes: number }[] {
  const sizes = new Map<string, number>();
  const size = (file: string): number => {
    const known = sizes.get(file) ?? brotliCompressSync(fs.readFileSync(path.join(folder, file))).length;
    sizes.set(file, known);
    return known;
  };
  return pages(manifest)
    .map(({ page, files }) => ({ page, bytes: files.reduce((total, file) => total + size(file), 0) }))
    .filter(({ bytes }) => bytes > most);
}

/** Chunks with the full zod in them, told by the name that only its classic build gives its string schema. */
export function zodChunks(manifest: Manifest, folder: string): string[] {
  const files = new Set(Object.values(manifest).map(({ file }) => file));
  return [...files].filter((file) => file.endsWith(".js") && /["'`]ZodString["'`]/.test(fs.readFileSync(path.join(folder, file), "utf8")));
}

function closure(manifest: Manifest, key: string): string[] {
  const reached = new Set([key]);
  for (const next of reached) for (const imported of manifest[next]?.imports ?? []) reached.add(imported);
  return [...reached].flatMap((name) => manifest[name]?.file ?? []);
}
