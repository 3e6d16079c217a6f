import fs from "node:fs";
import path from "node:path";
import { token, writePrivate, type Secrets } from "./secrets.ts";
import { workerModules } from "./worker-modules.ts";

/** How to sign in to the local installation, and the keys to call it with. Written for people and for tests. */
export type Credentials = {
  url: string;
  email: string;
  password: string;
  apiKey: string;
  tenant: string;
  operatorToken: string;
  bulkApiKey: string;
  other: { email: string; password: string; apiKey: string; tenant: string };
};

const PASSWORD_BYTES = 12;

/**
 * The credentials in this file, or new ones. They are written before the data that knows their hashes:
 * the other way round, an interruption between the two would lose them for good.
 */
export async function loadCredentials(file: string, url: string, secrets: Secrets): Promise<Credentials> {
  const known = readCredentials(file);
  const credentials = { ...(known ?? (await newCredentials())), url, operatorToken: secrets.OPERATOR_TOKEN };
  writePrivate(file, credentials);
  return credentials;
}

/** The credentials in this file, or undefined where there is none. */
export function readCredentials(file: string): Credentials | undefined {
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, "utf8")) as Credentials) : undefined;
}

/** A path as a person would type it from where they stand. */
export function shownPath(file: string): string {
  return path.relative(process.cwd(), file);
}

async function newCredentials(): Promise<Credentials> {
  const { mintApiKey, newId } = await workerModules();
  const [demo, bulk, other] = await Promise.all([mintApiKey(), mintApiKey(), mintApiKey()]);
  return {
    url: "",
    email: "demo@pilothouse.local",
    password: token(PASSWORD_BYTES),
    apiKey: demo.key,
    tenant: newId("tenant", Date.now()),
    operatorToken: "",
    bulkApiKey: bulk.key,
    other: { email: "other@pilothouse.local", password: token(PASSWORD_BYTES), apiKey: other.key, tenant: newId("tenant", Date.now()) },
  };
}
