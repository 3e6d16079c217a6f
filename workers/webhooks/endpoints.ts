/** Endpoints in the store: each change in one unit of work with its event, and the endpoint's object told before and after. */
import type { Act } from "#kit/context";
import { EgressError, type CheckAddress } from "#kit/egress";
import { invalid, notFound, Problem } from "#kit/errors";
import { envelope, EVENT_TYPES, type EventType } from "#kit/events";
import { newId } from "#kit/ids";
import type { Secrets } from "#kit/secrets";
import { WorkRefused, type Guard, type Row, type Statement, type Store, type Value } from "#kit/work";
import type { Desk } from "./desks";
import { newSecret } from "./signing";

export const ENDPOINTS_MAX = 50;
export const PATTERNS_MAX = 50;
export const SECRET_PURPOSE = "webhook";
/** Attempts that a list shows of each endpoint. */
const RECENT = 24;
const HOUR_MS = 3600_000;

export type EndpointStatus = "active" | "paused" | "disabled";
export type EndpointView = {
  id: string;
  name: string;
  url: string;
  events: string[];
  status: EndpointStatus;
  statusReason: string | null;
  /** Until when the secret before this one signs too. */
  previousSecretUntil: string | null;
  recent: { at: string; outcome: string; status: number | null; latencyMs: number | null }[];
  version: number;
  createdAt: string;
  updatedAt: string;
};
export type EndpointInput = { name: string; url: string; events: string[] };
export type EndpointChanges = Partial<EndpointInput> & { status?: "active" | "paused" | undefined };

const KINDS = new Set(EVENT_TYPES.map((type) => type.slice(0, type.indexOf("."))));
const FIND = `select e.*, (select json_group_array(json_object('at', a.started_at, 'outcome', a.outcome, 'status', a.status, 'latencyMs', a.latency_ms)) from
    (select * from webhook_attempts where tenant_id = e.tenant_id and endpoint_id = e.id and finished_at is not null order by started_at desc limit ${RECENT}) a) as recent
  from webhook_endpoints e where e.tenant_id = ?`;
const ROOM = "(select count(*) from webhook_endpoints where tenant_id = ? and deleted_at is null) < ?";

/** Whether a pattern names events that exist: one type, all of a kind, or all. */
export function isPattern(text: string): boolean {
  return text === "*" || (EVENT_TYPES as readonly string[]).includes(text) || (text.endsWith(".*") && KINDS.has(text.slice(0, -2)));
}

export type Endpoints = ReturnType<typeof endpointsOf>;

/** Tells those who look after the workspace, in a mail. Never throws. */
export type Notify = (act: Act, subject: string, text: string) => Promise<void>;

export function endpointsOf(store: Store, secrets: Secrets, check: CheckAddress, desk: Desk, notify: Notify) {
  const load = async (act: Act, id: string, alive: boolean): Promise<Row> => {
    const [row] = await store.read({ sql: `${FIND} and e.id = ? and e.deleted_at is ${alive ? "null" : "not null"}`, params: [act.tenant.id, id] });
    if (row === undefined) throw notFound("endpoint");
    if (act.ifMatch !== null && act.ifMatch !== row["version"]) throw mismatch();
    return row;
  };

  /** A change that stands only while the endpoint is as it was read; its object hears of it before, so that it is never missed, and after. */
  const commit = async (act: Act, row: Row, verb: EventType, values: Record<string, Value>, changed: string[], extra: { statements?: Statement[]; guards?: Guard[]; answer?: string } = {}): Promise<EndpointView> => {
    const after: Row = { ...row, ...values, version: (row["version"] as number) + 1, updated_at: act.now };
    const columns = ["version", "updated_at", ...Object.keys(values)];
    const view = viewOf(after);
    const previous = viewOf(row) as unknown as Record<string, unknown>;
    const { tenant } = act;
    await desk.prepare(tenant.id, row["id"] as string);
    try {
      await store.commit(act, {
        guards: extra.guards ?? [],
        statements: [
          {
            sql: `update webhook_endpoints set ${columns.map((column) => `${column} = ?`).join(", ")} where tenant_id = ? and id = ? and version = ?`,
            params: [...columns.map((column) => after[column] ?? null), tenant.id, row["id"] as string, row["version"] as number],
            expect: 1,
          },
          ...(extra.statements ?? []),
        ],
        events: [envelope(act, verb, { object: publicView(view), changed, previous: Object.fromEntries(changed.map((name) => [name, previous[name]])) }, act.now)],
        answer: { json: extra.answer ?? JSON.stringify(view) },
      });
    } catch (error) {
      if (error instanceof WorkRefused && error.reason === "stale") throw mismatch();
      if (error instanceof WorkRefused && error.reason === "guard") throw tooMany();
      throw error;
    }
    await desk.wake(tenant.id, row["id"] as string, row["status"] !== "active" && after["status"] === "active");
    return view;
  };

  return {
    async list(act: Act): Promise<EndpointView[]> {
      const rows = await store.read({ sql: `${FIND} and e.deleted_at is null order by e.id`, params: [act.tenant.id] });
      return rows.map(viewOf);
    },

    get: async (act: Act, id: string): Promise<EndpointView> => viewOf(await load({ ...act, ifMatch: null }, id, true)),

    /** @returns the endpoint with its secret, which is shown this once */
    async create(act: Act, input: EndpointInput): Promise<EndpointView & { secret: string }> {
      await refuseAddress(check, input.url);
      const id = newId("webhook_endpoint", act.now);
      const [secret, secretId] = [newSecret(), newId("secret", act.now)];
      const row: Row = {
        tenant_id: act.tenant.id, id, name: input.name, url: input.url, patterns: JSON.stringify(input.events), status: "active", status_reason: null,
        secret_id: secretId, previous_secret_id: null, previous_until: null, version: 1, created_at: act.now, updated_at: act.now, deleted_at: null,
      };
      const view = viewOf(row);
      const columns = Object.keys(row);
      const insert = { sql: `insert into webhook_endpoints (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`, params: columns.map((column) => row[column] ?? null) };
      try {
        await store.commit(act, {
          guards: [{ name: "room", condition: ROOM, params: [act.tenant.id, ENDPOINTS_MAX] }],
          statements: [insert, await secrets.keep({ tenantId: act.tenant.id, id: secretId, purpose: SECRET_PURPOSE }, secret, act.now)],
          events: [envelope(act, "webhook_endpoint.created", { object: publicView(view), changed: [], previous: {} }, act.now)],
        });
      } catch (error) {
        if (error instanceof WorkRefused && error.reason === "guard") throw tooMany();
        throw error;
      }
      return { ...view, secret: secret.reveal() };
    },

    async update(act: Act, id: string, changes: EndpointChanges): Promise<EndpointView> {
      const row = await load(act, id, true);
      if (changes.url !== undefined && changes.url !== row["url"]) await refuseAddress(check, changes.url);
      const wanted: Row = {
        name: changes.name ?? row["name"] ?? null,
        url: changes.url ?? row["url"] ?? null,
        patterns: changes.events === undefined ? (row["patterns"] ?? null) : JSON.stringify(changes.events),
        status: changes.status ?? row["status"] ?? null,
        status_reason: changes.status === undefined || changes.status === row["status"] ? (row["status_reason"] ?? null) : null,
      };
      const names: Record<string, string> = { patterns: "events", status_reason: "statusReason" };
      const changed = Object.keys(wanted).filter((column) => wanted[column] !== row[column]);
      if (changed.length === 0) return viewOf(row);
      return commit(act, row, "webhook_endpoint.updated", wanted, changed.map((column) => names[column] ?? column));
    },

    async remove(act: Act, id: string): Promise<void> {
      await commit(act, await load(act, id, true), "webhook_endpoint.deleted", { deleted_at: act.now }, [], { answer: "null" });
    },

    async restore(act: Act, id: string): Promise<EndpointView> {
      const row = await load(act, id, false);
      return commit(act, row, "webhook_endpoint.restored", { deleted_at: null }, [], { guards: [{ name: "room", condition: ROOM, params: [act.tenant.id, ENDPOINTS_MAX] }] });
    },

    /** A new secret; the one before signs too for as long as this says, so that a receiver can change over in between. */
    async rotate(act: Act, id: string, overlapHours: number): Promise<EndpointView & { secret: string }> {
      const row = await load(act, id, true);
      const [secret, secretId] = [newSecret(), newId("secret", act.now)];
      const before = row["previous_secret_id"] as string | null;
      const forgotten = [...(before === null ? [] : [before]), ...(overlapHours === 0 ? [row["secret_id"] as string] : [])];
      const values = overlapHours === 0
        ? { secret_id: secretId, previous_secret_id: null, previous_until: null }
        : { secret_id: secretId, previous_secret_id: row["secret_id"] as string, previous_until: act.now + overlapHours * HOUR_MS };
      const view = await commit(act, row, "webhook_endpoint.updated", values, ["previousSecretUntil"], {
        statements: [
          await secrets.keep({ tenantId: act.tenant.id, id: secretId, purpose: SECRET_PURPOSE }, secret, act.now),
          ...forgotten.map((one) => secrets.forget({ tenantId: act.tenant.id, id: one })),
        ],
      });
      return { ...view, secret: secret.reveal() };
    },

    /** The system's own word: the endpoint failed for too long, or said that it is gone. Does nothing to one that is not active. */
    async stop(act: Act, id: string, status: "paused" | "disabled", reason: string): Promise<void> {
      const [row] = await store.read({ sql: `${FIND} and e.id = ? and e.deleted_at is null and e.status = 'active'`, params: [act.tenant.id, id] });
      if (row === undefined) return;
      await commit(act, row, `webhook_endpoint.${status}`, { status, status_reason: reason }, ["status", "statusReason"]);
      await notify(act, `The webhook endpoint ${row["name"] as string} was ${status}`, stoppedText(row, status, reason));
    },
  };
}

async function refuseAddress(check: CheckAddress, url: string): Promise<void> {
  await check(url).catch((error: unknown) => {
    if (error instanceof EgressError) throw invalid([{ path: "url", message: error.message }]);
    throw error;
  });
}

function stoppedText(row: Row, status: "paused" | "disabled", reason: string): string {
  const meanwhile = status === "paused" ? "What happens meanwhile is kept for 30 days and sent when you resume it." : "What happens meanwhile is not sent to it.";
  return `${row["name"] as string} (${row["url"] as string}) was ${status}. ${reason}\n\n${meanwhile} Open Webhooks in the console to see its last attempts and to resume it.`;
}

const mismatch = () => new Problem("VERSION_MISMATCH", "The endpoint was changed in the meantime. Read it again and repeat your change.");
const tooMany = () => new Problem("CONFLICT", `A workspace has at most ${ENDPOINTS_MAX} endpoints. Delete one that is not needed.`);

const iso = (at: Value | undefined) => new Date(at as number).toISOString();

function viewOf(row: Row): EndpointView {
  const recent = JSON.parse((row["recent"] as string | null | undefined) ?? "[]") as { at: number; outcome: string; status: number | null; latencyMs: number | null }[];
  return {
    id: row["id"] as string,
    name: row["name"] as string,
    url: row["url"] as string,
    events: JSON.parse(row["patterns"] as string) as string[],
    status: row["status"] as EndpointStatus,
    statusReason: row["status_reason"] as string | null,
    previousSecretUntil: row["previous_until"] == null ? null : iso(row["previous_until"]),
    recent: recent.map((one) => ({ ...one, at: iso(one.at) })),
    version: row["version"] as number,
    createdAt: iso(row["created_at"]),
    updatedAt: iso(row["updated_at"]),
  };
}

/** The endpoint as its events show it: not what its attempts were. */
export function publicView(view: EndpointView): Record<string, unknown> {
  const { recent: _, ...rest } = view;
  return rest;
}
