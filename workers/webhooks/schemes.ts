/** How providers sign what they send. Pure but for the platform's crypto; every comparison takes the same time. */
import { equalInConstantTime, sha256Hex, toHex } from "#kit/crypto";
import type { Secret } from "#kit/secret";
import { hmac, TOLERANCE_SECONDS, verifiedId } from "./signing";

export const SCHEMES = ["standard-webhooks", "github", "stripe", "token"] as const;
export type Scheme = (typeof SCHEMES)[number];

/** What a verified request is: the provider's id of it (null where it gives none), and its type where it says one. */
export type Verified = { id: string | null; type: string | null };

const ID_MAX = 200;
const TYPE_MAX = 120;
/** Signatures of one header that are looked at. */
const SIGNATURES_MAX = 10;

type Check = (secret: Secret, headers: Headers, body: string, now: number) => Promise<Verified | null>;

const CHECKS: Record<Scheme, Check> = {
  async "standard-webhooks"(secret, headers, body, now) {
    const id = await verifiedId(secret, headers, body, now);
    return id === null ? null : { id, type: member(body, "type") };
  },

  /** `X-Hub-Signature-256: sha256=<hex>` over the body. */
  async github(secret, headers, body) {
    const expected = `sha256=${await hexOf(secret, body)}`;
    if (!equalInConstantTime(headers.get("x-hub-signature-256") ?? "", expected)) return null;
    return { id: headers.get("x-github-delivery") ?? (await sha256Hex(body)), type: headers.get("x-github-event") };
  },

  /** `Stripe-Signature: t=<seconds>,v1=<hex>` over `<seconds>.<body>`. */
  async stripe(secret, headers, body, now) {
    const parts = (headers.get("stripe-signature") ?? "").split(",").slice(0, SIGNATURES_MAX + 1).map((part) => part.trim().split("=", 2) as [string, string?]);
    const time = parts.find(([name]) => name === "t")?.[1] ?? "";
    if (!/^\d{1,12}$/.test(time) || Math.abs(now / 1000 - Number(time)) > TOLERANCE_SECONDS) return null;
    const expected = await hexOf(secret, `${time}.${body}`);
    const matches = parts.filter(([name, value]) => name === "v1" && equalInConstantTime(value ?? "", expected));
    return matches.length === 0 ? null : { id: member(body, "id") ?? (await sha256Hex(body)), type: member(body, "type") };
  },

  /** A token that both know, for providers that sign nothing. */
  async token(secret, headers, body) {
    const given = headers.get("x-webhook-token") ?? /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? "";
    if (!equalInConstantTime(given, secret.reveal())) return null;
    return { id: headers.get("webhook-id") ?? headers.get("idempotency-key"), type: member(body, "type") };
  },
};

/** Null unless the request was made by whoever holds the secret, and lately where the scheme says when. */
export async function verify(scheme: Scheme, secret: Secret, headers: Headers, body: string, now: number): Promise<Verified | null> {
  const found = await CHECKS[scheme](secret, headers, body, now);
  if (found === null) return null;
  // An id too long to keep is told apart by its hash.
  const id = found.id !== null && found.id.length > ID_MAX ? await sha256Hex(found.id) : found.id;
  return { id: id === "" ? null : id, type: found.type?.slice(0, TYPE_MAX) ?? null };
}

async function hexOf(secret: Secret, text: string): Promise<string> {
  return toHex(await hmac(new Uint8Array(new TextEncoder().encode(secret.reveal())), text));
}

/** A text member of a body that is a JSON object. */
function member(body: string, name: string): string | null {
  try {
    const parsed = JSON.parse(body) as unknown;
    const value = parsed !== null && typeof parsed === "object" && Object.hasOwn(parsed, name) ? (parsed as Record<string, unknown>)[name] : null;
    return typeof value === "string" ? value : null;
  } catch {
    return null;
  }
}
