import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { fetch, Response } from "miniflare";
import { defineConfig } from "vitest/config";
import { newSecrets } from "./scripts/local/secrets.ts";

const WORKERD = "**/*.workerd.test.ts";
const IGNORED = ["**/node_modules/**", "**/dist/**", ".dev/**"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          environment: "node",
          include: ["{workers,scripts,d1,durable-objects,sdk}/**/*.test.ts", "web/src/**/*.test.ts"],
          exclude: [WORKERD, ...IGNORED],
          // Property tests do bounded work, but a busy machine may take its time over it.
          testTimeout: 60_000,
        },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            remoteBindings: false,
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              // Nothing leaves this machine: what a test leaves running finds nobody, but for the provider of test/openid-provider.
              outboundService: (request) => (new URL(request.url).hostname === "127.0.0.1" ? fetch(request, { redirect: "manual" }) : new Response(null, { status: 503 })),
              bindings: {
                ...newSecrets(),
                SETUP_TOKEN_HASH: "",
                AI_API_KEY: "",
                EGRESS_LOOPBACK: "allow",
                MAIL_LINKS: "show",
                SIGN_UP: "open",
                PUBLIC_URL: "http://localhost",
                TEST_MIGRATIONS: await readD1Migrations("d1/migrations"),
              },
            },
          })),
        ],
        test: {
          name: "workerd",
          include: [WORKERD],
          exclude: IGNORED,
          setupFiles: ["./test/workerd.setup.ts"],
          globalSetup: ["./test/openid-provider.setup.ts"],
          // One runtime for all files: a third of the time. Each test makes its own tenant, so nothing is shared.
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "e2e",
          environment: "node",
          include: ["web/e2e/**/*.e2e.ts"],
          exclude: IGNORED,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
