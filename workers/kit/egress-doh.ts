/**
 * DNS over HTTPS for the egress guard (the JSON form of Cloudflare's 1.1.1.1), since a Worker has no resolver.
 *
 * Only whether a name points to public addresses is asked. The request that follows resolves the name once more,
 * so a server that changes its answer between the two is not caught here: that is what keeping bindings and
 * secrets away from the network, and the flag global_fetch_strictly_public, are for.
 */

import { classifyAddress } from "./egress-address";

const DOH_URL = "https://cloudflare-dns.com/dns-query";
const DOH_TIMEOUT_MS = 3_000;
const DOH_ANSWER_LENGTH_MAX = 64_000; // characters
const CACHE_MS = 60_000;
const CACHE_NAMES_MAX = 500;
const ADDRESSES_MAX = 64; // of one name
const RECORD_A = 1;
const RECORD_AAAA = 28;

type Send = (url: string, init: RequestInit) => Promise<Response>;

/** All addresses of a name; none when it does not exist. Throws when it cannot be known. */
export type Resolve = (host: string) => Promise<string[]>;

/** A resolver that keeps what it learned for a minute. */
export function dohResolver(fetch: Send, now: () => number = Date.now): Resolve {
  // Addresses only, never promises: one request's I/O must not be awaited in another.
  const known = new Map<string, { addresses: string[]; until: number }>();
  return async (host) => {
    const hit = known.get(host);
    if (hit !== undefined && hit.until > now()) return hit.addresses;
    const found = await Promise.all([ask(fetch, host, RECORD_A), ask(fetch, host, RECORD_AAAA)]);
    const addresses = found.flat();
    known.delete(host);
    // The oldest goes: a Map keeps the order in which its keys came.
    for (const oldest of known.keys()) {
      if (known.size < CACHE_NAMES_MAX) break;
      known.delete(oldest);
    }
    known.set(host, { addresses, until: now() + CACHE_MS });
    return addresses;
  };
}

async function ask(fetch: Send, host: string, type: number): Promise<string[]> {
  const query = new URLSearchParams({ name: host, type: String(type) });
  const response = await fetch(`${DOH_URL}?${query}`, {
    headers: { accept: "application/dns-json" },
    redirect: "manual",
    signal: AbortSignal.timeout(DOH_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`DNS over HTTPS answered ${response.status}`);
  const text = await response.text();
  if (text.length > DOH_ANSWER_LENGTH_MAX) throw new Error("DNS over HTTPS answered too much");
  return readAnswer(JSON.parse(text), type);
}

const NO_ERROR = 0;
const NO_SUCH_NAME = 3;

function readAnswer(body: unknown, type: number): string[] {
  const { Status: status, Answer: answer = [] } = body as { Status?: unknown; Answer?: unknown };
  if (status === NO_SUCH_NAME) return [];
  if (status !== NO_ERROR || !Array.isArray(answer)) throw new Error("DNS over HTTPS gave no answer");
  // Aliases (CNAME) stand in the same list, before what they lead to.
  const addresses = answer
    .map((record: unknown) => record as { type?: unknown; data?: unknown })
    .filter((record) => record.type === type)
    .map((record) => String(record.data));
  if (addresses.length > ADDRESSES_MAX || addresses.some((address) => classifyAddress(address) === null)) {
    throw new Error("DNS over HTTPS gave an answer that is none");
  }
  return addresses;
}
