import fc from "fast-check";
import { expect, test } from "vitest";
import { inRanges, isCidr } from "./cidr";

const v4 = fc.ipV4();
const v6 = fc.ipV6();

/** The first `bits` bits of an address as text of ones and zeros, computed another way than by shifting. */
function bitsOf(address: string): string {
  if (!address.includes(":")) return address.split(".").map((part) => Number(part).toString(2).padStart(8, "0")).join("");
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = "", tail = ""] = canonical.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = canonical.includes("::") ? [...groups(head), ...Array<string>(missing).fill("0"), ...groups(tail)] : canonical.split(":");
  return all.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0")).join("");
}

function networkOf(address: string, length: number): string {
  const bits = bitsOf(address);
  const kept = bits.slice(0, length).padEnd(bits.length, "0");
  if (bits.length === 32) return (kept.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)).join(".");
  return (kept.match(/.{16}/g) ?? []).map((group) => Number.parseInt(group, 2).toString(16)).join(":");
}

test.each([["IPv4", v4, 32], ["IPv6", v6, 128]] as const)("an %s address lies in a range exactly when its first bits are the range's", (_, address, most) => {
  fc.assert(
    fc.property(address, address, fc.integer({ min: 0, max: most }), (one, other, length) => {
      const range = `${networkOf(one, length)}/${length}`;
      expect(isCidr(range)).toBe(true);
      expect(inRanges(one, [range])).toBe(true);
      expect(inRanges(other, [range])).toBe(bitsOf(other).slice(0, length) === bitsOf(one).slice(0, length));
    }),
  );
});

test("an IPv4 address is the same caller when it arrives mapped, and lies in no IPv6 network", () => {
  fc.assert(
    fc.property(v4, (address) => {
      expect(inRanges(`::ffff:${address}`, [address])).toBe(true);
      expect(inRanges(address, [`${address}/32`])).toBe(true);
      expect(inRanges(address, ["2000::/3", "fc00::/7"])).toBe(false);
    }),
  );
});

test("slips and forms that are read differently by different programs are refused", () => {
  for (const text of ["10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/08", "010.0.0.1", "10.1", "1.2.3.4/", "/8", "::/129", "fe80::1%eth0", "[::1]", "example.com", "", "1.2.3.4/8/8", "2001:db8::1/32"]) {
    expect([text, isCidr(text)]).toEqual([text, false]);
  }
  for (const text of ["10.0.0.0/8", "203.0.113.7", "::/0", "0.0.0.0/0", "2001:db8::/32", "::ffff:1.2.3.4"]) expect([text, isCidr(text)]).toEqual([text, true]);
});

test("what is no address lies in no range", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!isCidr(text));
      expect(inRanges(text, ["::/0", "0.0.0.0/0"])).toBe(false);
    }),
  );
});
