// `npm run deploy`: creates what the account lacks, migrates and deploys. It never seeds. --dry-run shows the plan.
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readAccount } from "./deploy/account.ts";
import { carryOut, type DeployWorld } from "./deploy/carry-out.ts";
import { overlayConfig, overlayOf } from "./deploy/overlay.ts";
import { rotateSigningKey, type PublishedKey } from "./deploy/rotate-signing-key.ts";
import { describeStep, parseDeployOptions, planDeployment, type DeployOptions, type Wanted } from "./deploy/plan.ts";
import { buildConsole } from "./local/build.ts";
import { onStop } from "./local/parent.ts";
import { DEV, inRoot } from "./local/paths.ts";
import { mustSucceed, runNode } from "./local/run.ts";
import { writePrivate } from "./local/secrets.ts";
import { readWranglerConfig, type WranglerConfig } from "./local/wrangler-config.ts";

const OVERLAY = path.join(DEV, "deploy.toml");
const ADDRESS = path.join(DEV, "deployed.json");
const SECRETS_FILE = path.join(DEV, "deploy-secrets.json");
/** Stands for the database that no account has given yet. */
const PLACEHOLDER_ID = "00000000-0000-0000-0000-000000000001";
const print = (text: string): void => void process.stdout.write(text);

onStop(() => {
  fs.rmSync(SECRETS_FILE, { force: true });
  process.exit(1);
});

try {
  const options = { ...knownAddress(), ...parseDeployOptions(process.argv.slice(2)) };
  const config = readWranglerConfig();
  if (!options.rotateSigningKey) await buildConsole();
  if (options.rotateSigningKey) await rotate(options.url, config.name ?? "");
  else if (options.dryRun) await rehearse(options, wantedBy(config));
  else await deploy(options, wantedBy(config), config.name ?? "");
  process.exit(0);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

function wrangler(args: string[]) {
  return runNode("node_modules/wrangler/bin/wrangler.js", args);
}

async function deploy(options: DeployOptions, wanted: Wanted, worker: string): Promise<void> {
  const account = await readAccount(wrangler, wanted, worker);
  const url = await carryOut(planDeployment(wanted, account, options), account, options, world());
  if (url !== undefined) fs.writeFileSync(ADDRESS, `${JSON.stringify({ url })}\n`);
}

async function rotate(url: string | undefined, worker: string): Promise<void> {
  if (url === undefined) throw new Error("Say where the installation is: --url=https://…");
  const publishedKeys = async () => {
    // Asked anew each time: what the edge keeps of it for five minutes is what others see, not what was set.
    const answer = await fetch(`${url}/.well-known/jwks.json?at=${Date.now()}`);
    if (!answer.ok) throw new Error(`${url}/.well-known/jwks.json answered ${answer.status}.`);
    return ((await answer.json()) as { keys: PublishedKey[] }).keys;
  };
  await rotateSigningKey(worker, { ...world(), publishedKeys, wait: (ms) => sleep(ms) });
}

/** The address of the last deployment from this folder, so that it need not be said each time. */
function knownAddress(): { url?: string } {
  return fs.existsSync(ADDRESS) ? (JSON.parse(fs.readFileSync(ADDRESS, "utf8")) as { url?: string }) : {};
}

/** The plan for an empty account, and the build of the real thing: as much as can be seen without an account. */
async function rehearse(options: DeployOptions, wanted: Wanted): Promise<void> {
  const plan = planDeployment(wanted, { databases: [], queues: [], secrets: [] }, options);
  print(`On an account that has nothing yet, npm run deploy would:\n${plan.map((step) => `• ${describeStep(step)}\n`).join("")}`);
  const config = world().writeConfig(overlayConfig(readToml(), overlayOf(options, PLACEHOLDER_ID)), PLACEHOLDER_ID);
  const { output } = mustSucceed("The dry run", await wrangler(["deploy", "--dry-run", "-c", config]));
  print(`\n${output.trim()}\n`);
}

function world(): DeployWorld {
  return {
    wrangler,
    toml: readToml(),
    print,
    writeConfig(text, databaseId) {
      fs.mkdirSync(DEV, { recursive: true });
      fs.writeFileSync(OVERLAY, text);
      checkOverlay(databaseId);
      return OVERLAY;
    },
    async withSecretsFile(secrets, use) {
      writePrivate(SECRETS_FILE, secrets);
      try {
        return await use(SECRETS_FILE);
      } finally {
        fs.rmSync(SECRETS_FILE, { force: true });
      }
    },
  };
}

/** Reads the overlay back as wrangler will: a line changed in the wrong place must not reach an account. */
function checkOverlay(databaseId: string): void {
  const config = readWranglerConfig(OVERLAY);
  const plain = readWranglerConfig();
  const same = config.name === plain.name && config.main === plain.main && config.assets?.directory !== undefined;
  const database = config.d1_databases[0]?.database_id === databaseId && config.d1_databases.length === plain.d1_databases.length;
  if (!same || !database) throw new Error(`${path.relative(process.cwd(), OVERLAY)} does not say what it should; nothing was deployed.`);
}

function wantedBy(config: WranglerConfig): Wanted {
  const database = config.d1_databases[0]?.database_name;
  if (database === undefined) throw new Error("wrangler.toml names no D1 database.");
  const consumers = config.queues.consumers ?? [];
  const queues = [...(config.queues.producers ?? []).map(({ queue }) => queue), ...consumers.flatMap(({ queue, dead_letter_queue }) => [queue, dead_letter_queue])];
  return { database, queues: [...new Set(queues.filter((name) => name !== undefined))] };
}

function readToml(): string {
  return fs.readFileSync(inRoot("wrangler.toml"), "utf8");
}
