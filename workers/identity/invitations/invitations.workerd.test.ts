import { expect, test } from "vitest";
import { env, makeTenant, ORIGIN, send } from "../../../test/harness";
import { accept, byCookie, cookiesOf, linkToken, newMember, personOf, signIn } from "../../../test/operations";

const account = { name: "Jo Newcomer", password: "correct horse battery" };
const address = () => `jo-${crypto.randomUUID()}@example.com`;
const look = (token: string, cookie?: string) => send("POST", "/api/v1/invitations/find", { body: { token }, headers: { "cf-connecting-ip": crypto.randomUUID(), ...(cookie === undefined ? {} : { cookie }) } });

test("somebody without an account joins by the link, with a verified address, and is signed in", async () => {
  const tenant = await makeTenant();
  const email = address();
  const invited = await tenant.client.post("/api/v1/invitations", { email: email.toUpperCase(), role: "editor" });
  expect([invited.status, invited.body]).toMatchObject([201, { email, role: "editor", status: "waiting" }]);
  const token = await linkToken(tenant.id, email);
  expect((await look(token)).body).toEqual({ workspace: "Test & Co", email, role: "editor", account: "new" });
  expect((await accept(token)).status).toBe(400);
  const joined = await accept(token, account);
  expect([joined.status, joined.body]).toMatchObject([200, { user: { email, name: account.name }, tenant: { id: tenant.id }, member: { role: "editor" } }]);
  expect((await byCookie(cookiesOf(joined)).send("GET", "/api/leads")).status).toBe(200);
  expect((await signIn(email)).status).toBe(201);
  expect(await env.DB.prepare("select email_verified from users where email = ?").bind(email).first("email_verified")).toBe(1);
  expect((await tenant.client.get("/api/v1/invitations")).body.data[0]).toMatchObject({ id: invited.body.id, status: "accepted" });
  expect((await accept(token, account)).status).toBe(404);
  expect((await tenant.client.post("/api/v1/invitations", { email, role: "viewer" })).status).toBe(409);
});

test("the token is stored as a hash, and shown to nobody who invites", async () => {
  const tenant = await makeTenant();
  const email = address();
  const invited = await tenant.client.post("/api/v1/invitations", { email, role: "viewer" });
  const token = await linkToken(tenant.id, email);
  expect(token.length).toBeGreaterThan(40);
  const row = await env.DB.prepare("select * from invitations where id = ?").bind(invited.body.id).first();
  const outbox = await env.DB.prepare("select envelope from outbox where tenant_id = ?").bind(tenant.id).all();
  const listed = await tenant.client.get("/api/v1/invitations");
  for (const text of [invited.text, listed.text, JSON.stringify(row), JSON.stringify(outbox.results)]) expect(text).not.toContain(token);
});

test("a stolen link is of no use to another account, nor to somebody who makes one for an address that has one", async () => {
  const tenant = await makeTenant();
  const [invited, thief] = [await makeTenant(), await newMember(await makeTenant(), "viewer")];
  await tenant.client.post("/api/v1/invitations", { email: invited.owner.email, role: "admin" });
  const token = await linkToken(tenant.id, invited.owner.email);
  expect((await look(token, thief.cookie)).body.account).toBe("somebody else is signed in");
  const stolen = await accept(token, account, { cookie: thief.cookie, origin: ORIGIN });
  expect([stolen.status, stolen.body.error.code]).toEqual([403, "FORBIDDEN"]);
  expect((await look(token)).body.account).toBe("sign in first");
  expect((await accept(token, account)).status).toBe(401);
  const members = await env.DB.prepare("select count(*) as n from members where tenant_id = ?").bind(tenant.id).first("n");
  expect(members).toBe(1);
});

test("who has an account joins with it, and the same session goes on in the new workspace", async () => {
  const [tenant, own] = [await makeTenant(), await makeTenant()];
  const client = await personOf(own);
  await tenant.client.post("/api/v1/invitations", { email: own.owner.email, role: "editor" });
  const token = await linkToken(tenant.id, own.owner.email);
  expect((await client.send("POST", "/api/v1/invitations/accept", { body: { token }, headers: { origin: "https://evil.example" } })).status).toBe(403);
  const sessions = async () => (await client.send("GET", "/api/v1/sessions")).body.data.length;
  const before = await sessions();
  const joined = await client.send("POST", "/api/v1/invitations/accept", { body: { token } });
  expect([joined.status, joined.body.tenant.id, joined.body.member.role]).toEqual([200, tenant.id, "editor"]);
  expect(await sessions()).toBe(before);
});

test("who has an account but is in no workspace any more joins by the link, and signs in by themselves", async () => {
  const [tenant, former] = [await makeTenant(), await makeTenant()];
  const member = await newMember(former, "viewer");
  await member.client.send("DELETE", "/api/v1/session");
  const removed = await former.client.delete(`/api/v1/members/${member.id}`);
  expect([removed.status, (await signIn(member.email)).status]).toEqual([204, 403]);
  await tenant.client.post("/api/v1/invitations", { email: member.email, role: "editor" });
  const token = await linkToken(tenant.id, member.email);
  expect((await look(token)).body.account).toBe("join, then sign in");
  const joined = await accept(token, { name: "Not taken", password: "nor is this one" });
  expect([joined.status, joined.body, joined.headers.getSetCookie()]).toEqual([202, { status: "sign_in_to_go_on" }, []]);
  expect((await accept(token)).status).toBe(404);
  expect((await signIn(member.email, "nor is this one")).status).toBe(401);
  expect((await signIn(member.email)).body).toMatchObject({ tenant: { id: tenant.id }, member: { role: "editor" } });
});

test("of twenty who come with one link one joins", async () => {
  const tenant = await makeTenant();
  const email = address();
  await tenant.client.post("/api/v1/invitations", { email, role: "viewer" });
  const token = await linkToken(tenant.id, email);
  const answers = await Promise.all(Array.from({ length: 20 }, () => accept(token, account)));
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  for (const answer of answers) expect([200, 401, 404, 409]).toContain(answer.status);
});

test("a link ends when it is revoked, replaced, sent again or seven days old", async () => {
  const tenant = await makeTenant();
  const email = address();
  const invite = async () => (await tenant.client.post("/api/v1/invitations", { email, role: "viewer" })).body.id as string;
  const first = await invite();
  const replaced = await linkToken(tenant.id, email);
  const second = await invite();
  const resentBefore = await linkToken(tenant.id, email);
  expect((await tenant.client.post(`/api/v1/invitations/${first}/resend`)).status).toBe(404);
  expect((await tenant.client.post(`/api/v1/invitations/${second}/resend`)).body).toMatchObject({ id: second, status: "waiting" });
  const revoked = await linkToken(tenant.id, email);
  expect((await look(revoked)).status).toBe(200);
  expect((await tenant.client.delete(`/api/v1/invitations/${second}`)).status).toBe(204);
  expect((await tenant.client.delete(`/api/v1/invitations/${second}`)).status).toBe(404);
  const third = await invite();
  const old = await linkToken(tenant.id, email);
  await env.DB.prepare("update invitations set expires_at = ? where id = ?").bind(Date.now() - 1, third).run();
  for (const token of [replaced, resentBefore, revoked, old]) expect([(await look(token)).status, (await accept(token, account)).status]).toEqual([404, 404]);
  expect(new Set((await tenant.client.get("/api/v1/invitations")).body.data.map((one: { status: string }) => one.status))).toEqual(new Set(["revoked", "expired"]));
});
