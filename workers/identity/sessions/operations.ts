/** The operations of sessions: one's own, those of a member, and proving anew who one is. */
import * as z from "zod";
import { idPattern } from "#kit/ids";
import { operationsOf, Reply } from "#kit/operation";
import { cookieHeaders, oldPassword, session } from "../fields";
import { joined } from "../members/operations";
import type { Identity } from "../service";

const operation = operationsOf<{ identity: Identity }>();

const sessionView = z
  .strictObject({
    id: z.string().regex(idPattern("session")),
    current: z.boolean().describe("Whether it is the one that asks"),
    device: z.string().nullable().describe("In words, from what the browser says of itself: Chrome on macOS"),
    userAgent: z.string(),
    address: z.string().nullable(),
    place: z.string().nullable().describe("Where its person signed in, as the network tells it"),
    workspace: z.string().nullable().describe("The id of the workspace it works in"),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime().describe("To ten minutes"),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: "SignedInSession" });
const list = z.strictObject({ data: z.array(sessionView), nextCursor: z.null() });
const memberParams = z.strictObject({ id: z.string().regex(idPattern("member")) });

export const listSessions = operation({
  id: "identity.sessions.list",
  method: "GET",
  path: "/api/v1/sessions",
  summary: "List where you are signed in",
  permission: "member",
  caller: "person",
  effect: "read",
  response: list,
  fixture: () => ({}),
  run: async (_request, { act, identity }) => ({ data: await identity.sessions.list(act), nextCursor: null }),
});

export const revokeSession = operation({
  id: "identity.sessions.delete",
  method: "DELETE",
  path: "/api/v1/sessions/:id",
  summary: "End one of your sessions",
  description: "Takes effect before it is answered: its cookie and every token made from it.",
  permission: "member",
  caller: "person",
  effect: "destructive",
  params: z.strictObject({ id: z.string().regex(idPattern("session")) }),
  fixture: async (make) => {
    const { data } = (await make("identity.sessions.list")) as { data: { id: string }[] };
    return { params: { id: data[0]?.id ?? "" } };
  },
  run: ({ params }, { act, identity }) => identity.sessions.revoke(act, params.id),
});

export const revokeOtherSessions = operation({
  id: "identity.sessions.delete_others",
  method: "DELETE",
  path: "/api/v1/sessions",
  summary: "End all your other sessions",
  permission: "member",
  caller: "person",
  effect: "destructive",
  fixture: () => ({}),
  run: (_request, { act, identity }) => identity.sessions.revokeOthers(act),
});

export const listMemberSessions = operation({
  id: "identity.members.sessions",
  method: "GET",
  path: "/api/v1/members/:id/sessions",
  summary: "List where a member is signed in",
  description: "Only sessions that work in this workspace, and only of a member who can do no more than you.",
  permission: "members:write",
  effect: "read",
  params: memberParams,
  response: list,
  fixture: async (make) => ({ params: { id: await joined(make) } }),
  run: async ({ params }, { act, identity }) => ({ data: await identity.sessions.ofMember(act, params.id), nextCursor: null }),
});

export const revokeMemberSessions = operation({
  id: "identity.members.sign_out",
  method: "DELETE",
  path: "/api/v1/members/:id/sessions",
  summary: "End a member's sessions in this workspace",
  description: "Takes effect before it is answered. They may sign in again: to keep somebody out, remove them.",
  permission: "members:write",
  effect: "destructive",
  params: memberParams,
  fixture: async (make) => ({ params: { id: await joined(make) } }),
  run: ({ params }, { act, identity }) => identity.sessions.revokeOfMember(act, params.id),
});

export const confirmSession = operation({
  id: "identity.session.confirm",
  method: "POST",
  path: "/api/v1/session/confirm",
  summary: "Confirm who you are",
  description: "With your password. For ten minutes you may do what asks for a fresh sign-in, and answers FRESH_SIGN_IN_REQUIRED without one. Who has no password signs in again instead.",
  permission: "member",
  caller: "person",
  effect: "write",
  status: 200,
  idempotency: "none",
  body: z.strictObject({ password: oldPassword }),
  response: session,
  errors: ["CONFLICT", "RATE_LIMITED"],
  fixture: () => ({ body: { password: "correct horse battery" } }),
  async run({ body }, { act, identity }) {
    const { session: opened, setCookies } = await identity.sessions.confirm(act, body.password);
    return new Reply(opened, cookieHeaders(setCookies));
  },
});

export const sessionOperations = [listSessions, revokeSession, revokeOtherSessions, listMemberSessions, revokeMemberSessions, confirmSession] as const;
