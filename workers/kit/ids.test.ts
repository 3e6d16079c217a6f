import fc from "fast-check";
import { expect, test } from "vitest";
import { ID_PREFIXES, idPattern, isId, newId, type IdKind } from "./ids";

const KINDS = Object.keys(ID_PREFIXES) as IdKind[];
const kinds = fc.constantFrom(...KINDS);
const times = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const randoms = fc.uint8Array({ minLength: 16, maxLength: 16 });

test("no two kinds share a prefix", () => {
  expect(new Set(Object.values(ID_PREFIXES)).size).toBe(KINDS.length);
});

test("an id has the shape of its kind and of no other", () => {
  fc.assert(
    fc.property(kinds, times, randoms, (kind, now, random) => {
      const id = newId(kind, now, random);
      expect(KINDS.filter((one) => isId(one, id))).toEqual([kind]);
      expect(idPattern(kind).test(id)).toBe(true);
    }),
  );
});

test("a later id sorts after an earlier one, whatever is random in them", () => {
  fc.assert(
    fc.property(kinds, times, times, randoms, randoms, (kind, a, b, first, second) => {
      fc.pre(a !== b);
      expect(newId(kind, a, first) < newId(kind, b, second)).toBe(a < b);
    }),
  );
});

test("the time can be read back from an id", () => {
  const digits = "0123456789abcdefghjkmnpqrstvwxyz";
  fc.assert(
    fc.property(times, (now) => {
      const text = newId("lead", now).slice("lead_".length, "lead_".length + 10);
      expect(Array.from(text).reduce((sum, digit) => sum * 32 + digits.indexOf(digit), 0)).toBe(now);
    }),
  );
});

test("a known time has the digits that the reference implementation's own tests expect, in lower case", () => {
  expect(newId("lead", 1469918176385, new Uint8Array(16))).toBe("lead_01aryz6s410000000000000000");
});

test("a time outside the 48 bits is held inside them", () => {
  expect(newId("lead", -5, new Uint8Array(16))).toBe("lead_00000000000000000000000000");
  expect(newId("lead", 2 ** 60, new Uint8Array(16))).toBe("lead_7zzzzzzzzz0000000000000000");
  expect(isId("lead", newId("lead", 2 ** 60))).toBe(true);
});

test("two ids of one moment differ", () => {
  const ids = new Set(Array.from({ length: 10_000 }, () => newId("event", 1_700_000_000_000)));
  expect(ids.size).toBe(10_000);
});

test.each(["", "lead_", "lead_01ARYZ6S410000000000000000", "lead_81aryz6s410000000000000000", "lead_01aryz6s41000000000000000i", "lead_01aryz6s410000000000000000 ", "xlead_01aryz6s410000000000000000", "lead_01aryz6s410000000000000000\n", "con_01aryz6s410000000000000000"])(
  "%j is no id of a lead",
  (text) => {
    expect(isId("lead", text)).toBe(false);
  },
);
