import { expect, test } from "vitest";
import { env } from "../../../test/harness";
import { browser, cookiesOf, from, mailsTo, makePerson, PASSWORD, signedIn, signIn, tokenTo, statusesOf } from "../../../test/people";

const NEW = "another horse, another staple";
const forgot = (email: string) => from("POST", "/api/v1/password/forgot", { body: { email } });
const reset = (token: string, password = NEW) => from("POST", "/api/v1/password/reset", { body: { token, password } });

test("a forgotten password is set anew by the link, once, and every session ends", async () => {
  const person = await makePerson();
  const before = await signedIn(person);
  expect((await before.get("/api/v1/session")).status).toBe(200);
  expect((await forgot(person.owner.email)).status).toBe(202);
  const token = await tokenTo(person.owner.email, person);
  expect((await reset(token, "short")).status).toBe(400);
  expect((await reset(token)).status).toBe(204);
  // The cookies and the token made from them alike.
  expect((await before.get("/api/v1/session")).status).toBe(401);
  const access = /pilothouse\.access=([^;]+)/.exec(before.cookie)?.[1];
  expect((await from("GET", "/api/v1/session", { headers: { authorization: `Bearer ${access}` } })).status).toBe(401);
  expect([(await signIn(person.owner.email)).status, (await signIn(person.owner.email, NEW)).status]).toEqual([401, 201]);
  expect((await reset(token)).body.error.code).toBe("CONFIRMATION_SPENT");
  expect((await mailsTo(person.owner.email, person)).map((mail) => mail.kind)).toEqual(["password_changed", "password_reset"]);
  const audit = await person.client.get("/api/v1/audit");
  expect(audit.body.data.map((entry: { action: string }) => entry.action)).toContain("identity.password.reset");
});

test("an unknown address is answered as a known one, and nothing is sent", async () => {
  const person = await makePerson();
  const nobody = `nobody-${crypto.randomUUID()}@example.com`;
  const [known, unknown] = await Promise.all([forgot(person.owner.email), forgot(nobody)]);
  const shown = (answer: typeof known) => [answer.status, answer.text, [...answer.headers.keys()].sort()];
  expect(shown(known)).toEqual(shown(unknown));
  expect(await mailsTo(nobody, person)).toEqual([]);
});

test("an address that nobody has takes the work of a wrong password", async () => {
  const person = await makePerson();
  const took = async (email: string) => {
    const begun = performance.now();
    await signIn(email, "not the password at all");
    return performance.now() - begun;
  };
  await took(person.owner.email);
  const [known, unknown] = [[], []] as [number[], number[]];
  for (let i = 0; i < 4; i++) {
    known.push(await took(person.owner.email));
    unknown.push(await took(`nobody-${crypto.randomUUID()}@example.com`));
  }
  // Hashing is nearly all of it; without it the answer would come ten times sooner.
  expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 3);
});

test("of two links the newest works; of ten openings at once one counts", async () => {
  const person = await makePerson();
  await forgot(person.owner.email);
  const older = await tokenTo(person.owner.email, person);
  await forgot(person.owner.email);
  const newest = await tokenTo(person.owner.email, person);
  expect((await reset(older)).status).toBe(410);
  const answers = await Promise.all(Array.from({ length: 10 }, () => reset(newest)));
  expect(statusesOf(answers)).toEqual([204, ...Array.from({ length: 9 }, () => 410)]);
});

test("a link that has expired sets nothing", async () => {
  const person = await makePerson();
  await forgot(person.owner.email);
  const token = await tokenTo(person.owner.email, person);
  const real = Date.now;
  try {
    Date.now = () => real() + 61 * 60_000;
    expect((await reset(token)).body.error.code).toBe("CONFIRMATION_SPENT");
  } finally {
    Date.now = real;
  }
  expect((await signIn(person.owner.email)).status).toBe(201);
});

test("a password is changed by who knows the old one; this session goes on under another id, the others end", async () => {
  const person = await makePerson();
  const [here, there] = [await signedIn(person), await signedIn(person)];
  const change = (currentPassword: string) => here.post("/api/v1/password", { currentPassword, newPassword: NEW });
  const wrong = await change("not the password at all");
  expect([wrong.status, wrong.body.error.code]).toEqual([400, "VALIDATION_FAILED"]);
  const changed = await change(PASSWORD);
  expect(changed.status).toBe(204);
  const sessionOf = (cookie: string) => /session_token=([^;]+)/.exec(cookie)?.[1];
  expect(sessionOf(cookiesOf(changed))).toBeDefined();
  expect(sessionOf(cookiesOf(changed))).not.toBe(sessionOf(here.cookie));
  expect((await browser(cookiesOf(changed)).get("/api/v1/session")).status).toBe(200);
  expect([(await here.get("/api/v1/session")).status, (await there.get("/api/v1/session")).status]).toEqual([401, 401]);
  expect([(await signIn(person.owner.email)).status, (await signIn(person.owner.email, NEW)).status]).toEqual([401, 201]);
  expect((await mailsTo(person.owner.email, person)).map((mail) => mail.kind)).toEqual(["password_changed"]);
});

test("guesses at the old password are limited by the person, not by where they come from", async () => {
  const here = await signedIn(await makePerson());
  const answers = await Promise.all(Array.from({ length: 12 }, () => here.post("/api/v1/password", { currentPassword: "a guess at it", newPassword: NEW })));
  expect(statusesOf(answers)).toEqual([...Array.from({ length: 10 }, () => 400), 429, 429]);
});

test.each(["ok", "get-session", "sign-in/email", "sign-in/username", "sign-up/email", "two-factor/enable", "pilothouse/verified"])("the library's own route %s is not there", async (route) => {
  for (const method of ["GET", "POST"]) expect((await from(method, `/api/auth/${route}`, method === "POST" ? { body: {} } : {})).status).toBe(404);
});

test("a session that somebody planted before is not the one that is signed in", async () => {
  const [victim, thief] = [await makePerson(), await makePerson()];
  const planted = await signedIn(thief);
  const opened = await signIn(victim.owner.email, PASSWORD, { cookie: planted.cookie });
  expect(cookiesOf(opened)).not.toContain(/session_token=([^;]+)/.exec(planted.cookie)?.[1]);
  expect((await planted.get("/api/v1/session")).body.user.email).toBe(thief.owner.email);
});

test("nothing that opens an account is stored in the clear", async () => {
  const person = await makePerson();
  await forgot(person.owner.email);
  const token = await tokenTo(person.owner.email, person);
  const hidden = { ...env, MAIL_LINKS: "hide" };
  await from("POST", "/api/v1/password/forgot", { body: { email: person.owner.email }, env: hidden });
  const [mail] = await mailsTo(person.owner.email, person);
  expect(mail?.text).toContain("[the link is not stored]");
  expect(mail?.text).not.toContain("token=");
  const kept = await env.DB.prepare("select identifier from verifications").all();
  expect(JSON.stringify(kept.results)).not.toContain(token);
});
