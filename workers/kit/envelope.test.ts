import { inspect } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SealBroken, vaultOf, type SealedFor } from "./envelope";
import { Secret } from "./secret";

const root = (fill: number) => Buffer.alloc(32, fill).toString("base64");
const vault = vaultOf({ current: "k1", keys: { k1: root(1) } });
const rotated = vaultOf({ current: "k2", keys: { k1: root(1), k2: root(2) } });
const row: SealedFor = { tenantId: "ten_a", id: "sec_1", purpose: "webhook" };

const refusal = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "opened",
    (error: unknown) => (error instanceof SealBroken ? error.reason : String(error)),
  );

test("what is sealed for a row opens for that row, whatever it holds", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 300 }), async (value) => {
      const sealed = await vault.seal(row, new Secret(value));
      expect((await vault.open(row, sealed)).reveal()).toBe(value.toWellFormed());
    }),
    { numRuns: 50 },
  );
});

test("no two seals of one value share a key, a nonce or a byte pattern", async () => {
  const parts = await Promise.all(Array.from({ length: 20 }, async () => (await vault.seal(row, new Secret("same"))).split(".").slice(2)));
  expect(new Set(parts.flat()).size).toBe(40);
});

test("a row moved to another tenant, id or purpose does not open, nor is it wrapped anew there", async () => {
  const sealed = await vault.seal(row, new Secret("hunter2"));
  for (const moved of [{ ...row, tenantId: "ten_b" }, { ...row, id: "sec_2" }, { ...row, purpose: "wallet" }]) {
    expect(await refusal(vault.open(moved, sealed))).toBe("not_authentic");
    expect(await refusal(rotated.rewrap(moved, sealed))).toBe("not_authentic");
  }
});

test("neighbouring identities never spell the same binding", async () => {
  const sealed = await vault.seal({ tenantId: "a", id: 'b","c', purpose: "d" }, new Secret("x"));
  expect(await refusal(vault.open({ tenantId: 'a","b', id: "c", purpose: "d" }, sealed))).toBe("not_authentic");
});

test("the key of one row does not open the data of another of the same tenant", async () => {
  const [one, two] = await Promise.all([vault.seal(row, new Secret("one")), vault.seal(row, new Secret("two"))]);
  const mixed = [...one.split(".").slice(0, 3), two.split(".")[3]].join(".");
  expect(await refusal(vault.open(row, mixed))).toBe("not_authentic");
});

test("a change of any character is detected", async () => {
  const sealed = await vault.seal(row, new Secret("a secret of some length"));
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n";
  const changes = fc.record({ at: fc.nat({ max: sealed.length }), put: fc.constantFrom("", ...alphabet.split("")), cut: fc.integer({ min: 0, max: 3 }) });
  await fc.assert(
    fc.asyncProperty(changes, async ({ at, put, cut }) => {
      const changed = sealed.slice(0, at) + put + sealed.slice(at + cut);
      fc.pre(changed !== sealed);
      expect(await refusal(vault.open(row, changed))).toMatch(/^(not_authentic|unknown_root)$/);
    }),
    { numRuns: 500 },
  );
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);
    expect([at, await refusal(vault.open(row, changed))]).not.toEqual([at, "opened"]);
  }
});

test("a former root still opens; without it the row says which one it needs", async () => {
  const sealed = await vault.seal(row, new Secret("old"));
  expect((await rotated.open(row, sealed)).reveal()).toBe("old");
  const without = vaultOf({ current: "k2", keys: { k2: root(2) } });
  await expect(without.open(row, sealed)).rejects.toThrow("the root key k1");
  expect(await refusal(vaultOf({ current: "k2", keys: { k2: root(2) } }).open(row, sealed.replace("v1.k1", "v1.toString")))).toBe("unknown_root");
});

test("the id of the root is bound too: the same key under another name opens nothing", async () => {
  const sealed = await vault.seal(row, new Secret("x"));
  const renamed = vaultOf({ current: "kx", keys: { kx: root(1) } });
  expect(await refusal(renamed.open(row, sealed.replace("v1.k1", "v1.kx")))).toBe("not_authentic");
});

test("wrapping anew changes the data key's wrapping alone, and may be done twice", async () => {
  const sealed = await vault.seal(row, new Secret("kept"));
  const once = await rotated.rewrap(row, sealed);
  const twice = await rotated.rewrap(row, once);
  expect(once.split(".")[1]).toBe("k2");
  expect([once, twice].map((text) => text.split(".")[3])).toEqual([sealed.split(".")[3], sealed.split(".")[3]]);
  expect((await rotated.open(row, twice)).reveal()).toBe("kept");
});

test("a secret is not seen in what is printed, joined, logged or serialised", () => {
  const secret = new Secret("hunter2");
  const seen = [String(secret), secret.toString(), JSON.stringify({ secret }), inspect({ deep: { secret } }), [secret].join(), Object.values(secret).join("")].join("\n");
  expect(seen).not.toContain("hunter2");
  expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}');
  expect(Object.entries(secret)).toEqual([]);
  expect(secret.reveal()).toBe("hunter2");
});
