/** Which key signed a message (EIP-191, EIP-2). Loaded when a wallet is shown: curves are no part of the start. */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { toHex } from "#kit/crypto";

const KEY_SIGNATURE_BYTES = 65;
const SIGNATURE_BYTES_MAX = 4_096;

const encoder = new TextEncoder();

/** The hash that a wallet signs for a text. https://eips.ethereum.org/EIPS/eip-191 */
export function personalHash(text: string): Uint8Array {
  const bytes = encoder.encode(text);
  const prefix = encoder.encode(`\u0019Ethereum Signed Message:\n${bytes.length}`);
  return keccak_256(Uint8Array.of(...prefix, ...bytes));
}

/**
 * The address, in lower case, whose key made the signature; null for what is no signature of a key. The recovery byte may
 * be 27 and 28, or 0 and 1 as some devices write it. A signature with a high s is a copy of another, and refused (EIP-2).
 */
export function signerOf(hash: Uint8Array, signature: Uint8Array): string | null {
  const byte = signature[KEY_SIGNATURE_BYTES - 1] ?? 0;
  const recovery = byte >= 27 ? byte - 27 : byte;
  if (signature.length !== KEY_SIGNATURE_BYTES || recovery > 1) return null;
  try {
    const parsed = secp256k1.Signature.fromBytes(signature.subarray(0, KEY_SIGNATURE_BYTES - 1), "compact").addRecoveryBit(recovery);
    if (parsed.hasHighS()) return null;
    const key = parsed.recoverPublicKey(hash).toBytes(false);
    return `0x${toHex(keccak_256(key.subarray(1)).subarray(12))}`;
  } catch {
    return null; // r or s is out of range, or belongs to no point
  }
}

/** The bytes of 0x and hexadecimal digits; null for anything else, and for more than any wallet signs with. */
export function signatureBytes(text: string): Uint8Array | null {
  const digits = /^0x((?:[0-9a-fA-F]{2})+)$/.exec(text)?.[1];
  if (digits === undefined || digits.length > 2 * SIGNATURE_BYTES_MAX) return null;
  return Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
