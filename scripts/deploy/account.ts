import type { Finished } from "../local/run.ts";
import type { Account, Wanted } from "./plan.ts";

/** Runs wrangler with these arguments. */
export type Wrangler = (args: string[]) => Promise<Finished>;

/** What the account holds of what is wanted. Reads only. */
export async function readAccount(wrangler: Wrangler, wanted: Wanted, worker: string): Promise<Account> {
  const who = await wrangler(["whoami", "--json"]);
  if (who.code !== 0) throw new Error("Not signed in to Cloudflare. Run npx wrangler login, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.");
  const databases = await readDatabases(wrangler);
  const queues: string[] = [];
  for (const name of wanted.queues) if (await hasQueue(wrangler, name)) queues.push(name);
  return { databases, queues, secrets: await readSecrets(wrangler, worker) };
}

/** The D1 databases of the account. `d1 info` is of no use here: it takes the id from wrangler.toml, which is a placeholder. */
export async function readDatabases(wrangler: Wrangler): Promise<Account["databases"]> {
  const { code, output } = await wrangler(["d1", "list", "--json"]);
  if (code !== 0) throw new Error(`Could not list the D1 databases:\n${output}`);
  return jsonIn<{ name: string; uuid: string }[]>(output).map(({ name, uuid }) => ({ name, uuid }));
}

async function hasQueue(wrangler: Wrangler, name: string): Promise<boolean> {
  const { code, output } = await wrangler(["queues", "info", name]);
  if (code === 0) return true;
  // Anything else that went wrong must not look like a queue to create.
  if (/does not exist|not found/i.test(output)) return false;
  throw new Error(`Could not ask for the queue ${name}:\n${output}`);
}

async function readSecrets(wrangler: Wrangler, worker: string): Promise<string[]> {
  const { code, output } = await wrangler(["secret", "list", "--format", "json", "--name", worker]);
  if (code === 0) return jsonIn<{ name: string }[]>(output).map(({ name }) => name);
  // Before its first deployment there is no Worker to have secrets. Guessing here would replace the keys of a live one.
  if (/not found|10007/i.test(output)) return [];
  throw new Error(`Could not list the secrets:\n${output}`);
}

/** The JSON in what wrangler printed; notes may stand around it. */
function jsonIn<T>(output: string): T {
  const start = output.search(/^[[{]/m);
  const end = Math.max(output.lastIndexOf("]"), output.lastIndexOf("}"));
  if (start < 0 || end < start) throw new Error(`wrangler answered no JSON:\n${output}`);
  return JSON.parse(output.slice(start, end + 1)) as T;
}
