import path from "node:path";
import { isTest, type SourceFile } from "./files.ts";
import { blankText, importsOf, type Import } from "./imports.ts";

/** Files of workers/ that may hold bindings, because giving them out is their work. */
const HOLDERS_OF_BINDINGS = ["workers/index.ts", "workers/env.ts", "workers/services.ts"];
/** The guarded egress, and the file that hands it the platform's fetch. */
const MAY_FETCH = /^workers\/(?:kit\/egress(?:-[a-z]+)?|services)\.ts$/;
const LINES_MAX = 350;
const GENERATED = /\.generated(\.[a-z]+)?$/;

/** Which part of the house a file belongs to: a service's name, "kit", or null for the files that join them. */
function partOf(file: string): string | null {
  return /^workers\/([^/]+)\//.exec(file)?.[1] ?? null;
}

/** The path inside the repository that an import leads to, or null for a package. */
function target(file: string, specifier: string): string | null {
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(file), specifier);
  if (specifier.startsWith("#d1/")) return `d1/schema/${specifier.slice("#d1/".length)}`;
  if (specifier.startsWith("#kit/")) return `workers/kit/${specifier.slice("#kit/".length)}`;
  if (specifier.startsWith("#")) return `workers/${specifier.slice(1)}/index`;
  return null;
}

const at = (file: string, line: number, message: string): string => `${file}:${line} ${message}`;

/** kit imports nothing of ours; a service imports kit, itself, its own tables, and others by their index. */
export function importWalls(files: SourceFile[]): string[] {
  return files.filter(({ file }) => !isTest(file)).flatMap(({ file, text }) => {
    const part = partOf(file);
    if (part === null) return [];
    return importsOf(text).flatMap((entry) => {
      const to = target(file, entry.specifier);
      const complaint = to === null ? null : complainOfImport(part, to, entry);
      return complaint === null ? [] : [at(file, entry.line, complaint)];
    });
  });
}

function complainOfImport(part: string, to: string, { specifier }: Import): string | null {
  const inside = to.startsWith(`workers/${part}/`);
  // Told of by the wall around bindings.
  if (to === "workers/env") return null;
  if (inside && specifier !== `#${part}`) return null;
  if (part === "kit") return `kit imports nothing of ours, but here ${specifier}`;
  if (to.startsWith("workers/kit/")) return specifier.startsWith("#kit/") ? null : `write #kit/… for ${specifier}`;
  if (to === `d1/schema/${part}`) return specifier.startsWith("#d1/") ? null : `write #d1/… for ${specifier}`;
  if (to.startsWith("d1/")) return `${part} owns d1/schema/${part} only, but imports ${specifier}`;
  if (specifier === `#${part}`) return `a service does not import itself by its index`;
  if (/^#[a-z0-9-]+$/.test(specifier)) return null;
  return `${part} may import another part only as #name (its index.ts), not ${specifier}`;
}

/** No service leads back to itself through others. */
export function serviceCycles(files: SourceFile[]): string[] {
  const edges = new Map<string, Set<string>>();
  for (const { file, text } of files) {
    const part = partOf(file);
    if (part === null || isTest(file)) continue;
    const targets = edges.get(part) ?? new Set<string>();
    edges.set(part, targets);
    for (const { specifier } of importsOf(text)) {
      const name = /^#([a-z0-9-]+)$/.exec(specifier)?.[1];
      if (name !== undefined && name !== part) targets.add(name);
    }
  }
  const cycles = new Set<string>();
  const walk = (part: string, trail: string[]): void => {
    const start = trail.indexOf(part);
    if (start >= 0) return void cycles.add(canonicalCycle(trail.slice(start)));
    for (const next of edges.get(part) ?? []) walk(next, [...trail, part]);
  };
  for (const part of edges.keys()) walk(part, []);
  return [...cycles].sort().map((cycle) => `services import each other in a circle: ${cycle}`);
}

/** The same circle begins at the same service, wherever the walk met it first. */
function canonicalCycle(parts: string[]): string {
  const first = parts.indexOf([...parts].sort()[0] ?? "");
  const turned = [...parts.slice(first), ...parts.slice(0, first)];
  return [...turned, turned[0]].join(" → ");
}

/** Only the joining files and the objects touch bindings; everyone else is handed a service. */
export function bindingWalls(files: SourceFile[]): string[] {
  return files.flatMap(({ file, text }) => {
    const holder = HOLDERS_OF_BINDINGS.includes(file) || file.startsWith("durable-objects/");
    if (!file.startsWith("workers/") || holder || isTest(file)) return [];
    const imports = importsOf(text).filter(({ specifier }) => target(file, specifier) === "workers/env");
    const named = findAll(text, /\bimport\s*(?:type\s*)?\{[^}]*\b(?:env|exports)\b[^}]*\}\s*from\s*["']cloudflare:workers["']/g, "raw");
    const used = findAll(text, /(?<![\w$])env\.[A-Z][A-Z0-9_]+\b|\bCloudflare\.Env\b/g, "code");
    return [...imports.map(({ line }) => line), ...named, ...used].map((line) => at(file, line, "only workers/services.ts, env.ts, index.ts and durable-objects touch bindings"));
  });
}

/** The console takes types from the Worker, never code, but for generated tables. */
export function consoleWalls(files: SourceFile[]): string[] {
  return files.filter(({ file }) => file.startsWith("web/") && !isTest(file)).flatMap(({ file, text }) =>
    importsOf(text).flatMap(({ specifier, line, typeOnly }) => {
      const to = target(file, specifier);
      const ours = to !== null && /^(workers|durable-objects|d1)\//.test(to);
      return ours && !typeOnly && !GENERATED.test(to) ? [at(file, line, `the console imports only types from the Worker: write \`import type\` for ${specifier}`)] : [];
    }),
  );
}

/** Nothing calls out but the guarded egress. `.fetch(` of a binding or an app is another thing. */
export function fetchWalls(files: SourceFile[]): string[] {
  return files.flatMap(({ file, text }) => {
    if (!/^(workers|durable-objects)\//.test(file) || isTest(file) || MAY_FETCH.test(file)) return [];
    const code = blankText(text);
    return [...code.matchAll(/(?<![.\w$#])fetch\s*\(|\b(?:globalThis|self)\.fetch\b/g)]
      .filter((match) => !isMethod(code, match.index))
      .map((match) => at(file, lineAt(code, match.index), "only kit/egress calls fetch: an address from outside must pass its checks"));
  });
}

/** `async fetch(request) {` declares a handler; it begins a member, and a body or a type follows its parameters. */
function isMethod(code: string, index: number): boolean {
  const before = code.slice(code.lastIndexOf("\n", index) + 1, index);
  if (!/(?:^|[{;,])\s*(?:(?:async|override|public)\s+)*$/.test(before)) return false;
  let depth = 0;
  for (let end = code.indexOf("(", index); end < code.length; end += 1) {
    if (code[end] === "(") depth += 1;
    if (code[end] === ")") depth -= 1;
    if (depth === 0) return /^\s*[:{]/.test(code.slice(end + 1));
  }
  return false;
}

/** Files that fit a mind. */
export function lengthWalls(files: SourceFile[]): string[] {
  return files.flatMap(({ file, text }) => {
    const lines = text.split("\n").length - 1;
    const counted = !isTest(file) && !GENERATED.test(file.replace(/\.tsx?$/, "")) && !file.endsWith(".d.ts");
    return counted && lines > LINES_MAX ? [at(file, lines, `has ${lines} lines; split it, ${LINES_MAX} are the most`)] : [];
  });
}

/** Migrations only ever add: a rebuilt table loses the rows that refer to it, and a dropped one is gone. */
export function migrationWalls(files: SourceFile[]): string[] {
  return files.filter(({ file }) => /^d1\/.*migrations\/.*\.sql$/.test(file)).flatMap(({ file, text }) => {
    const found = /^-- Why: \S/.test(text) ? [] : [at(file, 1, 'must begin with a line "-- Why: …"')];
    const code = text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "));
    const dropped = [...code.matchAll(/\bdrop\b/gi)].map((match) => at(file, lineAt(code, match.index), "drops something; expand first, contract when nothing reads it"));
    const rebuilt = [...code.matchAll(/__new_|\brename\s+to\b/gi)].map((match) => at(file, lineAt(code, match.index), "rebuilds a table; add columns instead"));
    return [...found, ...dropped, ...rebuilt];
  });
}

function findAll(text: string, pattern: RegExp, look: "raw" | "code"): number[] {
  const searched = look === "raw" ? text : blankText(text);
  return [...searched.matchAll(pattern)].map((match) => lineAt(searched, match.index));
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
