import { existsSync, readFileSync } from "node:fs";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toHex } from "../../kit/crypto";
import { createEgress } from "../../kit/egress";
import { checksummed, parseSiwe, siweFault, siweText, type SiweMessage } from "./message";
import { contractAsker } from "./contract";
import { personalHash, signatureBytes, signerOf } from "./signature";

const VECTORS = "../shared/vectors/siwe";
type Case = SiweMessage & { signature: string; time?: string; domainBinding?: string; matchNonce?: string };
const vectors = <T>(name: string): [string, T][] => {
  const file = `${VECTORS}/${name}.json`;
  if (!existsSync(file)) return [];
  return Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, T>);
};

test.skipIf(existsSync(VECTORS))(`the standard's vectors are not at ${VECTORS}: their tests are skipped`, () => {
  expect(vectors("parsing_positive")).toEqual([]);
});

describe.skipIf(!existsSync(VECTORS))("the vectors of spruceid/siwe", () => {
  test.each(vectors<{ message: string; fields: SiweMessage }>("parsing_positive"))("%s is read", (_, { message, fields }) => {
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as SiweMessage;
    expect(parseSiwe(message)).toEqual(given);
    expect(siweText(given)).toBe(message);
  });

  test.each(vectors<string>("parsing_negative"))("%s is refused", (_, message) => {
    expect(parseSiwe(message)).toBeNull();
  });

  test.each(vectors<SiweMessage>("parsing_negative_objects"))("a message made with %s is refused", (_, fields) => {
    const empty = { domain: "", address: "", uri: "", version: "", chainId: "", nonce: "", issuedAt: "" };
    expect(parseSiwe(siweText({ ...empty, ...fields } as unknown as SiweMessage))).toBeNull();
  });

  const verified = ({ signature, time, domainBinding, matchNonce, ...fields }: Case): boolean => {
    const text = siweText(fields);
    const message = parseSiwe(text);
    if (message === null) return false;
    const now = time === undefined ? Date.parse("2026-01-01T00:00:00Z") : Date.parse(time);
    const expected = { domain: domainBinding ?? fields.domain, origin: new URL(fields.uri).origin, nonce: matchNonce ?? fields.nonce, chains: [1], now };
    return siweFault(message, expected) === null && signerOf(personalHash(text), signatureBytes(signature) ?? new Uint8Array()) === message.address.toLowerCase();
  };

  test.each(vectors<Case>("verification_positive"))("%s is verified", (_, one) => {
    expect(verified(one)).toBe(true);
  });

  test.each(vectors<Case>("verification_negative"))("%s is not verified", (_, one) => {
    expect(verified(one)).toBe(false);
  });

  test.each(vectors<{ message: string; signature: string }>("eip1271"))("the contract of %s is asked in the encoding of contracts", async (_, { message, signature }) => {
    const { address = "" } = parseSiwe(message) ?? {};
    const [hash, bytes] = [personalHash(message), signatureBytes(signature) ?? new Uint8Array()];
    expect(signerOf(hash, bytes)).not.toBe(address.toLowerCase());
    const calls: { to: string; data: string }[] = [];
    const answers = async (result: unknown) => {
      const egress = createEgress({
        loopback: "refuse",
        fetch: async (_url, init) => {
          const { method, params } = JSON.parse(init.body as string) as { method: string; params: [{ to: string; data: string }, string] };
          expect([method, params[1]]).toEqual(["eth_call", "latest"]);
          calls.push(params[0]);
          return Response.json(result);
        },
      });
      return contractAsker(egress, new Map([[1, "https://rpc.example.com"]]))(1, address, hash, bytes);
    };
    const yes = `0x1626ba7e${"0".repeat(56)}`;
    expect(await answers({ jsonrpc: "2.0", id: 1, result: yes })).toBe(true);
    // No contract, another word, a word that only begins like it, an error of the chain.
    for (const result of ["0x", `0xffffffff${"0".repeat(56)}`, `${yes}00`, "0x1626ba7e", `0x1626ba7e${"0".repeat(55)}1`]) expect(await answers({ result })).toBe(false);
    expect(await answers({ error: { code: 3, message: "execution reverted" } })).toBe(false);
    const { to, data } = calls[0] ?? { to: "", data: "" };
    const words = data.slice(10).match(/.{64}/g) ?? [];
    expect([to, data.slice(0, 10), words[0]]).toEqual([address, "0x1626ba7e", toHex(hash)]);
    expect([Number(`0x${words[1]}`), Number(`0x${words[2]}`)]).toEqual([64, bytes.length]);
    expect(words.slice(3).join("").slice(0, bytes.length * 2)).toBe(toHex(bytes));
    expect(data.length % 64).toBe(10);
  });
});

const message: SiweMessage = {
  domain: "crm.example:8443",
  address: checksummed(`0x${"ab".repeat(20)}`),
  statement: "Sign in to Pilothouse.",
  uri: "https://crm.example:8443",
  version: "1",
  chainId: 1,
  nonce: "abcdefgh12345678",
  issuedAt: "2026-01-01T00:00:00.000Z",
  expirationTime: "2026-01-01T00:05:00.000Z",
};
const expected = { domain: "crm.example:8443", origin: "https://crm.example:8443", nonce: message.nonce, chains: [1, 137], now: Date.parse("2026-01-01T00:01:00Z") };

test.each<[string, Partial<SiweMessage>]>([
  ["another domain", { domain: "crm.example" }],
  ["a domain that begins like ours", { domain: "crm.example.evil.example:8443" }],
  ["our domain as user name", { domain: "crm.example:8443@evil.example" }],
  ["another scheme", { scheme: "http" }],
  ["a page of another site", { uri: "https://crm.example.evil.example" }],
  ["our site over http", { uri: "http://crm.example:8443" }],
  ["another nonce", { nonce: "abcdefgh12345679" }],
  ["a chain that is not taken", { chainId: 5 }],
  ["an end that has passed", { expirationTime: "2026-01-01T00:01:00Z" }],
  ["a beginning to come", { notBefore: "2026-01-01T00:01:00.001Z" }],
])("a message with %s is not ours", (_, changed) => {
  expect(siweFault(parseSiwe(siweText(message)) ?? message, expected)).toBeNull();
  const read = parseSiwe(siweText({ ...message, ...changed }));
  expect(read).not.toBeNull();
  expect(siweFault(read ?? message, expected)).not.toBeNull();
});

test.each([
  ["an address in small letters", (text: string) => text.replace(message.address, message.address.toLowerCase())],
  ["line ends of another system", (text: string) => text.replaceAll("\n", "\r\n")],
  ["a line after its end", (text: string) => `${text}\n`],
  ["a statement that turns the direction of writing", (text: string) => text.replace("Sign in", "Sign\u202e in")],
  ["a chain with a leading zero", (text: string) => text.replace("Chain ID: 1", "Chain ID: 01")],
  ["a day that the calendar lacks", (text: string) => text.replace("2026-01-01T00:05", "2026-02-30T00:05")],
  ["two nonces", (text: string) => text.replace("Nonce: ", "Nonce: aaaaaaaaaa\nNonce: ")],
  ["a length beyond all reason", (text: string) => text.replace("Sign in", "Sign in ".repeat(1000))],
])("a message with %s is refused", (_, spoil) => {
  expect(parseSiwe(spoil(siweText(message)))).toBeNull();
});

const keyPair = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((secret) => secp256k1.utils.isValidSecretKey(secret));
const addressOf = (secret: Uint8Array) => `0x${toHex(keccak_256(secp256k1.getPublicKey(secret, false).subarray(1)).subarray(12))}`;
const ORDER = secp256k1.Point.CURVE().n;

test("a key's signature names its address, with either spelling of the recovery byte and no other signature", () => {
  fc.assert(
    fc.property(keyPair, fc.string({ unit: "binary", maxLength: 200 }), (secret, text) => {
      const hash = personalHash(text);
      const { r, s, recovery = 0 } = secp256k1.Signature.fromBytes(secp256k1.sign(hash, secret, { prehash: false, format: "recovered" }), "recovered");
      const bytes = (v: number, changed = s) => signatureBytes(`0x${r.toString(16).padStart(64, "0")}${changed.toString(16).padStart(64, "0")}${v.toString(16).padStart(2, "0")}`) ?? new Uint8Array();
      const own = addressOf(secret);
      expect([signerOf(hash, bytes(27 + recovery)), signerOf(hash, bytes(recovery))]).toEqual([own, own]);
      // The same signature, turned into another that a lax reader takes too.
      expect(signerOf(hash, bytes(28 - recovery, ORDER - s))).toBeNull();
      expect(signerOf(hash, bytes(28 - recovery))).not.toBe(own);
      expect(signerOf(hash, bytes(29))).toBeNull();
      expect(signerOf(hash, bytes(27 + recovery).subarray(0, 64))).toBeNull();
      expect(signerOf(personalHash(`${text}.`), bytes(27 + recovery))).not.toBe(own);
      // A raw hash that was signed without the prefix is no message.
      expect(signerOf(keccak_256(new TextEncoder().encode(text)), bytes(27 + recovery))).not.toBe(own);
    }),
    { numRuns: 30 },
  );
});

test("values out of range are no signature", () => {
  const hash = personalHash("x");
  const of = (r: bigint, s: bigint) => signatureBytes(`0x${r.toString(16).padStart(64, "0")}${s.toString(16).padStart(64, "0")}1b`) ?? new Uint8Array();
  for (const signature of [of(0n, 1n), of(1n, 0n), of(ORDER, 1n), of(1n, ORDER), of(0n, 0n)]) expect(signerOf(hash, signature)).toBeNull();
  for (const text of ["", "0x", "0x0", "0xzz", "ab", `0x${"00".repeat(4097)}`, "0xab\n"]) expect(signatureBytes(text)).toBeNull();
});

test("the checksum of an address is that of EIP-55", () => {
  for (const address of ["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", "0x52908400098527886E0F7030069857D2E4169EE7"]) {
    expect(checksummed(address.toLowerCase())).toBe(address);
  }
});
