/** From an app's request to a person's decision to a code. */
import type { Act } from "#kit/context";
import { notFound, Problem } from "#kit/errors";
import { newId } from "#kit/ids";
import { isAllowed } from "#kit/permissions";
import type { Row, Statement, Store } from "#kit/work";
import type { Permission } from "#kit/context";
import type { Directory, Membership } from "../directory";
import { asMember } from "../opening";
import type { KnownPermission } from "../permissions";
import { readRequest, redirectOf, stateOf, type AuthorizationRequest, type Offered, type Parameters } from "./authorization-request";
import { hostOf, isAssured, type OAuthClient } from "./client";
import type { Clients } from "./clients";
import { OAuthError } from "./errors";
import { beginFamily } from "./families";
import { allow, scopesIn, type Grants } from "./grants";
import { isLoopbackRedirect, withParameters } from "./redirects";
import { OFFLINE } from "./resources";

/** How long a request waits for its person. Milliseconds. */
const PENDING_MS = 10 * 60_000;
const PENDING_MAX = 20;

export type PendingView = {
  id: string;
  client: { id: string; name: string; kind: OAuthClient["kind"]; host: string };
  /** Where the answer goes; loopback means a program on the person's own machine. */
  redirect: { host: string; loopback: boolean; assured: boolean };
  scopes: { scope: string; allows: string[] }[];
  offline: boolean;
  /** Where the person may use the app, and which of the scopes they hold there. */
  workspaces: { id: string; name: string; current: boolean; held: string[] }[];
  expiresAt: string;
};

/** What became of an app's request: an answer to it, or a question to the person. */
export type Outcome = { redirectTo: string } | { pending: string };

export type AuthorizationParts = { store: Store; directory: Directory; clients: Clients; grants: Grants; issuer: string; offered: Offered; known: readonly KnownPermission[] };

export type Authorizations = ReturnType<typeof authorizationsOf>;

export function authorizationsOf({ store, directory, clients, grants, issuer, offered, known }: AuthorizationParts) {
  const answer = (redirectUri: string, state: string | null, parameters: Record<string, string>) => withParameters(redirectUri, { ...parameters, state, iss: issuer });

  /** The workspaces in which this person may use the app. */
  const places = async (userId: string, client: OAuthClient): Promise<Membership[]> => {
    const all = await directory.memberships(userId);
    return client.tenantId === null ? all : all.filter(({ tenant }) => tenant.id === client.tenantId);
  };

  const keep = async (act: Act, request: AuthorizationRequest): Promise<Row> => {
    const { client, redirectUri, scopes, resource, state, challenge } = request;
    const row: Row = {
      id: newId("authorization", act.now),
      user_id: act.principal.id,
      client: JSON.stringify({ ...client, secretHash: null }),
      redirect_uri: redirectUri,
      scopes: JSON.stringify(scopes),
      resource,
      state,
      challenge,
      created_at: act.now,
      expires_at: act.now + PENDING_MS,
    };
    const columns = Object.keys(row);
    const sql = `insert into oauth_requests (${columns.join(", ")}) select ${columns.map(() => "?").join(", ")}
      where (select count(*) from oauth_requests where user_id = ? and expires_at > ? and decided_at is null) < ? returning id`;
    const kept = await store.read({ sql, params: [...Object.values(row), act.principal.id, act.now, PENDING_MAX] });
    if (kept.length === 0) throw new Problem("RATE_LIMITED", "Too many apps wait for your decision. Wait ten minutes and try again.", {}, { "retry-after": "600" });
    return row;
  };

  const find = async (act: Act, id: string): Promise<Row> => {
    const sql = "select * from oauth_requests where id = ? and user_id = ? and decided_at is null and expires_at > ?";
    const [row] = await store.read({ sql, params: [id, act.principal.id, act.now] });
    if (row === undefined) throw notFound("request that waits for you");
    return row;
  };

  /** A code for the app, by a grant in this workspace; both stand, or neither. */
  const grant = async (act: Act, request: Omit<AuthorizationRequest, "prompt">, place: Membership, decided: Statement[]): Promise<string> => {
    const { client, scopes, resource, redirectUri, challenge } = request;
    const of = { tenantId: place.tenant.id, userId: act.principal.id, clientId: client.id, resource };
    const { code, statements } = await beginFamily({ ...of, scopes, redirectUri, challenge }, act.now);
    await store.commit(asMember(act, place.tenant, act.principal.id), {
      statements: [...decided, allow(of, client.name, scopes, act.now), ...statements],
      events: [],
      audit: { kind: "app", id: client.id, name: client.name, details: { scopes, resource } },
    });
    return answer(redirectUri, request.state, { code });
  };

  const view = async (act: Act, row: Row): Promise<PendingView> => {
    const client = JSON.parse(row["client"] as string) as OAuthClient;
    const redirectUri = row["redirect_uri"] as string;
    const scopes = scopesIn(row);
    const asked = scopes.filter((scope) => scope !== OFFLINE);
    return {
      id: row["id"] as string,
      client: { id: client.id, name: client.name, kind: client.kind, host: hostOf(client, redirectUri) },
      redirect: { host: hostOf({ kind: "registered", id: client.id }, redirectUri), loopback: isLoopbackRedirect(redirectUri), assured: isAssured(client, redirectUri) },
      scopes: asked.map((scope) => ({ scope, allows: known.find(({ permission }) => permission === scope)?.allows ?? [] })),
      offline: scopes.includes(OFFLINE),
      workspaces: (await places(act.principal.id, client)).map(({ tenant, permissions }) => ({
        id: tenant.id,
        name: tenant.name,
        current: tenant.id === act.tenant.id,
        held: asked.filter((scope) => isAllowed({ permissions }, scope as Permission)),
      })),
      expiresAt: new Date(row["expires_at"] as number).toISOString(),
    };
  };

  /** The app and where its answer goes. What is wrong here is the person's alone to hear. */
  const who = async (parameters: Parameters, now: number) => {
    const client = await clients.find(parameters["client_id"] ?? "", now);
    return { client, redirectUri: redirectOf(client, parameters) };
  };

  return {
    /**
     * An app's request, made by a browser.
     * @param act of the person who is signed in; null where nobody is
     * @throws OAuthError where the app must not be answered
     */
    async ask(act: Act | null, parameters: Parameters, now: number): Promise<Outcome> {
      const { client, redirectUri } = await who(parameters, now);
      const refuse = (error: OAuthError) => ({ redirectTo: answer(redirectUri, stateOf(parameters), { error: error.code, error_description: error.message }) });
      try {
        const request = readRequest(client, redirectUri, parameters, offered);
        if (act === null) throw new OAuthError("login_required", "Nobody is signed in.");
        const place = (await places(act.principal.id, client)).find(({ tenant }) => tenant.id === act.tenant.id);
        const of = { tenantId: act.tenant.id, userId: act.principal.id, clientId: client.id, resource: request.resource };
        const remembered = place === undefined || request.prompt === "consent" || !isAssured(client, redirectUri) ? null : await grants.remembered(of);
        if (place !== undefined && remembered !== null && request.scopes.every((scope) => remembered.includes(scope))) {
          return { redirectTo: await grant(act, request, place, []) };
        }
        if (request.prompt === "none") throw new OAuthError("consent_required", "The person has not allowed this yet.");
        return { pending: (await keep(act, request))["id"] as string };
      } catch (error) {
        if (error instanceof OAuthError) return refuse(error);
        throw error;
      }
    },

    /** An app's request, made by an operation: it always waits for the person. @throws Problem */
    async begin(act: Act, parameters: Parameters): Promise<PendingView> {
      try {
        const { client, redirectUri } = await who(parameters, act.now);
        if ((await places(act.principal.id, client)).length === 0) throw notFound("app");
        return await view(act, await keep(act, readRequest(client, redirectUri, parameters, offered)));
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error;
        throw error.code === "invalid_client" ? notFound("app") : new Problem("VALIDATION_FAILED", error.message, { error: error.code });
      }
    },

    async describe(act: Act, id: string): Promise<PendingView> {
      return view(act, await find(act, id));
    },

    /** @returns where the browser goes: back to the app, with a code or with the person's refusal */
    async decide(act: Act, id: string, decision: { allow: boolean; workspaceId?: string | undefined }): Promise<string> {
      const row = await find(act, id);
      const client = JSON.parse(row["client"] as string) as OAuthClient;
      const redirectUri = row["redirect_uri"] as string;
      const state = row["state"] as string | null;
      const decided: Statement = { sql: "update oauth_requests set decided_at = ? where id = ? and decided_at is null", params: [act.now, id], expect: 1 };
      if (!decision.allow) {
        await store.commit(act, { statements: [decided], events: [] });
        return answer(redirectUri, state, { error: "access_denied", error_description: "The person refused." });
      }
      const wanted = decision.workspaceId ?? act.tenant.id;
      const place = (await places(act.principal.id, client)).find(({ tenant }) => tenant.id === wanted);
      if (place === undefined) throw new Problem("VALIDATION_FAILED", "workspaceId: is not a workspace in which you can use this app");
      const request = { client, redirectUri, state, scopes: scopesIn(row), resource: row["resource"] as string, challenge: row["challenge"] as string };
      return grant(act, request, place, [decided]);
    },
  };
}
