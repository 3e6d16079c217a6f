/** Standard Webhooks 1.0, symmetric: HMAC-SHA-256 over `id.timestamp.body`. https://github.com/standard-webhooks/standard-webhooks */
import { equalInConstantTime } from "#kit/crypto";
import { Secret } from "#kit/secret";

const PREFIX = "whsec_";
const SECRET_BYTES = 32;
/** How far the sender's clock may stand from ours, either way. Seconds. */
export const TOLERANCE_SECONDS = 300;

const encoder = new TextEncoder();

export function newSecret(): Secret {
  return new Secret(PREFIX + toBase64(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))));
}

/** The bytes of a `whsec_…` secret; null where it is none. */
export function secretBytes(secret: Secret): Uint8Array<ArrayBuffer> | null {
  const text = secret.reveal().startsWith(PREFIX) ? secret.reveal().slice(PREFIX.length) : "";
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return bytes.length === 0 ? null : bytes;
  } catch {
    return null;
  }
}

/** The value of `webhook-signature`: one signature for each secret, with a space between. */
export async function signatureOf(secrets: readonly Secret[], id: string, timestamp: number, body: string): Promise<string> {
  const signatures = await Promise.all(secrets.map(async (secret) => `v1,${toBase64(await hmac(secretBytes(secret) ?? new Uint8Array(0), `${id}.${timestamp}.${body}`))}`));
  return signatures.join(" ");
}

/** The id of a message that was signed with the secret, its timestamp within the tolerance; null for any other. */
export async function verifiedId(secret: Secret, headers: Headers, body: string, now: number): Promise<string | null> {
  const [id, timestamp, signatures] = ["id", "timestamp", "signature"].map((name) => headers.get(`webhook-${name}`) ?? "") as [string, string, string];
  if (id === "" || id.includes(".") || !/^\d{1,12}$/.test(timestamp)) return null;
  if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_SECONDS || secretBytes(secret) === null) return null;
  const expected = await signatureOf([secret], id, Number(timestamp), body);
  // All are compared, so that the time says nothing of which one was near.
  const matches = signatures.split(" ").filter((one) => equalInConstantTime(one, expected));
  return timestamp === String(Number(timestamp)) && matches.length > 0 ? id : null;
}

export async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, encoder.encode(text)));
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
