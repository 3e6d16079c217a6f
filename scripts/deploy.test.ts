import { createHash } from "node:crypto";
import fs from "node:fs";
import { expect, test } from "vitest";
import { readAccount, type Wrangler } from "./deploy/account.ts";
import { carryOut, type DeployWorld } from "./deploy/carry-out.ts";
import { overlayConfig } from "./deploy/overlay.ts";
import { parseDeployOptions, planDeployment, type Account, type DeployOptions } from "./deploy/plan.ts";

const TOML = fs.readFileSync(new URL("../wrangler.toml", import.meta.url), "utf8");
const WANTED = { database: "pilothouse", queues: ["pilothouse-events", "pilothouse-events-dead"] };
const EMPTY: Account = { databases: [], queues: [], secrets: [] };
const FULL: Account = {
  databases: [{ name: "pilothouse", uuid: "uuid-old" }],
  queues: WANTED.queues,
  secrets: ["AUTH_SECRET", "AUTH_SIGNING_KEY", "SECRET_KEYS", "OPERATOR_TOKEN", "SETUP_TOKEN_HASH"],
};
const options = (changed: Partial<DeployOptions> = {}): DeployOptions => ({ dryRun: false, ai: false, newOwnerLink: false, rotateSigningKey: false, ...changed });

/** An account that behaves as Cloudflare does, as far as a deployment sees it. */
function fakeAccount(start: Account, failing?: string) {
  const account = structuredClone(start);
  const commands: string[] = [];
  const ok = (output = "") => ({ code: 0, output });
  const no = (output: string) => ({ code: 1, output });
  const wrangler: Wrangler = async (args) => {
    const command = args.join(" ");
    commands.push(command);
    if (failing !== undefined && command.startsWith(failing)) return no("the network is down");
    if (command.startsWith("d1 list")) return ok(`a note\n${JSON.stringify(account.databases)}\n`);
    if (command.startsWith("d1 create")) account.databases.push({ name: args[2] ?? "", uuid: "uuid-new" });
    if (command.startsWith("queues info")) return account.queues.includes(args[2] ?? "") ? ok() : no(`Queue "${args[2]}" does not exist.`);
    if (command.startsWith("queues create")) account.queues.push(args[2] ?? "");
    if (command.startsWith("secret list")) return account.secrets.length > 0 ? ok(JSON.stringify(account.secrets.map((name) => ({ name })))) : no('Worker "pilothouse" not found.');
    if (command.startsWith("deploy")) return ok("Deployed\n  https://pilothouse.someone.workers.dev\n");
    return ok("{}");
  };
  return { account, commands, wrangler };
}

function fakeWorld(wrangler: Wrangler) {
  const seen = { config: "", printed: "", secrets: {} as Record<string, string | null> };
  const world: DeployWorld = {
    wrangler,
    toml: TOML,
    print: (text) => void (seen.printed += text),
    writeConfig: (text) => {
      seen.config = text;
      return "deploy.toml";
    },
    withSecretsFile: (secrets, use) => {
      seen.secrets = secrets;
      return use("secrets.json");
    },
  };
  return { seen, world };
}

async function deployTo(start: Account, chosen: DeployOptions = options(), failing?: string) {
  const { commands, wrangler } = fakeAccount(start, failing);
  const { seen, world } = fakeWorld(wrangler);
  const account = await readAccount(wrangler, WANTED, "pilothouse");
  await carryOut(planDeployment(WANTED, account, chosen), account, chosen, world);
  return { commands: commands.filter((command) => !/^(whoami|d1 list|queues info|secret list)/.test(command)), seen };
}

test("an empty account gets the database, the queues, the tables and then the Worker with its secrets", async () => {
  const { commands, seen } = await deployTo(EMPTY);
  expect(commands).toEqual([
    "d1 create pilothouse",
    "queues create pilothouse-events",
    "queues create pilothouse-events-dead",
    "d1 migrations apply pilothouse --remote -c deploy.toml",
    "deploy -c deploy.toml --secrets-file secrets.json",
    "deploy -c deploy.toml",
  ]);
  expect(Object.keys(seen.secrets).sort()).toEqual(["AUTH_SECRET", "AUTH_SIGNING_KEY", "OPERATOR_TOKEN", "SECRET_KEYS", "SETUP_TOKEN_HASH"]);
  expect(seen.config).toContain('database_id = "uuid-new"');
  expect(seen.config).toContain('PUBLIC_URL = "https://pilothouse.someone.workers.dev"');
});

test("the owner's link carries a token of which only the hash is kept", async () => {
  const { seen } = await deployTo(EMPTY);
  const token = /https:\/\/pilothouse\.someone\.workers\.dev\/setup\?token=(\S+)/.exec(seen.printed)?.[1] ?? "";
  expect(token.length).toBeGreaterThanOrEqual(43);
  expect(seen.secrets["SETUP_TOKEN_HASH"]).toBe(createHash("sha256").update(token).digest("hex"));
});

test("the root keys of secrets are made, and shown once to whoever deploys", async () => {
  const { seen } = await deployTo(EMPTY);
  const { current, keys } = JSON.parse(seen.secrets["SECRET_KEYS"] ?? "{}") as { current: string; keys: Record<string, string> };
  expect(Buffer.from(keys[current] ?? "", "base64")).toHaveLength(32);
  expect(seen.printed).toContain(seen.secrets["SECRET_KEYS"]);
});

test("a second deployment changes no secret and makes no second link", async () => {
  const { commands, seen } = await deployTo(FULL, options({ url: "https://crm.example" }));
  expect(commands).toEqual(["d1 migrations apply pilothouse --remote -c deploy.toml", "deploy -c deploy.toml"]);
  expect(seen.secrets).toEqual({});
  expect(seen.printed).not.toContain("/setup");
  expect(seen.config).toContain('database_id = "uuid-old"');
});

test("a new link for the owner is made when asked for, and only that secret changes", async () => {
  const { seen } = await deployTo(FULL, options({ newOwnerLink: true, url: "https://crm.example" }));
  expect(Object.keys(seen.secrets)).toEqual(["SETUP_TOKEN_HASH"]);
  expect(seen.printed).toContain("https://crm.example/setup?token=");
  expect(seen.config).toContain('PUBLIC_URL = "https://crm.example"');
});

test("secrets that cannot be read stop the deployment, and are never replaced by guess", async () => {
  await expect(deployTo(FULL, options(), "secret list")).rejects.toThrow("Could not list the secrets");
  await expect(deployTo(FULL, options(), "queues info")).rejects.toThrow("Could not ask for the queue");
});

test("a step that fails stops those after it", async () => {
  await expect(deployTo(EMPTY, options(), "d1 migrations")).rejects.toThrow("Applying the migrations failed");
});

test("someone who is not signed in is told how to", async () => {
  await expect(deployTo(EMPTY, options(), "whoami")).rejects.toThrow("wrangler login");
});

test("the overlay keeps every other line, and adds what cannot start offline only when asked", () => {
  const plain = overlayConfig(TOML, { databaseId: "x", ai: false });
  expect(plain).toContain('main = "../workers/index.ts"');
  expect(plain).toContain('directory = "../web/dist"');
  expect(plain).not.toContain("[ai]\n");
  expect(plain.split("\n").length).toBe(TOML.split("\n").length);
  const whole = overlayConfig(TOML, { databaseId: "x", ai: true, hyperdrive: "pg-1" });
  expect(whole).toContain('[ai]\nbinding = "AI"');
  expect(whole).toContain('[[hyperdrive]]\nbinding = "PG"\nid = "pg-1"');
  expect(() => overlayConfig(TOML.replace("database_id", "id"), { databaseId: "x", ai: false })).toThrow("exactly one line for database_id");
});

test("unknown options are refused by name", () => {
  expect(() => parseDeployOptions(["--force"])).toThrow("Unknown option --force");
  expect(() => parseDeployOptions(["--url=ftp://x"])).toThrow("https");
  expect(parseDeployOptions(["--url=https://crm.example/path", "--ai"])).toEqual({ dryRun: false, ai: true, newOwnerLink: false, rotateSigningKey: false, url: "https://crm.example" });
});
