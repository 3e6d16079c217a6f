/** The operations of roles, and the permissions they are made of. */
import * as z from "zod";
import { idPattern } from "#kit/ids";
import { operationsOf } from "#kit/operation";
import { name } from "../fields";
import type { Identity } from "../service";

const operation = operationsOf<{ identity: Identity }>();

const roleView = z
  .strictObject({
    id: z.string().describe("A built-in role's name, or the id of a role of the workspace"),
    name: z.string(),
    builtIn: z.boolean(),
    permissions: z.array(z.string()),
    members: z.int().describe("How many members have it"),
    version: z.int().nullable(),
  })
  .meta({ id: "Role" });
const ownRole = roleView.extend({ id: z.string().regex(idPattern("role")) }).meta({ id: "WorkspaceRole" });
const params = z.strictObject({ id: z.string().regex(idPattern("role")) });
const permissions = z.array(z.string().max(100)).min(1, "is empty").max(200).describe("Known permissions, or all of a resource, like leads:*");

export const listRoles = operation({
  id: "identity.roles.list",
  method: "GET",
  path: "/api/v1/roles",
  summary: "List the roles of the workspace",
  permission: "roles:read",
  effect: "read",
  response: z.strictObject({ data: z.array(roleView), nextCursor: z.null() }),
  fixture: () => ({}),
  run: async (_request, { act, identity }) => ({ data: await identity.roles.list(act.tenant), nextCursor: null }),
});

export const listPermissions = operation({
  id: "identity.permissions.list",
  method: "GET",
  path: "/api/v1/permissions",
  summary: "List the permissions there are",
  description: "What roles and keys are made of: each permission with the operations that it opens.",
  permission: "roles:read",
  effect: "read",
  response: z.strictObject({
    data: z.array(z.strictObject({ permission: z.string(), allows: z.array(z.string()) }).meta({ id: "Permission" })),
    nextCursor: z.null(),
  }),
  fixture: () => ({}),
  run: async (_request, { identity }) => ({ data: identity.permissions(), nextCursor: null }),
});

export const createRole = operation({
  id: "identity.roles.create",
  method: "POST",
  path: "/api/v1/roles",
  summary: "Make a role",
  description: "It may hold no more than you do.",
  permission: "roles:write",
  effect: "write",
  fresh: true,
  body: z.strictObject({ name, permissions }),
  response: ownRole,
  errors: ["FORBIDDEN", "CONFLICT"],
  fixture: () => ({ body: { name: `Webinar team ${crypto.randomUUID().slice(0, 8)}`, permissions: ["leads:read", "leads:write"] } }),
  run: ({ body }, { act, identity }) => identity.roles.create(act, body),
});

export const updateRole = operation({
  id: "identity.roles.update",
  method: "PATCH",
  path: "/api/v1/roles/:id",
  summary: "Change a role",
  description: "Takes effect for everybody who has it with their next request.",
  permission: "roles:write",
  effect: "write",
  fresh: true,
  params,
  body: z.strictObject({ name: name.optional(), permissions: permissions.optional() }).refine((body) => Object.values(body).some((value) => value !== undefined), "names nothing to change"),
  response: ownRole,
  errors: ["FORBIDDEN", "CONFLICT", "VERSION_MISMATCH"],
  fixture: async (make) => ({ params: { id: String((await make("identity.roles.create"))["id"]) }, body: { permissions: ["leads:read"] } }),
  run: ({ params: { id }, body }, { act, identity }) => identity.roles.update(act, id, body),
});

export const deleteRole = operation({
  id: "identity.roles.delete",
  method: "DELETE",
  path: "/api/v1/roles/:id",
  summary: "Delete a role",
  description: "Only a role that nobody has.",
  permission: "roles:write",
  effect: "destructive",
  fresh: true,
  params,
  errors: ["FORBIDDEN", "CONFLICT"],
  fixture: async (make) => ({ params: { id: String((await make("identity.roles.create"))["id"]) } }),
  run: ({ params: { id } }, { act, identity }) => identity.roles.remove(act, id),
});

export const roleOperations = [listRoles, listPermissions, createRole, updateRole, deleteRole] as const;
