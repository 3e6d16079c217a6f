/** Signing in and out, the first owner, members and API keys. */
import * as z from "zod";
import { idPattern } from "#kit/ids";
import { operationsOf, Reply } from "#kit/operation";
import type { Identity } from "./service";
import { PASSWORD_MAX, PASSWORD_MIN } from "./password";

const operation = operationsOf<{ identity: Identity }>();

const NAME_MAX = 120;
const KEY_LIMIT_MAX = 10_000_000;
const emailText = z.string().trim().max(254).min(3, "is not an email address");
const name = z.string().trim().min(1, "is empty").max(NAME_MAX, `takes at most ${NAME_MAX} characters`);
const permission = z.string().regex(/^([a-z_]+|\*):([a-z_]+|\*)$/, "is not a permission, like leads:read");

export const session = z
  .strictObject({
    user: z.strictObject({ id: z.string(), name: z.string(), email: z.string() }),
    tenant: z.strictObject({ id: z.string(), slug: z.string(), name: z.string(), timeZone: z.string() }),
    member: z.strictObject({ id: z.string(), role: z.string() }),
    permissions: z.array(z.string()),
  })
  .meta({ id: "Session" });

export const signIn = operation({
  id: "identity.session.create",
  method: "POST",
  path: "/api/v1/session",
  summary: "Sign in",
  description: "Sets the session cookie. Ten wrong tries a minute for one address or one email are the most.",
  permission: "public",
  effect: "write",
  idempotency: "none",
  body: z.strictObject({ email: emailText, password: z.string().min(1, "is empty").max(PASSWORD_MAX) }),
  response: session,
  errors: ["UNAUTHENTICATED", "FORBIDDEN", "RATE_LIMITED"],
  fixture: () => ({ body: { email: "demo@pilothouse.local", password: "correct horse battery" } }),
  async run({ body }, { act, identity }) {
    const { session: opened, setCookies } = await identity.signIn(act, body.email, body.password);
    return new Reply(opened, { headers: setCookies.map((cookie) => ["set-cookie", cookie] as const) });
  },
});

export const currentSession = operation({
  id: "identity.session.get",
  method: "GET",
  path: "/api/v1/session",
  summary: "Who is signed in",
  permission: "member",
  effect: "read",
  response: session,
  fixture: () => ({}),
  run: (_request, { act, identity }) => identity.describe(act),
});

export const signOut = operation({
  id: "identity.session.delete",
  method: "DELETE",
  path: "/api/v1/session",
  summary: "Sign out",
  description: "Ends the session at once, everywhere: its cookie and every token made from it.",
  permission: "member",
  effect: "write",
  idempotency: "none",
  fixture: () => ({}),
  async run(_request, { act, identity }) {
    const cookies = await identity.signOut(act);
    return new Reply(undefined, { headers: cookies.map((cookie) => ["set-cookie", cookie] as const) });
  },
});

export const setup = operation({
  id: "identity.setup.create",
  method: "POST",
  path: "/api/v1/setup",
  summary: "Open the first workspace",
  description: "For the single-use link that a deployment prints. Makes the owner and the workspace, and signs in.",
  permission: "public",
  effect: "write",
  idempotency: "none",
  body: z.strictObject({
    token: z.string().min(20, "is not the token of a set-up link").max(200),
    name,
    email: emailText,
    password: z.string().min(PASSWORD_MIN, `takes at least ${PASSWORD_MIN} characters`).max(PASSWORD_MAX),
    workspace: name,
  }),
  response: session,
  errors: ["FORBIDDEN", "CONFLICT", "RATE_LIMITED"],
  fixture: () => ({
    body: { token: "a set-up token of a test run", name: "First Owner", email: "first@example.com", password: "correct horse battery", workspace: "First" },
  }),
  async run({ body }, { act, identity }) {
    const { session: opened, setCookies } = await identity.setUp(act, body);
    return new Reply(opened, { headers: setCookies.map((cookie) => ["set-cookie", cookie] as const) });
  },
});

const memberView = z.strictObject({ id: z.string(), name: z.string(), email: z.string(), role: z.string() }).meta({ id: "Member" });

export const listMembers = operation({
  id: "identity.members.list",
  method: "GET",
  path: "/api/v1/members",
  summary: "List the members of the workspace",
  permission: "members:read",
  effect: "read",
  response: z.strictObject({ data: z.array(memberView), nextCursor: z.null() }),
  fixture: () => ({}),
  run: async (_request, { act, identity }) => ({ data: await identity.members(act.tenant), nextCursor: null }),
});

const keyView = z
  .strictObject({
    id: z.string().regex(idPattern("key")),
    name: z.string(),
    permissions: z.array(z.string()),
    perMinute: z.int().nullable(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "ApiKey" });

export const listKeys = operation({
  id: "identity.keys.list",
  method: "GET",
  path: "/api/v1/keys",
  summary: "List the API keys of the workspace",
  permission: "keys:read",
  effect: "read",
  response: z.strictObject({ data: z.array(keyView), nextCursor: z.null() }),
  fixture: () => ({}),
  run: async (_request, { act, identity }) => ({ data: await identity.keys(act.tenant), nextCursor: null }),
});

export const createKey = operation({
  id: "identity.keys.create",
  method: "POST",
  path: "/api/v1/keys",
  summary: "Make an API key",
  description: "The key is shown in this answer and never again. It may do no more than you may.",
  permission: "keys:write",
  effect: "write",
  idempotency: "none",
  body: z.strictObject({
    name,
    permissions: z.array(permission).min(1, "is empty").max(100),
    perMinute: z.int().min(1).max(KEY_LIMIT_MAX).nullish().describe("Calls a minute of a bucket of its own; left out, the key shares the workspace's"),
    expiresAt: z.iso.datetime({ offset: true }).nullish(),
  }),
  response: keyView.extend({ key: z.string() }).meta({ id: "NewApiKey" }),
  errors: ["FORBIDDEN"],
  fixture: () => ({ body: { name: "Website form", permissions: ["leads:read", "leads:write"] } }),
  run: ({ body }, { act, identity }) => identity.createKey(act, body),
});

export const revokeKey = operation({
  id: "identity.keys.revoke",
  method: "DELETE",
  path: "/api/v1/keys/:id",
  summary: "Revoke an API key",
  description: "Takes effect with the next request, everywhere.",
  permission: "keys:write",
  effect: "destructive",
  params: z.strictObject({ id: z.string().regex(idPattern("key")) }),
  fixture: async (make) => ({ params: { id: String((await make("identity.keys.create"))["id"]) } }),
  run: ({ params }, { act, identity }) => identity.revokeKey(act, params.id),
});

export const identityOperations = [signIn, currentSession, signOut, setup, listMembers, listKeys, createKey, revokeKey] as const;
