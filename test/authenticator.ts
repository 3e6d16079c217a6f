/** A passkey's device in software: WebAuthn Level 3, section 6, with ES256 and no attestation. */

type Flags = { present?: boolean; verified?: boolean };
type Site = { origin: string; rpId: string };
/** What a device or a page in the middle may do differently. */
export type Bending = Flags & Partial<Site> & { challenge?: string; type?: string; counter?: number };

const encoder = new TextEncoder();
const base64url = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const sha256 = async (bytes: Uint8Array<ArrayBuffer>) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const concat = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const uint32 = (value: number) => Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);

/** CBOR (RFC 8949) of what a passkey needs: small integers, texts, bytes and maps. */
function cbor(value: number | string | Uint8Array | Map<number | string, unknown>): Uint8Array {
  const head = (major: number, n: number) => (n < 24 ? [(major << 5) | n] : n < 256 ? [(major << 5) | 24, n] : [(major << 5) | 25, n >> 8, n & 255]);
  if (typeof value === "number") return Uint8Array.from(value >= 0 ? head(0, value) : head(1, -1 - value));
  if (typeof value === "string") return concat(Uint8Array.from(head(3, encoder.encode(value).length)), encoder.encode(value));
  if (value instanceof Uint8Array) return concat(Uint8Array.from(head(2, value.length)), value);
  return concat(Uint8Array.from(head(5, value.size)), ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one as number)]));
}

/** ASN.1 DER of a signature that WebCrypto gives as r and s. */
function der(raw: Uint8Array): Uint8Array {
  const integer = (bytes: Uint8Array) => {
    const from = bytes.findIndex((byte) => byte !== 0);
    const short = bytes.subarray(from);
    const body = (short[0] ?? 0) > 127 ? concat(Uint8Array.of(0), short) : short;
    return concat(Uint8Array.of(2, body.length), body);
  };
  const body = concat(integer(raw.subarray(0, 32)), integer(raw.subarray(32)));
  return concat(Uint8Array.of(0x30, body.length), body);
}

/** A device with one passkey, for a page at this origin. */
export async function newAuthenticator(site: Site) {
  const keys = (await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"])) as CryptoKeyPair;
  const point = new Uint8Array((await crypto.subtle.exportKey("raw", keys.publicKey)) as ArrayBuffer);
  const credentialId = crypto.getRandomValues(new Uint8Array(32));
  const id = base64url(credentialId);
  let used = 0;

  const clientData = (type: string, challenge: string, bent: Bending) =>
    Uint8Array.from(encoder.encode(JSON.stringify({ type: bent.type ?? type, challenge: bent.challenge ?? challenge, origin: bent.origin ?? site.origin, crossOrigin: false })));
  const authData = async (flags: number, counter: number, bent: Bending, rest: Uint8Array) => {
    const bits = flags | (bent.present === false ? 0 : 1) | (bent.verified === false ? 0 : 4);
    return concat(await sha256(Uint8Array.from(encoder.encode(bent.rpId ?? site.rpId))), Uint8Array.of(bits), uint32(counter), rest);
  };
  const shape = { id, rawId: id, type: "public-key" as const, clientExtensionResults: {} };

  return {
    id,
    async create({ challenge }: { challenge: string }, bent: Bending = {}) {
      const key = cbor(new Map<number, unknown>([[1, 2], [3, -7], [-1, 1], [-2, point.subarray(1, 33)], [-3, point.subarray(33)]]));
      const attested = concat(new Uint8Array(16), Uint8Array.of(0, credentialId.length), credentialId, key);
      const attestationObject = cbor(new Map<string, unknown>([["fmt", "none"], ["attStmt", new Map()], ["authData", await authData(0x40, used, bent, attested)]]));
      return { ...shape, response: { clientDataJSON: base64url(clientData("webauthn.create", challenge, bent)), attestationObject: base64url(attestationObject), transports: ["internal" as const] } };
    },
    async get({ challenge }: { challenge: string }, bent: Bending = {}) {
      used = bent.counter ?? used + 1;
      const data = await authData(0, used, bent, new Uint8Array());
      const client = clientData("webauthn.get", challenge, bent);
      const signed = Uint8Array.from(concat(data, await sha256(client)));
      const signature = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.privateKey, signed));
      return { ...shape, response: { clientDataJSON: base64url(client), authenticatorData: base64url(data), signature: base64url(der(signature)) } };
    },
  };
}
