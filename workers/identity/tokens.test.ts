import { createHmac } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT, type JWK } from "jose";
import { expect, test } from "vitest";
import { ACCESS_TOKEN_SECONDS, tokensOf } from "./tokens";

const NOW = Date.UTC(2026, 10, 25, 9);
const CLAIMS = { sub: "usr_1", tid: "ten_1", mid: "mem_1", sid: "ses_1", role: "editor", auth_time: 1_700_000_000, epoch: 0 };
const ISSUER = "https://pilothouse.example.com";

async function newKey(kid: string): Promise<{ text: string; jwk: JWK; sign: (claims: object, header?: object) => Promise<string> }> {
  const pair = await generateKeyPair("ES256", { extractable: true });
  const jwk = { ...(await exportJWK(pair.privateKey)), kid };
  const sign = (claims: object, header: object = {}) =>
    new SignJWT({ ...CLAIMS, iss: ISSUER, aud: "pilothouse", jti: "j", iat: NOW / 1000, exp: NOW / 1000 + 600, ...claims })
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid, ...header })
      .sign(pair.privateKey);
  return { text: JSON.stringify(jwk), jwk, sign };
}

const [old, next, stranger] = await Promise.all([newKey("old"), newKey("next"), newKey("stranger")]);
const tokens = tokensOf([old.text], ISSUER);

test("a token says what it was signed with, for ten minutes", async () => {
  const token = await tokens.sign(CLAIMS, NOW);
  expect(await tokens.verify(token, NOW + 1000)).toEqual({ ...CLAIMS, exp: NOW / 1000 + ACCESS_TOKEN_SECONDS });
  expect(await tokens.verify(token, NOW + (ACCESS_TOKEN_SECONDS + 10) * 1000)).toBeNull();
});

test("while keys rotate, tokens of the old and the new one hold, and each is published without its private half", async () => {
  const before = await tokens.sign(CLAIMS, NOW);
  const published = tokensOf([old.text, next.text], ISSUER);
  const switched = tokensOf([next.text, old.text], ISSUER);
  const after = await switched.sign(CLAIMS, NOW);
  for (const holder of [published, switched]) {
    expect(await holder.verify(before, NOW)).toMatchObject(CLAIMS);
    expect(await holder.verify(after, NOW)).toMatchObject(CLAIMS);
  }
  expect(switched.jwks().keys.map((key) => key.kid)).toEqual(["next", "old"]);
  expect(JSON.stringify(switched.jwks())).not.toContain('"d"');
  // Retired: neither verified nor published any more.
  const retired = tokensOf([next.text], ISSUER);
  expect([await retired.verify(before, NOW), retired.jwks().keys.map((key) => key.kid)]).toEqual([null, ["next"]]);
});

test("of the key that no longer signs the public half is enough", async () => {
  const { d: _, ...publicOld } = old.jwk;
  const switched = tokensOf([next.text, JSON.stringify(publicOld)], ISSUER);
  expect(await switched.verify(await tokens.sign(CLAIMS, NOW), NOW)).toMatchObject(CLAIMS);
  expect(await switched.verify(await switched.sign(CLAIMS, NOW), NOW)).toMatchObject(CLAIMS);
});

/** The same bytes with another last character. */
function respelled(token: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const other = token.slice(0, -1) + alphabet.charAt(alphabet.indexOf(token.slice(-1)) + 1);
  expect(Buffer.from(other.split(".")[2] ?? "", "base64url")).toEqual(Buffer.from(token.split(".")[2] ?? "", "base64url"));
  return other;
}

/** The claims of one under the signature of another. */
function spliced(signed: string, claimed: string): string {
  const [header, , signature] = signed.split(".");
  return [header, claimed.split(".")[1], signature].join(".");
}

const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const payload = { ...CLAIMS, iss: ISSUER, aud: "pilothouse", jti: "j", iat: NOW / 1000, exp: NOW / 1000 + 600 };

test.each([
  ["another issuer", () => old.sign({ iss: "https://evil.example" })],
  ["another audience", () => old.sign({ aud: "other" })],
  ["no audience", () => old.sign({ aud: undefined })],
  ["no expiry", () => old.sign({ exp: undefined })],
  ["no id", () => old.sign({ jti: undefined })],
  ["an expiry in the past", () => old.sign({ exp: NOW / 1000 - 60 })],
  ["a birth in the future", () => old.sign({ iat: NOW / 1000 + 3600 })],
  ["an age beyond ten minutes", () => old.sign({ iat: NOW / 1000 - 3600 })],
  ["a tenant that is a list", () => old.sign({ tid: ["ten_1", "ten_2"] })],
  ["a role that is an object", () => old.sign({ role: { toString: "owner" } })],
  ["a missing member", () => old.sign({ mid: undefined })],
  ["another type", () => old.sign({}, { typ: "JWT" })],
  ["no type", () => old.sign({}, { typ: undefined })],
  ["a key nobody published", () => stranger.sign({})],
  ["a published id on a foreign key", () => stranger.sign({}, { kid: "old" })],
  ["a key it brings itself", () => stranger.sign({}, { kid: "old", jwk: stranger.jwk, jku: "https://evil.example/jwks", x5u: "https://evil.example/x5u" })],
  ["no signature at all", async () => `${b64({ alg: "none", typ: "at+jwt" })}.${b64(payload)}.`],
  ["none in disguise", async () => `${b64({ alg: "NoNe", typ: "at+jwt", kid: "old" })}.${b64(payload)}.AA`],
  [
    "an HMAC with the public key",
    async () => {
      const body = `${b64({ alg: "HS256", typ: "at+jwt", kid: "old" })}.${b64(payload)}`;
      return `${body}.${createHmac("sha256", JSON.stringify(tokens.jwks().keys[0])).update(body).digest("base64url")}`;
    },
  ],
  ["a newline at the end", async () => `${await old.sign({})}\n`],
  ["padding", async () => `${await old.sign({})}==`],
  ["the spare bits of the signature set", async () => respelled(await old.sign({}))],
  ["a signature of zeros", async () => `${(await old.sign({})).split(".").slice(0, 2).join(".")}.${"A".repeat(86)}`],
  ["a signature in DER", async () => `${(await old.sign({})).split(".").slice(0, 2).join(".")}.${Buffer.alloc(70, 0x30).toString("base64url")}`],
  ["claims of another token", async () => spliced(await old.sign({}), await old.sign({ role: "owner" }))],
  ["an expiry that is a text", () => old.sign({ exp: String(NOW / 1000 + 600) })],
  ["an issuer in a list", () => old.sign({ iss: [ISSUER] })],
  ["a certificate chain it brings itself", () => stranger.sign({}, { kid: "old", x5c: ["MIIB"] })],
  ["a space inside", async () => (await old.sign({})).replace(".", ". ")],
  ["a fourth part", async () => `${await old.sign({})}.x`],
  ["nine thousand characters", async () => `${await old.sign({ pad: "x".repeat(9000) })}`],
  ["nothing", async () => ""],
])("a token with %s is refused", async (_, make) => {
  expect(await tokens.verify(await make(), NOW)).toBeNull();
});

test("an app's token is for one resource alone, and says by which grant it acts", async () => {
  const app = { client_id: "app_1", scope: "leads:read", gid: "grt_1", aud: `${ISSUER}/api` };
  const [rest, mcp, own] = [await tokens.sign(CLAIMS, NOW, app), await tokens.sign(CLAIMS, NOW, { ...app, aud: `${ISSUER}/mcp` }), await tokens.sign(CLAIMS, NOW)];
  expect((await tokens.verify(rest, NOW))?.app).toEqual(app);
  expect((await tokens.verify(mcp, NOW, `${ISSUER}/mcp`))?.app?.aud).toBe(`${ISSUER}/mcp`);
  expect(await Promise.all([tokens.verify(mcp, NOW), tokens.verify(rest, NOW, `${ISSUER}/mcp`), tokens.verify(own, NOW, `${ISSUER}/mcp`)])).toEqual([null, null, null]);
  // A list of audiences, or an app that names no grant, is no token of ours.
  for (const claims of [{ ...app, aud: ["pilothouse", app.aud] }, { aud: app.aud }, { ...app, gid: undefined }]) expect(await tokens.verify(await old.sign(claims), NOW)).toBeNull();
});
