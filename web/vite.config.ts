import { fileURLToPath } from "node:url";
import { lingui } from "@lingui/vite-plugin";
import babel from "@rolldown/plugin-babel";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { extractMessages } from "./build/messages.ts";
import { themeScript } from "./build/theme-script.ts";

const linguiConfig = fileURLToPath(new URL("lingui.config.ts", import.meta.url));
// The macro has no option for it, and would else look beside the package.json of the whole house.
process.env["LINGUI_CONFIG"] = linguiConfig;

/** Few files, so that a cold page stays within 12 requests: libraries, the shell, and the pages of one kind together. */
const chunks = [
  { name: "vendor", test: /[\\/]node_modules[\\/](?!@tanstack[\\/](react-)?virtual|qr[\\/])|rolldown[\\/]runtime/, priority: 3 },
  { name: "shell", test: /[\\/]web[\\/]src[\\/](api|ui|locales|app|gate[\\/]returnAddress|settings[\\/]sections|records[\\/](RecordLink|ids|plurals))/, priority: 2 },
  { name: "settings", test: /[\\/]web[\\/]src[\\/]settings[\\/](?!sections)|node_modules[\\/]qr[\\/]/, priority: 1 },
  { name: "gate", test: /[\\/]web[\\/]src[\\/](gate[\\/](?!returnAddress)|person)/, priority: 2 },
  { name: "records", test: /[\\/]web[\\/]src[\\/]records[\\/][A-Z]|[\\/]virtual-core[\\/]|[\\/]react-virtual[\\/]/, priority: 1 },
];

// What is built is for people, whoever asks for it: a test runner's NODE_ENV would give the development build of React.
if (process.argv.includes("build")) process.env["NODE_ENV"] = "production";

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [
    extractMessages(linguiConfig),
    themeScript(),
    lingui({ failOnMissing: true, failOnCompileError: true }),
    babel({
      plugins: ["@lingui/babel-plugin-lingui-macro"],
      include: [/web[\\/]src[\\/].*\.tsx?$/],
    }),
    react(),
  ],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: true,
    target: "es2023",
    // One stylesheet: it is small, and a route change never waits for one.
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: chunks,
        },
      },
    },
  },
});
