/** The operations of invitations. */
import * as z from "zod";
import { idPattern } from "#kit/ids";
import { operationsOf, Reply } from "#kit/operation";
import { cookieHeaders, email, linkToken, name, newPassword, roleText, session, signInToGoOn } from "../fields";
import type { Identity } from "../service";

const operation = operationsOf<{ identity: Identity }>();

const invitationView = z
  .strictObject({
    id: z.string().regex(idPattern("invitation")),
    email: z.string(),
    role: roleText,
    status: z.enum(["waiting", "accepted", "revoked", "expired"]),
    createdBy: z.string().nullable(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    acceptedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Invitation" });

export const listInvitations = operation({
  id: "identity.invitations.list",
  method: "GET",
  path: "/api/v1/invitations",
  summary: "List invitations",
  permission: "members:read",
  effect: "read",
  response: z.strictObject({ data: z.array(invitationView), nextCursor: z.null() }),
  fixture: () => ({}),
  run: async (_request, { act, identity }) => ({ data: await identity.invitations.list(act.tenant, act.now), nextCursor: null }),
});

export const createInvitation = operation({
  id: "identity.invitations.create",
  method: "POST",
  path: "/api/v1/invitations",
  summary: "Invite somebody",
  description: "Sends a link that works once, within seven days, for this email alone. A new invitation takes the place of one that waits for the same email. A role that manages members, roles or keys asks for a fresh sign-in.",
  permission: "members:write",
  effect: "external",
  body: z.strictObject({ email, role: roleText }),
  response: invitationView,
  errors: ["FORBIDDEN", "FRESH_SIGN_IN_REQUIRED", "CONFLICT"],
  fixture: () => ({ body: { email: `joins-${crypto.randomUUID().slice(0, 8)}@example.com`, role: "editor" } }),
  run: ({ body }, { act, identity }) => identity.invitations.create(act, body),
});

export const resendInvitation = operation({
  id: "identity.invitations.resend",
  method: "POST",
  path: "/api/v1/invitations/:id/resend",
  summary: "Send an invitation again",
  description: "With a new link, for seven days more. The link before opens nothing from now on.",
  permission: "members:write",
  effect: "external",
  status: 200,
  params: z.strictObject({ id: z.string().regex(idPattern("invitation")) }),
  response: invitationView,
  errors: ["FORBIDDEN", "FRESH_SIGN_IN_REQUIRED", "CONFLICT"],
  fixture: async (make) => ({ params: { id: String((await make("identity.invitations.create"))["id"]) } }),
  run: ({ params }, { act, identity }) => identity.invitations.resend(act, params.id),
});

export const revokeInvitation = operation({
  id: "identity.invitations.revoke",
  method: "DELETE",
  path: "/api/v1/invitations/:id",
  summary: "Revoke an invitation",
  permission: "members:write",
  effect: "destructive",
  params: z.strictObject({ id: z.string().regex(idPattern("invitation")) }),
  fixture: async (make) => ({ params: { id: String((await make("identity.invitations.create"))["id"]) } }),
  run: ({ params }, { act, identity }) => identity.invitations.revoke(act, params.id),
});

export const findInvitation = operation({
  id: "identity.invitations.find",
  method: "POST",
  path: "/api/v1/invitations/find",
  summary: "What a link of an invitation opens",
  permission: "public",
  effect: "read",
  status: 200,
  idempotency: "none",
  body: z.strictObject({ token: linkToken }),
  response: z.strictObject({
    workspace: z.string(),
    email: z.string(),
    role: z.string().describe("The role's name"),
    account: z.enum(["signed in", "somebody else is signed in", "sign in first", "join, then sign in", "new"]).describe("How it can be accepted: as who is signed in, after signing in as its email, before it by who is in no workspace, or with a new account"),
  }),
  errors: ["NOT_FOUND", "RATE_LIMITED"],
  fixture: () => ({ body: { token: "the token of a link that came by mail" } }),
  run: ({ body }, { act, identity }) => identity.joining.look(act, body.token),
});

export const acceptInvitation = operation({
  id: "identity.invitations.accept",
  method: "POST",
  path: "/api/v1/invitations/accept",
  summary: "Accept an invitation",
  description: "As the person of its email who is signed in; who has no account yet sends a name and a password. Then the session works in the new workspace. Who has an account but is in no workspace joins by the link alone, and is told with 202 to sign in.",
  permission: "public",
  effect: "write",
  status: 200,
  idempotency: "none",
  body: z.strictObject({ token: linkToken, name: name.optional(), password: newPassword.optional() }),
  response: z.union([session, signInToGoOn]),
  alsoAnswers: [202],
  errors: ["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "RATE_LIMITED"],
  fixture: () => ({ body: { token: "the token of a link that came by mail", name: "Jo Newcomer", password: "correct horse battery" } }),
  async run({ body }, { act, identity }) {
    const joined = await identity.joining.accept(act, body);
    if (joined === null) return new Reply({ status: "sign_in_to_go_on" as const }, { status: 202 });
    return new Reply(joined.session, cookieHeaders(joined.setCookies));
  },
});

export const invitationOperations = [listInvitations, createInvitation, resendInvitation, revokeInvitation, findInvitation, acceptInvitation] as const;
