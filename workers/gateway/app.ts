/** The edge: routes made from the list of operations, the few addresses that are none, and the one place where errors are answered. */
import { Hono, type Context as HonoContext } from "hono";
import { equalInConstantTime } from "#kit/crypto";
import { notFound, Problem } from "#kit/errors";
import { logger } from "#kit/log";
import { renderMetrics, type Metrics, type Samples } from "#kit/metrics";
import { serviceOf, type AnyOperation } from "#kit/operation";
import { refuseOtherOrigins, type Caller, type OAuthWire } from "#identity";
import { errorAnswer, secured } from "./answer";
import { consoleAnswer, isApiPath } from "./console";
import { corsHeaders, preflight, type CorsSettings } from "./cors";
import { docsPage, docsStyle } from "./docs";
import { healthAnswer, LIVE, readyAnswer, type Health } from "./health";
import { answerOAuth, challenge, OAUTH_PATHS } from "./oauth";
import { openApiDocument } from "./openapi";
import { handle, type Pipeline } from "./pipeline";
import { requestIdOf } from "./request";

export type Gateway = Pipeline & {
  operations: readonly AnyOperation<never>[];
  cors: CorsSettings;
  health: Health;
  metrics: Metrics;
  /** The sum over all isolates. */
  totals: () => Promise<Samples>;
  /** The operator's token for /metrics; empty closes it. */
  operatorToken: string;
  publicUrl: string | undefined;
  jwks: () => unknown;
  oauth: OAuthWire;
  /** Takes a console's socket to the tenant's hub. `names` are those of who may be shut out: the member, the session, the key. */
  openSocket: (tenantId: string, names: string[], request: Request) => Promise<Response>;
  assets: { fetch(request: Request): Promise<Response> };
  /** Once an isolate, after its first answer. */
  onFirstRequest: (waitUntil: (work: Promise<unknown>) => void) => void;
};

const log = logger("gateway");
const JWKS_SECONDS = 300;

type Hidden = { op?: AnyOperation<never>; caller?: Caller | null; limits?: Record<string, string> };
type Bindings = { Bindings: { carried: Carried } };
type C = HonoContext<Bindings>;

/** The Worker's `fetch`. Built once an isolate. */
export function createApp(gateway: Gateway): (request: Request, waitUntil: (work: Promise<unknown>) => void) => Promise<Response> {
  const app = new Hono<Bindings>();
  const routes = new Map<string, AnyOperation<never>[]>();

  for (const op of gateway.operations) {
    for (const path of pathsOf(op)) {
      app.on(op.method, path, (c) => serveOperation(gateway, op, c));
      routes.set(path, [...(routes.get(path) ?? []), op]);
    }
  }
  for (const [path, ops] of routes) app.all(path, (c) => otherMethod(gateway, ops, c));
  addPlainRoutes(app, gateway);

  app.notFound(async (c) => {
    const { url } = carry(c);
    const page = isApiPath(url.pathname) ? null : await consoleAnswer(c.req.raw, url, gateway.assets);
    return page ?? errorAnswer(notFound("address"));
  });
  app.onError((error, c) => {
    const { seen, requestId } = carry(c);
    if (!(error instanceof Problem)) log.error("request.failed", error, { requestId, operation: seen.op?.id });
    return errorAnswer(error, seen.op?.errorShape);
  });

  let first = true;
  return async (request, waitUntil) => {
    const now = Date.now();
    const requestId = requestIdOf(request);
    const seen: Hidden = {};
    const execution = { waitUntil, passThroughOnException: () => undefined, props: {} };
    const carried = { seen, requestId, now, url: new URL(request.url) };
    const response = await app.fetch(request, { carried }, execution);
    const answer = finish(gateway, request, response, carried);
    if (first) gateway.onFirstRequest(waitUntil);
    first = false;
    record(gateway, answer, carried, waitUntil);
    return answer;
  };
}

/** The documented address, and its twin with or without the version. */
function pathsOf(op: AnyOperation<never>): string[] {
  if (op.path.startsWith("/api/v1/")) return [op.path, op.path.replace("/api/v1/", "/api/")];
  if (op.path.startsWith("/api/")) return [op.path, op.path.replace("/api/", "/api/v1/")];
  return [op.path];
}

async function serveOperation(gateway: Gateway, op: AnyOperation<never>, c: C): Promise<Response> {
  const { seen, requestId, now, url } = carry(c);
  seen.op = op;
  const call = { op, request: c.req.raw, url, params: c.req.param(), requestId, now, waitUntil: (work: Promise<unknown>) => c.executionCtx.waitUntil(work) };
  return handle(gateway, call, (caller, limits) => {
    seen.caller = caller;
    seen.limits = limits;
  });
}

function otherMethod(gateway: Gateway, ops: readonly AnyOperation<never>[], c: C): Response {
  const [op] = ops;
  const methods = ops.map((one) => one.method);
  const origin = c.req.header("origin");
  if (c.req.method === "OPTIONS" && op !== undefined && origin !== undefined) return preflight(gateway.cors, serviceOf(op), origin, methods);
  const problem = new Problem("METHOD_NOT_ALLOWED", `This address takes ${methods.join(", ")}, not ${c.req.method}.`, { methods }, { allow: methods.join(", ") });
  return errorAnswer(problem, op?.errorShape);
}

function addPlainRoutes(app: Hono<Bindings>, gateway: Gateway): void {
  app.get("/health/live", LIVE);
  app.get("/healthz", LIVE);
  app.get("/health", async (c) => healthAnswer(await gateway.health.parts(carry(c).now)));
  app.get("/health/ready", async (c) => readyAnswer(await gateway.health.parts(carry(c).now)));
  app.get("/metrics", (c) => metricsAnswer(gateway, c));
  app.get("/openapi.json", (c) => c.json(openApiDocument(gateway.operations, originOf(gateway.publicUrl, carry(c).url))));
  app.get("/docs", (c) => docsPage(openApiDocument(gateway.operations, originOf(gateway.publicUrl, carry(c).url))));
  app.get("/docs/style.css", docsStyle);
  app.get("/.well-known/jwks.json", (c) => c.json(gateway.jwks() as never, 200, { "cache-control": `public, max-age=${JWKS_SECONDS}` }));
  for (const path of OAUTH_PATHS) app.all(path, (c) => oauthAnswer(gateway, c));
  app.get("/api/v1/live", async (c) => {
    if (c.req.header("upgrade") !== "websocket") throw new Problem("VALIDATION_FAILED", "This address opens a WebSocket; send Upgrade: websocket.");
    refuseOtherOrigins(c.req.raw);
    const { caller } = await gateway.admit(c.req.raw, LIVE_OPERATION, carry(c).now);
    if (caller === null) throw notFound("address");
    // It tells of every record, whichever scopes a person granted.
    if (caller.principal.kind === "app") throw new Problem("FORBIDDEN", "No app may open this socket. Ask for what changed over HTTP.");
    const { memberId, sessionId, keyId } = caller.principal;
    const names = [memberId, sessionId, keyId].filter((name) => name !== null);
    return gateway.openSocket(caller.tenant.id, names, c.req.raw);
  });
}

async function oauthAnswer(gateway: Gateway, c: C): Promise<Response> {
  const { seen, requestId, now, url } = carry(c);
  const arrived = { request: c.req.raw, url, requestId, now, waitUntil: (work: Promise<unknown>) => c.executionCtx.waitUntil(work) };
  const answer = await answerOAuth(gateway.oauth, gateway.admit, arrived, (caller) => (seen.caller = caller));
  if (answer === null) throw notFound("address");
  return answer;
}

/** What the gate and the log call the socket; it is no operation, for nothing is asked over it. */
const LIVE_OPERATION: AnyOperation<never> = { id: "live.socket.open", method: "GET", path: "/api/v1/live", summary: "", permission: "member", effect: "read", fixture: () => ({}), run: async () => undefined };

async function metricsAnswer(gateway: Gateway, c: C): Promise<Response> {
  const token = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
  if (gateway.operatorToken === "" || !equalInConstantTime(token, gateway.operatorToken)) {
    throw new Problem("UNAUTHENTICATED", "Send the operator's token of this installation as Authorization: Bearer.", {}, { "www-authenticate": 'Bearer realm="operator"' });
  }
  await gateway.metrics.flush();
  return new Response(renderMetrics(await gateway.totals()), { headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" } });
}

const originOf = (publicUrl: string | undefined, url: URL) => new URL(publicUrl ?? url.origin).origin;

type Carried = { seen: Hidden; requestId: string; now: number; url: URL };
const carry = (c: C): Carried => c.env.carried;

/** Headers that every answer carries, whatever answered. */
function finish(gateway: Gateway, request: Request, response: Response, { seen, requestId, url }: Carried): Response {
  const answer = secured(response, requestId, url, !isApiPath(url.pathname) || url.pathname === "/docs");
  if (answer.status === 101) return answer;
  challenge(answer, originOf(gateway.publicUrl, url), seen.caller, seen.op);
  for (const [name, value] of Object.entries(seen.limits ?? {})) if (!answer.headers.has(name)) answer.headers.set(name, value);
  for (const cookie of seen.caller?.setCookies ?? []) answer.headers.append("set-cookie", cookie);
  if (seen.op !== undefined) for (const [name, value] of Object.entries(corsHeaders(gateway.cors, serviceOf(seen.op), request.headers.get("origin")))) answer.headers.set(name, value);
  return answer;
}

/** Counts and logs the request. Probes and files are not logged: they would be most of the log and say nothing. */
function record(gateway: Gateway, answer: Response, { seen, requestId, now }: Carried, waitUntil: (work: Promise<unknown>) => void): void {
  const ended = Date.now();
  if (seen.op === undefined) return;
  gateway.metrics.request(seen.op.id, answer.status, ended - now);
  log.info("request", { requestId, tenant: seen.caller?.tenant.id, operation: seen.op.id, status: answer.status, wallMs: ended - now });
  gateway.metrics.flushWhenDue(ended, waitUntil);
}
