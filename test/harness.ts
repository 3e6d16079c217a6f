/** What integration tests stand on: tenants made anew for each test, callers of every role, and answers checked against the OpenAPI document. */
import { Validator, type Schema } from "@cfworker/json-schema";
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env as bindings } from "cloudflare:workers";
import worker from "../workers/index";
import type { Env } from "../workers/env";
import { mintApiKey } from "../workers/identity/api-key";
import { permissionsOf } from "../workers/identity/roles";
import { newId } from "../workers/kit/ids";
import { operations } from "../workers/operations";
import { openApiDocument, responseSchemaOf } from "../workers/gateway/openapi";

export const env = bindings as unknown as Env;
export const ORIGIN = "http://localhost";

export type Answer = { status: number; body: any; headers: Headers; text: string };
export type SendOptions = { body?: unknown; raw?: BodyInit; headers?: Record<string, string>; env?: Env };
export type Client = {
  key: string;
  send(method: string, path: string, options?: SendOptions): Promise<Answer>;
  get(path: string, options?: SendOptions): Promise<Answer>;
  post(path: string, body?: unknown, options?: SendOptions): Promise<Answer>;
  patch(path: string, body: unknown, options?: SendOptions): Promise<Answer>;
  put(path: string, body: unknown, options?: SendOptions): Promise<Answer>;
  delete(path: string, options?: SendOptions): Promise<Answer>;
};

/** Sends a request through the whole Worker and waits for the work it left behind. */
export async function send(method: string, path: string, options: SendOptions = {}): Promise<Answer> {
  const headers = new Headers(options.headers);
  const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  if (body !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
  const context = createExecutionContext();
  const request = new Request(new URL(path, ORIGIN), { method, headers, ...(body === undefined ? {} : { body }) });
  const response = await worker.fetch(request as never, options.env ?? env, context);
  const text = await response.text();
  await waitOnExecutionContext(context);
  const answer = { status: response.status, headers: response.headers, text, body: parsed(text, response) };
  checkAgainstDocument(method, new URL(request.url).pathname, answer);
  return answer;
}

function parsed(text: string, response: Response): unknown {
  return response.headers.get("content-type")?.match(/^application\/json(?:;|$)/) != null && text !== "" ? JSON.parse(text) : undefined;
}

const patterns = operations.map((op) => ({
  op,
  pattern: new RegExp(`^${op.path.replace(/:\w+/g, "[^/]+").replace(/^\/api\/(v1\/)?/, "/api/(?:v1/)?")}$`),
}));

/** Every JSON answer of an operation must be one that the document promises. */
function checkAgainstDocument(method: string, path: string, answer: Answer): void {
  const op = patterns.find((one) => one.op.method === method && one.pattern.test(path))?.op;
  if (op === undefined || answer.body === undefined) return;
  const document = openApiDocument(operations, ORIGIN);
  const schema = responseSchemaOf(document, op.id, answer.status);
  if (schema === null) throw new Error(`${op.id} answered ${answer.status}, which /openapi.json does not promise: ${answer.text}`);
  const validator = new Validator(schema as Schema, "2020-12", false);
  const result = validator.validate(answer.body);
  if (!result.valid) throw new Error(`${op.id} ${answer.status} does not fit its schema: ${JSON.stringify(result.errors.slice(-3))} in ${answer.text}`);
}

export function clientOf(key: string, base: Partial<SendOptions> = {}): Client {
  const call = (method: string, path: string, options: SendOptions = {}) =>
    send(method, path, { ...base, ...options, headers: { authorization: `Bearer ${key}`, ...options.headers } });
  return {
    key,
    send: call,
    get: (path, options) => call("GET", path, options),
    post: (path, body, options) => call("POST", path, { ...options, ...(body === undefined ? {} : { body }) }),
    patch: (path, body, options) => call("PATCH", path, { ...options, body }),
    put: (path, body, options) => call("PUT", path, { ...options, body }),
    delete: (path, options) => call("DELETE", path, options),
  };
}

export type TestTenant = { id: string; slug: string; owner: { userId: string; memberId: string; email: string }; client: Client; as(permissions: string[], perMinute?: number | null): Promise<Client>; role(role: string): Promise<Client> };

/** A tenant of its own with an owner and a key that no limit stops. */
export async function makeTenant(options: { passwordHash?: string; limits?: Record<string, number>; email?: string } = {}): Promise<TestTenant> {
  const now = Date.now();
  const id = newId("tenant", now);
  const slug = id.replace("_", "-");
  const userId = newId("user", now);
  const memberId = newId("member", now);
  const email = options.email ?? `${userId}@example.com`;
  await env.DB.batch([
    env.DB.prepare("insert into tenants (id, slug, name, time_zone, limits, created_at) values (?, ?, 'Test & Co', 'UTC', ?, ?)").bind(id, slug, JSON.stringify(options.limits ?? {}), now),
    env.DB.prepare("insert into users (id, name, email, email_verified, created_at, updated_at) values (?, 'Olive Owner', ?, 1, ?, ?)").bind(userId, email, now, now),
    env.DB.prepare("insert into accounts (id, account_id, provider_id, user_id, password, created_at, updated_at) values (?, ?, 'credential', ?, ?, ?, ?)").bind(newId("user", now), userId, userId, options.passwordHash ?? null, now, now),
    env.DB.prepare("insert into members (tenant_id, id, user_id, role, created_at) values (?, ?, ?, 'owner', ?)").bind(id, memberId, userId, now),
  ]);
  const as = async (permissions: string[], perMinute: number | null = 1_000_000) => {
    const { key, keyId, hash } = await mintApiKey();
    await env.DB.prepare("insert into api_keys (tenant_id, id, key_id, hash, name, permissions, per_minute, created_by, created_at) values (?, ?, ?, ?, 'test', ?, ?, ?, ?)")
      .bind(id, newId("key", now), keyId, hash, JSON.stringify(permissions), perMinute, memberId, now)
      .run();
    return clientOf(key);
  };
  return { id, slug, owner: { userId, memberId, email }, client: await as(["*:*"]), as, role: (role) => as([...permissionsOf(role)]) };
}

/** What a call asked of storage, counted at the bindings. */
export type Counts = { d1: number; objects: number; queue: number };

/** The bindings, with every round trip counted. */
export function counted(): { env: Env; counts: Counts; reset(): void } {
  const counts: Counts = { d1: 0, objects: 0, queue: 0 };
  const DB = new Proxy(env.DB, {
    get(target, name) {
      if (name === "batch") return (statements: D1PreparedStatement[]) => ((counts.d1 += 1), target.batch(statements.map(unwrapped)));
      if (name === "prepare") return (sql: string) => countedStatement(target.prepare(sql), counts);
      const value = Reflect.get(target, name) as unknown;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const countedObject = (namespace: DurableObjectNamespace<never>) =>
    new Proxy(namespace, {
      get(target, name) {
        if (name !== "getByName") return Reflect.get(target, name) as unknown;
        return (key: string) =>
          new Proxy(target.getByName(key) as object, {
            get: (stub, method) => (...args: unknown[]) => ((counts.objects += 1), (stub as Record<string | symbol, (...a: unknown[]) => unknown>)[method]!(...args)),
          });
      },
    });
  const EVENTS = new Proxy(env.EVENTS, {
    get: (target, name) => (name === "send" ? (body: never) => ((counts.queue += 1), target.send(body)) : (Reflect.get(target, name) as unknown)),
  });
  return {
    env: { ...env, DB, EVENTS, TENANT_GATE: countedObject(env.TENANT_GATE as never) as never, SESSIONS: countedObject(env.SESSIONS as never) as never },
    counts,
    reset: () => Object.assign(counts, { d1: 0, objects: 0, queue: 0 }),
  };
}

const originals = new WeakMap<object, D1PreparedStatement>();
const unwrapped = (statement: D1PreparedStatement) => originals.get(statement) ?? statement;

function countedStatement(statement: D1PreparedStatement, counts: Counts): D1PreparedStatement {
  const proxy = new Proxy(statement, {
    get(target, name) {
      if (name === "bind") return (...values: unknown[]) => countedStatement(target.bind(...values), counts);
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => ((counts.d1 += 1), (value as (...a: unknown[]) => unknown).apply(target, args));
    },
  });
  originals.set(proxy, statement);
  return proxy;
}
