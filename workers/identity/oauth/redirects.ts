/** Where an app may be answered: exact addresses, with the port of loopback ones free. RFC 8252, RFC 9700 section 4.1. */

export const REDIRECT_LENGTH_MAX = 2_000;
/** Printable ASCII without a backslash, which browsers read as a slash. */
const PLAIN = /^[\x21-\x5b\x5d-\x7e]+$/;
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::(\d{1,5}))?(\/.*)?$/;
/** A private scheme is a domain turned round, so that it belongs to somebody: `com.example.app:/done`. RFC 8252 section 7.1. */
const PRIVATE_SCHEME = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:$/;
const PORT_MAX = 65_535;

/** Why an address cannot be registered; null for one that can. */
export function redirectFault(address: string): string | null {
  const url = address.length <= REDIRECT_LENGTH_MAX && PLAIN.test(address) ? URL.parse(address) : null;
  if (url === null) return "is not an address";
  if (url.hash !== "" || address.includes("#")) return "holds a fragment";
  if (url.username !== "" || url.password !== "") return "holds a user name or password";
  // An address has one spelling: no dot segments, no capitals in the host, no port that goes without saying.
  if (url.href !== address && url.href !== `${address}/`) return "is not in its normal form";
  if (url.protocol === "https:" || isLoopbackRedirect(address) || PRIVATE_SCHEME.test(url.protocol)) return null;
  return "is neither https, nor http on loopback, nor a scheme like com.example.app:";
}

/** Whether anybody on the person's machine may be listening there. */
export const isLoopbackRedirect = (address: string) => LOOPBACK.test(address);

/** Whether an answer may go to `asked`, where `registered` was registered: text by text, but for a loopback's port. */
export function isSameRedirect(registered: string, asked: string): boolean {
  if (registered === asked) return true;
  const [known, given] = [LOOPBACK.exec(registered), LOOPBACK.exec(asked)];
  if (known === null || given === null || redirectFault(asked) !== null) return false;
  return known[1] === given[1] && known[3] === given[3] && Number(given[2] ?? 80) <= PORT_MAX;
}

/** The address with these parameters added to its query, as it was spelled otherwise. */
export function withParameters(address: string, parameters: Record<string, string | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== null) query.set(name, value);
  return `${address}${address.includes("?") ? "&" : "?"}${query.toString()}`;
}
