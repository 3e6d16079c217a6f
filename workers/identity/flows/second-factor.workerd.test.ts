import { expect, test } from "vitest";
import { env } from "../../../test/harness";
import { browser, cookiesOf, from, mailsTo, makePerson, PASSWORD, signedIn, signIn, totp, statusesOf } from "../../../test/people";

const complete = (cookie: string, body: object) => from("POST", "/api/v1/session/second-factor", { body, headers: { cookie } });

/** A person with a second factor, confirmed by the code of the step before, which is still taken. */
async function guarded() {
  const person = await makePerson();
  const before = await signedIn(person);
  const { body } = await before.post("/api/v1/second-factor", { password: PASSWORD });
  const confirmed = await before.post("/api/v1/second-factor/confirm", { code: await totp(body.secret, -1) });
  if (confirmed.status !== 204) throw new Error(confirmed.text);
  return { person, before, after: browser(cookiesOf(confirmed)), secret: body.secret as string, codes: body.recoveryCodes as string[], uri: body.uri as string };
}
const challenge = async (email: string) => cookiesOf(await signIn(email));

test("the codes of an authenticator are those of RFC 6238", async () => {
  const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  expect(await Promise.all([59, 1_111_111_109, 1_234_567_890, 20_000_000_000].map((seconds) => totp(secret, 0, seconds * 1000)))).toEqual(["287082", "081804", "005924", "353130"]);
});

test("a second factor is set up by its first code, and asked for from then on", async () => {
  const { person, before, after, secret, uri, codes } = await guarded();
  expect(uri).toMatch(/^otpauth:\/\/totp\/Pilothouse/);
  expect(new Set(codes).size).toBe(10);
  // The session's id changed with it: the old one is gone.
  expect([(await before.get("/api/v1/session")).status, (await after.get("/api/v1/session")).status]).toEqual([401, 200]);
  expect((await after.get("/api/v1/security")).body).toMatchObject({ secondFactor: { enabled: true, recoveryCodesLeft: 10 } });

  const first = await signIn(person.owner.email);
  expect([first.status, first.body]).toEqual([202, { status: "second_factor_required" }]);
  expect((await browser(cookiesOf(first)).get("/api/v1/session")).status).toBe(401);
  const second = await complete(cookiesOf(first), { code: await totp(secret) });
  expect([second.status, second.body.user.email]).toEqual([201, person.owner.email]);
  expect((await browser(cookiesOf(second)).get("/api/v1/session")).status).toBe(200);
  expect((await mailsTo(person.owner.email, person))[0]?.kind).toBe("security_changed");
});

test("a code is taken once, also the one that set it up, also of two at once", async () => {
  const { person, secret } = await guarded();
  const [one, two, three] = [await challenge(person.owner.email), await challenge(person.owner.email), await challenge(person.owner.email)];
  expect((await complete(one, { code: await totp(secret, -1) })).status).toBe(401);
  const code = await totp(secret);
  const answers = await Promise.all([complete(two, { code }), complete(three, { code })]);
  expect(statusesOf(answers)).toEqual([201, 401]);
});

test("a wrong code opens nothing; five end the sign-in, ten lock the account for a while", async () => {
  const { person, secret } = await guarded();
  const guess = async (cookie: string) => (await complete(cookie, { code: "000000" })).status;
  const statuses = [];
  for (let round = 0; round < 2; round++) {
    const cookie = await challenge(person.owner.email);
    for (let i = 0; i < 5; i++) statuses.push(await guess(cookie));
    statuses.push((await complete(cookie, { code: await totp(secret) })).status);
  }
  expect(statuses.filter((status) => status < 400)).toEqual([]);
  const locked = await complete(await challenge(person.owner.email), { code: await totp(secret, 1) });
  expect([locked.status, Number(locked.headers.get("retry-after"))]).toEqual([429, 900]);
});

test("a recovery code opens once, is stored as a hash, and new ones take the place of all", async () => {
  const { person, codes, after } = await guarded();
  const [first = "", second = ""] = codes;
  const stored = await env.DB.prepare("select backup_codes from second_factors where user_id = ?").bind(person.owner.userId).first<{ backup_codes: string }>();
  for (const code of codes) expect(stored?.backup_codes).not.toContain(code);
  const tries = await Promise.all([await challenge(person.owner.email), await challenge(person.owner.email)].map((cookie) => complete(cookie, { recoveryCode: first.toUpperCase() })));
  expect(statusesOf(tries)).toEqual([201, 401]);
  expect((await after.get("/api/v1/security")).body.secondFactor.recoveryCodesLeft).toBe(9);
  // What is stored is not what opens.
  const [hash = ""] = JSON.parse(stored?.backup_codes ?? "[]") as string[];
  expect((await complete(await challenge(person.owner.email), { recoveryCode: hash.slice(0, 40) })).status).toBe(401);
  const renewed = await after.post("/api/v1/second-factor/recovery-codes", { password: PASSWORD });
  expect((await complete(await challenge(person.owner.email), { recoveryCode: second })).status).toBe(401);
  expect((await complete(await challenge(person.owner.email), { recoveryCode: renewed.body.recoveryCodes[0] })).status).toBe(201);
});

test("it is turned off by the password alone, and asked for no longer", async () => {
  const { person, after } = await guarded();
  expect((await after.post("/api/v1/second-factor", { password: PASSWORD })).status).toBe(409);
  expect((await after.post("/api/v1/second-factor/disable", { password: "not the password" })).status).toBe(400);
  const off = await after.post("/api/v1/second-factor/disable", { password: PASSWORD });
  expect(off.status).toBe(204);
  expect((await signIn(person.owner.email)).status).toBe(201);
  const audit = await person.client.get("/api/v1/audit");
  const actions = audit.body.data.map((entry: { action: string }) => entry.action);
  expect(actions).toEqual(expect.arrayContaining(["identity.second_factor.confirm", "identity.second_factor.disable"]));
});

test("one person's challenge, password or session completes no sign-in of another", async () => {
  const [victim, thief] = [await guarded(), await guarded()];
  const cookie = await challenge(victim.person.owner.email);
  expect((await complete(cookie, { code: await totp(thief.secret) })).status).toBe(401);
  const own = await signIn(thief.person.owner.email);
  const completed = await complete(cookiesOf(own), { code: await totp(thief.secret, 1) });
  expect((await complete(`${cookie}; ${cookiesOf(completed)}`, { code: await totp(thief.secret) })).status).toBe(401);
  expect((await complete("", { code: "123456" })).status).toBe(401);
});
