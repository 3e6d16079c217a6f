import type { Secrets } from "../local/secrets.ts";

/** What wrangler.toml names and an account must hold. */
export type Wanted = { database: string; queues: string[] };

/** What the account holds already. */
export type Account = { databases: { name: string; uuid: string }[]; queues: string[]; secrets: string[] };

/** What the person asked for. */
export type DeployOptions = {
  dryRun: boolean;
  /** The address people will use. Left out, it is the one that Cloudflare gives the Worker. */
  url?: string;
  ai: boolean;
  hyperdrive?: string;
  location?: string;
  newOwnerLink: boolean;
  rotateSigningKey: boolean;
};

/** One thing to do, in the order of the plan. */
export type Step =
  | { kind: "create-database"; name: string; location?: string }
  | { kind: "create-queue"; name: string }
  | { kind: "migrate"; database: string }
  | { kind: "deploy"; database: string; secrets: string[] }
  | { kind: "owner-link" };

const NEEDED_SECRETS: (keyof Secrets)[] = ["AUTH_SECRET", "AUTH_SIGNING_KEY", "SECRET_KEYS", "OPERATOR_TOKEN"];

/** The secret that stands for an owner's link: its hash alone is kept, so its being there says that a link was made. */
export const OWNER_LINK_SECRET = "SETUP_TOKEN_HASH";

/** What is missing, in an order in which each step finds what it needs: tables before the code that reads them. */
export function planDeployment(wanted: Wanted, account: Account, options: DeployOptions): Step[] {
  const database = account.databases.find(({ name }) => name === wanted.database);
  const secrets: string[] = NEEDED_SECRETS.filter((name) => !account.secrets.includes(name));
  const ownerLink = options.newOwnerLink || !account.secrets.includes(OWNER_LINK_SECRET);
  return [
    ...(database ? [] : [{ kind: "create-database" as const, name: wanted.database, ...(options.location !== undefined && { location: options.location }) }]),
    ...wanted.queues.filter((name) => !account.queues.includes(name)).map((name) => ({ kind: "create-queue" as const, name })),
    { kind: "migrate", database: wanted.database },
    { kind: "deploy", database: wanted.database, secrets: ownerLink ? [...secrets, OWNER_LINK_SECRET] : secrets },
    ...(ownerLink ? [{ kind: "owner-link" as const }] : []),
  ];
}

/** A step as a person reads it. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case "create-database":
      return `create the D1 database ${step.name}${step.location === undefined ? "" : ` near ${step.location}`}`;
    case "create-queue":
      return `create the queue ${step.name}`;
    case "migrate":
      return `apply the migrations to ${step.database}`;
    case "deploy":
      return step.secrets.length === 0 ? "deploy the Worker" : `deploy the Worker, with new secrets ${step.secrets.join(", ")}`;
    case "owner-link":
      return "print a link for the first owner, good for one use";
  }
}

/** Reads the command line. Throws a sentence for what it does not know. */
export function parseDeployOptions(args: string[]): DeployOptions {
  const options: DeployOptions = { dryRun: false, ai: false, newOwnerLink: false, rotateSigningKey: false };
  for (const arg of args) {
    const [name, value] = arg.split("=", 2);
    if (arg === "--dry-run") options.dryRun = true;
    else if (arg === "--ai") options.ai = true;
    else if (arg === "--new-owner-link") options.newOwnerLink = true;
    else if (arg === "--rotate-signing-key") options.rotateSigningKey = true;
    else if (name === "--url" && value) options.url = publicAddress(value);
    else if (name === "--hyperdrive" && value) options.hyperdrive = value;
    else if (name === "--location" && value) options.location = value;
    else throw new Error(`Unknown option ${arg}. Known: --dry-run --url=https://… --ai --hyperdrive=<id> --location=<weur|eeur|wnam|enam|apac|oc> --new-owner-link --rotate-signing-key`);
  }
  return options;
}

function publicAddress(text: string): string {
  if (!URL.canParse(text) || new URL(text).protocol !== "https:") throw new Error(`--url must be an https address, not ${text}`);
  return new URL(text).origin;
}
