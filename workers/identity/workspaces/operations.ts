/** The operations of a person who belongs to several workspaces. */
import * as z from "zod";
import { operationsOf, Reply } from "#kit/operation";
import { cookieHeaders, name, session, timeZone } from "../fields";
import type { Identity } from "../service";

const operation = operationsOf<{ identity: Identity }>();

const workspaceView = z
  .strictObject({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    memberId: z.string(),
    role: z.string().describe("A built-in role's name, or the id of a role of that workspace"),
    roleName: z.string(),
    current: z.boolean().describe("Whether this session works in it"),
  })
  .meta({ id: "Workspace" });

export const listWorkspaces = operation({
  id: "identity.workspaces.list",
  method: "GET",
  path: "/api/v1/workspaces",
  summary: "List your workspaces",
  permission: "member",
  caller: "person",
  effect: "read",
  response: z.strictObject({ data: z.array(workspaceView), nextCursor: z.null() }),
  fixture: () => ({}),
  run: async (_request, { act, identity }) => ({ data: await identity.workspaces.list(act), nextCursor: null }),
});

export const createWorkspace = operation({
  id: "identity.workspaces.create",
  method: "POST",
  path: "/api/v1/workspaces",
  summary: "Open another workspace",
  description: "You own it, and the same session goes on in it, with a new access token in its cookie. Closed where sign-up is; a person owns at most 20.",
  permission: "member",
  caller: "person",
  effect: "write",
  idempotency: "none",
  body: z.strictObject({ name, timeZone: timeZone.optional() }),
  response: session,
  errors: ["FORBIDDEN", "CONFLICT"],
  fixture: () => ({ body: { name: "Second harbour", timeZone: "Europe/Paris" } }),
  async run({ body }, { act, identity }) {
    const { session: opened, setCookies } = await identity.workspaces.create(act, body);
    return new Reply(opened, cookieHeaders(setCookies));
  },
});

export const switchWorkspace = operation({
  id: "identity.session.switch",
  method: "POST",
  path: "/api/v1/session/workspace",
  summary: "Go on in another workspace",
  description: "The same session, with a new access token in its cookie.",
  permission: "member",
  caller: "person",
  effect: "write",
  status: 200,
  idempotency: "none",
  body: z.strictObject({ workspace: z.string().min(1, "is empty").max(60).describe("The id of one of your workspaces") }),
  response: session,
  errors: ["NOT_FOUND"],
  fixture: async (make) => {
    const { data } = (await make("identity.workspaces.list")) as { data: { id: string }[] };
    return { body: { workspace: data[0]?.id ?? "" } };
  },
  async run({ body }, { act, identity }) {
    const { session: opened, setCookies } = await identity.workspaces.goTo(act, body.workspace);
    return new Reply(opened, cookieHeaders(setCookies));
  },
});

export const workspaceOperations = [listWorkspaces, createWorkspace, switchWorkspace] as const;
