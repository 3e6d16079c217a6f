import { expect, test } from "vitest";
import { permissionsOf } from "../identity/roles";
import { env, makeTenant, send } from "../../test/harness";
import { idsIn, isRightful, maker, personOf, rowsOf, sendOperation } from "../../test/operations";
import type { Env } from "../env";
import { operations } from "../operations";

test("a request id is taken when well formed, minted when not, and always answered", async () => {
  const { client } = await makeTenant();
  expect((await client.get("/api/leads", { headers: { "x-request-id": "my-request-1" } })).headers.get("x-request-id")).toBe("my-request-1");
  expect((await client.get("/api/leads", { headers: { "x-request-id": "a b\tc" } })).headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect((await send("GET", "/nowhere.txt")).headers.get("x-request-id")).not.toBeNull();
});

test("unknown addresses and methods, wrong types and sizes, and broken JSON are answered in the one shape", async () => {
  const { client } = await makeTenant();
  const shape = (code: string) => ({ error: { code, message: expect.any(String), details: expect.any(Object) } });
  const unknown = await client.get("/api/unicorns");
  expect([unknown.status, unknown.body]).toEqual([404, shape("NOT_FOUND")]);
  const method = await client.delete("/api/leads");
  expect([method.status, method.body, method.headers.get("allow")]).toEqual([405, shape("METHOD_NOT_ALLOWED"), "GET, POST"]);
  const type = await client.send("POST", "/api/leads", { raw: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } });
  expect([type.status, type.body]).toEqual([415, shape("UNSUPPORTED_MEDIA_TYPE")]);
  const large = await client.send("POST", "/api/leads", { raw: `{"firstName":"${"x".repeat(10_000_000)}"}` });
  expect([large.status, large.body]).toEqual([413, shape("PAYLOAD_TOO_LARGE")]);
  const broken = await client.send("POST", "/api/leads", { raw: '{"firstName": "Ada",\n "lastName" "X"}' });
  expect(broken.status).toBe(400);
  expect(broken.body.error).toMatchObject({ code: "MALFORMED_JSON", details: { line: 2, column: 13 } });
  const bytes = await client.send("POST", "/api/leads", { raw: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]) });
  expect(bytes.body.error.message).toBe("The body is not valid UTF-8.");
  const chunked = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 40; i++) controller.enqueue(new Uint8Array(65_536).fill(32));
      controller.close();
    },
  });
  expect((await client.send("POST", "/api/leads", { raw: chunked })).status).toBe(413);
});

test("who does not say who they are, or says it falsely, is refused", async () => {
  const { client } = await makeTenant();
  expect((await send("GET", "/api/leads")).status).toBe(401);
  for (const credential of ["Bearer nonsense", "Bearer ph_live_000000000000_x_y", "Basic abc", `Bearer ${client.key}x`, `Bearer ${client.key.slice(0, -1)}`]) {
    const answer = await send("GET", "/api/leads", { headers: { authorization: credential } });
    expect([credential.slice(0, 12), answer.status]).toEqual([credential.slice(0, 12), 401]);
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
  }
  expect((await send("GET", "/api/leads", { headers: { "x-api-key": client.key } })).status).toBe(200);
});

test("a missing permission is named", async () => {
  const tenant = await makeTenant();
  const viewer = await tenant.role("viewer");
  const answer = await viewer.post("/api/leads", { firstName: "A" });
  expect(answer.status).toBe(403);
  expect(answer.body.error).toMatchObject({ code: "FORBIDDEN", details: { permission: "leads:write" } });
  expect((await viewer.get("/api/leads")).status).toBe(200);
});

test("a key is held to the tenant's limit, told where it stands, and refused with the time to wait", async () => {
  const tenant = await makeTenant({ limits: { crm: 20 } });
  const key = await tenant.as(["*:*"], null);
  const answers = await Promise.all(Array.from({ length: 64 }, () => key.get("/api/leads?limit=1")));
  const accepted = answers.filter((answer) => answer.status === 200).length;
  expect(accepted).toBeGreaterThanOrEqual(20);
  expect(accepted).toBeLessThanOrEqual(22);
  const refused = answers.find((answer) => answer.status === 429);
  expect(refused?.body.error.code).toBe("RATE_LIMITED");
  expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused?.headers.get("ratelimit-policy")).toBe('"crm";q=20;w=60');
  expect(refused?.headers.get("ratelimit")).toMatch(/^"crm";r=0;t=\d+$/);
  const sameTenant = await tenant.as(["*:*"], null);
  expect((await sameTenant.get("/api/leads")).status).toBe(429);
  expect((await sameTenant.get("/api/v1/members")).status).toBe(200);
  const own = await tenant.as(["*:*"], 1000);
  expect((await own.get("/api/leads")).status).toBe(200);
});

test("a revoked key is refused with the next request, though its principal is cached", async () => {
  const { client } = await makeTenant();
  const made = await client.post("/api/v1/keys", { name: "Website", permissions: ["leads:read"] });
  const headers = { authorization: `Bearer ${made.body.key}` };
  expect((await send("GET", "/api/leads", { headers })).status).toBe(200);
  expect((await client.delete(`/api/v1/keys/${made.body.id}`)).status).toBe(204);
  expect((await send("GET", "/api/leads", { headers })).status).toBe(401);
  const listed = await client.get("/api/v1/keys");
  expect(listed.body.data.find((key: { id: string }) => key.id === made.body.id).revokedAt).not.toBeNull();
  expect(listed.text).not.toContain(made.body.key);
});

test("a key may do no more than who made it", async () => {
  const tenant = await makeTenant();
  const admin = await tenant.as(["keys:write", "leads:read"]);
  const answer = await admin.post("/api/v1/keys", { name: "More", permissions: ["leads:read", "companies:delete"] });
  expect([answer.status, answer.body.error.details.permission]).toEqual([403, "companies:delete"]);
});

test("another origin reads a service only where its settings allow it, and never with cookies", async () => {
  const { client } = await makeTenant();
  const cors: Env = { ...env, CORS: JSON.stringify({ crm: ["https://www.example.com"] }) };
  const allowed = await client.get("/api/leads", { env: cors, headers: { origin: "https://www.example.com" } });
  expect(allowed.headers.get("access-control-allow-origin")).toBe("https://www.example.com");
  expect(allowed.headers.get("access-control-allow-credentials")).toBeNull();
  const other = await client.get("/api/leads", { env: cors, headers: { origin: "https://evil.example" } });
  expect(other.headers.get("access-control-allow-origin")).toBeNull();
  const preflight = await send("OPTIONS", "/api/leads", { env: cors, headers: { origin: "https://www.example.com", "access-control-request-method": "POST" } });
  expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).toEqual([204, "GET, POST"]);
  const members = await client.get("/api/v1/members", { env: cors, headers: { origin: "https://www.example.com" } });
  expect(members.headers.get("access-control-allow-origin")).toBeNull();
});

test("ready really asks: each part broken in turn is named with 503 while live stays 200", async () => {
  const broken = new Proxy({}, { get: () => () => { throw new Error("down"); } }) as never;
  for (const [binding, name] of [["DB", "database"], ["SESSIONS", "sessions"]] as const) {
    const sick: Env = { ...env, [binding]: broken };
    const ready = await send("GET", "/health/ready", { env: sick });
    expect([binding, ready.status, ready.body?.error?.details]).toEqual([binding, 503, { parts: [name] }]);
    expect((await send("GET", "/health/live", { env: sick })).status).toBe(200);
    expect((await send("GET", "/health", { env: sick })).body).toMatchObject({ status: "down" });
  }
  for (const [binding, name] of [["TENANT_GATE", "gate"], ["EVENTS", "queue"], ["METRICS_HUB", "metrics"]] as const) {
    const sick: Env = { ...env, [binding]: broken };
    expect((await send("GET", "/health/ready", { env: sick })).status).toBe(200);
    const health = await send("GET", "/health", { env: sick });
    expect(health.body.status).toBe("degraded");
    expect(health.body.parts.find((part: { name: string }) => part.name === name).status).toBe("down");
  }
  expect((await send("GET", "/health")).body.status).toBe("up");
  expect((await send("GET", "/healthz")).status).toBe(200);
});

test("a limiter or queue that is down stops nobody and loses no event", async () => {
  const broken = new Proxy({}, { get: () => () => { throw new Error("down"); } }) as never;
  const tenant = await makeTenant();
  const created = await tenant.client.post("/api/leads", { firstName: "Ada" }, { env: { ...env, TENANT_GATE: broken, EVENTS: broken } });
  expect(created.status).toBe(201);
  const waiting = await env.DB.prepare("select count(*) as n from outbox where tenant_id = ? and done_at is null").bind(tenant.id).first<{ n: number }>();
  expect(waiting?.n).toBe(1);
});

test("a fault answers 500 with the request id and nothing of its inside", async () => {
  const { client } = await makeTenant();
  await client.get("/api/leads");
  const DB = new Proxy(env.DB, { get: (target, name) => (name === "batch" ? () => Promise.reject(new Error("D1_ERROR: near secret: SQLITE_ERROR")) : Reflect.get(target, name).bind(target)) });
  const answer = await client.post("/api/leads", { firstName: "Ada" }, { env: { ...env, DB } });
  expect(answer.status).toBe(500);
  expect(answer.body.error.code).toBe("INTERNAL");
  expect(answer.text).not.toMatch(/secret|SQL|D1/);
  expect(answer.headers.get("x-request-id")).not.toBeNull();
});

test("an installation without its secrets says so in its log and answers 503", async () => {
  const answer = await send("GET", "/api/leads", { env: { ...env, AUTH_SECRET: "" } });
  expect([answer.status, answer.body.error.code]).toEqual([503, "UNAVAILABLE"]);
});

test("metrics are the operator's alone, in Prometheus text, and name no tenant", async () => {
  const tenant = await makeTenant();
  await tenant.client.get("/api/leads");
  expect((await send("GET", "/metrics")).status).toBe(401);
  expect((await tenant.client.get("/metrics")).status).toBe(401);
  const metrics = await send("GET", "/metrics", { headers: { authorization: `Bearer ${env.OPERATOR_TOKEN}` } });
  expect(metrics.status).toBe(200);
  expect(metrics.text).toMatch(/pilothouse_http_requests_total\{operation="crm\.leads\.list",status="200"\} \d+/);
  expect(metrics.text).toMatch(/pilothouse_http_request_duration_seconds_bucket\{operation="crm\.leads\.list",le="\+Inf"\} \d+/);
  expect(metrics.text).not.toContain(tenant.id);
});

test("answers carry the security headers, and those of the API are never stored", async () => {
  const { client } = await makeTenant();
  const answer = await client.get("/api/leads");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
});

/** Their caller is a person's session, which sign-in tests cover; a key has none to end. */
const OF_A_PERSON = new Set(["identity.session.delete"]);

test.each(operations.filter((op) => op.permission !== "public").map((op) => [op.id, op] as const))(
  "%s answers its own tenant, and shows another tenant's ids to nobody",
  async (_, op) => {
    const [mine, theirs] = [await makeTenant(), await makeTenant()];
    const request = await op.fixture(maker(theirs));
    const before = await rowsOf(theirs.id);
    const [other, rightful] = op.caller === "person" ? [await personOf(mine), await personOf(theirs)] : [mine.client, theirs.client];
    const stranger = await sendOperation(other, op, request);
    const names = idsIn(request);
    if (names.length > 0) {
      expect(stranger.status).toBe(404);
      for (const id of names) expect(stranger.text).not.toContain(id);
    }
    expect(stranger.text).not.toContain(theirs.id);
    expect(await rowsOf(theirs.id)).toEqual(before);
    if (!OF_A_PERSON.has(op.id)) expect(isRightful(op, await sendOperation(rightful, op, request))).toBe(true);
    expect((await send(op.method, op.path.replace(/:\w+/, "x"), { body: request.body })).status).toBe(401);
  },
);

test("the roles hold what the matrix of operations says", () => {
  const needed = operations.filter((op) => op.permission !== "public" && op.permission !== "member").map((op) => op.permission as `${string}:${string}`);
  const may = (role: string) => needed.filter((permission) => permissionsOf(role).has(permission) || permissionsOf(role).has(`${permission.split(":")[0]}:*` as never) || permissionsOf(role).has("*:*"));
  expect(may("owner")).toEqual(needed);
  expect(may("viewer").every((permission) => permission.endsWith(":read"))).toBe(true);
  expect(may("editor").some((permission) => permission.endsWith(":delete") || permission.startsWith("keys:"))).toBe(false);
});
