import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalEmail } from "./email";

// Cases of other products; not part of the project, so the test is skipped, by name, where they are absent.
const VECTORS = join(process.cwd(), "../shared/vectors/crm/email_addresses.json");
type Vectors = {
  validation: { email: string; valid: boolean }[];
  upstreamRejectsButRfc5322Allows: string[];
  alwaysInvalid: string[];
  canonicalization: { in: string; out: string }[];
};

test.skipIf(!existsSync(VECTORS))("agrees with the shared vectors (skipped where they are absent)", () => {
  const vectors = JSON.parse(readFileSync(VECTORS, "utf8")) as Vectors;
  for (const { email, valid } of vectors.validation) expect([email, canonicalEmail(email) !== null]).toEqual([email, valid]);
  for (const email of vectors.upstreamRejectsButRfc5322Allows) expect(canonicalEmail(email)).toBe(email);
  for (const email of vectors.alwaysInvalid) expect(canonicalEmail(email)).toBeNull();
  for (const { in: typed, out } of vectors.canonicalization) expect(canonicalEmail(typed)).toBe(out);
});

test.each([
  ["Jane@ACME.io", "jane@acme.io"],
  [" jane@acme.io\n", "jane@acme.io"],
  ["j.a.n.e+spring@acme.io", "j.a.n.e+spring@acme.io"],
  ["ｊａｎｅ＠ａｃｍｅ．ｉｏ", "jane@acme.io"],
  ["jo'hn@doe.email", "jo'hn@doe.email"],
  ["info@bücher.example.", "info@xn--bcher-kva.example"],
  ["info@faß.de", "info@xn--fa-hia.de"],
  ["a@xn--bcher-kva.example", "a@xn--bcher-kva.example"],
])("%j is %s", (typed, canonical) => {
  expect(canonicalEmail(typed)).toBe(canonical);
});

test.each([
  "", "@", "jane", "jane@", "@acme.io", "jane@acme", "jane@@acme.io", "ja ne@acme.io", "jo;hn@doe.email",
  ".jane@acme.io", "jane.@acme.io", "ja..ne@acme.io", '"jane doe"@acme.io', "Jane <jane@acme.io>", "jane@acme.io, bob@acme.io",
  "jane@127.0.0.1", "jane@0x7f.1", "jane@[127.0.0.1]", "jane@acme.io:25", "jane@acme.io/x", "jane@acme.io?x", "jane@ac%6De.io",
  "jane@ac\tme.io", "jane@-acme.io", "jane@acme-.io", "jane@ac_me.io", "jane@acme..io", "jane@.acme.io", "jane@acme.io..",
  "jane@a\u2100b.io", "jürgen@acme.io", "jane\u0000@acme.io", `${"a".repeat(65)}@acme.io`,
  `jane@${"a".repeat(64)}.io`, `jane@${"a.".repeat(126)}io`, `${"a".repeat(10_000)}@acme.io`,
])("not an address: %.40j", (typed) => {
  expect(canonicalEmail(typed)).toBeNull();
});

test("a local part of 64 bytes and an address of 254 characters are accepted, one more is not", () => {
  const local = "a".repeat(64);
  const label = "b".repeat(61);
  const domain = `${label}.${label}.${"c".repeat(62)}.io`;
  expect(canonicalEmail(`${local}@${domain}`)).toHaveLength(254);
  expect(canonicalEmail(`${local}@c${domain}`)).toBeNull();
});

test("whatever is accepted is ASCII, bounded and canonical already", () => {
  const part = fc.string({ unit: "grapheme", maxLength: 12 });
  fc.assert(
    fc.property(part, part, fc.constantFrom("io", "de", "例え", "3"), (local, name, top) => {
      const email = canonicalEmail(`${local}@${name}.${top}`);
      if (email === null) return;
      expect(email).toMatch(/^[!-~]+@[a-z0-9.-]+$/);
      expect(email.length).toBeLessThanOrEqual(254);
      expect(canonicalEmail(email)).toBe(email);
      expect(canonicalEmail(email.toUpperCase())).toBe(email);
    }),
    { numRuns: 2000 },
  );
});
