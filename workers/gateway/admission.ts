/** Who may pass: the caller, the tenant's gate (limit and revocation in one call), and the limits of those unknown. */
import type { Principal, Tenant } from "#kit/context";
import { sha256Hex } from "#kit/crypto";
import { Problem } from "#kit/errors";
import { rateLimitHeaders, type RatePolicy } from "#kit/gcra";
import type { Borrow } from "#kit/leases";
import { logger } from "#kit/log";
import { serviceOf, type AnyOperation } from "#kit/operation";
import type { Caller, Identity } from "#identity";
import type { FloodShield } from "./flood";
import { leasing } from "./leases";

/** What the gate answers; the Durable Object's side is durable-objects/tenant-gate. `epoch` counts the changes of permission that concern the caller. */
export type GateAnswer = { allowed: boolean; remaining: number; resetSeconds: number; retryAfterSeconds: number; revoked: boolean; lent: number; epoch: number };
export type AskGate = (object: string, question: { bucket: string; perMinute: number; burst: number; credential: string | null; subjects?: readonly string[]; borrow?: Borrow }) => Promise<GateAnswer>;

const DEFAULT_POLICY: RatePolicy = { perMinute: 100, burst: 100 };
/** A person in the console: twenty clicks a second never meet it, a runaway page does. */
const MEMBER_POLICY: RatePolicy = { perMinute: 600, burst: 600 };
/** Callers who are refused, by address. */
const REFUSED_POLICY: RatePolicy = { perMinute: 600, burst: 600 };
/** Operations that ask for no caller, by address. */
const PUBLIC_POLICY: RatePolicy = { perMinute: 60, burst: 60 };
const ADDRESS_SHARDS = 16;

const log = logger("admission");

export type Admission = { caller: Caller | null; headers: Record<string, string> };
export type Admit = (request: Request, op: AnyOperation<never>, now: number) => Promise<Admission>;

/**
 * Three rings: the flood shield before anything is looked up, the tenant's gate, and leases of it for the busy.
 * @param policies of services, from the installation's settings
 */
export function admitter(identity: Identity, askGate: AskGate, policies: Readonly<Record<string, RatePolicy>>, refuseFlood: FloodShield): Admit {
  const ask = leasing(askGate);
  const byAddress = async (request: Request, name: string, policy: RatePolicy): Promise<void> => {
    const hash = await sha256Hex(request.headers.get("cf-connecting-ip") ?? "unknown");
    const shard = Number.parseInt(hash.slice(0, 2), 16) % ADDRESS_SHARDS;
    const answer = await askOrPass(ask, `addresses-${shard}`, { bucket: `${name}:${hash.slice(0, 32)}`, ...policy, credential: null });
    if (answer !== null && !answer.allowed) throw rateLimited(name, policy, answer);
  };

  return async (request, op, now) => {
    await refuseFlood(request);
    if (op.permission === "public") {
      const own = op.addressPerMinute;
      await byAddress(request, own === undefined ? "public" : op.id, own === undefined ? PUBLIC_POLICY : { perMinute: own, burst: own });
      return { caller: null, headers: {} };
    }
    const caller = await identity.identify(request, now).catch(async (error: unknown) => {
      if (error instanceof Problem && error.code === "UNAUTHENTICATED") await byAddress(request, "refused", REFUSED_POLICY);
      throw error;
    });
    if (caller === null) {
      await byAddress(request, "refused", REFUSED_POLICY);
      throw new Problem("UNAUTHENTICATED", "Sign in, or send an API key as Authorization: Bearer.", {}, { "www-authenticate": 'Bearer realm="pilothouse"' });
    }
    const { tenant, principal } = caller;
    const { bucket, policy } = policyFor(tenant, principal, serviceOf(op), policies);
    const subjects = subjectsOf(principal);
    const answer = await askOrPass(ask, tenant.id, { bucket, ...policy, credential: principal.keyId ?? principal.sessionId, subjects });
    if (answer === null) return { caller, headers: {} };
    if (answer.revoked) throw new Problem("UNAUTHENTICATED", "This session or key was revoked.", {}, { "www-authenticate": 'Bearer realm="pilothouse"' });
    if (!answer.allowed) throw rateLimited(bucket, policy, answer);
    // What this isolate or the caller's token knows of their permissions is older than a change of them.
    const current = answer.epoch > caller.epoch ? await caller.renew(answer.epoch) : caller;
    return { caller: current, headers: rateLimitHeaders(bucketName(bucket), policy, { ...answer, tat: 0 }) };
  };
}

/** Whose changes concern this caller: the key's own; or the member's, and those of the app and the grant by which it acts for them. */
function subjectsOf({ kind, id, keyId, memberId, clientId }: Principal): string[] {
  const subjects = kind === "key" ? [keyId] : [memberId, clientId ?? null, kind === "app" ? id : null];
  return subjects.filter((subject) => subject !== null);
}

/** People have a bucket each; keys and apps share the tenant's bucket of the service, unless one has its own. */
function policyFor(tenant: Tenant, principal: Principal, service: string, policies: Readonly<Record<string, RatePolicy>>): { bucket: string; policy: RatePolicy } {
  if (principal.kind === "user") return { bucket: `member:${principal.memberId}`, policy: MEMBER_POLICY };
  if (principal.perMinute !== null) return { bucket: `key:${principal.id}`, policy: { perMinute: principal.perMinute, burst: principal.perMinute } };
  const own = tenant.limits[service];
  const policy = own === undefined ? (policies[service] ?? DEFAULT_POLICY) : { perMinute: own, burst: own };
  return { bucket: `service:${service}`, policy };
}

/** "service:crm" is the caller's to know; ids of members and keys are not for a header. */
const bucketName = (bucket: string) => (bucket.startsWith("service:") ? bucket.slice("service:".length) : (bucket.split(":")[0] ?? "default"));

function rateLimited(bucket: string, policy: RatePolicy, answer: GateAnswer): Problem {
  const headers = rateLimitHeaders(bucketName(bucket), policy, { ...answer, tat: 0 });
  const wait = answer.retryAfterSeconds;
  return new Problem("RATE_LIMITED", `Too many requests: ${policy.perMinute} a minute are allowed here. Try again in ${wait} s.`, { retryAfterSeconds: wait }, headers);
}

/** A gate that cannot be reached stops nobody: the limit is a shield, and the log says that it is down. */
async function askOrPass(ask: AskGate, object: string, question: Parameters<AskGate>[1]): Promise<GateAnswer | null> {
  try {
    return await ask(object, question);
  } catch (error) {
    log.error("gate.unreachable", error);
    return null;
  }
}
