import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Plugin } from "vite";

const run = promisify(execFile);

/**
 * Brings the message catalog up to date before it is compiled.
 * A message that is in the code but not in the catalog would reach the screen as its bare id.
 */
export function extractMessages(configPath: string): Plugin {
  return {
    name: "pilothouse:messages",
    apply: "build",
    async buildStart() {
      const cli = fileURLToPath(new URL("lingui.js", import.meta.resolve("@lingui/cli")));
      await run(process.execPath, [cli, "extract", "--clean", "--config", configPath]);
    },
  };
}
