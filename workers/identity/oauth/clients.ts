/** The registered apps: a workspace's own, and those that registered by themselves. */
import type { Act, Tenant } from "#kit/context";
import { equalInConstantTime, randomToken, sha256Hex } from "#kit/crypto";
import { notFound, Problem } from "#kit/errors";
import { envelope, type EventType } from "#kit/events";
import { isId, newId } from "#kit/ids";
import type { Row, Statement, Store } from "#kit/work";
import type { Gate } from "../gate";
import { insertInto } from "../rows";
import type { OAuthClient } from "./client";
import { looksLikeDocument, type Documents } from "./document";
import { OAuthError } from "./errors";

const CLIENTS_MAX = 100;
/** Apps that registered by themselves, in the whole installation. */
const REGISTERED_MAX = 10_000;
/** An app that registered by itself and was granted nothing is forgotten after this. */
const UNUSED_KEPT_MS = 24 * 3600_000;
const FORGOTTEN_AT_ONCE = 100;
/** The tenant of apps that are no workspace's. */
const NOBODYS = "";

export type ClientView = { id: string; name: string; redirectUris: string[]; confidential: boolean; createdBy: string | null; createdAt: string };
export type ClientInUse = ClientView & { people: number };
export type NewClient = { name: string; redirectUris: string[]; confidential: boolean };
export type MadeClient = ClientView & { secret: string | null };

export type Clients = ReturnType<typeof clientsOf>;

export function clientsOf(store: Store, gate: Gate, documents: Documents) {
  const rowOf = async (id: string): Promise<Row | null> => {
    if (!isId("app", id)) return null;
    const [row] = await store.read({ sql: "select * from oauth_clients where id = ?", params: [id] });
    return row ?? null;
  };

  const make = async (tenantId: string, createdBy: string | null, input: NewClient, now: number) => {
    const secret = input.confidential ? randomToken() : null;
    const row: Row = {
      tenant_id: tenantId,
      id: newId("app", now),
      name: input.name,
      redirect_uris: JSON.stringify(input.redirectUris),
      secret_hash: secret === null ? null : await sha256Hex(secret),
      created_by: createdBy,
      created_at: now,
    };
    return { row, made: { ...viewOf(row), secret } };
  };

  return {
    /** @throws OAuthError invalid_client */
    async find(clientId: string, now: number): Promise<OAuthClient> {
      if (looksLikeDocument(clientId)) return documents(clientId, now);
      const row = await rowOf(clientId);
      if (row === null) throw unknownClient();
      return clientOf(row);
    },

    /**
     * Who asks for a token. An app with a document is public, so that its id is all it can show.
     * @param secret what it sent, or null
     * @throws OAuthError invalid_client
     */
    async authenticate(clientId: string, secret: string | null): Promise<{ id: string; confidential: boolean }> {
      const row = looksLikeDocument(clientId) ? null : await rowOf(clientId);
      if (row === null && !looksLikeDocument(clientId)) throw unknownClient();
      const known = (row?.["secret_hash"] ?? null) as string | null;
      const fits = known === null ? secret === null : secret !== null && equalInConstantTime(known, await sha256Hex(secret));
      if (!fits) throw new OAuthError("invalid_client", "The app's secret is missing or wrong.");
      return { id: clientId, confidential: known !== null };
    },

    /** The workspace's apps, each with how many of its people allowed it. */
    async list(tenant: Tenant): Promise<ClientInUse[]> {
      const sql = `select *, (select count(distinct user_id) from oauth_grants where client_id = oauth_clients.id and revoked_at is null) as people
        from oauth_clients where tenant_id = ? order by id desc limit ?`;
      const rows = await store.read({ sql, params: [tenant.id, CLIENTS_MAX] });
      return rows.map((row) => ({ ...viewOf(row), people: Number(row["people"]) }));
    },

    async create(act: Act, input: NewClient): Promise<MadeClient> {
      const { row, made } = await make(act.tenant.id, act.principal.memberId, input, act.now);
      const [used] = await store.read({ sql: "select count(*) as clients from oauth_clients where tenant_id = ?", params: [act.tenant.id] });
      if (Number(used?.["clients"]) >= CLIENTS_MAX) throw new Problem("CONFLICT", `A workspace has at most ${CLIENTS_MAX} apps. Delete one that is not used.`);
      const { secret: _, ...object } = made;
      await store.commit(act, { statements: [insertInto("oauth_clients", row)], events: [told(act, "app.created", object)] });
      return made;
    },

    /** The app is gone, and with it all that people of the workspace allowed it, at once. */
    async remove(act: Act, id: string): Promise<void> {
      const row = await rowOf(id);
      if (row?.["tenant_id"] !== act.tenant.id) throw notFound("app");
      const event = told(act, "app.deleted", viewOf(row));
      await store.commit(act, {
        statements: [
          { sql: "delete from oauth_clients where tenant_id = ? and id = ?", params: [act.tenant.id, id], expect: 1 },
          { sql: "update oauth_grants set revoked_at = ? where tenant_id = ? and client_id = ? and revoked_at is null", params: [act.now, act.tenant.id, id] },
        ],
        events: [event],
        answer: { json: "null" },
      });
      await gate.changed(act.tenant.id, id, event.id);
    },

    /** An app registers by itself; it works in every workspace whose people allow it. */
    async register(input: NewClient, now: number): Promise<MadeClient> {
      const { row, made } = await make(NOBODYS, null, input, now);
      const [, inserted = []] = await store.readAll([forgetUnused(now), boundedInsert(row)]);
      if (inserted.length === 0) throw new OAuthError("temporarily_unavailable", "Too many apps have registered here. Try again tomorrow.");
      return made;
    },
  };
}

function forgetUnused(now: number): Statement {
  const sql = `delete from oauth_clients where id in (select id from oauth_clients where tenant_id = '' and created_at < ?
    and not exists (select 1 from oauth_grants where client_id = oauth_clients.id) limit ?)`;
  return { sql, params: [now - UNUSED_KEPT_MS, FORGOTTEN_AT_ONCE] };
}

function boundedInsert(row: Row): Statement {
  const columns = Object.keys(row);
  const sql = `insert into oauth_clients (${columns.join(", ")}) select ${columns.map(() => "?").join(", ")}
    where (select count(*) from oauth_clients where tenant_id = '') < ? returning id`;
  return { sql, params: [...Object.values(row), REGISTERED_MAX] };
}

function clientOf(row: Row): OAuthClient {
  const tenantId = row["tenant_id"] as string;
  return {
    id: row["id"] as string,
    tenantId: tenantId === NOBODYS ? null : tenantId,
    kind: tenantId === NOBODYS ? "registered" : "workspace",
    name: row["name"] as string,
    redirectUris: JSON.parse(row["redirect_uris"] as string) as string[],
    secretHash: row["secret_hash"] as string | null,
  };
}

function viewOf(row: Row): ClientView {
  return {
    id: row["id"] as string,
    name: row["name"] as string,
    redirectUris: JSON.parse(row["redirect_uris"] as string) as string[],
    confidential: row["secret_hash"] !== null,
    createdBy: row["created_by"] as string | null,
    createdAt: new Date(row["created_at"] as number).toISOString(),
  };
}

function told(act: Act, type: Extract<EventType, `app.${string}`>, object: ClientView) {
  return envelope(act, type, { object, changed: [], previous: {} }, act.now);
}

function unknownClient(): OAuthError {
  return new OAuthError("invalid_client", "There is no such app.");
}
