/** The operations of apps: those of the workspace, requests that wait for a person's decision, and apps with access. */
import * as z from "zod";
import { idPattern } from "#kit/ids";
import { operationsOf } from "#kit/operation";
import { name } from "../fields";
import type { Identity } from "../service";
import { REDIRECTS_MAX } from "./client";
import { REDIRECT_LENGTH_MAX, redirectFault } from "./redirects";

const operation = operationsOf<{ identity: Identity }>();

const PARAMETER_MAX = 2_000;

const scopeInWords = z.strictObject({ scope: z.string(), allows: z.array(z.string()) });
const appView = z
  .strictObject({
    id: z.string().regex(idPattern("app")).describe("Its client_id"),
    name: z.string(),
    redirectUris: z.array(z.string()),
    confidential: z.boolean().describe("Whether it has a secret"),
    createdBy: z.string().nullable().describe("The member who registered it"),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "App" });
const appInUse = appView.extend({ people: z.int().describe("How many people have allowed it") }).meta({ id: "AppInUse" });
const newApp = appView.extend({ secret: z.string().nullable() }).meta({ id: "NewApp" });
const grantView = z
  .strictObject({
    id: z.string().regex(idPattern("grant")),
    clientId: z.string(),
    clientName: z.string(),
    host: z.string().nullable().describe("Where the app lives: the host of its document, else of where its answers go"),
    scopes: z.array(scopeInWords),
    offline: z.boolean().describe("Whether it goes on while the person is away"),
    resource: z.string(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "AppGrant" });
const requestView = z
  .strictObject({
    id: z.string().regex(idPattern("authorization")),
    client: z.strictObject({ id: z.string(), name: z.string(), kind: z.enum(["workspace", "registered", "document"]), host: z.string() }),
    redirect: z.strictObject({ host: z.string(), loopback: z.boolean(), assured: z.boolean().describe("Whether it is known who is answered there") }),
    scopes: z.array(scopeInWords),
    offline: z.boolean().describe("Whether it asks to go on while the person is away"),
    workspaces: z.array(z.strictObject({ id: z.string(), name: z.string(), current: z.boolean(), held: z.array(z.string()) })),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: "AppRequest" });

const ofApp = z.strictObject({ id: z.string().regex(idPattern("app")) });
const ofGrant = z.strictObject({ id: z.string().regex(idPattern("grant")) });
const ofRequest = z.strictObject({ id: z.string().regex(idPattern("authorization")) });
const parameter = z.string().max(PARAMETER_MAX);

export const listApps = operation({
  id: "identity.apps.list",
  method: "GET",
  path: "/api/v1/apps",
  summary: "List the apps that the workspace has registered",
  permission: "apps:read",
  effect: "read",
  response: z.strictObject({ data: z.array(appInUse), nextCursor: z.null() }),
  fixture: () => ({}),
  run: async (_request, { act, identity }) => ({ data: await identity.oauth.clients.list(act.tenant), nextCursor: null }),
});

export const createApp = operation({
  id: "identity.apps.create",
  method: "POST",
  path: "/api/v1/apps",
  summary: "Register an app",
  description: "An app that people of this workspace may allow to act for them, by OAuth 2.1. Its secret, where it has one, is shown in this answer and never again.",
  permission: "apps:write",
  effect: "write",
  fresh: true,
  idempotency: "none",
  body: z.strictObject({
    name,
    redirectUris: z
      .array(z.string().max(REDIRECT_LENGTH_MAX).superRefine((address, context) => {
        const fault = redirectFault(address);
        if (fault !== null) context.addIssue({ code: "custom", message: fault });
      }))
      .min(1, "is empty")
      .max(REDIRECTS_MAX),
    confidential: z.boolean().describe("Whether it can keep a secret: true for a server, false for what runs on people's own machines"),
  }),
  response: newApp,
  errors: ["CONFLICT"],
  fixture: () => ({ body: { name: "Reports", redirectUris: ["https://reports.example/callback"], confidential: false } }),
  run: ({ body }, { act, identity }) => identity.oauth.clients.create(act, body),
});

export const deleteApp = operation({
  id: "identity.apps.delete",
  method: "DELETE",
  path: "/api/v1/apps/:id",
  summary: "Delete an app",
  description: "Takes its access away with the next request, everywhere.",
  permission: "apps:write",
  effect: "destructive",
  params: ofApp,
  fixture: async (make) => ({ params: { id: String((await make("identity.apps.create"))["id"]) } }),
  run: ({ params: { id } }, { act, identity }) => identity.oauth.clients.remove(act, id),
});

export const beginRequest = operation({
  id: "identity.app_requests.create",
  method: "POST",
  path: "/api/v1/app-requests",
  summary: "Begin to allow an app",
  description: "Takes the parameters of an authorization request (RFC 6749 section 4.1.1 with PKCE), as GET /oauth/authorize does for a browser. It waits ten minutes for the decision.",
  permission: "member",
  caller: "person",
  effect: "write",
  idempotency: "none",
  body: z.strictObject({
    response_type: z.literal("code"),
    client_id: parameter.min(1),
    redirect_uri: parameter,
    code_challenge: parameter,
    code_challenge_method: z.literal("S256"),
    scope: parameter.optional(),
    state: parameter.optional(),
    resource: parameter.optional(),
  }),
  response: requestView,
  errors: ["NOT_FOUND", "RATE_LIMITED"],
  fixture: async (make) => {
    const app = await make("identity.apps.create");
    const asked = { scope: "leads:read", state: "xyz", code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256" };
    return { body: { response_type: "code", client_id: app["id"], redirect_uri: (app["redirectUris"] as string[])[0], ...asked } };
  },
  run: ({ body }, { act, identity }) => identity.oauth.authorizations.begin(act, body),
});

export const getRequest = operation({
  id: "identity.app_requests.get",
  method: "GET",
  path: "/api/v1/app-requests/:id",
  summary: "See what an app asks for",
  permission: "member",
  caller: "person",
  effect: "read",
  params: ofRequest,
  response: requestView,
  fixture: async (make) => ({ params: { id: String((await make("identity.app_requests.create"))["id"]) } }),
  run: ({ params: { id } }, { act, identity }) => identity.oauth.authorizations.describe(act, id),
});

export const decideRequest = operation({
  id: "identity.app_requests.decide",
  method: "POST",
  path: "/api/v1/app-requests/:id/decision",
  summary: "Allow or refuse what an app asks for",
  description: "Once. The answer says where the browser goes with it: back to the app.",
  permission: "member",
  caller: "person",
  effect: "write",
  idempotency: "none",
  status: 200,
  params: ofRequest,
  body: z.strictObject({ allow: z.boolean(), workspaceId: z.string().regex(idPattern("tenant")).optional().describe("Where the app may act; left out, where you are") }),
  response: z.strictObject({ redirectTo: z.string() }),
  errors: ["CONFLICT"],
  fixture: async (make) => ({ params: { id: String((await make("identity.app_requests.create"))["id"]) }, body: { allow: true } }),
  run: async ({ params: { id }, body }, { act, identity }) => ({ redirectTo: await identity.oauth.authorizations.decide(act, id, body) }),
});

export const listGrants = operation({
  id: "identity.app_grants.list",
  method: "GET",
  path: "/api/v1/app-grants",
  summary: "List the apps that may act for you",
  permission: "member",
  caller: "person",
  effect: "read",
  response: z.strictObject({ data: z.array(grantView), nextCursor: z.null() }),
  fixture: () => ({}),
  run: async (_request, { act, identity }) => ({ data: await identity.oauth.grants.list(act), nextCursor: null }),
});

export const revokeGrant = operation({
  id: "identity.app_grants.revoke",
  method: "DELETE",
  path: "/api/v1/app-grants/:id",
  summary: "Take an app's access away",
  description: "Takes effect with the next request, everywhere.",
  permission: "member",
  caller: "person",
  effect: "destructive",
  params: ofGrant,
  fixture: async (make) => {
    await make("identity.app_requests.decide");
    const { data } = await make("identity.app_grants.list");
    return { params: { id: (data as { id: string }[])[0]?.id ?? "" } };
  },
  run: ({ params: { id } }, { act, identity }) => identity.oauth.grants.revoke(act, id),
});

export const appOperations = [listApps, createApp, deleteApp, beginRequest, getRequest, decideRequest, listGrants, revokeGrant] as const;
