/**
 * Sign-In with Ethereum: the message of EIP-4361, by its grammar to the letter. What a wallet shows a person must be what
 * we read, so everything that could be read in two ways is refused. https://eips.ethereum.org/EIPS/eip-4361
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { toHex } from "#kit/crypto";

export type SiweMessage = {
  scheme?: string;
  domain: string;
  /** With the checksum of EIP-55. */
  address: string;
  statement?: string;
  uri: string;
  version: "1";
  chainId: number;
  nonce: string;
  issuedAt: string;
  expirationTime?: string;
  notBefore?: string;
  requestId?: string;
  resources?: string[];
};

export const MESSAGE_MAX = 4_096; // characters

// RFC 3986, without its user-friendly leniencies.
const PCHAR = String.raw`(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})`;
const HOST = String.raw`(?:\[[0-9A-Fa-f:.]{2,45}\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})+)`;
const AUTHORITY = String.raw`(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})*@)?${HOST}(?::\d{1,5})?`;
const SCHEME = String.raw`[A-Za-z][A-Za-z0-9+.\-]*`;
const URI = String.raw`${SCHEME}:(?://${AUTHORITY})?(?:${PCHAR}|/)*(?:\?(?:${PCHAR}|[/?])*)?(?:#(?:${PCHAR}|[/?])*)?`;
const TIME = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+\-]\d{2}:\d{2})`;
const STATEMENT = String.raw`[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;= ]+`;

const MESSAGE = new RegExp(
  [
    String.raw`^(?:(?<scheme>${SCHEME})://)?(?<domain>${AUTHORITY}) wants you to sign in with your Ethereum account:`,
    String.raw`(?<address>0x[0-9A-Fa-f]{40})`,
    "",
    String.raw`(?:(?<statement>${STATEMENT})\n)?`,
    String.raw`URI: (?<uri>${URI})`,
    "Version: 1",
    String.raw`Chain ID: (?<chainId>0|[1-9]\d{0,14})`,
    String.raw`Nonce: (?<nonce>[A-Za-z0-9]{8,200})`,
    String.raw`Issued At: (?<issuedAt>${TIME})(?:\nExpiration Time: (?<expirationTime>${TIME}))?(?:\nNot Before: (?<notBefore>${TIME}))?(?:\nRequest ID: (?<requestId>${PCHAR}*))?(?:\nResources:(?<resources>(?:\n- ${URI})*))?$`,
  ].join("\n"),
);

/** The message's fields; null for what the grammar does not know. */
export function parseSiwe(text: string): SiweMessage | null {
  const found = text.length > MESSAGE_MAX ? undefined : MESSAGE.exec(text)?.groups;
  if (found === undefined) return null;
  const { scheme, domain = "", address = "", statement, uri = "", chainId, nonce = "", issuedAt = "", expirationTime, notBefore, requestId } = found;
  const resources = found["resources"]?.split("\n- ").slice(1);
  const times = [issuedAt, expirationTime, notBefore].filter((time) => time !== undefined);
  if (checksummed(address) !== address || !times.every(isMoment) || ![uri, ...(resources ?? [])].every((one) => URL.canParse(one))) return null;
  const optional = { scheme, statement, expirationTime, notBefore, requestId, resources };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { domain, address, uri, version: "1", chainId: Number(chainId), nonce, issuedAt, ...given };
}

/** The text that a wallet shows and signs. */
export function siweText(message: SiweMessage): string {
  const { scheme, domain, address, statement, uri, version, chainId, nonce, issuedAt, expirationTime, notBefore, requestId, resources } = message;
  return [
    `${scheme === undefined ? "" : `${scheme}://`}${domain} wants you to sign in with your Ethereum account:`,
    address,
    "",
    ...(statement === undefined ? [] : [statement]),
    "",
    `URI: ${uri}`,
    `Version: ${version}`,
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce}`,
    `Issued At: ${issuedAt}`,
    ...(expirationTime === undefined ? [] : [`Expiration Time: ${expirationTime}`]),
    ...(notBefore === undefined ? [] : [`Not Before: ${notBefore}`]),
    ...(requestId === undefined ? [] : [`Request ID: ${requestId}`]),
    ...(resources === undefined ? [] : ["Resources:", ...resources.map((one) => `- ${one}`)]),
  ].join("\n");
}

/** The address in the spelling of EIP-55, whose capitals are its checksum. */
export function checksummed(address: string): string {
  const digits = address.slice(2).toLowerCase();
  const hash = toHex(keccak_256(new TextEncoder().encode(digits)));
  return `0x${digits.replaceAll(/[a-f]/g, (digit, at: number) => (Number.parseInt(hash.charAt(at), 16) >= 8 ? digit.toUpperCase() : digit))}`;
}

/** RFC 3339, of a day that the calendar has: Date.parse alone takes the 31st of February for the 3rd of March. */
function isMoment(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split("-").map(Number);
  return !Number.isNaN(Date.parse(text)) && new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}

export type Expected = { domain: string; origin: string; nonce: string; chains: readonly number[]; now: number };

/** Why a message is not one that we asked for, now; null where it is. */
export function siweFault(message: SiweMessage, { domain, origin, nonce, chains, now }: Expected): string | null {
  if (message.domain !== domain || new URL(message.uri).origin !== origin) return "names another site";
  if (message.scheme !== undefined && `${message.scheme}:` !== new URL(origin).protocol) return "names another site";
  if (message.nonce !== nonce) return "has another nonce";
  if (!chains.includes(message.chainId)) return "names a chain that is not taken here";
  if (message.expirationTime !== undefined && Date.parse(message.expirationTime) <= now) return "has expired";
  if (message.notBefore !== undefined && Date.parse(message.notBefore) > now) return "is not valid yet";
  return null;
}
