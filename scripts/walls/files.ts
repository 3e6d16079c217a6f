import fs from "node:fs";
import path from "node:path";

const IGNORED = new Set(["node_modules", "dist", ".dev", ".git", ".wrangler"]);
const TEST = /\.(test|e2e|setup)\.tsx?$/;

/** A source file, by its path inside the repository with forward slashes. */
export type SourceFile = { file: string; text: string };

/** All files with one of these endings under the folders of a tree. */
export function readTree(root: string, folders: string[], endings: RegExp): SourceFile[] {
  const found: SourceFile[] = [];
  const visit = (folder: string): void => {
    const entries = fs.existsSync(path.join(root, folder)) ? fs.readdirSync(path.join(root, folder), { withFileTypes: true }) : [];
    for (const entry of entries) {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!IGNORED.has(entry.name)) visit(file);
      } else if (endings.test(entry.name)) found.push({ file, text: fs.readFileSync(path.join(root, file), "utf8") });
    }
  };
  for (const folder of folders) visit(folder);
  return found.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** Tests may reach behind a wall to prove what stands there. */
export function isTest(file: string): boolean {
  return TEST.test(file) || file.includes("/testing/");
}
