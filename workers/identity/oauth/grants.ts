/** What people allowed apps: remembered, listed, and taken back at once. */
import type { Act } from "#kit/context";
import { notFound } from "#kit/errors";
import { envelope } from "#kit/events";
import { newId } from "#kit/ids";
import type { Row, Statement, Store } from "#kit/work";
import type { Gate } from "../gate";
import type { KnownPermission } from "../permissions";
import { hostOf } from "./client";
import { looksLikeDocument } from "./document";
import { OFFLINE } from "./resources";

const GRANTS_MAX = 200;

export type GrantView = { id: string; clientId: string; clientName: string; scopes: string[]; resource: string; createdAt: string; updatedAt: string };
/** A grant as its person reads it: what the app may do in words, and where it lives, if that is known. */
export type GrantInWords = Omit<GrantView, "scopes"> & { host: string | null; scopes: { scope: string; allows: string[] }[]; offline: boolean };
export type GrantOf = { tenantId: string; userId: string; clientId: string; resource: string };

export type Grants = ReturnType<typeof grantsOf>;

export function grantsOf(store: Store, gate: Gate, known: readonly KnownPermission[]) {
  return {
    /** What this person allowed in the workspace. */
    async list(act: Act): Promise<GrantInWords[]> {
      const sql = `select oauth_grants.*, (select redirect_uris from oauth_clients where id = client_id) as redirect_uris
        from oauth_grants where tenant_id = ? and user_id = ? and revoked_at is null order by id desc limit ?`;
      return (await store.read({ sql, params: [act.tenant.id, act.principal.id, GRANTS_MAX] })).map((row) => inWords(row, known));
    },

    /** From the next request on the app has no access, by whichever token. */
    async revoke(act: Act, id: string): Promise<void> {
      const sql = "select * from oauth_grants where tenant_id = ? and id = ? and user_id = ? and revoked_at is null";
      const [row] = await store.read({ sql, params: [act.tenant.id, id, act.principal.id] });
      if (row === undefined) throw notFound("app with access");
      const event = envelope(act, "grant.revoked", { object: viewOf(row), changed: [], previous: {} }, act.now);
      await store.commit(act, {
        statements: [{ sql: "update oauth_grants set revoked_at = ? where tenant_id = ? and id = ? and revoked_at is null", params: [act.now, act.tenant.id, id], expect: 1 }],
        events: [event],
        audit: { kind: "grant", id, name: row["client_name"] as string, details: { client: row["client_id"] } },
        answer: { json: "null" },
      });
      await gate.changed(act.tenant.id, id, event.id);
    },

    /** The scopes that this person has allowed the app already; null for none. */
    async remembered({ tenantId, userId, clientId, resource }: GrantOf): Promise<string[] | null> {
      const sql = "select scopes from oauth_grants where tenant_id = ? and user_id = ? and client_id = ? and resource = ? and revoked_at is null";
      const [row] = await store.read({ sql, params: [tenantId, userId, clientId, resource] });
      return row === undefined ? null : scopesIn(row);
    },
  };
}

/** A grant of these scopes; one that stands already grows by them. */
export function allow({ tenantId, userId, clientId, resource }: GrantOf, clientName: string, scopes: readonly string[], now: number): Statement {
  return {
    sql: `insert into oauth_grants (tenant_id, id, user_id, client_id, client_name, scopes, resource, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (tenant_id, user_id, client_id, resource) where revoked_at is null do update set client_name = excluded.client_name, updated_at = excluded.updated_at,
      scopes = (select json_group_array(value) from (select value from json_each(oauth_grants.scopes) union select value from json_each(excluded.scopes)))`,
    params: [tenantId, newId("grant", now), userId, clientId, clientName, JSON.stringify(scopes), resource, now, now],
    expect: 1,
  };
}

export const scopesIn = (row: Row) => JSON.parse(row["scopes"] as string) as string[];

function inWords(row: Row, known: readonly KnownPermission[]): GrantInWords {
  const grant = viewOf(row);
  const scopes = grant.scopes.filter((scope) => scope !== OFFLINE);
  return {
    ...grant,
    host: hostIn(row),
    scopes: scopes.map((scope) => ({ scope, allows: known.find(({ permission }) => permission === scope)?.allows ?? [] })),
    offline: grant.scopes.includes(OFFLINE),
  };
}

function hostIn(row: Row): string | null {
  const id = row["client_id"] as string;
  if (looksLikeDocument(id)) return hostOf({ kind: "document", id }, id);
  const [redirectUri] = JSON.parse((row["redirect_uris"] as string | null) ?? "[]") as string[];
  return redirectUri === undefined ? null : hostOf({ kind: "registered", id }, redirectUri);
}

function viewOf(row: Row): GrantView {
  return {
    id: row["id"] as string,
    clientId: row["client_id"] as string,
    clientName: row["client_name"] as string,
    scopes: scopesIn(row),
    resource: row["resource"] as string,
    createdAt: new Date(row["created_at"] as number).toISOString(),
    updatedAt: new Date(row["updated_at"] as number).toISOString(),
  };
}
