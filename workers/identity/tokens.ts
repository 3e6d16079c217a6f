/** Access tokens: JWT of RFC 9068 (`at+jwt`), signed with ES256, ten minutes long. */
import { importJWK, jwtVerify, SignJWT, type CryptoKey, type JWK } from "jose";
import * as z from "zod";

export const ACCESS_TOKEN_SECONDS = 600;
const TOKEN_LENGTH_MAX = 8192;
const CLOCK_TOLERANCE_SECONDS = 5;
const AUDIENCE = "pilothouse";
/** jose takes a trailing newline and padded base64; a canonical token has one spelling only. */
const CANONICAL = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

const claimsSchema = z.object({
  sub: z.string(),
  tid: z.string(),
  mid: z.string(),
  sid: z.string(),
  role: z.string(),
  exp: z.number(),
});

export type AccessClaims = z.output<typeof claimsSchema>;

export type Tokens = {
  /** @param now epoch milliseconds */
  sign(claims: Omit<AccessClaims, "exp">, now: number): Promise<string>;
  /** The claims of a valid token of ours; null for every other text. */
  verify(token: string, now: number): Promise<AccessClaims | null>;
  /** The public half, as `/.well-known/jwks.json` shows it. RFC 7517. */
  jwks(): { keys: JWK[] };
};

/**
 * @param signingKey a private P-256 key as JWK text, with `kid`
 * @param issuer the installation's own address, or "pilothouse" where it has none
 */
export function tokensOf(signingKey: string, issuer: string): Tokens {
  const jwk = JSON.parse(signingKey) as JWK & { kid: string };
  const { d: _, ...publicJwk } = jwk;
  const keys = Promise.all([importJWK(jwk, "ES256"), importJWK(publicJwk, "ES256")]) as Promise<[CryptoKey, CryptoKey]>;
  keys.catch(() => undefined); // Told to whoever signs or verifies; a rejection nobody awaited yet must not end the isolate.

  return {
    async sign(claims, now) {
      const issuedAt = Math.floor(now / 1000);
      return new SignJWT({ ...claims, client_id: "console" })
        .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: jwk.kid })
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
        .setJti(crypto.randomUUID())
        .sign((await keys)[0]);
    },

    async verify(token, now) {
      if (token.length > TOKEN_LENGTH_MAX || !CANONICAL.test(token)) return null;
      try {
        const { payload } = await jwtVerify(token, (await keys)[1], {
          algorithms: ["ES256"],
          issuer,
          audience: AUDIENCE,
          typ: "at+jwt",
          requiredClaims: ["exp", "iat", "sub", "jti"],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          maxTokenAge: ACCESS_TOKEN_SECONDS + CLOCK_TOLERANCE_SECONDS,
          currentDate: new Date(now),
        });
        return claimsSchema.safeParse(payload).data ?? null;
      } catch {
        return null;
      }
    },

    jwks: () => ({ keys: [{ ...publicJwk, use: "sig", alg: "ES256" }] }),
  };
}
