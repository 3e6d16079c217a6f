import { expect, test } from "vitest";
import { env, makeTenant } from "../../../test/harness";
import { cookiesOf, from, mailsTo, makePerson, PASSWORD, signIn, tokenTo, statusesOf } from "../../../test/people";

/** Where people may sign up. */
const open = { ...env, SIGN_UP: "open" };
const newAddress = () => `new-${crypto.randomUUID()}@example.com`;
const signUp = (email: string, over = open) => from("POST", "/api/v1/sign-up", { env: over, body: { name: "Nora New", email, password: PASSWORD, workspace: "Nora's" } });
const verify = (token: string) => from("POST", "/api/v1/verify-email", { body: { token }, env: open });

test("a person signs up, confirms the address by the link once, and signs in to a workspace of their own", async () => {
  const reader = await makeTenant();
  const email = newAddress();
  const asked = await signUp(email);
  expect([asked.status, asked.body]).toEqual([202, { status: "mail_sent" }]);
  // Before the link is opened there is no account.
  expect((await signIn(email)).status).toBe(401);
  expect(await env.DB.prepare("select 1 from users where email = ?").bind(email).first()).toBeNull();

  const token = await tokenTo(email, reader);
  const confirmed = await verify(token);
  expect([confirmed.status, confirmed.body]).toEqual([201, { email }]);
  expect((await verify(token)).body.error.code).toBe("CONFIRMATION_SPENT");

  const opened = await signIn(email);
  expect(opened.body).toMatchObject({ user: { name: "Nora New", email }, tenant: { name: "Nora's" }, member: { role: "owner" } });
  const audit = await from("GET", "/api/v1/audit", { headers: { cookie: cookiesOf(opened) } });
  expect(audit.body.data.map((entry: { action: string }) => entry.action)).toEqual(expect.arrayContaining(["identity.people.verify_email", "identity.session.create"]));
});

test("an address that has an account is answered the same, and its owner is told by mail instead", async () => {
  const person = await makePerson();
  const [known, unknown] = await Promise.all([signUp(person.owner.email), signUp(newAddress())]);
  const shown = (answer: typeof known) => [answer.status, answer.text, [...answer.headers.keys()].sort()];
  expect(shown(known)).toEqual(shown(unknown));
  const mails = await mailsTo(person.owner.email, person);
  expect(mails.map((mail) => mail.kind)).toEqual(["known_address"]);
  expect(mails[0]?.text).not.toContain("token=");
  expect((await signIn(person.owner.email)).status).toBe(201);
});

test("of two sign-ups with one address the first to confirm has it; of two openings of one link one counts", async () => {
  const reader = await makeTenant();
  const email = newAddress();
  await signUp(email);
  const first = await tokenTo(email, reader);
  await signUp(email);
  const second = await tokenTo(email, reader);
  expect(second).not.toBe(first);
  const answers = await Promise.all(Array.from({ length: 10 }, () => verify(second)));
  expect(statusesOf(answers)).toEqual([201, ...Array.from({ length: 9 }, () => 410)]);
  expect((await verify(first)).body.error.code).toBe("CONFLICT");
});

test("where sign-up is closed nobody signs up, and the sign-in page is told", async () => {
  const email = newAddress();
  expect((await signUp(email, { ...env, SIGN_UP: "closed" })).status).toBe(403);
  expect((await from("GET", "/api/v1/sign-in-options", { env: { ...env, SIGN_UP: "closed" } })).body).toMatchObject({ signUp: "closed" });
  expect((await from("GET", "/api/v1/sign-in-options", { env: open })).body).toMatchObject({ signUp: "open" });
});

test("an address is not flooded with mails, whoever asks", async () => {
  const email = newAddress();
  const answers = [];
  for (let i = 0; i < 5; i++) answers.push((await signUp(email)).status);
  expect(answers).toEqual([202, 202, 202, 429, 429]);
});

test("a name cannot write a mail's headers or another link into it", async () => {
  const reader = await makeTenant();
  const email = newAddress();
  const workspace = "Acme\r\nBcc: all@example.com\n\nhttps://evil.example {link}";
  await from("POST", "/api/v1/sign-up", { body: { name: "N", email, password: PASSWORD, workspace }, env: open });
  const [mail] = await mailsTo(email, reader);
  expect(mail?.subject).not.toMatch(/[\r\n]/);
  expect(mail?.text).not.toMatch(/\nBcc:|\nhttps:\/\/evil/);
});
