// @ts-check
// What must stand before anything is built: modules made from files that are no code, and folders that tools expect.
// wrangler runs this before each build ([build] in wrangler.toml), so it is quick and writes only what changed.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { ModelConfigError, modelConfigModule, parseModelConfig } from "./model-config.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/**
 * @param {string} file
 * @param {string} text
 */
function writeWhenChanged(file, text) {
  if (fs.existsSync(file) && fs.readFileSync(file, "utf8") === text) return;
  // Renamed into place, so that a build beside this one never reads half a file.
  fs.writeFileSync(`${file}.${process.pid}.tmp`, text);
  fs.renameSync(`${file}.${process.pid}.tmp`, file);
}

/**
 * The console calls operations by their ids, typed; all it needs of them when it runs is this table of addresses.
 * @returns {Promise<string>}
 */
async function operationPaths() {
  const outfile = path.join(root, ".dev", `operations.${process.pid}.mjs`);
  try {
    await build({
      entryPoints: [path.join(root, "workers/operations.ts")],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      logLevel: "error",
    });
    const { operations } = /** @type {{ operations: { id: string, method: string, path: string }[] }} */ (await import(pathToFileURL(outfile).href));
    const rows = operations.map(({ id, method, path: address }) => `  ${JSON.stringify(id)}: [${JSON.stringify(method)}, ${JSON.stringify(address)}],\n`);
    return `// Made by scripts/generate.mjs from the list of operations.\n\nexport const paths: Record<string, readonly [method: string, path: string]> = {\n${rows.join("")}};\n`;
  } finally {
    fs.rmSync(outfile, { force: true });
  }
}

try {
  const source = "workers/ai/model-config.yaml";
  const config = parseModelConfig(fs.readFileSync(path.join(root, source), "utf8"), source);
  writeWhenChanged(path.join(root, "workers/ai/model-config.generated.ts"), modelConfigModule(config));
  writeWhenChanged(path.join(root, "web/src/api/operations.generated.ts"), await operationPaths());
  // wrangler refuses to start without the folder of static files, even where no console has been built yet.
  fs.mkdirSync(path.join(root, "web/dist"), { recursive: true });
} catch (error) {
  // esbuild has printed what is wrong, with the line.
  const isTold = error instanceof Error && "errors" in error;
  if (!(error instanceof ModelConfigError) && !isTold) throw error;
  if (!isTold) process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
