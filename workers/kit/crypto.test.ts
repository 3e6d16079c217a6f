import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { equalInConstantTime, randomToken, sha256Hex, toBase64Url, toHex } from "./crypto";

test("SHA-256 gives the answers of FIPS 180-4", async () => {
  expect(await sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(await sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(await sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).toBe("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
});

test("text is hashed as its UTF-8 bytes, as another implementation does", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
      expect(await sha256Hex(text)).toBe(createHash("sha256").update(text, "utf8").digest("hex"));
      expect(await sha256Hex(Uint8Array.from(new TextEncoder().encode(text)))).toBe(await sha256Hex(text));
    }),
  );
});

test("texts are equal when they are, and only then", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "b", "é", "\u0000", "😀"), maxLength: 6 });
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      expect(equalInConstantTime(a, b)).toBe(a === b);
      expect(equalInConstantTime(a, a)).toBe(true);
    }),
  );
});

test("no text equals its own beginning, its repetition or the empty one", () => {
  for (const [a, b] of [["a", ""], ["", "a"], ["ab", "abab"], ["abab", "ab"], ["a", "a\u0000"]] as const) expect(equalInConstantTime(a, b)).toBe(false);
});

test("bytes are written as hexadecimal and as URL-safe base64, like Node writes them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(toHex(bytes)).toBe(Buffer.from(bytes).toString("hex"));
      expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString("base64url"));
    }),
  );
});

test("a token has the bytes that were asked for, and is not given twice", () => {
  expect(randomToken()).toMatch(/^[\w-]{43}$/);
  expect(Buffer.from(randomToken(16), "base64url")).toHaveLength(16);
  expect(new Set(Array.from({ length: 1_000 }, () => randomToken())).size).toBe(1_000);
});
