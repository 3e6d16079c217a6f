/**
 * Addresses and ranges (CIDR, RFC 4632 and RFC 4291) that an allow-list names. Every address is read as 128 bits, IPv4 as
 * ::ffff:a.b.c.d, so that an IPv4 caller who arrives mapped is the same caller.
 */

type Range = { network: bigint; bits: number };

const IPV4_BITS = 32;
const IPV6_BITS = 128;
const MAPPED = 0xffff_0000_0000n;

/** Whether the text is an address, or a range whose host bits are zero: 10.0.0.1/8 is more likely a slip than a wish. */
export function isCidr(text: string): boolean {
  return rangeOf(text) !== null;
}

/** Whether the address lies in one of the ranges. What is no address lies in none. */
export function inRanges(address: string, ranges: readonly string[]): boolean {
  const value = addressOf(address);
  if (value === null) return false;
  return ranges.some((text) => {
    const range = rangeOf(text);
    return range !== null && prefix(value.network, range.bits) === range.network;
  });
}

function rangeOf(text: string): Range | null {
  const [address = "", length, ...rest] = text.split("/");
  const read = addressOf(address);
  if (read === null || rest.length > 0) return null;
  if (length === undefined) return { network: read.network, bits: IPV6_BITS };
  if (!/^(?:0|[1-9]\d{0,2})$/.test(length) || Number(length) > read.bits) return null;
  const bits = Number(length) + IPV6_BITS - read.bits;
  return prefix(read.network, bits) === read.network ? { network: read.network, bits } : null;
}

const prefix = (network: bigint, bits: number) => (network >> BigInt(IPV6_BITS - bits)) << BigInt(IPV6_BITS - bits);

/** The address as 128 bits, and how many it has by itself. */
function addressOf(text: string): Range | null {
  const v4 = ipv4Of(text);
  if (v4 !== null) return { network: MAPPED | v4, bits: IPV4_BITS };
  if (!/^[0-9a-f:.]{2,45}$/i.test(text) || !text.includes(":")) return null;
  // The URL parser knows every short form, the dotted end among them.
  const canonical = URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1);
  return canonical === undefined ? null : { network: ipv6Of(canonical), bits: IPV6_BITS };
}

function ipv4Of(text: string): bigint | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1) ?? [];
  // A leading zero is octal to some and decimal to others.
  if (parts.length === 0 || parts.some((part) => Number(part) > 255 || (part.length > 1 && part.startsWith("0")))) return null;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

function ipv6Of(canonical: string): bigint {
  const [head = "", tail] = canonical.split("::");
  const groups = (part: string | undefined) => (part ? part.split(":") : []);
  const [front, back] = [groups(head), groups(tail)];
  const all = [...front, ...Array.from({ length: 8 - front.length - back.length }, () => "0"), ...back];
  return all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}
