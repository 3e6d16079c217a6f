/** Access tokens: JWT of RFC 9068 (`at+jwt`), signed with ES256, ten minutes long. */
import { createLocalJWKSet, importJWK, jwtVerify, SignJWT, type CryptoKey, type JWK } from "jose";
import * as z from "zod";

export const ACCESS_TOKEN_SECONDS = 600;
const TOKEN_LENGTH_MAX = 8192;
const CLOCK_TOLERANCE_SECONDS = 5;
/** The audience of our own console's tokens; those of apps have the address of the resource they are for. */
const AUDIENCE = "pilothouse";
/**
 * jose takes a trailing newline and padded base64; a canonical token has one spelling only. The signature is 64 bytes,
 * so its 86th character carries four bits that must be zero: otherwise sixteen tokens would be the same one.
 */
const CANONICAL = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{85}[AQgw]$/;

const claimsSchema = z.object({
  sub: z.string(),
  tid: z.string(),
  mid: z.string(),
  sid: z.string(),
  role: z.string(),
  /** When the person last proved who they are. RFC 9068; seconds. */
  auth_time: z.number(),
  /** What the tenant's gate counted when the role was read: told a larger number, the token is stale. */
  epoch: z.number(),
  exp: z.number(),
});

const appSchema = z.object({
  client_id: z.string(),
  /** What its person granted, separated by spaces. RFC 9068. */
  scope: z.string(),
  /** The grant by which it acts. */
  gid: z.string(),
  aud: z.string(),
});

/** What a token says of the app that holds it. */
export type AppClaims = z.output<typeof appSchema>;
export type AccessClaims = z.output<typeof claimsSchema> & { app?: AppClaims };
type Unsigned = Omit<AccessClaims, "exp" | "app">;

export type Tokens = {
  /**
   * @param now epoch milliseconds
   * @param app left out for a person's own token
   */
  sign(claims: Unsigned, now: number, app?: AppClaims): Promise<string>;
  /**
   * The claims of a valid token of ours; null for every other text.
   * @param resource the one that is asked for; an app's token for another is none
   */
  verify(token: string, now: number, resource?: string): Promise<AccessClaims | null>;
  /** The public half, as `/.well-known/jwks.json` shows it. RFC 7517. */
  jwks(): { keys: JWK[] };
};

/**
 * Both keys verify and are published; the first signs, so of the second the public half is enough. To rotate, the next key is published as the second, and becomes
 * the first once every cache of the published set has run out: no token is ever signed by a key that nobody knows yet.
 * @param signingKeys P-256 keys as JWK text, each with its `kid`: the private one that signs, then the next or the former where there is one
 * @param issuer the installation's own address, or "pilothouse" where it has none
 * @param api the resource of the API, which takes the console's tokens and those of apps that are for it
 */
export function tokensOf(signingKeys: readonly [string, ...string[]], issuer: string, api = `${issuer}/api`): Tokens {
  const jwks = signingKeys.map((text) => JSON.parse(text) as JWK & { kid: string });
  const [current] = jwks as [JWK & { kid: string }];
  const published = jwks.map(publicHalf);
  const verifying = createLocalJWKSet({ keys: published });
  const signing = importJWK(current, "ES256") as Promise<CryptoKey>;
  signing.catch(() => undefined); // Told to whoever signs; a rejection that nobody awaited yet must not end the isolate.

  return {
    async sign(claims, now, app) {
      const issuedAt = Math.floor(now / 1000);
      return new SignJWT({ ...claims, ...(app ?? { client_id: "console", aud: AUDIENCE }) })
        .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: current.kid })
        .setIssuer(issuer)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
        .setJti(crypto.randomUUID())
        .sign(await signing);
    },

    async verify(token, now, resource = api) {
      if (token.length > TOKEN_LENGTH_MAX || !CANONICAL.test(token)) return null;
      try {
        const { payload } = await jwtVerify(token, verifying, {
          algorithms: ["ES256"],
          issuer,
          audience: resource === api ? [AUDIENCE, api] : resource,
          typ: "at+jwt",
          requiredClaims: ["exp", "iat", "sub", "jti"],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          maxTokenAge: ACCESS_TOKEN_SECONDS + CLOCK_TOLERANCE_SECONDS,
          currentDate: new Date(now),
        });
        const claims = claimsSchema.safeParse(payload).data ?? null;
        if (claims === null || payload.aud === AUDIENCE) return claims;
        const app = appSchema.safeParse(payload).data;
        return app === undefined ? null : { ...claims, app };
      } catch {
        return null;
      }
    },

    jwks: () => ({ keys: published }),
  };
}

function publicHalf(jwk: JWK): JWK {
  const { d: _, ...key } = jwk;
  return { ...key, use: "sig", alg: "ES256" };
}
