/** The bindings, and the settings, which are checked once: a wrong one is named with what it should be. */
import * as z from "zod";
import { KEK_ID, ROOT_KEY_BYTES } from "#kit/envelope";
import { MAIL_SHAPES } from "#kit/mail-post";
import type { Notice } from "#kit/outbox";
import type { DeliveryMessage } from "#webhooks";
import type { AuditSealer } from "../durable-objects/audit-sealer";
import type { Jobs } from "../durable-objects/jobs";
import type { MetricsHub } from "../durable-objects/metrics-hub";
import type { OutboxSweeper } from "../durable-objects/outbox-sweeper";
import type { SessionStore } from "../durable-objects/session-store";
import type { TenantGate } from "../durable-objects/tenant-gate";
import type { TenantHub } from "../durable-objects/tenant-hub";
import type { WebhookEndpoint } from "../durable-objects/webhook-endpoint";

declare global {
  namespace Cloudflare {
    interface Env {
      DB: D1Database;
      EVENTS: Queue<Notice[]>;
      DELIVERIES: Queue<DeliveryMessage>;
      ASSETS: Fetcher;
      TENANT_GATE: DurableObjectNamespace<TenantGate>;
      SESSIONS: DurableObjectNamespace<SessionStore>;
      TENANT_HUB: DurableObjectNamespace<TenantHub>;
      OUTBOX_SWEEPER: DurableObjectNamespace<OutboxSweeper>;
      JOBS: DurableObjectNamespace<Jobs>;
      METRICS_HUB: DurableObjectNamespace<MetricsHub>;
      WEBHOOK_ENDPOINT: DurableObjectNamespace<WebhookEndpoint>;
      AUDIT_SEALER: DurableObjectNamespace<AuditSealer>;
      FLOOD_ADDRESS?: RateLimit;
      FLOOD_CREDENTIAL?: RateLimit;
      PUBLIC_URL?: string;
      CORS?: string;
      RATE_LIMITS?: string;
      EGRESS_LOOPBACK?: string;
      SIGN_UP?: string;
      OAUTH_REGISTRATION?: string;
      MAIL_LINKS?: string;
      MAIL_SHAPE?: string;
      MAIL_ENDPOINT?: string;
      MAIL_FROM?: string;
      MAIL_TOKEN?: string;
      ETHEREUM_CHAINS?: string;
      GOOGLE_ISSUER?: string;
      GOOGLE_CLIENT_ID?: string;
      GOOGLE_CLIENT_SECRET?: string;
      GITHUB_URL?: string;
      GITHUB_API_URL?: string;
      GITHUB_CLIENT_ID?: string;
      GITHUB_CLIENT_SECRET?: string;
      AUTH_SECRET?: string;
      AUTH_SIGNING_KEY?: string;
      AUTH_SIGNING_KEY_NEXT?: string;
      SECRET_KEYS?: string;
      OPERATOR_TOKEN?: string;
      SETUP_TOKEN_HASH?: string;
      AI_BASE_URL?: string;
      AI_MODEL?: string;
      AI_API_KEY?: string;
    }
  }
}

export type Env = Cloudflare.Env;

/** A setting that holds JSON. */
const json = <T extends z.ZodType>(schema: T) =>
  z.string().transform((text, context): z.output<T> => {
    try {
      const parsed = schema.safeParse(JSON.parse(text === "" ? "{}" : text));
      if (parsed.success) return parsed.data;
      context.addIssue({ code: "custom", message: z.prettifyError(parsed.error) });
    } catch {
      context.addIssue({ code: "custom", message: "is not JSON" });
    }
    return z.NEVER;
  });

/** The root keys of kit/envelope. */
const rootKeys = z
  .strictObject({
    current: z.string(),
    keys: z.record(z.string().regex(KEK_ID, "has an id of other characters than letters, digits, _ and -"), z.string().refine(isRootKey, `is not base64 of ${ROOT_KEY_BYTES} bytes`)),
  })
  .refine(({ current, keys }) => Object.hasOwn(keys, current), "names a current key that is not among its keys");

const settingsSchema = z.object({
  PUBLIC_URL: z.url("is not an address, like https://pilothouse.example.com").optional(),
  CORS: json(z.record(z.string(), z.array(z.string()))).default({}),
  RATE_LIMITS: json(z.record(z.string(), z.strictObject({ perMinute: z.number().positive(), burst: z.number().positive() }))).default({}),
  EGRESS_LOOPBACK: z.enum(["allow", "refuse"]).default("refuse"),
  SIGN_UP: z.enum(["open", "closed"]).default("closed"),
  OAUTH_REGISTRATION: z.enum(["open", "closed"]).default("closed"),
  MAIL_LINKS: z.enum(["show", "hide"]).default("hide"),
  MAIL_SHAPE: z.enum(MAIL_SHAPES).default("resend"),
  MAIL_ENDPOINT: z.union([z.literal(""), z.url("is not an address, like https://api.resend.com/emails")]).default(""),
  MAIL_FROM: z.string().default(""),
  MAIL_TOKEN: z.string().default(""),
  ETHEREUM_CHAINS: json(z.record(z.string().regex(/^[1-9]\d{0,14}$/, "is not the id of a chain"), z.union([z.literal(""), z.url()]))).default({ 1: "" }),
  GOOGLE_ISSUER: z.url().default("https://accounts.google.com"),
  GOOGLE_CLIENT_ID: z.string().default(""),
  GOOGLE_CLIENT_SECRET: z.string().default(""),
  GITHUB_URL: z.url().default("https://github.com"),
  GITHUB_API_URL: z.url().default("https://api.github.com"),
  GITHUB_CLIENT_ID: z.string().default(""),
  GITHUB_CLIENT_SECRET: z.string().default(""),
  AUTH_SECRET: z.string("is missing; `npm run deploy` makes it").min(32, "needs at least 32 characters"),
  AUTH_SIGNING_KEY: z.string("is missing; `npm run deploy` makes it").refine((text) => isKey(text, "d"), "is not a private P-256 key as JWK with kid"),
  AUTH_SIGNING_KEY_NEXT: z.string().refine((text) => text === "" || isKey(text), "is not a P-256 key as JWK with kid").default(""),
  SECRET_KEYS: z.string("is missing; `npm run deploy` makes it").pipe(json(rootKeys)),
  OPERATOR_TOKEN: z.string().default(""),
  SETUP_TOKEN_HASH: z.string().regex(/^([0-9a-f]{64})?$/, "is not a SHA-256 in hexadecimal").default(""),
  AI_BASE_URL: z.string().default(""),
  AI_MODEL: z.string().default(""),
  AI_API_KEY: z.string().default(""),
}).refine((settings) => settings.MAIL_ENDPOINT === "" || (settings.MAIL_FROM !== "" && settings.MAIL_TOKEN !== ""), { path: ["MAIL_ENDPOINT"], message: "needs MAIL_FROM and MAIL_TOKEN beside it" });

export type Settings = z.output<typeof settingsSchema>;

/** @param members that it must have beside those of a public key */
function isKey(text: string, ...members: string[]): boolean {
  try {
    const key = JSON.parse(text) as Record<string, unknown>;
    return key["kty"] === "EC" && key["crv"] === "P-256" && ["x", "y", "kid", ...members].every((name) => typeof key[name] === "string");
  } catch {
    return false;
  }
}

function isRootKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text) && atob(text).length === ROOT_KEY_BYTES;
}

/**
 * Reads the settings.
 * @throws Error that names every wrong setting, without its value
 */
export function settingsOf(env: Env): Settings {
  const parsed = settingsSchema.safeParse(env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  throw new Error(`Settings are wrong: ${problems.join("; ")}. docs/operations.md says what each one does.`);
}
