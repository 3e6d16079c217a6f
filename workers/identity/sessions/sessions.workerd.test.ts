import { describe, expect, test } from "vitest";
import { env, makeTenant, ORIGIN, send } from "../../../test/harness";
import { accept, byCookie, cookiesOf, linkToken, newMember, personOf, signIn } from "../../../test/operations";
import { ACCESS_COOKIE } from "../caller";
import { tokensOf } from "../tokens";

const CHROME = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const accessOf = (cookies: string) => /pilothouse\.access=([^;]+)/.exec(cookies)?.[1] ?? "";
const sessionOf = (cookies: string) => /pilothouse\.session_token=[^;]+/.exec(cookies)?.[0] ?? "";
const byToken = (token: string) => send("GET", "/api/leads?limit=1", { headers: { authorization: `Bearer ${token}` } });
const claimsOf = (cookies: string) => JSON.parse(atob((accessOf(cookies).split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")));

/** The cookies of a sign-in, as they are this long after it. */
async function aged(cookies: string, minutes: number): Promise<string> {
  const { exp: _, ...claims } = claimsOf(cookies);
  const tokens = tokensOf([env.AUTH_SIGNING_KEY ?? ""], env.PUBLIC_URL ?? "");
  return `${sessionOf(cookies)}; ${ACCESS_COOKIE}=${await tokens.sign({ ...claims, auth_time: claims.auth_time - minutes * 60 }, Date.now())}`;
}

describe("a person's sessions", () => {
  test("are listed with device, address and workspace, and say which one asks", async () => {
    const tenant = await makeTenant();
    const member = await newMember(tenant, "viewer");
    const opened = cookiesOf(await signIn(member.email, undefined, { "user-agent": CHROME, "cf-connecting-ip": "203.0.113.9" }));
    const { data } = (await byCookie(opened).send("GET", "/api/v1/sessions")).body;
    expect(data).toHaveLength(2);
    expect(data.find((one: { current: boolean }) => one.current)).toMatchObject({ device: "Chrome on macOS", address: "203.0.113.9", workspace: tenant.id });
    expect(JSON.stringify(data)).not.toContain(decodeURIComponent(sessionOf(opened).split("=")[1] ?? "x").split(".")[0]);
  });

  test("end before it is answered: the cookie, and every token made from it, in every workspace", async () => {
    const [tenant, second] = [await makeTenant(), await makeTenant()];
    const member = await newMember(tenant, "viewer");
    await second.client.post("/api/v1/invitations", { email: member.email, role: "viewer" });
    const elsewhere = cookiesOf(await accept(await linkToken(second.id, member.email), {}, { cookie: member.cookie }));
    const other = cookiesOf(await signIn(member.email));
    const victim = claimsOf(member.cookie).sid;
    expect((await byToken(accessOf(elsewhere))).status).toBe(200);
    expect((await byCookie(other).send("DELETE", `/api/v1/sessions/${victim}`)).status).toBe(204);
    const answers = [await member.client.send("GET", "/api/leads"), await byToken(accessOf(member.cookie)), await byToken(accessOf(elsewhere)), await byCookie(sessionOf(member.cookie)).send("GET", "/api/leads")];
    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401, 401]);
    expect((await byCookie(other).send("GET", "/api/leads")).status).toBe(200);
    expect((await byCookie(other).send("DELETE", `/api/v1/sessions/${victim}`)).status).toBe(404);
  });

  test("all others end at once, and nobody ends another person's", async () => {
    const tenant = await makeTenant();
    const [one, stranger] = [await newMember(tenant, "viewer"), await newMember(tenant, "viewer")];
    const more = [cookiesOf(await signIn(one.email)), cookiesOf(await signIn(one.email))];
    expect((await stranger.client.send("DELETE", `/api/v1/sessions/${claimsOf(one.cookie).sid}`)).status).toBe(404);
    expect((await one.client.send("DELETE", "/api/v1/sessions")).status).toBe(204);
    expect((await one.client.send("GET", "/api/leads")).status).toBe(200);
    for (const cookies of more) expect((await byCookie(cookies).send("GET", "/api/leads")).status).toBe(401);
    expect((await stranger.client.send("GET", "/api/leads")).status).toBe(200);
  });

  test("of a member are shown to and ended by who manages members, as far as they work in that workspace", async () => {
    const [tenant, second] = [await makeTenant(), await makeTenant()];
    const member = await newMember(tenant, "viewer");
    await second.client.post("/api/v1/invitations", { email: member.email, role: "viewer" });
    const there = cookiesOf(await signIn(member.email));
    expect((await accept(await linkToken(second.id, member.email), {}, { cookie: there })).status).toBe(200);
    const listed = await tenant.client.get(`/api/v1/members/${member.id}/sessions`);
    expect(listed.body.data.map((one: { id: string }) => one.id)).toEqual([claimsOf(member.cookie).sid]);
    expect((await tenant.client.delete(`/api/v1/members/${member.id}/sessions`)).status).toBe(204);
    expect([(await member.client.send("GET", "/api/leads")).status, (await byToken(accessOf(member.cookie))).status]).toEqual([401, 401]);
    expect((await byCookie(sessionOf(there)).send("GET", "/api/v1/session")).body.tenant.id).toBe(second.id);
  });

  test("have a new id after signing in, whatever cookie came along", async () => {
    const tenant = await makeTenant();
    const [attacker, victim] = [await newMember(tenant, "viewer"), await newMember(tenant, "viewer")];
    const planted = [attacker.cookie, sessionOf(attacker.cookie), "pilothouse.session_token=planted.planted"];
    const ids = new Set([claimsOf(attacker.cookie).sid, claimsOf(victim.cookie).sid]);
    for (const cookie of planted) {
      const opened = cookiesOf(await signIn(victim.email, undefined, { cookie, origin: ORIGIN }));
      expect(sessionOf(opened)).not.toBe(sessionOf(cookie));
      expect(ids.has(claimsOf(opened).sid)).toBe(false);
      ids.add(claimsOf(opened).sid);
    }
    expect((await attacker.client.send("GET", "/api/v1/session")).body.user.email).toBe(attacker.email);
  });
});

describe("what is dangerous", () => {
  test("asks a person who signed in long ago for their password, and then goes on", async () => {
    const tenant = await makeTenant();
    const admin = await newMember(tenant, "admin");
    const body = { name: "Key", permissions: ["leads:read"] };
    const old = byCookie(await aged(admin.cookie, 11));
    const refused = await old.send("POST", "/api/v1/keys", { body });
    expect([refused.status, refused.body.error.code]).toEqual([403, "FRESH_SIGN_IN_REQUIRED"]);
    expect((await old.send("GET", "/api/v1/keys")).status).toBe(200);
    expect((await byCookie(await aged(admin.cookie, 9)).send("POST", "/api/v1/keys", { body })).status).toBe(201);

    const wrong = await old.send("POST", "/api/v1/session/confirm", { body: { password: "wrong horse battery" } });
    expect([wrong.status, wrong.body.error.code]).toEqual([403, "FORBIDDEN"]);
    const confirmed = await old.send("POST", "/api/v1/session/confirm", { body: { password: "correct horse battery" } });
    expect([confirmed.status, confirmed.body.user.email]).toEqual([200, admin.email]);
    const now = byCookie(`${sessionOf(admin.cookie)}; ${cookiesOf(confirmed)}`);
    expect((await now.send("POST", "/api/v1/keys", { body })).status).toBe(201);
  });

  test("is the change of a role, a removal, a role's edit, a key's rotation, and inviting who will manage", async () => {
    const tenant = await makeTenant();
    const [admin, viewer] = [await newMember(tenant, "admin"), await newMember(tenant, "viewer")];
    const old = byCookie(await aged(admin.cookie, 11));
    const key = (await tenant.client.post("/api/v1/keys", { name: "Key", permissions: ["leads:read"] })).body;
    const role = (await tenant.client.post("/api/v1/roles", { name: "Role", permissions: ["leads:read"] })).body;
    const email = `new-${crypto.randomUUID()}@example.com`;
    const asked = [
      await old.send("PATCH", `/api/v1/members/${viewer.id}`, { body: { role: "editor" } }),
      await old.send("DELETE", `/api/v1/members/${viewer.id}`),
      await old.send("POST", `/api/v1/members/${viewer.id}/restore`),
      await old.send("POST", "/api/v1/roles", { body: { name: "R", permissions: ["leads:read"] } }),
      await old.send("PATCH", `/api/v1/roles/${role.id}`, { body: { permissions: ["leads:*"] } }),
      await old.send("DELETE", `/api/v1/roles/${role.id}`),
      await old.send("POST", `/api/v1/keys/${key.id}/rotate`, { body: { graceHours: 0 } }),
      await old.send("POST", "/api/v1/invitations", { body: { email, role: "admin" } }),
    ];
    expect(asked.map((answer) => answer.body.error.code)).toEqual(asked.map(() => "FRESH_SIGN_IN_REQUIRED"));
    expect((await old.send("POST", "/api/v1/invitations", { body: { email, role: "editor" } })).status).toBe(201);
  });

  test("is not opened by a token that somebody took: it neither confirms nor makes itself last", async () => {
    const tenant = await makeTenant();
    const admin = await newMember(tenant, "admin");
    const headers = { authorization: `Bearer ${accessOf(admin.cookie)}` };
    expect((await send("POST", "/api/v1/session/confirm", { headers, body: { password: "correct horse battery" } })).status).toBe(401);
    expect((await send("POST", "/api/v1/session/workspace", { headers, body: { workspace: tenant.id } })).status).toBe(401);
  });

  test("tries at the password are limited", async () => {
    const tenant = await makeTenant();
    const person = await personOf(tenant);
    const answers: number[] = [];
    for (let i = 0; i < 12; i++) answers.push((await person.send("POST", "/api/v1/session/confirm", { body: { password: "wrong horse" } })).status);
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 403), 429, 429]);
  });
});

test("a person lists their workspaces and goes on in another with the same session, which remembers it", async () => {
  const [tenant, second, foreign] = [await makeTenant(), await makeTenant(), await makeTenant()];
  const member = await newMember(tenant, "viewer");
  await second.client.post("/api/v1/invitations", { email: member.email, role: "admin" });
  await accept(await linkToken(second.id, member.email), {}, { cookie: member.cookie });
  const back = await member.client.send("POST", "/api/v1/session/workspace", { body: { workspace: tenant.id } });
  expect([back.status, back.body.tenant.id]).toEqual([200, tenant.id]);
  const listed = (await member.client.send("GET", "/api/v1/workspaces")).body.data;
  expect(listed.map((one: { id: string; role: string; current: boolean }) => [one.id, one.role, one.current])).toEqual([[tenant.id, "viewer", true], [second.id, "admin", false]]);
  const there = await member.client.send("POST", "/api/v1/session/workspace", { body: { workspace: second.id } });
  expect(claimsOf(cookiesOf(there))).toMatchObject({ sid: claimsOf(member.cookie).sid, tid: second.id, role: "admin", auth_time: claimsOf(member.cookie).auth_time });
  // The session alone, when its access token has run out.
  expect((await byCookie(sessionOf(member.cookie)).send("GET", "/api/v1/session")).body.tenant.id).toBe(second.id);
  expect((await member.client.send("POST", "/api/v1/session/workspace", { body: { workspace: foreign.id } })).status).toBe(404);
});
