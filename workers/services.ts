/** Builds the services from the bindings. Adapters are chosen here and nowhere else; nobody else reads `env`. */
import { sha256Hex } from "#kit/crypto";
import { addressCheck, createEgress, dohResolver, type Egress, type EgressOptions } from "#kit/egress";
import { vaultOf } from "#kit/envelope";
import type { JobWork } from "#kit/jobs";
import { mailPoster } from "#kit/mail-post";
import { logger } from "#kit/log";
import { createMetrics } from "#kit/metrics";
import { createOutbox } from "#kit/outbox";
import { secretsOf, type RewrapCursor } from "#kit/secrets";
import { d1Store } from "#kit/store.d1";
import { admitter, createHealth, floodShield, gatherRefusals, type Gateway, type Probe } from "#gateway";
import { apiResource, audited, contractAsker, createAudit, createIdentity, createRoots, knownPermissions, loadPeople, mailOutbox, REWRAP_JOB, tokensOf, type People, type Provider, type ProviderName, type SessionStorage, type WalletSettings } from "#identity";
import { createCrm, REINDEX_JOB, REINDEX_SUBJECT, type ReindexCursor } from "#crm";
import { createAi } from "#ai";
import { createWebhooks } from "#webhooks";
import { NAMES_HEADER } from "../durable-objects/tenant-hub";
import { settingsOf, type Env, type Settings } from "./env";
import { operations } from "./operations";

const SESSION_SHARDS = 16;
/** Owners and admins who get a notice. */
const NOTICES_MAX = 10;
/** What others may send a workspace. */
const INCOMING_POLICY = { perMinute: 3_000, burst: 1_000 };
const log = logger("services");

export type Services = ReturnType<typeof build>;

const built = new WeakMap<Env, Services>();

/**
 * The services over these bindings; built once an isolate.
 * @param origin where the first request came in, which stands for PUBLIC_URL where that is not set
 */
export function servicesOf(env: Env, origin = "http://localhost"): Services {
  let services = built.get(env);
  if (services === undefined) built.set(env, (services = build(env, settingsOf(env), origin)));
  return services;
}

function build(env: Env, settings: Settings, origin: string) {
  const gate = (object: string) => env.TENANT_GATE.getByName(object);
  const outbox = createOutbox(
    () => store,
    async (notices) => void (await env.EVENTS.send(notices)),
    (ms) => scheduler.wait(ms),
  );
  const tellSealer = audited(async (tenantId) => void (await env.AUDIT_SEALER.getByName(tenantId).arm()));
  const store = d1Store(env.DB, outbox.announce, tellSealer);
  const metrics = createMetrics((increments) => env.METRICS_HUB.getByName("all").record(increments));
  const sessions = sessionStorage(env);
  const publicUrl = settings.PUBLIC_URL ?? origin;
  const secureCookies = publicUrl.startsWith("https:");
  const outside: EgressOptions = {
    loopback: settings.EGRESS_LOOPBACK,
    fetch: (url, init) => fetch(url, init),
    ...(settings.EGRESS_LOOPBACK === "allow" ? {} : { resolve: dohResolver((url, init) => fetch(url, init)) }),
  };
  const egress = createEgress(outside);

  const vault = vaultOf(settings.SECRET_KEYS);
  let people: Promise<People> | undefined;
  // A socket asks the gate once, when it opens. One that could not be closed tells of ids and kinds alone.
  const closeSockets = (tenantId: string, name: string) =>
    env.TENANT_HUB.getByName(tenantId)
      .close(name)
      .catch((error: unknown) => log.error("hub.unreachable", error));
  const mail = mailOutbox(store, mailProvider(settings, egress), settings.MAIL_LINKS === "show");
  const identity = createIdentity({
    store,
    sessions,
    people: () => (people ??= loadPeople(env.DB, sessions, { secret: settings.AUTH_SECRET, publicUrl, secureCookies })),
    gate: {
      revoke: async (tenantId, credential) => void (await Promise.all([gate(tenantId).revoke(credential), closeSockets(tenantId, credential)])),
      changed: async (tenantId, subject, change) => void (await Promise.all([gate(tenantId).changed(subject, change), closeSockets(tenantId, subject)])),
      epoch: async (tenantId, subjects) => gate(tenantId).epoch([...subjects]),
      allowTry: async (bucket, perMinute, burst = perMinute) => (await gate(`tries-${bucket.slice(-1)}`).admit({ bucket, perMinute, burst, credential: null })).allowed,
    },
    tokens: tokensOf(signingKeys(settings), settings.PUBLIC_URL ?? "pilothouse", apiResource(new URL(publicUrl).origin)),
    secureCookies,
    setupTokenHash: settings.SETUP_TOKEN_HASH,
    sendMail: mail.send,
    publicUrl: new URL(publicUrl).origin,
    permissions: knownPermissions(operations),
    signUp: settings.SIGN_UP,
    wallets: walletSettings(settings, egress),
    providers: { configured: providersOf(settings), egress },
    vault,
    egress,
    registration: settings.OAUTH_REGISTRATION === "open",
  });
  const crm = createCrm(store, identity.isMember);
  const ai = createAi({ store, operations, resolvers: { ...crm.resolvers, ...identity.resolvers }, settings, egress, metrics });
  const audit = createAudit(store, (tenantId) => env.AUDIT_SEALER.getByName(tenantId).head(), identity.names);
  const secrets = secretsOf(store, vault);
  const installationJobs = () => env.JOBS.getByName("installation");
  const roots = createRoots(store, secrets, {
    start: (name, subject) => installationJobs().start(name, subject),
    status: (name) => installationJobs().status(name),
  });
  const jobs: Record<string, JobWork> = {
    [REWRAP_JOB]: (cursor) => secrets.rewrap(cursor as RewrapCursor | null),
    [REINDEX_JOB]: (cursor) => crm.reindex.step(cursor as ReindexCursor | null),
  };
  /** Once for all that was there before the index, and again where an index is lost (a restored export has none). */
  const fillSearch = async () => {
    await installationJobs().ensure(REINDEX_JOB, REINDEX_SUBJECT);
    if (await crm.reindex.isEmpty()) await installationJobs().start(REINDEX_JOB, REINDEX_SUBJECT);
  };
  const webhooks = createWebhooks({
    store,
    secrets,
    egress,
    checkAddress: addressCheck(outside),
    desk: (tenant, endpoint) => env.WEBHOOK_ENDPOINT.getByName(`${tenant}:${endpoint}`),
    allowIncoming: async (tenantId) => {
      const answer = await gate(tenantId).admit({ bucket: "webhooks:in", ...INCOMING_POLICY, credential: null });
      return answer.allowed ? 0 : answer.retryAfterSeconds;
    },
    notify: async (act, subject, text) => {
      const members = await identity.members.list(act.tenant.id).catch((error: unknown) => (log.error("notice.unsent", error), []));
      const keepers = members.filter(({ role }) => role === "owner" || role === "admin").slice(0, NOTICES_MAX);
      await Promise.all(keepers.map(({ email }) => mail.send(act, { kind: "notice", to: email, subject, text, tenantId: act.tenant.id })));
    },
    metrics,
  });
  const services = { identity, flows: identity.flows, mail, audit, roots, crm, ai, webhooks };

  const gateway: Gateway = {
    operations,
    services,
    store,
    refusals: gatherRefusals(store, tellSealer),
    used: identity.used,
    admit: admitter(identity, async (object, question) => gate(object).admit(question), settings.RATE_LIMITS, floodShield(env.FLOOD_ADDRESS, env.FLOOD_CREDENTIAL)),
    cors: settings.CORS,
    health: createHealth(probesOf(env, ai.probe)),
    metrics,
    totals: () => env.METRICS_HUB.getByName("all").totals(),
    operatorToken: settings.OPERATOR_TOKEN,
    publicUrl: settings.PUBLIC_URL,
    jwks: () => identity.jwks(),
    oauth: identity.oauth.wire,
    openSocket: (tenantId, names, request) => {
      const headers = new Headers(request.headers);
      headers.set(NAMES_HEADER, names.join(" "));
      return env.TENANT_HUB.getByName(tenantId).fetch(new Request(request, { headers }));
    },
    assets: env.ASSETS,
    onFirstRequest: (waitUntil) => {
      waitUntil(env.OUTBOX_SWEEPER.getByName("all").arm());
      // A new current root key starts it by itself: nobody has to remember.
      waitUntil(installationJobs().ensure(REWRAP_JOB, secrets.current));
      waitUntil(fillSearch().catch((error: unknown) => log.error("search.fill.failed", error)));
    },
  };

  return {
    ...services,
    store,
    metrics,
    outbox,
    secrets,
    jobs,
    gateway,
    poke: (tenantId: string, pokes: Parameters<ReturnType<typeof env.TENANT_HUB.getByName>["poke"]>[0]) => env.TENANT_HUB.getByName(tenantId).poke(pokes),
  };
}

/** The key that signs, and the one that will. */
function signingKeys({ AUTH_SIGNING_KEY: current, AUTH_SIGNING_KEY_NEXT: next }: Settings): [string, ...string[]] {
  return next === "" ? [current] : [current, next];
}

/** Who takes mail to the outside; null where the stored outbox is the end of the way. */
function mailProvider({ MAIL_ENDPOINT: endpoint, MAIL_SHAPE: shape, MAIL_TOKEN: token, MAIL_FROM: from }: Settings, egress: Egress) {
  return endpoint === "" ? null : mailPoster(egress, { endpoint, shape, token, from });
}

/** The providers whose client is registered. */
function providersOf(settings: Settings): ReadonlyMap<ProviderName, Provider> {
  const google: Provider = { kind: "openid", issuer: settings.GOOGLE_ISSUER, clientId: settings.GOOGLE_CLIENT_ID, clientSecret: settings.GOOGLE_CLIENT_SECRET };
  const github: Provider = { kind: "github", url: settings.GITHUB_URL, apiUrl: settings.GITHUB_API_URL, clientId: settings.GITHUB_CLIENT_ID, clientSecret: settings.GITHUB_CLIENT_SECRET };
  const all: [ProviderName, Provider][] = [["google", google], ["github", github]];
  return new Map(all.filter(([, { clientId }]) => clientId !== ""));
}

function walletSettings({ ETHEREUM_CHAINS: chains }: Settings, egress: Egress): WalletSettings {
  const endpoints = new Map(Object.entries(chains).flatMap(([id, endpoint]) => (endpoint === "" ? [] : [[Number(id), endpoint] as const])));
  return { chains: Object.keys(chains).map(Number), askContract: contractAsker(egress, endpoints) };
}

/** The library's store of sessions: a shard by the key's hash, which is all that the shard ever sees. */
function sessionStorage(env: Env): SessionStorage {
  const at = async (key: string) => {
    const hash = await sha256Hex(key);
    return { hash, shard: env.SESSIONS.getByName(`sessions-${Number.parseInt(hash.slice(0, 2), 16) % SESSION_SHARDS}`) };
  };
  return {
    async get(key) {
      const { hash, shard } = await at(key);
      return shard.get(hash);
    },
    async getAndDelete(key) {
      const { hash, shard } = await at(key);
      return shard.getAndDelete(hash);
    },
    async increment(key, ttlSeconds) {
      const { hash, shard } = await at(key);
      return shard.increment(hash, ttlSeconds);
    },
    async set(key, value, ttlSeconds) {
      const { hash, shard } = await at(key);
      await shard.set(hash, value, ttlSeconds);
    },
    async delete(key) {
      const { hash, shard } = await at(key);
      await shard.delete(hash);
    },
  };
}

/** The parts of health. What the product can do without (the limiter, the queue, the live sockets) is not required. */
function probesOf(env: Env, ai: Probe["ask"]): Probe[] {
  return [
    { name: "database", required: true, ask: async () => void (await env.DB.prepare("select 1").first()) },
    { name: "sessions", required: true, ask: async () => void (await env.SESSIONS.getByName("sessions-0").ping()) },
    { name: "gate", required: false, ask: async () => void (await env.TENANT_GATE.getByName("health").ping()) },
    { name: "queue", required: false, ask: async () => void (await env.EVENTS.metrics()) },
    { name: "metrics", required: false, ask: async () => void (await env.METRICS_HUB.getByName("all").totals()) },
    { name: "ai", required: true, ask: ai },
  ];
}
