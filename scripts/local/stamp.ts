import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { DEV, ROOT } from "./paths.ts";

const IGNORED = new Set(["node_modules", "dist", ".dev", ".git", ".wrangler"]);
const TEST = /\.(test|e2e)\.tsx?$/;

/** All files under these paths of the repository, sorted, without tests and without what builds make. */
export function sourceFiles(paths: string[], root: string = ROOT): string[] {
  const found: string[] = [];
  const visit = (file: string): void => {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (!stat) return;
    if (!stat.isDirectory()) {
      if (!TEST.test(file)) found.push(file);
      return;
    }
    for (const name of fs.readdirSync(file)) if (!IGNORED.has(name)) visit(path.join(file, name));
  };
  for (const entry of paths) visit(path.join(root, entry));
  return found.sort();
}

/** One hash over the names and contents of the sources. */
export function hashSources(paths: string[], root: string = ROOT): string {
  const hash = createHash("sha256");
  for (const file of sourceFiles(paths, root)) {
    hash.update(path.relative(root, file)).update("\0").update(fs.readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/**
 * Runs `make` only when the sources differ from those of the last time it succeeded and its product stands.
 * Answers whether it ran.
 */
export async function whenChanged(
  name: string,
  sources: string[],
  product: string,
  make: () => Promise<void>,
): Promise<boolean> {
  const stamp = path.join(DEV, "stamps", name);
  if (fs.existsSync(product) && fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === hashSources(sources)) return false;
  fs.rmSync(stamp, { force: true });
  await make();
  fs.mkdirSync(path.dirname(stamp), { recursive: true });
  // Taken anew, because a build may bring its own sources up to date (message catalogs, generated tables).
  fs.writeFileSync(stamp, hashSources(sources));
  return true;
}
