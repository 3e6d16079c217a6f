/**
 * The flood shield: the platform's own counters, at the place where a request arrives, by address and by credential. They
 * are approximate and cost no storage of ours, so they stand before anything is looked up. Where they are missing or
 * fail nobody is stopped, and the log says so.
 */
import { sha256Hex } from "#kit/crypto";
import { Problem } from "#kit/errors";
import { logger } from "#kit/log";

/** The platform's `ratelimits` binding. */
export type FloodLimiter = { limit(options: { key: string }): Promise<{ success: boolean }> };
/** @throws Problem RATE_LIMITED */
export type FloodShield = (request: Request) => Promise<void>;

/** The period of the counters in wrangler.toml. Seconds. */
const PERIOD_SECONDS = 10;
const CREDENTIAL_COOKIE = /(?:^|;\s*)((?:__Secure-)?pilothouse\.(?:access|session_token)=[^;]+)/;
const log = logger("flood");

export function floodShield(byAddress: FloodLimiter | undefined, byCredential: FloodLimiter | undefined): FloodShield {
  let told = false;
  const within = async (limiter: FloodLimiter | undefined, key: string | null): Promise<boolean> => {
    if (key === null) return true;
    if (limiter === undefined) {
      if (!told) log.warn("flood.shield.absent");
      told = true;
      return true;
    }
    return limiter.limit({ key }).then(
      ({ success }) => success,
      (error: unknown) => {
        log.error("flood.shield.failed", error);
        return true;
      },
    );
  };

  return async (request) => {
    const credential = credentialOf(request.headers);
    // The counter's owner is not to see what opens our doors.
    const hash = credential === null ? null : (await sha256Hex(credential)).slice(0, 32);
    const [address, caller] = await Promise.all([within(byAddress, addressKey(request.headers.get("cf-connecting-ip"))), within(byCredential, hash)]);
    if (address && caller) return;
    throw new Problem("RATE_LIMITED", `Too many requests at once. Try again in ${PERIOD_SECONDS} s.`, { retryAfterSeconds: PERIOD_SECONDS }, { "retry-after": String(PERIOD_SECONDS) });
  };
}

function credentialOf(headers: Headers): string | null {
  return headers.get("authorization") ?? headers.get("x-api-key") ?? CREDENTIAL_COOKIE.exec(headers.get("cookie") ?? "")?.[1] ?? null;
}

/** An IPv4 address whole; of an IPv6 address its network of 64 bits, for whoever has one address there has them all. */
export function addressKey(address: string | null): string | null {
  if (address === null || !address.includes(":")) return address;
  if (address.includes(".")) return address.slice(address.lastIndexOf(":") + 1);
  const [head = "", tail] = address.toLowerCase().split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  return [...before, ...zeros, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, "")).join(":");
}
