/**
 * Which hosts an outgoing request may name: public unicast addresses and public names, nothing else.
 *
 * Ranges are those of the IANA special-purpose registries (RFC 6890 and its updates), names those of RFC 6761 and
 * RFC 8375, the metadata services of clouds, and DNS services that answer with whatever address stands in the name.
 * Hosts must come from a WHATWG URL: its parser has already turned decimal, hexadecimal, octal, short and
 * full-width forms of IPv4 into four plain numbers.
 */

export type AddressClass = "public" | "loopback" | "special";

/** The class of a literal IPv4 or IPv6 address (with or without brackets); null for a name. */
export function classifyAddress(host: string): AddressClass | null {
  const v4 = readIpv4(host);
  if (v4 !== null) return classifyIpv4(v4);
  const groups = readIpv6(host.replace(/^\[|\]$/g, ""));
  return groups === null ? null : classifyIpv6(groups);
}

/** First address and prefix length of each range that is not public. */
const IPV4_SPECIAL: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8], // this network
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // carrier-grade NAT
  ["169.254.0.0", 16], // link-local, and the clouds' metadata
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // 6to4 relay
  ["192.168.0.0", 16], // private
  ["198.18.0.0", 15], // benchmarking
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, broadcast
];
const IPV4_RANGES = IPV4_SPECIAL.map(([address, bits]) => ({ start: readIpv4(address) ?? 0, size: 2 ** (32 - bits) }));

function classifyIpv4(address: number): AddressClass {
  if (Math.floor(address / 2 ** 24) === 127) return "loopback";
  return IPV4_RANGES.some(({ start, size }) => address >= start && address < start + size) ? "special" : "public";
}

function classifyIpv6(groups: readonly number[]): AddressClass {
  const [first = 0, second = 0] = groups;
  const lead = groups.slice(0, 6);
  const v4 = (groups[6] ?? 0) * 65_536 + (groups[7] ?? 0);
  if (lead.every((group) => group === 0) && v4 === 1) return "loopback";
  // ::ffff:a.b.c.d and 64:ff9b::a.b.c.d (NAT64) reach the IPv4 address that they carry.
  if (lead.slice(0, 5).every((group) => group === 0) && lead[5] === 0xffff) return classifyIpv4(v4);
  if (first === 0x64 && second === 0xff9b && lead.slice(2).every((group) => group === 0)) return classifyIpv4(v4);
  // Of all the rest only 2000::/3 is global unicast. What is not allocated, or tunnels somewhere else, is refused.
  if (first < 0x2000 || first > 0x3fff) return "special";
  if (first === 0x2001 && (second < 0x200 || second === 0xdb8)) return "special"; // protocols, Teredo; documentation
  if (first === 0x2002) return "special"; // 6to4
  if (first === 0x3fff && second < 0x1000) return "special"; // documentation
  return "public";
}

function readIpv4(text: string): number | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return null;
  const parts = match.slice(1).map(Number);
  return parts.some((part) => part > 255) ? null : parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** The eight groups of an IPv6 address; the URL parser, which knows every short form, does the reading. */
function readIpv6(text: string): number[] | null {
  if (!text.includes(":")) return null;
  const canonical = URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1);
  if (canonical === undefined) return null;
  const [head = "", tail] = canonical.split("::");
  const read = (part: string | undefined) => (part ? part.split(":").map((group) => Number.parseInt(group, 16)) : []);
  const [front, back] = [read(head), read(tail)];
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back];
}

/** Names that are never public, and everything under them. */
const NAMES_REFUSED: readonly string[] = [
  // Special use and private: RFC 6761, 6762, 7686, 8375, ICANN's .internal, and what routers hand out.
  "localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa", "arpa",
  "onion", "invalid", "test", "example", "alt", "svc",
  // Metadata services of clouds that have a public-looking name.
  "metadata.goog", "metadata.tencentyun.com", "metadata.packet.net", "metadata.platformequinix.com",
  // DNS that answers with loopback, or with the address that stands in the name, or with two in turn.
  "nip.io", "sslip.io", "xip.io", "xip.name", "lvh.me", "localtest.me", "vcap.me", "lacolhost.com", "localho.st",
  "fuf.me", "smackaho.st", "traefik.me", "local-ip.co", "local-ip.sh", "localhost.direct",
  "backname.io", "plex.direct", "rbndr.us", "1u.ms",
];

/** Whether a host is localhost by name: it never leaves the machine (RFC 6761). */
export function isLocalhost(host: string): boolean {
  const name = bare(host);
  return name === "localhost" || name.endsWith(".localhost");
}

/** Whether a name (not an address) may be asked of DNS at all. */
export function isPublicName(host: string): boolean {
  const name = bare(host);
  // A name of one label is found by search lists, inside somebody's network.
  if (!name.includes(".") || name.endsWith(".")) return false;
  return !NAMES_REFUSED.some((refused) => name === refused || name.endsWith(`.${refused}`));
}

/** Without the root's dot, which DNS ignores and a comparison does not. */
function bare(host: string): string {
  return host.toLowerCase().replace(/\.$/, "");
}
