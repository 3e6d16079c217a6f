/**
 * Password hashing: scrypt (RFC 7914) by the platform's own implementation, at a cost that one isolate can bear:
 * N = 2^14, r = 8 takes 16 MiB, half of better-auth's default, so that a few sign-ins at once fit 128 MB.
 */
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

const COST = { N: 2 ** 14, r: 8, p: 5 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** A longer password is refused rather than hashed: hashing it costs and adds nothing. Characters. */
export const PASSWORD_MAX = 200;
export const PASSWORD_MIN = 10;

/** @returns `scrypt:N:r:p:<salt>:<key>`, salt and key in base64 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64"), key.toString("base64")].join(":");
}

/** Whether the password made this hash. A hash of another shape matches nothing. */
export async function verifyPassword(hash: string, password: string): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = hash.split(":");
  if (scheme !== "scrypt" || salt === undefined || key === undefined || password.length > PASSWORD_MAX) return false;
  const expected = Buffer.from(key, "base64");
  const actual = await derive(password, Buffer.from(salt, "base64"), { N: Number(N), r: Number(r), p: Number(p) });
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function derive(password: string, salt: Buffer, cost: { N: number; r: number; p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, { ...cost, maxmem: 64 * 1024 * 1024 }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
