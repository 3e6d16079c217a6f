/**
 * The one way out: every request that the product makes to an address that somebody typed goes through here.
 *
 * It follows OWASP's advice on server-side request forgery: https to public hosts only, the host judged after
 * WHATWG parsing and again after DNS, no credentials in the URL, a list of ports, no redirect followed blindly,
 * and an end in time and in bytes. Loopback is allowed by a setting, for development. Messages never repeat the
 * URL, and everything that cannot be reached reads alike, so that answers map nobody's network.
 */

import { classifyAddress, isLocalhost, isPublicName } from "./egress-address";
import { cappedBody, Deadline } from "./egress-body";
import type { Resolve } from "./egress-doh";
import { EgressError } from "./egress-error";

export { dohResolver } from "./egress-doh";
export type { Resolve } from "./egress-doh";
export { EgressError } from "./egress-error";
export type { EgressReason } from "./egress-error";

export const EGRESS_REDIRECTS_MAX = 3;
const URL_LENGTH_MAX = 8_192; // characters
const PORTS_ALLOWED: ReadonlySet<string> = new Set(["", "443", "8443"]); // "" is the scheme's own

export type EgressInit = Omit<RequestInit, "redirect"> & {
  /** From the call to the last byte of the answer's body. */
  timeoutMs: number;
  /** Of the answer's body, after decompression. A longer one errors while it is read. */
  maxBytes: number;
  /** 0 (the default) refuses a redirect; at most EGRESS_REDIRECTS_MAX. */
  maxRedirects?: number;
};
/** fetch() for addresses from outside. Rejects with an EgressError; so does reading the answer's body. */
export type Egress = (url: string | URL, init: EgressInit) => Promise<Response>;

/** Whether an address may be called, as far as it can be said without calling it. Rejects with an EgressError. */
export type CheckAddress = (url: string) => Promise<void>;

export type EgressOptions = {
  /** Whether localhost, 127.0.0.0/8 and ::1 may be called, over http and any port. */
  loopback: "allow" | "refuse";
  /** Asked for every name; left out where there is no resolver, as in local development. */
  resolve?: Resolve;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
};

/** Refuses a URL by what it says, and by where its name leads. */
async function judge({ loopback, resolve }: Pick<EgressOptions, "loopback" | "resolve">, url: URL, deadline: Deadline): Promise<void> {
  if (checkUrl(url, loopback) === "loopback" || resolve === undefined) return;
  if (classifyAddress(url.hostname) !== null) return;
  const addresses = await deadline.race(resolve(url.hostname.replace(/\.$/, "")));
  if (addresses.length === 0) throw new EgressError("unreachable");
  if (!addresses.every((address) => classifyAddress(address) === "public")) {
    throw new EgressError("url_blocked", "The host is not a public one.");
  }
}

const CHECK_MS = 5_000;

/** The same judgement when an address is written down, so that whoever types it hears of it at once. It is made again with each call. */
export function addressCheck(options: Pick<EgressOptions, "loopback" | "resolve">): CheckAddress {
  return async (text) => {
    const deadline = new Deadline(CHECK_MS, undefined);
    try {
      await judge(options, parseUrl(text), deadline);
    } catch (error) {
      throw deadline.explain(error);
    } finally {
      deadline.end();
    }
  };
}

/** The guarded fetch over a plain one. */
export function createEgress(options: EgressOptions): Egress {
  const { fetch: send } = options;

  return async (target, init) => {
    const { timeoutMs, maxBytes, maxRedirects = 0, ...request } = init;
    const hopsMax = Math.min(maxRedirects, EGRESS_REDIRECTS_MAX);
    const deadline = new Deadline(timeoutMs, init.signal ?? undefined);
    try {
      let hop: Hop = { url: parseUrl(String(target)), init: { ...request, headers: safeHeaders(request.headers) } };
      for (let hops = 0; ; hops += 1) {
        await judge(options, hop.url, deadline).catch((error: unknown) => {
          // The address that was typed is fine; it is where it leads that is not.
          const misled = hops > 0 && error instanceof EgressError && error.reason === "url_blocked";
          throw misled ? new EgressError("redirect_blocked") : error;
        });
        const response = await deadline.race(send(hop.url.href, { ...hop.init, redirect: "manual", signal: deadline.signal }));
        const location = REDIRECTS.has(response.status) ? response.headers.get("location") : null;
        if (location === null) return cappedBody(response, maxBytes, deadline);
        // Not awaited: whether the old answer is closed in order changes nothing for the next.
        void response.body?.cancel().catch(() => {});
        if (hops >= hopsMax) throw new EgressError("redirect_blocked");
        hop = nextHop(hop, location, response.status);
      }
    } catch (error) {
      const reason = deadline.explain(error);
      deadline.end();
      throw reason;
    }
  };
}

function parseUrl(text: string): URL {
  const url = text.length > URL_LENGTH_MAX ? null : URL.parse(text);
  if (url === null) throw new EgressError("url_blocked", "This is not a URL.");
  return url;
}

/** Refuses a URL by what it says; DNS has its say after. */
function checkUrl(url: URL, loopback: "allow" | "refuse"): "loopback" | "public" {
  if (url.username !== "" || url.password !== "") {
    throw new EgressError("url_blocked", "A URL must not hold a user name or password.");
  }
  const address = classifyAddress(url.hostname);
  if (address === "loopback" || isLocalhost(url.hostname)) {
    if (loopback === "allow" && (url.protocol === "http:" || url.protocol === "https:")) return "loopback";
    throw new EgressError("url_blocked", "The host is not a public one.");
  }
  if (url.protocol !== "https:") throw new EgressError("url_blocked", "Only https is allowed.");
  if (!PORTS_ALLOWED.has(url.port)) throw new EgressError("url_blocked", "Only the ports 443 and 8443 are allowed.");
  if (address === "special" || (address === null && !isPublicName(url.hostname))) {
    throw new EgressError("url_blocked", "The host is not a public one.");
  }
  return "public";
}

type Hop = { url: URL; init: RequestInit & { headers: Headers } };

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** All that another origin may learn from a redirect. Keys travel in headers of any name, so that a list of secrets would leak. */
const HEADERS_FOR_ANYONE: ReadonlySet<string> = new Set(["accept", "accept-language", "content-language", "content-type", "user-agent"]);

/** Where a redirect leads, and what goes there, by the rules of the Fetch standard (HTTP-redirect fetch). */
function nextHop(hop: Hop, location: string, status: number): Hop {
  const url = location.length > URL_LENGTH_MAX ? null : URL.parse(location, hop.url);
  if (url === null) throw new EgressError("redirect_blocked");
  // A public host must not send us to ourselves, not even where we may call ourselves.
  if (isLoopback(url) && !isLoopback(hop.url)) throw new EgressError("redirect_blocked");
  const init = { ...hop.init, headers: new Headers(hop.init.headers) };
  const method = (init.method ?? "GET").toUpperCase();
  if ((status === 303 && method !== "HEAD") || ((status === 301 || status === 302) && method === "POST")) {
    init.method = "GET";
    delete init.body;
    for (const name of ["content-type", "content-language", "content-encoding"]) init.headers.delete(name);
  } else if (init.body instanceof ReadableStream) {
    throw new EgressError("redirect_blocked"); // read once already, it cannot be sent again
  }
  if (url.origin !== hop.url.origin) {
    // What was written for one party is not for another to read.
    if (init.body !== undefined && init.body !== null) throw new EgressError("redirect_blocked");
    init.headers = new Headers([...init.headers].filter(([name]) => HEADERS_FOR_ANYONE.has(name)));
  }
  return { url, init };
}

function isLoopback(url: URL): boolean {
  return classifyAddress(url.hostname) === "loopback" || isLocalhost(url.hostname);
}

/** Headers that decide where a request goes, or how it is framed, are not the caller's to set. */
const HEADERS_REFUSED: readonly string[] = ["connection", "content-length", "host", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade"];

function safeHeaders(given: RequestInit["headers"]): Headers {
  const headers = new Headers(given);
  for (const name of HEADERS_REFUSED) headers.delete(name);
  return headers;
}
