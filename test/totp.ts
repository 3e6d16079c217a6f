/** The codes that an authenticator shows. */

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 6238 with its defaults: SHA-1, six digits, thirty seconds. @param steps away from now */
export async function totp(secret: string, steps = 0, now = Date.now()): Promise<string> {
  const bits = secret.replaceAll("=", "").replaceAll(/./g, (character) => BASE32.indexOf(character).toString(2).padStart(5, "0"));
  const bytes = Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(now / 30_000) + steps));
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer));
  const offset = mac.getUint8(19) & 15;
  return String((mac.getUint32(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}
