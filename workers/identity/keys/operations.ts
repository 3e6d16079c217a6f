/** The operations of API keys. */
import * as z from "zod";
import { isCidr } from "#kit/cidr";
import { idPattern } from "#kit/ids";
import { operationsOf } from "#kit/operation";
import { name } from "../fields";
import type { Identity } from "../service";

const operation = operationsOf<{ identity: Identity }>();

const KEY_LIMIT_MAX = 10_000_000;
const ADDRESSES_MAX = 50;
const GRACE_HOURS_MAX = 24;

const when = z.iso.datetime().nullable();
const keyView = z
  .strictObject({
    id: z.string().regex(idPattern("key")),
    name: z.string(),
    prefix: z.string().describe("How the key begins, so that its holder knows it"),
    permissions: z.array(z.string()),
    perMinute: z.int().nullable(),
    addresses: z.array(z.string()).nullable().describe("From where alone it is taken; null for everywhere"),
    createdBy: z.string().nullable().describe("The member who made it"),
    createdAt: z.iso.datetime(),
    expiresAt: when,
    rotatedAt: when,
    previousUntil: when.describe("Until when the secret before the last rotation is taken"),
    lastUsedAt: when.describe("To the minute"),
    revokedAt: when,
  })
  .meta({ id: "ApiKey" });
const newKey = keyView.extend({ key: z.string() }).meta({ id: "NewApiKey" });
const params = z.strictObject({ id: z.string().regex(idPattern("key")) });

export const listKeys = operation({
  id: "identity.keys.list",
  method: "GET",
  path: "/api/v1/keys",
  summary: "List the API keys of the workspace",
  permission: "keys:read",
  effect: "read",
  response: z.strictObject({ data: z.array(keyView), nextCursor: z.null() }),
  fixture: () => ({}),
  run: async (_request, { act, identity }) => ({ data: await identity.keys.list(act.tenant), nextCursor: null }),
});

export const createKey = operation({
  id: "identity.keys.create",
  method: "POST",
  path: "/api/v1/keys",
  summary: "Make an API key",
  description: "The key is shown in this answer and never again. It may do no more than you may now. It is the workspace's: it stays as it is when your role changes or you leave.",
  permission: "keys:write",
  effect: "write",
  fresh: true,
  idempotency: "none",
  body: z.strictObject({
    name,
    permissions: z.array(z.string().max(100)).min(1, "is empty").max(100),
    perMinute: z.int().min(1).max(KEY_LIMIT_MAX).nullish().describe("Calls a minute of a bucket of its own; left out, the key shares the workspace's"),
    expiresAt: z.iso.datetime({ offset: true }).nullish(),
    addresses: z
      .array(z.string().trim().refine(isCidr, "is not an address or a range, like 203.0.113.7 or 2001:db8::/32"))
      .min(1, "is empty")
      .max(ADDRESSES_MAX)
      .nullish()
      .describe("Addresses and ranges (CIDR) from which alone the key is taken"),
  }),
  response: newKey,
  errors: ["FORBIDDEN"],
  fixture: () => ({ body: { name: "Website form", permissions: ["leads:read", "leads:write"] } }),
  run: ({ body }, { act, identity }) => identity.keys.create(act, body),
});

export const rotateKey = operation({
  id: "identity.keys.rotate",
  method: "POST",
  path: "/api/v1/keys/:id/rotate",
  summary: "Give an API key a new secret",
  description: "The new key is shown in this answer and never again. The old one is taken for the hours of grace, so that its users can change over; with none, it ends at once.",
  permission: "keys:write",
  effect: "write",
  fresh: true,
  idempotency: "none",
  status: 200,
  params,
  body: z.strictObject({ graceHours: z.int("is not a whole number").min(0).max(GRACE_HOURS_MAX) }),
  response: newKey,
  errors: ["FORBIDDEN", "CONFLICT"],
  fixture: async (make) => ({ params: { id: String((await make("identity.keys.create"))["id"]) }, body: { graceHours: 1 } }),
  run: ({ params: { id }, body }, { act, identity }) => identity.keys.rotate(act, id, body.graceHours),
});

export const revokeKey = operation({
  id: "identity.keys.revoke",
  method: "DELETE",
  path: "/api/v1/keys/:id",
  summary: "Revoke an API key",
  description: "Takes effect with the next request, everywhere.",
  permission: "keys:write",
  effect: "destructive",
  params,
  fixture: async (make) => ({ params: { id: String((await make("identity.keys.create"))["id"]) } }),
  run: ({ params: { id } }, { act, identity }) => identity.keys.revoke(act, id),
});

export const keyOperations = [listKeys, createKey, rotateKey, revokeKey] as const;
