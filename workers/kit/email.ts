/**
 * The canonical form of an email address: what is unique in a tenant, compared in filters and written to.
 *
 * Syntax is the dot-atom of RFC 5321 (no quoted local parts, no address literals), lengths those of RFC 5321
 * 4.5.3.1 and its erratum 1690. The domain goes through the WHATWG URL host parser, which is UTS #46: IDN
 * becomes punycode and every kind of full stop a dot. Dots and plus tags are kept: to many hosts they are
 * different mailboxes.
 */

export const EMAIL_LENGTH_MAX = 254; // characters, canonical
export const EMAIL_LOCAL_LENGTH_MAX = 64; // bytes; the local part is ASCII
const TYPED_LENGTH_MAX = 1_000; // characters; longer than any address, punycode included

const DOT_ATOM = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
// What the URL parser would read as the end of the host, as credentials, or strip without a word.
const NOT_IN_A_DOMAIN = /[\s\p{Cc}/\\?#@:%[\]<>|^]/u;

/** The canonical form of what was typed, or null when it is not an address. Idempotent. */
export function canonicalEmail(typed: string): string | null {
  if (typed.length > TYPED_LENGTH_MAX) return null;
  const text = typed.normalize("NFKC").toLowerCase().trim();
  const at = text.lastIndexOf("@");
  const local = text.slice(0, Math.max(at, 0));
  if (local.length > EMAIL_LOCAL_LENGTH_MAX || !DOT_ATOM.test(local)) return null;
  const domain = canonicalDomain(text.slice(at + 1));
  if (domain === null) return null;
  const address = `${local}@${domain}`;
  return address.length > EMAIL_LENGTH_MAX ? null : address;
}

function canonicalDomain(text: string): string | null {
  if (text === "" || NOT_IN_A_DOMAIN.test(text)) return null;
  const url = URL.parse(`http://${text}/`);
  if (url === null) return null;
  const host = url.hostname.endsWith(".") ? url.hostname.slice(0, -1) : url.hostname;
  // A host that ends in a number is an IPv4 address to the URL parser, and no mail domain (RFC 3696, 2).
  return DOMAIN.test(host) && !/\.\d+$/.test(host) ? host : null;
}
