import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

/** English is the source; a second language is one more locale here and one more file beside it. */
export default defineConfig({
  rootDir: import.meta.dirname,
  sourceLocale: "en",
  locales: ["en"],
  // The words of pages that few open are loaded with them.
  catalogs: [
    { path: "<rootDir>/src/locales/{locale}", include: ["<rootDir>/src"], exclude: ["**/src/settings/**", "**/src/gate/**"] },
    { path: "<rootDir>/src/settings/locales/{locale}", include: ["<rootDir>/src/settings"] },
    { path: "<rootDir>/src/gate/locales/{locale}", include: ["<rootDir>/src/gate"] },
  ],
  // Without line numbers the catalog changes only when a message does.
  format: formatter({ lineNumbers: false }),
});
