/** Signing in and out and the first owner; and the list of all operations of identity. */
import * as z from "zod";
import { operationsOf, Reply } from "#kit/operation";
import type { Identity } from "./service";
import { cookieHeaders, email, linkToken, name, newPassword, oldPassword, openedReply, openedShape, session } from "./fields";
import { invitationOperations } from "./invitations/operations";
import { keyOperations } from "./keys/operations";
import { memberOperations } from "./members/operations";
import { appOperations } from "./oauth/operations";
import { roleOperations } from "./roles/operations";
import { sessionOperations } from "./sessions/operations";
import { workspaceOperations } from "./workspaces/operations";

const operation = operationsOf<{ identity: Identity }>();

const emailText = z.string().trim().max(254).min(3, "is not an email address");

export const signIn = operation({
  id: "identity.session.create",
  method: "POST",
  path: "/api/v1/session",
  summary: "Sign in",
  description: "Sets the session cookie; or, with 202, says that a second factor must follow. Ten wrong tries a minute for one address or one email are the most.",
  permission: "public",
  effect: "write",
  idempotency: "none",
  body: z.strictObject({ email: emailText, password: oldPassword }),
  ...openedShape,
  errors: ["UNAUTHENTICATED", "FORBIDDEN", "RATE_LIMITED"],
  fixture: () => ({ body: { email: "demo@pilothouse.local", password: "correct horse battery" } }),
  run: async ({ body }, { act, identity }) => openedReply(await identity.signIn(act, body.email, body.password)),
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
    return new Reply(undefined, cookieHeaders(await identity.signOut(act)));
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
    token: linkToken,
    name,
    email,
    password: newPassword,
    workspace: name,
  }),
  response: session,
  errors: ["FORBIDDEN", "CONFLICT", "RATE_LIMITED"],
  fixture: () => ({
    body: { token: "a set-up token of a test run", name: "First Owner", email: "first@example.com", password: "correct horse battery", workspace: "First" },
  }),
  async run({ body }, { act, identity }) {
    const { session: opened, setCookies } = await identity.setUp(act, body);
    return new Reply(opened, cookieHeaders(setCookies));
  },
});

export const identityOperations = [
  signIn,
  currentSession,
  signOut,
  setup,
  ...sessionOperations,
  ...workspaceOperations,
  ...memberOperations,
  ...invitationOperations,
  ...roleOperations,
  ...keyOperations,
  ...appOperations,
] as const;
