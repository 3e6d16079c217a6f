import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";

// A workerd test that ran in Node by mistake would prove nothing.
if (navigator.userAgent !== "Cloudflare-Workers") throw new Error("*.workerd.test.ts files run inside workerd only");

const { DB, TEST_MIGRATIONS } = env as unknown as { DB: D1Database; TEST_MIGRATIONS: D1Migration[] };
await applyD1Migrations(DB, TEST_MIGRATIONS);
