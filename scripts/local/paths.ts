import path from "node:path";

/** The repository's folder. */
export const ROOT = path.resolve(import.meta.dirname, "../..");

/** Everything the local installation makes: git-ignored, and safe to delete. */
export const DEV = path.join(ROOT, ".dev");

/** Where the local installation keeps its data. */
export const STATE = path.join(DEV, "state");

/** Where the addresses, passwords and keys of the local installation are written. */
export const CREDENTIALS = path.join(DEV, "credentials.json");

/** An absolute path inside the repository. */
export function inRoot(...parts: string[]): string {
  return path.join(ROOT, ...parts);
}
