import { createHash } from "node:crypto";
import { mustSucceed } from "../local/run.ts";
import { newSecrets, token } from "../local/secrets.ts";
import { readDatabases, type Wrangler } from "./account.ts";
import { overlayConfig, overlayOf } from "./overlay.ts";
import { describeStep, OWNER_LINK_SECRET, type Account, type DeployOptions, type Step } from "./plan.ts";

/** The world outside a deployment, so that a test can stand in for it. */
export type DeployWorld = {
  wrangler: Wrangler;
  toml: string;
  /** Writes the overlay and answers its path, after checking that wrangler reads it as meant. */
  writeConfig(text: string, databaseId: string): string;
  /** Keeps secrets in a file for as long as `use` runs; null takes one away. */
  withSecretsFile<T>(secrets: Record<string, string | null>, use: (file: string) => Promise<T>): Promise<T>;
  print(text: string): void;
};

const OWNER_TOKEN_BYTES = 32;

/** Does what the plan says, step by step, and stops at the first that fails. Answers the address people will use. */
export async function carryOut(steps: Step[], account: Account, options: DeployOptions, world: DeployWorld): Promise<string | undefined> {
  const ownerToken = token(OWNER_TOKEN_BYTES);
  let databases = account.databases;
  let address = options.url;
  for (const step of steps) {
    world.print(`• ${describeStep(step)}\n`);
    switch (step.kind) {
      case "create-database":
        mustSucceed("Creating the database", await world.wrangler(["d1", "create", step.name, ...locationArgs(step.location)]));
        databases = await readDatabases(world.wrangler);
        break;
      case "create-queue":
        mustSucceed("Creating the queue", await world.wrangler(["queues", "create", step.name]));
        break;
      case "migrate":
        mustSucceed("Applying the migrations", await world.wrangler(["d1", "migrations", "apply", step.database, "--remote", "-c", config(step.database)]));
        break;
      case "deploy":
        await deploy(step.database, step.secrets);
        break;
      case "owner-link":
        world.print(ownerLink(address, ownerToken));
        break;
    }
  }
  return address;

  function config(database: string): string {
    const uuid = databases.find(({ name }) => name === database)?.uuid;
    if (uuid === undefined) throw new Error(`The database ${database} is not in the account, though it was just created.`);
    return world.writeConfig(overlayConfig(world.toml, overlayOf({ ...options, ...(address !== undefined && { url: address }) }, uuid)), uuid);
  }

  async function deploy(database: string, names: string[]): Promise<void> {
    const secrets = secretValues(names, ownerToken);
    // With the version and not after it: a Worker without its secrets never answers anyone.
    const secretArgs = (file: string): string[] => (names.length === 0 ? [] : ["--secrets-file", file]);
    const finished = await world.withSecretsFile(secrets, (file) => world.wrangler(["deploy", "-c", config(database), ...secretArgs(file)]));
    mustSucceed("Deploying the Worker", finished);
    if (secrets["OPERATOR_TOKEN"]) world.print(`\nThe operator's token, for /metrics. It is shown this once: ${secrets["OPERATOR_TOKEN"]}\n\n`);
    if (secrets["SECRET_KEYS"]) world.print(`\nThe root keys of all stored secrets. Keep them safe: they are shown this once, and nothing sealed opens without them:\n${secrets["SECRET_KEYS"]}\n\n`);
    if (address !== undefined) return;
    address = /https:\/\/[^\s/]+\.workers\.dev/.exec(finished.output)?.[0];
    if (address === undefined) return;
    // Cloudflare named the address only now, and the Worker must know it: cookies and tokens are bound to it.
    world.print(`• deploy once more, now that the address is known: ${address}\n`);
    mustSucceed("Deploying the Worker", await world.wrangler(["deploy", "-c", config(database)]));
  }
}

function locationArgs(location: string | undefined): string[] {
  return location === undefined ? [] : ["--location", location];
}

function secretValues(names: string[], ownerToken: string): Record<string, string> {
  const values: Record<string, string> = { ...newSecrets(), [OWNER_LINK_SECRET]: createHash("sha256").update(ownerToken).digest("hex") };
  return Object.fromEntries(names.map((name) => [name, values[name] ?? ""]));
}

function ownerLink(address: string | undefined, ownerToken: string): string {
  const path = `/setup?token=${ownerToken}`;
  const link = address === undefined ? `${path} (on the address of your Worker)` : `${address}${path}`;
  return `\nThe first owner signs up here, once. Whoever has this link becomes the owner:\n${link}\n`;
}
