/** The operations of members. */
import * as z from "zod";
import { idPattern } from "#kit/ids";
import { operationsOf, type Make } from "#kit/operation";
import { roleText } from "../fields";
import type { Identity } from "../service";

const operation = operationsOf<{ identity: Identity }>();

const memberView = z
  .strictObject({
    id: z.string().regex(idPattern("member")),
    name: z.string(),
    email: z.string(),
    role: roleText,
    version: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "Member" });
const formerView = memberView.omit({ version: true }).extend({ removedAt: z.iso.datetime() }).meta({ id: "FormerMember" });
const params = z.strictObject({ id: z.string().regex(idPattern("member")) });

/** Somebody beside the owner, who joined by an invitation. */
export async function joined(make: Make): Promise<string> {
  await make("identity.invitations.accept");
  const { data } = (await make("identity.members.list")) as { data: { id: string }[] };
  return data.at(-1)?.id ?? "";
}

export const listMembers = operation({
  id: "identity.members.list",
  method: "GET",
  path: "/api/v1/members",
  summary: "List the members of the workspace",
  permission: "members:read",
  effect: "read",
  response: z.strictObject({ data: z.array(memberView), nextCursor: z.null() }),
  fixture: () => ({}),
  run: async (_request, { act, identity }) => ({ data: await identity.members.list(act.tenant.id), nextCursor: null }),
});

export const listFormerMembers = operation({
  id: "identity.members.former",
  method: "GET",
  path: "/api/v1/members/former",
  summary: "List who was removed",
  description: "The last first, at most 200; who is a member again is not among them. POST /api/v1/members/:id/restore brings one back.",
  permission: "members:read",
  effect: "read",
  response: z.strictObject({ data: z.array(formerView), nextCursor: z.null() }),
  fixture: () => ({}),
  run: async (_request, { act, identity }) => ({ data: await identity.members.former(act.tenant.id), nextCursor: null }),
});

export const changeRole = operation({
  id: "identity.members.update",
  method: "PATCH",
  path: "/api/v1/members/:id",
  summary: "Change a member's role",
  description: "Takes effect with their next request. The last owner stays one; nobody gives a role that can do more than they, nor changes a member who can.",
  permission: "members:write",
  effect: "write",
  fresh: true,
  params,
  body: z.strictObject({ role: roleText }),
  response: memberView,
  errors: ["FORBIDDEN", "CONFLICT", "VERSION_MISMATCH"],
  fixture: async (make) => ({ params: { id: await joined(make) }, body: { role: "viewer" } }),
  run: ({ params: { id }, body }, { act, identity }) => identity.members.changeRole(act, id, body.role),
});

export const removeMember = operation({
  id: "identity.members.delete",
  method: "DELETE",
  path: "/api/v1/members/:id",
  summary: "Remove a member",
  description: "Ends their access with the next request. Their records stay, and so do the keys they made, which are the workspace's: GET /api/v1/keys says whose they were. It can be undone.",
  permission: "members:write",
  effect: "destructive",
  fresh: true,
  params,
  errors: ["FORBIDDEN", "CONFLICT"],
  fixture: async (make) => ({ params: { id: await joined(make) } }),
  run: ({ params: { id } }, { act, identity }) => identity.members.remove(act, id),
});

export const restoreMember = operation({
  id: "identity.members.restore",
  method: "POST",
  path: "/api/v1/members/:id/restore",
  summary: "Bring a removed member back",
  permission: "members:write",
  effect: "write",
  fresh: true,
  status: 200,
  params,
  response: memberView,
  errors: ["FORBIDDEN", "CONFLICT"],
  fixture: async (make) => {
    const id = await joined(make);
    await make("identity.members.delete", { params: { id } });
    return { params: { id } };
  },
  run: ({ params: { id } }, { act, identity }) => identity.members.restore(act, id),
});

export const memberOperations = [listMembers, listFormerMembers, changeRole, removeMember, restoreMember] as const;
