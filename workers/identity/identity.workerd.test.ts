import { beforeAll, expect, test } from "vitest";
import { sha256Hex } from "../kit/crypto";
import { env, makeTenant, ORIGIN, send, type Answer } from "../../test/harness";
import { hashPassword } from "./password";

const password = "correct horse battery staple";
let passwordHash: string;
beforeAll(async () => {
  passwordHash = await hashPassword(password);
});

const cookiesOf = (answer: Answer) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
const signIn = (email: string, secret = password, headers: Record<string, string> = {}) => send("POST", "/api/v1/session", { body: { email, password: secret }, headers });

test("a person signs in, is known by the cookie, and is not after signing out", async () => {
  const tenant = await makeTenant({ passwordHash });
  const opened = await signIn(tenant.owner.email);
  expect(opened.status).toBe(201);
  expect(opened.body).toMatchObject({ user: { name: "Olive Owner" }, tenant: { id: tenant.id }, member: { role: "owner" }, permissions: ["*:*"] });
  for (const cookie of opened.headers.getSetCookie()) expect(cookie).toMatch(/HttpOnly/i);
  const cookie = cookiesOf(opened);
  const me = await send("GET", "/api/v1/session", { headers: { cookie } });
  expect(me.body).toEqual(opened.body);

  // A thief with both cookies, and one with a token made from the session, are both out at once.
  expect((await send("DELETE", "/api/v1/session", { headers: { cookie, origin: ORIGIN } })).status).toBe(204);
  expect((await send("GET", "/api/v1/session", { headers: { cookie } })).status).toBe(401);
  const access = /pilothouse\.access=([^;]+)/.exec(cookie)?.[1];
  expect((await send("GET", "/api/v1/session", { headers: { authorization: `Bearer ${access}` } })).status).toBe(401);
});

test("a session cookie alone is exchanged for a ten-minute token, which then costs no look-up", async () => {
  const tenant = await makeTenant({ passwordHash });
  const session = cookiesOf(await signIn(tenant.owner.email)).split("; ").find((cookie) => cookie.includes("session_token"));
  const first = await send("GET", "/api/leads", { headers: { cookie: session ?? "" } });
  expect(first.status).toBe(200);
  const token = /pilothouse\.access=([^;]+); Path=\/; Max-Age=600; HttpOnly; SameSite=Lax/.exec(first.headers.getSetCookie().join("\n"))?.[1];
  expect(token).toBeDefined();
  expect((await send("GET", "/api/leads", { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
});

test("a wrong password, an unknown email and a person without workspace are told no more than that", async () => {
  const tenant = await makeTenant({ passwordHash });
  const wrong = await signIn(tenant.owner.email, "wrong horse battery staple");
  const nobody = await signIn("nobody-at-all@example.com");
  expect([wrong.status, nobody.status]).toEqual([401, 401]);
  expect(wrong.body.error.message).toBe(nobody.body.error.message);
  await env.DB.prepare("delete from members where tenant_id = ?").bind(tenant.id).run();
  expect((await signIn(tenant.owner.email)).status).toBe(403);
});

test("tries for one email are limited, whatever the address they come from", async () => {
  const email = `many-${crypto.randomUUID()}@example.com`;
  const answers: number[] = [];
  for (let i = 0; i < 12; i++) answers.push((await signIn(email, "x", { "cf-connecting-ip": `203.0.113.${i}` })).status);
  expect(answers.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401));
  expect(answers.slice(10)).toEqual([429, 429]);
});

test("an unsafe request with a cookie must come from our own pages", async () => {
  const tenant = await makeTenant({ passwordHash });
  const cookie = cookiesOf(await signIn(tenant.owner.email));
  const post = (headers: Record<string, string>) => send("POST", "/api/leads", { body: { firstName: "A" }, headers: { cookie, ...headers } });
  expect((await post({ origin: "https://evil.example" })).status).toBe(403);
  expect((await post({ "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await post({ origin: ORIGIN })).status).toBe(201);
});

test("forged, expired and foreign tokens are refused", async () => {
  const tenant = await makeTenant({ passwordHash });
  const access = /pilothouse\.access=([^;]+)/.exec(cookiesOf(await signIn(tenant.owner.email)))?.[1] ?? "";
  const [header = "", payload = "", signature = ""] = access.split(".");
  const b64 = (value: unknown) => btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const claims = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
  const forged = [
    `${header}.${b64({ ...claims, role: "owner", tid: "ten_other" })}.${signature}`,
    `${b64({ alg: "none", typ: "at+jwt" })}.${payload}.`,
    `${b64({ alg: "HS256", typ: "at+jwt" })}.${payload}.${signature}`,
    `${access}\n`,
    `${access}=`,
    `${header}.${payload}`,
  ];
  expect((await send("GET", "/api/leads", { headers: { authorization: `Bearer ${access}` } })).status).toBe(200);
  for (const token of forged.map((one) => one.trim() === access ? `${access}.` : one)) {
    expect((await send("GET", "/api/leads", { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
  }
});

test("an API key past its day is refused", async () => {
  const { client } = await makeTenant();
  const made = await client.post("/api/v1/keys", { name: "Old", permissions: ["leads:read"], expiresAt: new Date(Date.now() - 1000).toISOString() });
  expect((await send("GET", "/api/leads", { headers: { authorization: `Bearer ${made.body.key}` } })).status).toBe(401);
});

test("sessions are stored by the hash of their token, and nowhere by the token", async () => {
  const tenant = await makeTenant({ passwordHash });
  const cookie = cookiesOf(await signIn(tenant.owner.email));
  const token = decodeURIComponent(/session_token=([^;]+)/.exec(cookie)?.[1] ?? "").split(".")[0] ?? "";
  const hash = await sha256Hex(token);
  const shard = env.SESSIONS.getByName(`sessions-${Number.parseInt(hash.slice(0, 2), 16) % 16}`);
  expect(await shard.get(hash)).toContain(tenant.owner.userId);
  expect(await shard.get(token)).toBeNull();
});

test("the set-up link works once, for the first owner of an empty installation", async () => {
  const token = "a single-use link's token 0123456789";
  const sealed = { ...env, SETUP_TOKEN_HASH: await sha256Hex(token) };
  const body = { token, name: "First Owner", email: `first-${crypto.randomUUID()}@example.com`, password, workspace: "Harbour & Co" };
  expect((await send("POST", "/api/v1/setup", { body: { ...body, token: "another token of some length" }, env: sealed })).status).toBe(403);
  expect((await send("POST", "/api/v1/setup", { body })).status).toBe(403);
  const members = await env.DB.prepare("select * from members").all();
  await env.DB.prepare("delete from members").run();
  try {
    const [one, two] = await Promise.all([body, { ...body, email: `second-${crypto.randomUUID()}@example.com` }].map((input) => send("POST", "/api/v1/setup", { body: input, env: sealed })));
    expect(new Set([one?.status, two?.status])).toEqual(new Set([201, 409]));
    const winner = [one, two].find((answer) => answer?.status === 201);
    expect(winner?.body).toMatchObject({ tenant: { name: "Harbour & Co", slug: "harbour-co" }, member: { role: "owner" } });
    expect((await send("GET", "/api/leads", { headers: { cookie: cookiesOf(winner as Answer) } })).status).toBe(200);
    const users = await env.DB.prepare("select count(*) as n from users where name = 'First Owner'").first<{ n: number }>();
    expect(users?.n).toBe(1);
    expect((await send("POST", "/api/v1/setup", { body, env: sealed })).status).toBe(409);
  } finally {
    await env.DB.prepare("delete from members").run();
    for (const row of members.results) {
      await env.DB.prepare("insert into members (tenant_id, id, user_id, role, created_at) values (?, ?, ?, ?, ?)").bind(row["tenant_id"], row["id"], row["user_id"], row["role"], row["created_at"]).run();
    }
  }
});

test("five people in one console do not notice the tenant's limit", async () => {
  const tenant = await makeTenant({ passwordHash, limits: { crm: 5 } });
  const cookies: string[] = [];
  for (let person = 0; person < 5; person++) {
    const one = await makeTenant({ passwordHash });
    await env.DB.prepare("update members set tenant_id = ?, role = 'editor' where user_id = ?").bind(tenant.id, one.owner.userId).run();
    cookies.push(cookiesOf(await signIn(one.owner.email)));
  }
  const answers = await Promise.all(cookies.flatMap((cookie) => Array.from({ length: 40 }, () => send("GET", "/api/leads?limit=1", { headers: { cookie } }))));
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
});

test("a session store that cannot be reached is 503, never a guess", async () => {
  const tenant = await makeTenant({ passwordHash });
  const cookies = cookiesOf(await signIn(tenant.owner.email)).split("; ");
  const session = cookies.find((cookie) => cookie.includes("session_token")) ?? "";
  const broken = new Proxy({}, { get: () => () => { throw new Error("down"); } }) as never;
  const sick = { ...env, SESSIONS: broken };
  const answer = await send("GET", "/api/leads", { env: sick, headers: { cookie: session } });
  expect([answer.status, answer.body.error.code]).toEqual([503, "UNAVAILABLE"]);
  const signingIn = await send("POST", "/api/v1/session", { env: sick, body: { email: tenant.owner.email, password } });
  expect(signingIn.status).toBe(503);
  // Whoever holds a token needs no session store for the rest of its ten minutes.
  expect((await send("GET", "/api/leads", { env: sick, headers: { cookie: cookies.join("; ") } })).status).toBe(200);
});
