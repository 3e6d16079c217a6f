/**
 * Recovery codes: eighty random bits each, stored as SHA-256 alone. The library keeps a list and looks in it for what
 * was given, so what it is given is the hash of what was typed.
 */
import { sha256Hex } from "#kit/crypto";

const CODES = 10;
const GROUPS = 4;
const GROUP_LENGTH = 4;
/** Without i, l, o and u, which are misread. 32 characters: five bits each. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const HASHED = "sha256:";

/** Ten new codes, as they are shown: xxxx-xxxx-xxxx-xxxx. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, () => Array.from({ length: GROUPS }, newGroup).join("-"));
}

function newGroup(): string {
  return [...crypto.getRandomValues(new Uint8Array(GROUP_LENGTH))].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join("");
}

/** What is stored of a code. Case, spaces and dashes do not count. */
export async function hashRecoveryCode(typed: string): Promise<string> {
  return HASHED + (await sha256Hex(typed.toLowerCase().replaceAll(/[\s-]/g, "")));
}

/** How the library stores its list, which it writes anew with what is left each time a code was used. */
export const recoveryCodeStorage = {
  async encrypt(json: string): Promise<string> {
    const codes = JSON.parse(json) as string[];
    return JSON.stringify(await Promise.all(codes.map(async (code) => (code.startsWith(HASHED) ? code : hashRecoveryCode(code)))));
  },
  decrypt: async (stored: string): Promise<string> => stored,
};
