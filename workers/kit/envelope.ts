/**
 * One envelope for every secret at rest. Each row has a data key of its own (AES-256-GCM), which a key of its tenant
 * and purpose wraps; that key is derived (HKDF-SHA-256, RFC 5869) from a root which only the installation's settings hold.
 * The row's identity is bound to both as additional data: moved to another tenant, id or purpose, it does not open.
 *
 * Sealed form, one string: `v1.<kek id>.<wrapped data key>.<data>`, each of the last two base64url of nonce, ciphertext
 * and tag. To change the root, only the data key is wrapped anew; the data stays as it is, byte for byte.
 */
import { fromBase64Url, toBase64Url } from "./crypto";
import { Secret } from "./secret";

/** Whose secret it is, and what for. It is stored beside the sealed form, and proven by it. */
export type SealedFor = { tenantId: string; id: string; purpose: string };

/** Root keys by id; `current` seals, all of them open. */
export type RootKeys = { current: string; keys: Readonly<Record<string, string>> };

/** Why a sealed form does not open: its root is not among the settings, or it is not what was sealed for this row. */
export class SealBroken extends Error {
  readonly reason: "unknown_root" | "not_authentic";
  constructor(reason: SealBroken["reason"], kekId: string) {
    super(reason === "unknown_root" ? `sealed with the root key ${kekId}, which SECRET_KEYS does not hold` : "the sealed secret is damaged, or is another row's");
    this.name = "SealBroken";
    this.reason = reason;
  }
}

export type Vault = {
  /** The id of the root that seals. */
  current: string;
  seal(row: SealedFor, value: Secret): Promise<string>;
  /** @throws SealBroken */
  open(row: SealedFor, sealed: string): Promise<Secret>;
  /** The same data, its key wrapped by the current root. @throws SealBroken */
  rewrap(row: SealedFor, sealed: string): Promise<string>;
};

export const ROOT_KEY_BYTES = 32;
export const KEK_ID = /^[A-Za-z0-9_-]{1,32}$/;
const VERSION = "v1";
const NONCE_BYTES = 12; // NIST SP 800-38D: random nonces of 96 bits
const DATA_KEY_BYTES = 32;
/** Derived keys kept in an isolate; the oldest goes first. */
const DERIVED_MAX = 500;

type Bytes = Uint8Array<ArrayBuffer>;
const encoder = new TextEncoder();
const bytesOf = (text: string): Bytes => new Uint8Array(encoder.encode(text));
type Parts = { kekId: string; wrapped: Bytes; data: string };

/** @param roots as SECRET_KEYS gives them: base64 of 32 bytes each */
export function vaultOf(roots: RootKeys): Vault {
  const derived = new Map<string, Promise<CryptoKey>>();

  const kek = (row: SealedFor, kekId: string): Promise<CryptoKey> => {
    const root = Object.hasOwn(roots.keys, kekId) ? roots.keys[kekId] : undefined;
    if (root === undefined) throw new SealBroken("unknown_root", kekId);
    const name = JSON.stringify([kekId, row.tenantId, row.purpose]);
    let key = derived.get(name);
    if (key === undefined) {
      if (derived.size >= DERIVED_MAX) derived.delete(derived.keys().next().value as string);
      derived.set(name, (key = deriveKek(root, row)));
    }
    return key;
  };

  const wrap = async (row: SealedFor, dataKey: Bytes): Promise<string> =>
    `${VERSION}.${roots.current}.${toBase64Url(await encrypt(await kek(row, roots.current), dataKey, bindingOf("key", row, roots.current)))}`;

  const unwrap = async (row: SealedFor, parts: Parts): Promise<Bytes> =>
    decrypt(await kek(row, parts.kekId), parts.wrapped, bindingOf("key", row, parts.kekId));

  return {
    current: roots.current,

    async seal(row, value) {
      const dataKey = crypto.getRandomValues(new Uint8Array(DATA_KEY_BYTES));
      const data = await encrypt(await aesKey(dataKey), bytesOf(value.reveal()), bindingOf("data", row));
      return `${await wrap(row, dataKey)}.${toBase64Url(data)}`;
    },

    async open(row, sealed) {
      const parts = partsOf(sealed);
      const data = fromBase64Url(parts.data);
      if (data === null) throw new SealBroken("not_authentic", "");
      const bytes = await decrypt(await aesKey(await unwrap(row, parts)), data, bindingOf("data", row));
      return new Secret(new TextDecoder().decode(bytes));
    },

    async rewrap(row, sealed) {
      const parts = partsOf(sealed);
      return `${await wrap(row, await unwrap(row, parts))}.${parts.data}`;
    },
  };
}

function partsOf(sealed: string): Parts {
  const [version, kekId = "", wrappedText = "", data, ...rest] = sealed.split(".");
  const wrapped = fromBase64Url(wrappedText);
  if (version !== VERSION || !KEK_ID.test(kekId) || wrapped === null || data === undefined || rest.length > 0) throw new SealBroken("not_authentic", "");
  return { kekId, wrapped, data };
}

/**
 * The additional data. A list as JSON, so that no two rows can spell the same text; the data's leaves the root out,
 * for it outlives roots.
 */
function bindingOf(part: "key" | "data", row: SealedFor, kekId = ""): Bytes {
  return bytesOf(JSON.stringify([VERSION, part, row.tenantId, row.id, row.purpose, kekId]));
}

async function deriveKek(root: string, row: SealedFor): Promise<CryptoKey> {
  const bytes = Uint8Array.from(atob(root), (character) => character.charCodeAt(0));
  const material = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
  const info = bytesOf(JSON.stringify(["pilothouse", "kek", VERSION, row.purpose]));
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: bytesOf(row.tenantId), info };
  return crypto.subtle.deriveKey(algorithm, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const aesKey = (bytes: Bytes) => crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);

async function encrypt(key: CryptoKey, plain: Bytes, additionalData: Bytes): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const cipher = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, plain));
  const bytes = new Uint8Array(NONCE_BYTES + cipher.length);
  bytes.set(iv);
  bytes.set(cipher, NONCE_BYTES);
  return bytes;
}

async function decrypt(key: CryptoKey, bytes: Bytes, additionalData: Bytes): Promise<Bytes> {
  try {
    const algorithm = { name: "AES-GCM", iv: bytes.slice(0, NONCE_BYTES), additionalData };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, bytes.slice(NONCE_BYTES)));
  } catch {
    throw new SealBroken("not_authentic", "");
  }
}
