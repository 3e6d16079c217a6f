// The walls of the house, checked on the imports and the text of the sources. Run by `npm test`.
import { readTree } from "./walls/files.ts";
import { bindingWalls, consoleWalls, fetchWalls, importWalls, lengthWalls, migrationWalls, serviceCycles } from "./walls/rules.ts";

const RULES = [importWalls, serviceCycles, bindingWalls, consoleWalls, fetchWalls, lengthWalls];

/** Every breach in the tree under `root`, as `file:line what is wrong`. */
export function checkWalls(root: string): string[] {
  const sources = readTree(root, ["workers", "durable-objects", "d1", "web", "sdk", "scripts"], /\.(ts|tsx|mjs)$/);
  const migrations = readTree(root, ["d1"], /\.sql$/);
  return [...RULES.flatMap((rule) => rule(sources)), ...migrationWalls(migrations)];
}
