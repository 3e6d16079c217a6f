/** The whole code flow against the provider of test/openid-provider, which stands for Google and GitHub. */
import { describe, expect, inject, test } from "vitest";
import { env } from "../../../test/harness";
import { CLIENT, type PersonAtProvider } from "../../../test/provider-client";
import { browser, cookiesOf, from, mailsTo, makePerson, PASSWORD, signedIn, statusesOf, totp } from "../../../test/people";

const url = inject("openidProvider");
const configured = {
  ...env,
  GOOGLE_ISSUER: url,
  GOOGLE_CLIENT_ID: CLIENT.id,
  GOOGLE_CLIENT_SECRET: CLIENT.secret,
  GITHUB_URL: url,
  GITHUB_API_URL: url,
  GITHUB_CLIENT_ID: CLIENT.id,
  GITHUB_CLIENT_SECRET: CLIENT.secret,
};
type Name = "google" | "github";
let subjects = Date.now();
const newSubject = () => String((subjects += 1));

const begin = (name: Name, over = configured) => from("POST", `/api/v1/session/provider/${name}`, { env: over });
const complete = (name: Name, cookie: string, came: object) => from("POST", `/api/v1/session/provider/${name}/complete`, { env: configured, headers: { cookie }, body: came });

/** Goes to the provider as this person, and comes back with the query that the provider gave. */
async function round(name: Name, person: PersonAtProvider, change: (asked: URL) => void = () => {}) {
  const begun = await begin(name);
  const asked = new URL(begun.body.url);
  asked.searchParams.set("as", JSON.stringify(person));
  change(asked);
  const answer = await fetch(asked, { redirect: "manual" });
  const came = Object.fromEntries(new URL(answer.headers.get("location") ?? "").searchParams);
  return { cookie: cookiesOf(begun), came, asked };
}
async function enter(name: Name, person: PersonAtProvider) {
  const { cookie, came } = await round(name, person);
  return complete(name, cookie, came);
}

describe.each(["google", "github"] as const)("%s", (name) => {
  test("opens the account of the same verified address, is linked to it, and opens it from then on whatever its address is", async () => {
    const person = await makePerson();
    const sub = newSubject();
    const first = await enter(name, { sub, email: person.owner.email.toUpperCase() });
    expect([first.status, first.body.user.email]).toEqual([201, person.owner.email]);
    const me = browser(cookiesOf(first));
    expect((await me.get("/api/v1/security")).body.providers).toEqual([{ provider: name, linkedAt: expect.any(String) }]);
    expect((await mailsTo(person.owner.email, person)).map((mail) => mail.kind)).toEqual(["security_changed"]);
    expect((await enter(name, { sub, email: "moved@example.com", verified: false })).body.user.email).toBe(person.owner.email);
    const actions = (await person.client.get("/api/v1/audit")).body.data.map((entry: { action: string }) => entry.action);
    expect(actions.filter((action: string) => action === "identity.session.provider_complete")).toHaveLength(3);

    expect((await me.send("DELETE", `/api/v1/security/providers/${name}`)).status).toBe(204);
    expect((await me.send("DELETE", `/api/v1/security/providers/${name}`)).status).toBe(404);
    expect((await enter(name, { sub, email: "moved@example.com" })).status).toBe(401);
  });

  test("opens nothing by an address that it did not verify, or that is nobody's here or not confirmed here", async () => {
    const person = await makePerson();
    expect((await enter(name, { sub: newSubject(), email: person.owner.email, verified: false })).status).toBe(401);
    expect((await enter(name, { sub: newSubject(), email: `nobody-${crypto.randomUUID()}@example.com` })).status).toBe(401);
    await env.DB.prepare("update users set email_verified = 0 where id = ?").bind(person.owner.userId).run();
    expect((await enter(name, { sub: newSubject(), email: person.owner.email })).status).toBe(401);
    const linked = await env.DB.prepare("select 1 from accounts where user_id = ? and provider_id = ?").bind(person.owner.userId, name).all();
    expect(linked.results).toEqual([]);
  });

  test("asks with state, PKCE and our own address, and with a nonce where it takes one", async () => {
    const { asked } = await round(name, { sub: newSubject(), email: "a@example.com" });
    const sent = Object.fromEntries(asked.searchParams);
    expect(sent).toMatchObject({ response_type: "code", client_id: CLIENT.id, redirect_uri: `http://localhost/callback/${name}`, code_challenge_method: "S256" });
    expect(sent["code_challenge"]).toMatch(/^[\w-]{43}$/);
    expect(sent["state"]).toMatch(/^[\w-]{43}$/);
    if (name === "google") expect(sent["nonce"]).toMatch(/^[\w-]{43}$/);
  });

  test("completes in the browser that began, once, and for nobody who has the link alone", async () => {
    const person = await makePerson();
    const who = { sub: newSubject(), email: person.owner.email };
    const [mine, other] = [await round(name, who), await round(name, who)];
    expect((await complete(name, other.cookie, mine.came)).status).toBe(401);
    const again = await round(name, who);
    expect((await complete(name, "", again.came)).status).toBe(401);
    const third = await round(name, who);
    const answers = await Promise.all(Array.from({ length: 10 }, () => complete(name, third.cookie, third.came)));
    expect(statusesOf(answers)).toEqual([201, ...Array.from({ length: 9 }, () => 401)]);
    const fourth = await round(name, who);
    expect((await complete(name, fourth.cookie, { ...fourth.came, state: "x".repeat(43) })).status).toBe(401);
  });

  test("a code that was asked for by another is of no use: the verifier is not its own", async () => {
    const person = await makePerson();
    const who = { sub: newSubject(), email: person.owner.email };
    const [mine, stolen] = [await round(name, who), await round(name, who)];
    expect((await complete(name, mine.cookie, { ...mine.came, code: stolen.came["code"] })).status).toBe(401);
    const plain = await round(name, who, (asked) => asked.searchParams.set("code_challenge", "x".repeat(43)));
    expect((await complete(name, plain.cookie, plain.came)).status).toBe(401);
  });

  test("somebody who says no there is not signed in here", async () => {
    expect((await enter(name, { sub: newSubject(), email: "a@example.com", wrong: "denied" })).status).toBe(401);
  });

  test("does not take the place of the second factor", async () => {
    const person = await makePerson();
    const me = await signedIn(person);
    const { body } = await me.post("/api/v1/second-factor", { password: PASSWORD });
    await me.post("/api/v1/second-factor/confirm", { code: await totp(body.secret, -1) });
    const first = await enter(name, { sub: newSubject(), email: person.owner.email });
    expect([first.status, first.body]).toEqual([202, { status: "second_factor_required" }]);
    expect((await browser(cookiesOf(first)).get("/api/v1/session")).status).toBe(401);
  });

  test("is not offered where it is not set up, and its silence is said", async () => {
    expect((await begin(name, { ...configured, GOOGLE_CLIENT_ID: "", GITHUB_CLIENT_ID: "" })).status).toBe(404);
    expect((await from("GET", "/api/v1/sign-in-options")).body.providers).toEqual([]);
    expect((await from("GET", "/api/v1/sign-in-options", { env: configured })).body.providers).toEqual(["google", "github"]);
  });
});

test.each(["nonce", "audience", "issuer", "signature", "expired", "algorithm", "no-id-token"] as const)("an ID token with a wrong %s opens nothing", async (wrong) => {
  const person = await makePerson();
  expect((await enter("google", { sub: newSubject(), email: person.owner.email, wrong })).status).toBe(401);
});

test("a provider that cannot be reached is 503", async () => {
  expect((await begin("google", { ...configured, GOOGLE_ISSUER: "http://127.0.0.1:1" })).status).toBe(503);
});
