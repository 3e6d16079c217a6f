import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

/** English is the source; a second language is one more locale here and one more file beside it. */
export default defineConfig({
  rootDir: import.meta.dirname,
  sourceLocale: "en",
  locales: ["en"],
  catalogs: [{ path: "<rootDir>/src/locales/{locale}", include: ["<rootDir>/src"] }],
  // Without line numbers the catalog changes only when a message does.
  format: formatter({ lineNumbers: false }),
});
