import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect, test } from "vitest";
import { toHex } from "../../kit/crypto";
import { env } from "../../../test/harness";
import { browser, cookiesOf, from, mailsTo, makePerson, PASSWORD, signedIn, signIn, statusesOf, totp } from "../../../test/people";
import { personalHash } from "../siwe/signature";

/** A wallet that holds a key. */
function newWallet() {
  const { secretKey, publicKey } = secp256k1.keygen();
  const address = `0x${toHex(keccak_256(secp256k1.Point.fromBytes(publicKey).toBytes(false).subarray(1)).subarray(12))}`;
  const sign = (message: string) => {
    const [recovery = 0, ...rest] = secp256k1.sign(personalHash(message), secretKey, { prehash: false, format: "recovered" });
    return { message, signature: `0x${toHex(Uint8Array.from([...rest, 27 + recovery]))}` };
  };
  return { address, sign };
}
type TestWallet = ReturnType<typeof newWallet>;
type Caller = Pick<ReturnType<typeof browser>, "post">;
const anybody: Caller = { post: (path, body) => from("POST", path, { body }) };

const linkMessage = async (caller: Caller, { address }: TestWallet): Promise<string> => (await caller.post("/api/v1/security/wallets/challenge", { address })).body.message;
const signInMessage = async ({ address }: TestWallet): Promise<string> => (await anybody.post("/api/v1/session/wallet/challenge", { address })).body.message;
const link = async (caller: Caller, wallet: TestWallet) => caller.post("/api/v1/security/wallets", wallet.sign(await linkMessage(caller, wallet)));
const enter = (signed: object, over = env) => from("POST", "/api/v1/session/wallet", { body: signed, env: over });

test("a wallet is linked to a person who is signed in, signs in for them, and no more once it is removed", async () => {
  const [person, wallet] = [await makePerson(), newWallet()];
  const before = await enter(wallet.sign(await signInMessage(wallet)));
  expect([before.status, before.body.error.message]).toEqual([401, expect.stringContaining("linked to no account")]);
  const me = await signedIn(person);
  const linked = await link(me, wallet);
  expect([linked.status, linked.body.address.toLowerCase()]).toEqual([201, wallet.address]);
  expect((await me.get("/api/v1/security")).body.wallets).toEqual([linked.body]);
  expect((await mailsTo(person.owner.email, person))[0]?.kind).toBe("security_changed");

  const opened = await enter(wallet.sign(await signInMessage(wallet)));
  expect([opened.status, opened.body.user.email]).toEqual([201, person.owner.email]);
  expect((await browser(cookiesOf(opened)).get("/api/v1/session")).status).toBe(200);

  const other = await signedIn(await makePerson());
  expect((await other.send("DELETE", `/api/v1/security/wallets/${linked.body.id}`)).status).toBe(404);
  expect((await me.send("DELETE", `/api/v1/security/wallets/${linked.body.id}`)).status).toBe(204);
  expect((await enter(wallet.sign(await signInMessage(wallet)))).status).toBe(401);
  const actions = (await person.client.get("/api/v1/audit")).body.data.map((entry: { action: string }) => entry.action);
  expect(actions).toEqual(expect.arrayContaining(["identity.wallets.link", "identity.session.wallet", "identity.wallets.unlink"]));
});

test("of fifty who show one signed message at once, one is let in", async () => {
  const [person, wallet] = [await makePerson(), newWallet()];
  await link(await signedIn(person), wallet);
  const signed = wallet.sign(await signInMessage(wallet));
  const answers = await Promise.all(Array.from({ length: 50 }, () => enter(signed)));
  expect(statusesOf(answers)).toEqual([201, ...Array.from({ length: 49 }, () => 401)]);
});

test("a wallet belongs to one account", async () => {
  const [one, other, wallet] = [await signedIn(await makePerson()), await signedIn(await makePerson()), newWallet()];
  expect((await link(one, wallet)).status).toBe(201);
  expect([(await link(other, wallet)).status, (await link(one, wallet)).status]).toEqual([409, 409]);
});

test("a message serves who asked for it and for what: none links for another, none that links signs in, none that signs in links", async () => {
  const [victim, thief, wallet] = [await signedIn(await makePerson()), await signedIn(await makePerson()), newWallet()];
  const forVictim = wallet.sign(await linkMessage(victim, wallet));
  expect((await thief.post("/api/v1/security/wallets", forVictim)).status).toBe(401);
  await link(victim, wallet);
  expect((await enter(wallet.sign(await linkMessage(victim, wallet)))).status).toBe(401);
  const another = newWallet();
  expect((await thief.post("/api/v1/security/wallets", another.sign(await signInMessage(another)))).status).toBe(401);
});

test("a message for another site, of another nonce, signed by another wallet, or changed after signing opens nothing", async () => {
  const [wallet, thief] = [newWallet(), newWallet()];
  await link(await signedIn(await makePerson()), wallet);
  const spoilt: ((message: string) => { message: string; signature: string })[] = [
    (message) => wallet.sign(message.replace(/^localhost/, "evil.example")),
    (message) => wallet.sign(message.replace("URI: http://localhost", "URI: http://evil.example")),
    (message) => wallet.sign(message.replace(/Nonce: .{8}/, "Nonce: aaaaaaaa")),
    (message) => wallet.sign(message.replace("Chain ID: 1", "Chain ID: 5")),
    (message) => wallet.sign(message.replace(/Expiration Time: \d{4}/, "Expiration Time: 2020")),
    (message) => thief.sign(message),
    (message) => ({ ...wallet.sign(message), message: message.replace("Sign in", "Sign me in") }),
    (message) => ({ message, signature: `${wallet.sign(message).signature}00` }),
  ];
  for (const spoil of spoilt) expect((await enter(spoil(await signInMessage(wallet)))).status).toBe(401);
  expect((await enter(wallet.sign("not a message of the standard"))).status).toBe(400);
  // A try that failed has spent its nonce.
  const message = await signInMessage(wallet);
  expect((await enter(thief.sign(message))).status).toBe(401);
  expect((await enter(wallet.sign(message))).status).toBe(401);
});

test("a nonce is forgotten after five minutes, whatever the message says of its end", async () => {
  const wallet = newWallet();
  await link(await signedIn(await makePerson()), wallet);
  const message = (await signInMessage(wallet)).replace(/\nExpiration Time: .*/, "");
  const real = Date.now;
  try {
    Date.now = () => real() + 301_000;
    expect((await enter(wallet.sign(message))).status).toBe(401);
  } finally {
    Date.now = real;
  }
});

test("a wallet does not take the place of the second factor", async () => {
  const [person, wallet] = [await makePerson(), newWallet()];
  const me = await signedIn(person);
  await link(me, wallet);
  const { body } = await me.post("/api/v1/second-factor", { password: PASSWORD });
  await me.post("/api/v1/second-factor/confirm", { code: await totp(body.secret, -1) });
  const first = await enter(wallet.sign(await signInMessage(wallet)));
  expect([first.status, first.body]).toEqual([202, { status: "second_factor_required" }]);
  expect((await browser(cookiesOf(first)).get("/api/v1/session")).status).toBe(401);
  const second = await from("POST", "/api/v1/session/second-factor", { body: { code: await totp(body.secret) }, headers: { cookie: cookiesOf(first) } });
  expect(second.status).toBe(201);
});

test("an address with a slip in it, and a chain that is not taken, are refused before anything is signed", async () => {
  const ask = (body: object) => anybody.post("/api/v1/session/wallet/challenge", body);
  expect((await ask({ address: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed" })).status).toBe(201);
  expect((await ask({ address: "0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed" })).body.error.details.problems[0].path).toBe("address");
  expect((await ask({ address: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", chainId: 5 })).body.error.details.problems[0].path).toBe("chainId");
});

test("a chain that does not answer is 503, never a guess", async () => {
  const wallet = newWallet();
  const sick = { ...env, ETHEREUM_CHAINS: JSON.stringify({ 1: "http://127.0.0.1:1" }) };
  const message = await signInMessage(wallet);
  expect((await enter({ ...wallet.sign(message), signature: "0x1234" }, sick)).status).toBe(503);
});

test("the password still opens what a wallet opens", async () => {
  const person = await makePerson();
  await link(await signedIn(person), newWallet());
  expect((await signIn(person.owner.email)).status).toBe(201);
});
