// `npm start`: builds what changed, brings the local database up to date, and opens the port when all is ready.
import { setTimeout as sleep } from "node:timers/promises";
import { buildConsole, buildWorker } from "./local/build.ts";
import { shownPath } from "./local/credentials.ts";
import { prepareInstallation, type Installation } from "./local/installation.ts";
import { endOrphans, stateHolder } from "./local/lock.ts";
import { openLog } from "./local/log.ts";
import { onStop } from "./local/parent.ts";
import { CREDENTIALS, DEV, inRoot, STATE } from "./local/paths.ts";
import { isPortFree, wantedPort } from "./local/port.ts";
import { serve, type Served } from "./serve.ts";

const LOG = inRoot(".dev/log.jsonl");

let served: Served | undefined;

onStop(() => {
  const disposed = served?.dispose() ?? Promise.resolve();
  void disposed.catch(() => {}).then(() => process.exit(0));
});

try {
  await start();
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function start(): Promise<void> {
  const port = wantedPort(process.env["PORT"]);
  const url = `http://localhost:${port}`;
  await mustBeAlone(port);
  await step("Console", async () => ((await buildConsole()) ? "built" : "unchanged"));
  await step("Worker", async () => ((await buildWorker()) ? "built" : "unchanged"));
  let installation: Installation | undefined;
  await step("Database", async () => {
    installation = await prepareInstallation({ folder: DEV, url });
    return describe(installation);
  });
  if (!installation) return;
  served = await serve({ port, state: STATE, bindings: installation.bindings, onLog: openLog(LOG) });
  process.stdout.write(welcome(url, installation));
}

async function mustBeAlone(port: number): Promise<void> {
  const holder = stateHolder(STATE);
  if (holder) throw new Error(`Pilothouse already runs from this folder: ${holder.url.replace("127.0.0.1", "localhost") || "it is starting"} (process ${holder.pid}). Stop that one first.`);
  // The system may hold the port of a runtime that was just ended for a moment longer.
  const tries = (await endOrphans(STATE)) ? 20 : 1;
  for (let tried = 0; tried < tries; tried += 1) {
    if (await isPortFree(port)) return;
    await sleep(100);
  }
  throw new Error(`Port ${port} is in use by another program. Choose another one: PORT=${port + 1} npm start`);
}

/** Runs one step and says in one line what came of it. */
async function step(name: string, work: () => Promise<string>): Promise<void> {
  const started = performance.now();
  const outcome = await work();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${name.padEnd(10)} ${outcome} (${seconds} s)\n`);
}

function describe({ migrations, seeded }: Installation): string {
  const applied = migrations.length === 0 ? "up to date" : `${migrations.length} migrations applied`;
  return seeded ? `${applied}, demo workspace added` : applied;
}

function welcome(url: string, { credentials }: Installation): string {
  return `
Pilothouse is ready at ${url}

  Sign in    ${credentials.email}
  Password   ${credentials.password}
  Keys       ${shownPath(CREDENTIALS)} (API keys, and a second workspace)
  API        ${url}/docs
  Log        ${shownPath(LOG)}

Ctrl-C stops it and keeps the data; npm run reset starts over.
`;
}
