import { expect, test } from "vitest";
import { env, ORIGIN } from "../../../test/harness";
import { newAuthenticator, type Bending } from "../../../test/authenticator";
import { browser, cookiesOf, from, mailsTo, makePerson, PASSWORD, signedIn, statusesOf, totp } from "../../../test/people";

const SITE = { origin: ORIGIN, rpId: "localhost" };
type Device = Awaited<ReturnType<typeof newAuthenticator>>;
type Caller = Pick<ReturnType<typeof browser>, "post">;

const creation = async (me: Caller): Promise<{ challenge: string }> => (await me.post("/api/v1/security/passkeys/options")).body;
const request = async (): Promise<{ challenge: string }> => (await from("POST", "/api/v1/session/passkey/options")).body;
const add = async (me: Caller, device: Device, bent: Bending = {}) => me.post("/api/v1/security/passkeys", { name: "Laptop", credential: await device.create(await creation(me), bent) });
const enter = (assertion: object, over = env) => from("POST", "/api/v1/session/passkey", { body: assertion, env: over });

test("a passkey is added, signs in without a password, is renamed, and opens nothing once it is removed", async () => {
  const person = await makePerson();
  const [me, device] = [await signedIn(person), await newAuthenticator(SITE)];
  const options = await me.post("/api/v1/security/passkeys/options");
  expect(options.body).toMatchObject({ rp: { id: "localhost", name: "Pilothouse" }, user: { name: person.owner.email }, attestation: "none", authenticatorSelection: { residentKey: "required", userVerification: "required" } });
  const added = await add(me, device);
  expect([added.status, added.body]).toEqual([201, { id: expect.stringMatching(/^pk_/), name: "Laptop", createdAt: expect.any(String), lastUsedAt: null }]);
  expect((await mailsTo(person.owner.email, person))[0]?.kind).toBe("security_changed");

  const opened = await enter(await device.get(await request()));
  expect([opened.status, opened.body.user.email]).toEqual([201, person.owner.email]);
  const again = browser(cookiesOf(opened));
  expect((await again.send("PATCH", `/api/v1/security/passkeys/${added.body.id}`, { body: { name: "Old laptop" } })).body.name).toBe("Old laptop");
  expect((await again.get("/api/v1/security")).body.passkeys).toEqual([{ ...added.body, name: "Old laptop", lastUsedAt: expect.any(String) }]);

  const other = await signedIn(await makePerson());
  expect((await other.send("DELETE", `/api/v1/security/passkeys/${added.body.id}`)).status).toBe(404);
  expect((await other.send("PATCH", `/api/v1/security/passkeys/${added.body.id}`, { body: { name: "Mine" } })).status).toBe(404);
  expect((await again.send("DELETE", `/api/v1/security/passkeys/${added.body.id}`)).status).toBe(204);
  expect((await enter(await device.get(await request()))).status).toBe(401);
  const actions = (await person.client.get("/api/v1/audit")).body.data.map((entry: { action: string }) => entry.action);
  expect(actions).toEqual(expect.arrayContaining(["identity.passkeys.create", "identity.session.passkey", "identity.passkeys.update", "identity.passkeys.delete"]));
});

test.each<[string, Bending]>([
  ["of another site's page", { origin: "https://evil.example" }],
  ["bound to another site", { rpId: "evil.example" }],
  ["whose device did not verify its person", { verified: false }],
  ["at which nobody was present", { present: false }],
  ["to another challenge", { challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
  ["of the other ceremony", { type: "webauthn.other" }],
])("an answer %s adds nothing and opens nothing", async (_, bent) => {
  const [me, device] = [await signedIn(await makePerson()), await newAuthenticator(SITE)];
  expect((await add(me, device, bent)).status).toBe(400);
  expect((await add(me, device)).status).toBe(201);
  expect((await enter(await device.get(await request(), bent))).status).toBe(401);
  expect((await enter(await device.get(await request()))).status).toBe(201);
});

test("of twenty who show one answer at once, one is let in", async () => {
  const [me, device] = [await signedIn(await makePerson()), await newAuthenticator(SITE)];
  await add(me, device);
  const assertion = await device.get(await request());
  const answers = await Promise.all(Array.from({ length: 20 }, () => enter(assertion)));
  expect(statusesOf(answers)).toEqual([201, ...Array.from({ length: 19 }, () => 401)]);
});

test("a copy of a device, which counts behind it, is refused", async () => {
  const [me, device] = [await signedIn(await makePerson()), await newAuthenticator(SITE)];
  await add(me, device);
  expect((await enter(await device.get(await request(), { counter: 7 }))).status).toBe(201);
  expect((await enter(await device.get(await request(), { counter: 7 }))).status).toBe(401);
  expect((await enter(await device.get(await request(), { counter: 8 }))).status).toBe(201);
});

test("a challenge serves its purpose and its person: none for adding signs in, and one person's adds nothing to another", async () => {
  const [me, thief, device] = [await signedIn(await makePerson()), await signedIn(await makePerson()), await newAuthenticator(SITE)];
  await add(me, device);
  expect((await enter(await device.get(await creation(me)))).status).toBe(401);
  const second = await newAuthenticator(SITE);
  const mine = await second.create(await creation(me));
  expect((await thief.post("/api/v1/security/passkeys", { name: "x", credential: mine })).status).toBe(400);
  expect((await thief.post("/api/v1/security/passkeys", { name: "x", credential: await second.create(await request()) })).status).toBe(400);
});

test("a passkey belongs to one account, and its signature to one passkey", async () => {
  const [me, other] = [await signedIn(await makePerson()), await signedIn(await makePerson())];
  const [device, another] = [await newAuthenticator(SITE), await newAuthenticator(SITE)];
  await add(me, device);
  expect((await add(other, device)).status).toBe(409);
  await add(other, another);
  const assertion = await another.get(await request());
  expect((await enter({ ...assertion, id: device.id, rawId: device.id })).status).toBe(401);
});

test("it is two factors by itself: no code is asked for after it", async () => {
  const [me, device] = [await signedIn(await makePerson()), await newAuthenticator(SITE)];
  const { body } = await me.post("/api/v1/second-factor", { password: PASSWORD });
  const confirmed = browser(cookiesOf(await me.post("/api/v1/second-factor/confirm", { code: await totp(body.secret, -1) })));
  expect((await add(confirmed, device)).status).toBe(201);
  expect((await enter(await device.get(await request()))).status).toBe(201);
});

test("passkeys are bound to the name of the deployed site", async () => {
  const deployed = { ...env, PUBLIC_URL: "https://crm.example" };
  const options = await from("POST", "/api/v1/session/passkey/options", { env: deployed });
  expect(options.body).toMatchObject({ rpId: "crm.example", userVerification: "required" });
  const [me, device] = [await signedIn(await makePerson()), await newAuthenticator(SITE)];
  await add(me, device);
  expect((await enter(await device.get(options.body), deployed)).status).toBe(401);
  expect((await enter(await device.get(await request(), { origin: "https://crm.example", rpId: "crm.example" }), deployed)).status).toBe(201);
});
