import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

const SOURCE = new URL("../src/theme-early.js", import.meta.url);

/**
 * The few lines that set the theme before the first paint. They must block, so they cannot be a
 * module, and the content security policy allows no inline script: hence a hashed file of their own.
 */
export function themeScript(): Plugin {
  const source = readFileSync(SOURCE, "utf8");
  const hash = createHash("sha256").update(source).digest("base64url").slice(0, 8);
  const fileName = `assets/theme-${hash}.js`;
  let serving = false;
  return {
    name: "pilothouse:theme-script",
    configResolved(config) {
      serving = config.command === "serve";
    },
    generateBundle() {
      this.emitFile({ type: "asset", fileName, source });
    },
    transformIndexHtml: {
      order: "post",
      handler: () => [
        { tag: "script", attrs: { src: serving ? "/src/theme-early.js" : `/${fileName}` }, injectTo: "head-prepend" },
      ],
    },
  };
}
