/** What every answer carries, what none does, and what is never written to the log. */
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import indexPage from "../../web/index.html?raw";
import { env, makeTenant, ORIGIN, send, type Answer, type TestTenant } from "../../test/harness";
import { isRightful, maker, personOf, sendOperation } from "../../test/operations";
import type { Env } from "../env";
import { hashPassword } from "../identity/password";
import { operations } from "../operations";

const PASSWORD = "canary-password correct horse";
const BOUND_PARAMETERS_MAX = 100;
let tenant: TestTenant;
let passwordHash: string;

beforeAll(async () => {
  passwordHash = await hashPassword(PASSWORD);
  tenant = await makeTenant({ passwordHash });
});
afterEach(() => vi.restoreAllMocks());

/** A database that refuses what D1 refuses in production alone. */
const strict: Env["DB"] = new Proxy(env.DB, {
  get(target, name) {
    const value = Reflect.get(target, name) as unknown;
    if (name !== "prepare") return typeof value === "function" ? value.bind(target) : value;
    return (sql: string) => {
      if (sql.length > 100_000 || /\b(?:like|glob)\b/i.test(sql)) throw new Error(`D1 would refuse ${sql.slice(0, 200)}`);
      const statement = target.prepare(sql);
      const bind = statement.bind.bind(statement);
      statement.bind = (...values: unknown[]) => {
        if (values.length > BOUND_PARAMETERS_MAX) throw new Error(`D1 would refuse ${values.length} parameters: ${sql.slice(0, 200)}`);
        return bind(...values);
      };
      return statement;
    };
  },
});

function expectHardened(answer: Answer): void {
  const header = (name: string) => answer.headers.get(name) ?? "";
  expect(header("x-content-type-options")).toBe("nosniff");
  expect(header("x-frame-options")).toBe("DENY");
  expect(header("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(header("content-security-policy")).toMatch(/default-src '(?:none|self)'/);
  expect(header("content-security-policy")).not.toMatch(/unsafe-|\*|https?:/);
  expect(header("referrer-policy")).toBe("same-origin");
  expect(header("x-request-id")).not.toBe("");
}

const notPublic = (answer: Answer) => expect(answer.headers.get("cache-control")).toMatch(/^(?:no-store|private, no-store)$/);

describe.each(operations.map((op) => [op.id, op] as const))("%s", (id, op) => {
  test("its answers are hardened, stored by no cache on the way, and made within D1's limits", async () => {
    const one = op.permission === "public" || id === "identity.session.delete" ? tenant : await makeTenant();
    const request = await op.fixture(maker(one));
    const client = op.caller === "person" ? await personOf(one) : one.client;
    const answers = [await sendOperation(client, op, request, { env: { ...env, DB: strict } })];
    if (op.permission !== "public") {
      // A key has no session to end, and is told so.
      if (id === "identity.session.delete") expect(answers[0]?.status).toBe(403);
      else expect(answers.every((answer) => isRightful(op, answer)), answers[0]?.text).toBe(true);
      answers.push(await send(op.method, op.path.replace(/:\w+/g, "x"), { body: request.body }));
    }
    for (const answer of answers) {
      expectHardened(answer);
      notPublic(answer);
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
  });
});

const pages = { ...env, ASSETS: { fetch: async () => new Response(indexPage, { headers: { "content-type": "text/html" } }) } as unknown as Fetcher };
const INLINE = [/<script(?![^>]*\bsrc=)[^>]*>/i, /<style[\s>]/i, /\sstyle\s*=/i, /\son[a-z]+\s*=/i, /javascript:/i];

test.each(["/", "/leads", "/setup?token=abc", "/docs"])("the page %s has no inline script or style, and may not be framed", async (path) => {
  const page = await send("GET", path, { env: pages });
  expect([page.status, page.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/html")]);
  expectHardened(page);
  expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
  // The console's page names the hashed files; the reference is the same for everybody.
  expect(page.headers.get("cache-control")).toMatch(path === "/docs" ? /^public/ : /^no-cache$/);
  for (const inline of INLINE) expect(page.text).not.toMatch(inline);
});

test.each(["/", "/docs", "/api/leads", "/health/live", "/metrics", "/.well-known/jwks.json", "/nowhere.txt"])("%s is hardened, whatever it answers", async (path) => {
  expectHardened(await send("GET", path, { env: pages }));
});

const signIn = (over: Env = env, password = PASSWORD) =>
  send("POST", "/api/v1/session", { body: { email: tenant.owner.email, password }, headers: { "cf-connecting-ip": crypto.randomUUID() }, env: over });

test("cookies are out of reach for scripts, other sites and other hosts, and on https travel by it alone", async () => {
  const plain = await signIn();
  const cookies = plain.headers.getSetCookie();
  expect(cookies.length).toBeGreaterThanOrEqual(2);
  const secure = (await signIn({ ...env, PUBLIC_URL: "https://crm.example" })).headers.getSetCookie();
  const left = await send("DELETE", "/api/v1/session", { headers: { cookie: cookies.map((cookie) => cookie.split(";")[0]).join("; "), origin: ORIGIN } });
  for (const cookie of [...cookies, ...secure, ...left.headers.getSetCookie()]) {
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=Lax/i);
    expect(cookie).toMatch(/; Path=\//i);
    expect(cookie).not.toMatch(/; Domain=/i);
  }
  for (const cookie of secure) expect(cookie).toMatch(/; Secure/i);
  for (const cookie of left.headers.getSetCookie()) expect(cookie).toMatch(/Max-Age=0/i);
});

test("on https browsers are told to stay there", async () => {
  const answer = await send("GET", "https://crm.example/health/live");
  expect(answer.headers.get("strict-transport-security")).toMatch(/^max-age=\d{8,}; includeSubDomains$/);
});

test("nothing that a caller sends becomes a header", async () => {
  const injected = "x\r\nset-cookie: stolen=1\r\nlocation: https://evil.example";
  const made = await tenant.client.post("/api/leads", { firstName: injected, email: "inject@example.com" }, { headers: { "x-request-id": "evil%0d%0aset-cookie:a=b", "idempotency-key": `"a${crypto.randomUUID()}"` } });
  expect([made.status, made.headers.get("location"), made.headers.getSetCookie()]).toEqual([201, `/api/leads/${made.body.id}`, []]);
  expect(made.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  for (const path of [`/api/leads/${encodeURIComponent(injected)}`, `/api/leads?filter=${encodeURIComponent(injected)}`, `/${encodeURIComponent(injected)}`]) {
    const answer = await tenant.client.get(path);
    expect([answer.headers.getSetCookie(), answer.headers.get("location")]).toEqual([[], null]);
  }
  expect(() => new Headers({ "x-request-id": injected })).toThrow();
});

test("a body of a hundred thousand levels or half a million items is refused before it is built", async () => {
  const bodies = ["[".repeat(100_000) + "]".repeat(100_000), '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000), `[${"1,".repeat(500_000)}1]`, `[${",".repeat(1_000_000)}]`, `{"tags":[${"0,".repeat(500_000)}0]}`];
  const parse = vi.spyOn(JSON, "parse");
  const answers = [];
  for (const raw of bodies) answers.push((await tenant.client.send("POST", "/api/leads", { raw })).status);
  expect(answers).toEqual([400, 400, 413, 413, 413]);
  expect(parse.mock.calls.filter(([text]) => String(text).length > 100_000)).toEqual([]);
});

test("no log line holds an email, a password, a key, a token, a name or a command", async () => {
  const lines: string[] = [];
  for (const level of ["log", "warn", "error", "info", "debug"] as const) vi.spyOn(console, level).mockImplementation((...parts: unknown[]) => void lines.push(parts.map(String).join(" ")));
  const canary = { person: "canary.person@example.com", name: "Canaryname", phone: "+15550100999", note: "canary-note", said: "canaryword" };
  const opened = await signIn();
  await signIn(env, "canary-wrong-password");
  const cookie = opened.headers.getSetCookie().map((one) => one.split(";")[0] ?? "").join("; ");
  const key = await tenant.client.post("/api/v1/keys", { name: "canary-key", permissions: ["leads:read"] });
  const lead = await tenant.client.post("/api/leads", { firstName: canary.name, email: canary.person, phone: canary.phone, notes: canary.note });
  await tenant.client.post("/api/leads", { firstName: canary.name, email: canary.person });
  await tenant.client.post("/api/leads", { firstName: canary.name, email: "not an address canary-bad-email" });
  await tenant.client.send("POST", "/api/leads", { raw: `{"firstName": "${canary.name}" "${canary.note}"` });
  await tenant.client.get(`/api/leads?filter=${encodeURIComponent(`email[eq]:${canary.person}`)}`);
  await tenant.client.post("/webhook/router", { command: `add ${canary.name} ${canary.said}, ${canary.person}, as a lead` });
  await tenant.client.get(`/api/leads/${canary.note}`);
  await send("GET", "/api/leads", { headers: { authorization: "Bearer ph_live_canarycanary_x_y" } });
  await send("GET", "/api/leads", { headers: { cookie: `${cookie}; pilothouse.access=canary.access.token` } });
  const sick = (fault: Error) => ({ ...env, DB: new Proxy(env.DB, { get: (target, name) => (name === "batch" ? () => Promise.reject(fault) : Reflect.get(target, name).bind(target)) }) });
  const drizzle = new Error(`Failed query: insert into leads … params: ${canary.person}`, { cause: new Error("D1_ERROR: overloaded") });
  expect((await tenant.client.post("/api/leads", { firstName: canary.name }, { env: sick(drizzle) })).status).toBe(500);
  await tenant.client.delete(`/api/leads/${lead.body.id}`);
  await send("DELETE", "/api/v1/session", { headers: { cookie, origin: ORIGIN } });

  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) expect(Object.keys(JSON.parse(line)).slice(0, 3)).toEqual(["level", "component", "event"]);
  const secrets = [PASSWORD, tenant.owner.email, tenant.client.key, key.body.key, String(key.body.key).split("_")[3], env.AUTH_SECRET, env.OPERATOR_TOKEN, ...cookie.split("; ").map((one) => one.split("=")[1]), ...Object.values(canary)];
  const log = lines.join("\n");
  for (const secret of secrets) expect(log.includes(String(secret)), `the log holds ${String(secret)}`).toBe(false);
  expect(log.toLowerCase()).not.toContain("canary");
  expect(log).not.toMatch(/[\w.+-]+@[\w-]+\.\w+|ph_live_|eyJ[\w-]+\./);
});
