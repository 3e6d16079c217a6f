import fs from "node:fs";
import path from "node:path";
import type { D1Database } from "@cloudflare/workers-types";
import { loadCredentials, type Credentials } from "./credentials.ts";
import { applyMigrations, runAll, withDatabase, type Statement } from "./database.ts";
import { loadSecrets } from "./secrets.ts";
import { workerModules } from "./worker-modules.ts";

/** Where a local installation keeps what it knows, and the address it will answer at. */
export type InstallationOptions = { folder: string; url: string };

/** A local installation that is ready to be served. */
export type Installation = {
  state: string;
  credentials: Credentials;
  /** Secrets and settings for the Worker. */
  bindings: Record<string, string>;
  migrations: string[];
  seeded: boolean;
};

/** Settings that a person may give in the shell, over those of wrangler.toml. */
const SHELL_SETTINGS = ["CORS", "RATE_LIMITS", "OAUTH_REGISTRATION", "SIGN_UP", "ETHEREUM_CHAINS", "GOOGLE_ISSUER", "GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GITHUB_URL", "GITHUB_API_URL", "GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET", "MAIL_SHAPE", "MAIL_ENDPOINT", "MAIL_FROM", "MAIL_TOKEN", "AI_BASE_URL", "AI_MODEL", "AI_API_KEY"];

/**
 * Brings a local installation up to date: secrets and credentials, the tables, and the demo data of an empty database.
 * Each step finds out by itself whether it is done, so a start that was interrupted is completed by the next.
 */
export async function prepareInstallation({ folder, url }: InstallationOptions): Promise<Installation> {
  const state = path.join(folder, "state");
  const secrets = loadSecrets(path.join(folder, "secrets.json"));
  const file = path.join(folder, "credentials.json");
  const hadCredentials = fs.existsSync(file);
  const credentials = await loadCredentials(file, url, secrets);
  const { migrations, seeded } = await withDatabase(state, async (database) => ({
    migrations: await applyMigrations(database),
    seeded: await seedOnce(database, credentials),
  }));
  if (!seeded && !hadCredentials) {
    fs.rmSync(file);
    throw new Error("The database holds the demo data, but the file with its passwords is gone, and they are kept nowhere else. Start over with: npm run reset");
  }
  const bindings = { ...secrets, ...shellSettings(), EGRESS_LOOPBACK: "allow", MAIL_LINKS: "show", PUBLIC_URL: url, SETUP_TOKEN_HASH: "" };
  return { state, credentials, bindings, migrations, seeded };
}

/** Seeds a database without tenants. One batch, so that there is no half of it. */
async function seedOnce(database: D1Database, credentials: Credentials): Promise<boolean> {
  const tenant = await database.prepare("select id from tenants limit 1").first();
  if (tenant) return false;
  await runAll(database, await demoStatements(credentials));
  return true;
}

async function demoStatements({ email, password, apiKey, bulkApiKey, tenant, other }: Credentials): Promise<Statement[]> {
  const { seedStatements, hashPassword, hashApiKey, apiKeyId, newId } = await workerModules();
  const keyHash = async (key: string) => ({ keyId: apiKeyId(key) ?? "", hash: await hashApiKey(key) });
  return seedStatements({
    now: Date.now(),
    newId: (kind, at) => newId(kind, at),
    demo: { tenantId: tenant, email, passwordHash: await hashPassword(password), key: await keyHash(apiKey), bulkKey: await keyHash(bulkApiKey) },
    other: { tenantId: other.tenant, email: other.email, passwordHash: await hashPassword(other.password), key: await keyHash(other.apiKey) },
  });
}

function shellSettings(): Record<string, string> {
  const given = SHELL_SETTINGS.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { AI_API_KEY: "", MAIL_TOKEN: "", SIGN_UP: "open", ...Object.fromEntries(given) };
}
