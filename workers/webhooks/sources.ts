/** Sources of incoming webhooks: whom the workspace hears, by which scheme, with a secret that never leaves its envelope. */
import type { Act } from "#kit/context";
import { randomToken } from "#kit/crypto";
import { invalid, notFound, Problem } from "#kit/errors";
import { envelope, type EventType } from "#kit/events";
import { newId } from "#kit/ids";
import { Secret } from "#kit/secret";
import type { Secrets } from "#kit/secrets";
import { WorkRefused, type Guard, type Row, type Statement, type Store, type Value } from "#kit/work";
import type { Scheme } from "./schemes";
import { newSecret, secretBytes } from "./signing";

export const SOURCES_MAX = 50;
export const SOURCE_PURPOSE = "webhook_source";

export type SourceView = { id: string; name: string; scheme: Scheme; path: string; version: number; createdAt: string; updatedAt: string };
export type SourceInput = { name: string; scheme: Scheme; secret?: string | undefined };

const ROOM = "(select count(*) from webhook_sources where tenant_id = ? and deleted_at is null) < ?";

export type Sources = ReturnType<typeof sourcesOf>;

export function sourcesOf(store: Store, secrets: Secrets) {
  const load = async (act: Act, id: string, alive: boolean): Promise<Row> => {
    const [row] = await store.read({ sql: `select * from webhook_sources where tenant_id = ? and id = ? and deleted_at is ${alive ? "null" : "not null"}`, params: [act.tenant.id, id] });
    if (row === undefined) throw notFound("source");
    if (act.ifMatch !== null && act.ifMatch !== row["version"]) throw mismatch();
    return row;
  };
  const room = (act: Act): Guard => ({ name: "room", condition: ROOM, params: [act.tenant.id, SOURCES_MAX] });
  const keep = (act: Act, id: string, secret: Secret) => secrets.keep({ tenantId: act.tenant.id, id, purpose: SOURCE_PURPOSE }, secret, act.now);

  const commit = async (act: Act, verb: EventType, view: SourceView, statements: Statement[], changed: string[], guards: Guard[] = [], answer: unknown = view): Promise<void> => {
    try {
      await store.commit(act, { guards, statements, events: [envelope(act, verb, { object: view, changed, previous: {} }, act.now)], answer: { json: JSON.stringify(answer) } });
    } catch (error) {
      if (error instanceof WorkRefused && error.reason === "guard") throw new Problem("CONFLICT", `A workspace has at most ${SOURCES_MAX} sources. Delete one that is not needed.`);
      if (error instanceof WorkRefused && error.reason === "stale") throw mismatch();
      throw error;
    }
  };

  const change = async (act: Act, row: Row, verb: EventType, values: Record<string, Value>, extra: Statement[], changed: string[], guards: Guard[] = [], answer?: null): Promise<SourceView> => {
    const after: Row = { ...row, ...values, version: (row["version"] as number) + 1, updated_at: act.now };
    const columns = ["version", "updated_at", ...Object.keys(values)];
    const update = {
      sql: `update webhook_sources set ${columns.map((column) => `${column} = ?`).join(", ")} where tenant_id = ? and id = ? and version = ?`,
      params: [...columns.map((column) => after[column] ?? null), act.tenant.id, row["id"] as string, row["version"] as number],
      expect: 1,
    };
    const view = viewOf(after);
    await commit(act, verb, view, [update, ...extra], changed, guards, answer === null ? null : view);
    return view;
  };

  return {
    async list(act: Act): Promise<SourceView[]> {
      const rows = await store.read({ sql: "select * from webhook_sources where tenant_id = ? and deleted_at is null order by id", params: [act.tenant.id] });
      return rows.map(viewOf);
    },

    get: async (act: Act, id: string): Promise<SourceView> => viewOf(await load({ ...act, ifMatch: null }, id, true)),

    /** @returns the source, with its secret where we made it */
    async create(act: Act, input: SourceInput): Promise<SourceView & { secret: string | null }> {
      const secret = input.secret === undefined ? madeFor(input.scheme) : given(input.scheme, input.secret);
      const row: Row = { tenant_id: act.tenant.id, id: newId("webhook_source", act.now), name: input.name, scheme: input.scheme, secret_id: newId("secret", act.now), version: 1, created_at: act.now, updated_at: act.now, deleted_at: null };
      const columns = Object.keys(row);
      const insert = { sql: `insert into webhook_sources (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`, params: columns.map((column) => row[column] ?? null) };
      const view = viewOf(row);
      await commit(act, "webhook_source.created", view, [insert, await keep(act, row["secret_id"] as string, secret)], [], [room(act)]);
      return { ...view, secret: input.secret === undefined ? secret.reveal() : null };
    },

    async update(act: Act, id: string, changes: { name?: string | undefined; secret?: string | undefined }): Promise<SourceView> {
      const row = await load(act, id, true);
      const sealed = changes.secret === undefined ? [] : [await keep(act, row["secret_id"] as string, given(row["scheme"] as Scheme, changes.secret))];
      return change(act, row, "webhook_source.updated", { name: changes.name ?? (row["name"] as string) }, sealed, Object.keys(changes));
    },

    async remove(act: Act, id: string): Promise<void> {
      await change(act, await load(act, id, true), "webhook_source.deleted", { deleted_at: act.now }, [], [], [], null);
    },

    restore: async (act: Act, id: string): Promise<SourceView> => change(act, await load(act, id, false), "webhook_source.restored", { deleted_at: null }, [], [], [room(act)]),

    /** The living source at a public address, and whose it is; the id is not to be guessed. */
    async at(id: string): Promise<{ tenant: string; source: SourceView; secret: Secret } | null> {
      const [row] = await store.read({ sql: "select * from webhook_sources where id = ? and deleted_at is null", params: [id] });
      if (row === undefined) return null;
      const tenant = row["tenant_id"] as string;
      const secret = await secrets.read({ tenantId: tenant, id: row["secret_id"] as string, purpose: SOURCE_PURPOSE });
      return secret === null ? null : { tenant, source: viewOf(row), secret };
    },
  };
}

const madeFor = (scheme: Scheme): Secret => (scheme === "standard-webhooks" ? newSecret() : new Secret(randomToken()));

function given(scheme: Scheme, text: string): Secret {
  const secret = new Secret(text);
  if (scheme === "standard-webhooks" && secretBytes(secret) === null) throw invalid([{ path: "secret", message: "is not a secret of Standard Webhooks, whsec_ and base64" }]);
  return secret;
}

const mismatch = () => new Problem("VERSION_MISMATCH", "The source was changed in the meantime. Read it again and repeat your change.");
const iso = (at: Value | undefined) => new Date(at as number).toISOString();

function viewOf(row: Row): SourceView {
  const id = row["id"] as string;
  return { id, name: row["name"] as string, scheme: row["scheme"] as Scheme, path: `/webhooks/in/${id}`, version: row["version"] as number, createdAt: iso(row["created_at"]), updatedAt: iso(row["updated_at"]) };
}
