/**
 * API keys: `ph_live_<12: key id>_<43: secret>_<6: CRC-32>`. The id finds the row, the checksum refuses a mistyped key
 * before any look-up, and only the SHA-256 of the whole is kept: the secret has 256 bits, so a slow hash would add nothing.
 */
import { sha256Hex } from "#kit/crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ID_LENGTH = 12;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const SHAPE = new RegExp(`^ph_live_([0-9A-Za-z]{${ID_LENGTH}})_[0-9A-Za-z]{${SECRET_LENGTH}}_([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`);

/** A new key, or a new secret for the key with this id; `key` is shown once and never stored. */
export async function mintApiKey(keyId = randomText(ID_LENGTH)): Promise<{ key: string; keyId: string; hash: string }> {
  const unsigned = `ph_live_${keyId}_${randomText(SECRET_LENGTH)}`;
  const key = `${unsigned}_${checksum(unsigned)}`;
  return { key, keyId, hash: await hashApiKey(key) };
}

export function hashApiKey(key: string): Promise<string> {
  return sha256Hex(key);
}

/** What of a key is shown for good, so that its holder knows which one it is. */
export const shownPrefix = (keyId: string) => `ph_live_${keyId}`;

/** Whether a credential is meant to be an API key, well formed or not. */
export const looksLikeApiKey = (credential: string) => credential.startsWith("ph_live_");

/** The id inside a well-formed key; null for anything else. */
export function apiKeyId(key: string): string | null {
  const match = SHAPE.exec(key);
  const unsigned = key.slice(0, -(CHECKSUM_LENGTH + 1));
  return match !== null && match[2] === checksum(unsigned) ? (match[1] ?? null) : null;
}

/** Letters and digits without bias: bytes past the last whole multiple of the alphabet are drawn again. */
function randomText(length: number): string {
  const limit = 256 - (256 % ALPHABET.length);
  let text = "";
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < limit && text.length < length) text += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return text;
}

function checksum(text: string): string {
  let value = crc32(text);
  let digits = "";
  for (let i = 0; i < CHECKSUM_LENGTH; i++) {
    digits = ALPHABET.charAt(value % ALPHABET.length) + digits;
    value = Math.floor(value / ALPHABET.length);
  }
  return digits;
}

/** CRC-32 as in ISO 3309 (polynomial 0xEDB88320, reflected). */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
