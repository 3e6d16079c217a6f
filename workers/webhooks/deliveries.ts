/** Deliveries as people see them: listed, shown with their attempts, sent again, and made to test an endpoint. */
import type { Act } from "#kit/context";
import { notFound, Problem } from "#kit/errors";
import { envelope } from "#kit/events";
import type { ListFields } from "#kit/filter";
import { newId } from "#kit/ids";
import type { Row, Store, Value } from "#kit/work";
import type { Desk } from "./desks";
import { publicView, type EndpointView } from "./endpoints";
import { newestFirst, type PageQuery } from "#kit/newest";

/** Deliveries sent again by one call. */
export const REPLAY_MAX = 5_000;

export const DELIVERY_STATUSES = ["pending", "delivered", "failed"] as const;

export type DeliveryView = {
  id: string;
  endpoint: string;
  event: string;
  type: string;
  status: (typeof DELIVERY_STATUSES)[number];
  cause: string;
  attempts: number;
  nextAttemptAt: string | null;
  createdAt: string;
  settledAt: string | null;
};
export type AttemptView = { number: number; at: string; outcome: string | null; status: number | null; error: string | null; latencyMs: number | null; response: string | null };
export type ReplayRange = { from: string; to?: string | undefined; status: "failed" | "all" };

const FIELDS: ListFields = {
  endpoint: { type: "reference", sql: "t.endpoint_id" },
  event: { type: "reference", sql: "t.message_id" },
  type: { type: "reference", sql: "t.type" },
  status: { type: "enum", sql: "t.status", values: [...DELIVERY_STATUSES] },
  createdAt: { type: "date", sql: "t.created_at" },
};

const AGAIN = "status = 'pending', cause = ?, round_from = attempts + 1, round_at = ?, next_at = ?, settled_at = null";

export type Deliveries = ReturnType<typeof deliveriesOf>;

export function deliveriesOf(store: Store, desk: Desk, endpoint: (act: Act, id: string) => Promise<EndpointView>) {
  const load = async (act: Act, id: string): Promise<Row> => {
    const [row] = await store.read({ sql: "select * from webhook_deliveries where tenant_id = ? and id = ?", params: [act.tenant.id, id] });
    if (row === undefined) throw notFound("delivery");
    return row;
  };

  const active = async (act: Act, id: string): Promise<EndpointView> => {
    const found = await endpoint(act, id);
    if (found.status !== "active") throw new Problem("CONFLICT", `The endpoint is ${found.status}. Set its status to active first.`);
    return found;
  };

  return {
    async list(act: Act, query: PageQuery): Promise<{ data: DeliveryView[]; nextCursor: string | null }> {
      const { rows, nextCursor } = await newestFirst(store, act, "webhook_deliveries", FIELDS, query);
      return { data: rows.map(viewOf), nextCursor };
    },

    async get(act: Act, id: string): Promise<DeliveryView & { body: string; log: AttemptView[] }> {
      const [rows = [], attempts = []] = await store.readAll([
        {
          sql: "select d.*, m.body from webhook_deliveries d left join webhook_messages m on m.tenant_id = d.tenant_id and m.id = d.message_id where d.tenant_id = ? and d.id = ?",
          params: [act.tenant.id, id],
        },
        { sql: "select * from webhook_attempts where tenant_id = ? and delivery_id = ? order by number desc limit 100", params: [act.tenant.id, id] },
      ]);
      const [row] = rows;
      if (row === undefined) throw notFound("delivery");
      return { ...viewOf(row), body: (row["body"] as string | null) ?? "", log: attempts.map(attemptOf) };
    },

    /** Now, whatever became of it: a schedule that begins anew, or the next attempt of the one that runs. */
    async resend(act: Act, id: string): Promise<DeliveryView> {
      const row = await load(act, id);
      const target = await active(act, row["endpoint_id"] as string);
      await desk.prepare(act.tenant.id, target.id);
      const view = viewOf({ ...row, status: "pending", cause: "resend", next_at: act.now, settled_at: null });
      await store.commit(act, {
        statements: [
          {
            sql: `update webhook_deliveries set round_from = iif(status = 'pending', round_from, attempts + 1), round_at = iif(status = 'pending', round_at, ?), status = 'pending', cause = 'resend', next_at = ?, settled_at = null where tenant_id = ? and id = ?`,
            params: [act.now, act.now, act.tenant.id, id],
            expect: 1,
          },
        ],
        events: [],
        audit: { kind: "webhook_delivery", id, details: { endpoint: target.id } },
        answer: { json: JSON.stringify(view) },
      });
      await desk.wake(act.tenant.id, target.id);
      return view;
    },

    /** Sends again what was made in this time, at most REPLAY_MAX; `nextFrom` is where the rest begins. Nothing that still waits is touched. */
    async replay(act: Act, id: string, range: ReplayRange): Promise<{ replayed: number; nextFrom: string | null }> {
      const target = await active(act, id);
      const [from, to] = [Date.parse(range.from), range.to === undefined ? act.now : Date.parse(range.to)];
      const statuses = range.status === "failed" ? "status = 'failed'" : "status <> 'pending'";
      const where = `tenant_id = ? and endpoint_id = ? and ${statuses} and created_at between ? and ?`;
      const key: Value[] = [act.tenant.id, target.id, from, to];
      const [rest] = await store.read({ sql: `select created_at from webhook_deliveries where ${where} order by created_at, id limit 1 offset ?`, params: [...key, REPLAY_MAX] });
      // The rest begins at a moment of its own, unless all of it is of one moment.
      const end = rest === undefined ? to + 1 : Math.max(rest["created_at"] as number, from + 1);
      await desk.prepare(act.tenant.id, target.id);
      const [counted] = await store.commit(act, {
        statements: [{ sql: `update webhook_deliveries set ${AGAIN} where ${where} and created_at < ?`, params: ["replay", act.now, act.now, ...key, end] }],
        events: [],
        audit: { kind: "webhook_endpoint", id, name: target.name, details: { from: range.from, to: new Date(to).toISOString(), status: range.status } },
        read: { sql: "select count(*) as n from webhook_deliveries where tenant_id = ? and endpoint_id = ? and status = 'pending' and cause = 'replay' and round_at = ?", params: [act.tenant.id, target.id, act.now] },
      });
      await desk.wake(act.tenant.id, target.id);
      return { replayed: counted?.["n"] as number, nextFrom: rest === undefined ? null : new Date(end).toISOString() };
    },

    /** An event for this endpoint alone, to see that it arrives and verifies. */
    async test(act: Act, id: string): Promise<DeliveryView> {
      const target = await active(act, id);
      const event = envelope(act, "webhook_endpoint.tested", { object: publicView(target), changed: [], previous: {} }, act.now);
      const row: Row = {
        tenant_id: act.tenant.id, id: newId("webhook_delivery", act.now), endpoint_id: id, message_id: event.id, type: event.type, status: "pending", cause: "test",
        attempts: 0, round_from: 1, round_at: act.now, next_at: act.now, created_at: act.now, settled_at: null,
      };
      const view = viewOf(row);
      const columns = Object.keys(row);
      await desk.prepare(act.tenant.id, id);
      await store.commit(act, {
        statements: [
          { sql: "insert into webhook_messages (tenant_id, id, type, body, created_at) values (?, ?, ?, ?, ?)", params: [act.tenant.id, event.id, event.type, JSON.stringify(event), act.now] },
          { sql: `insert into webhook_deliveries (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`, params: columns.map((column) => row[column] ?? null) },
        ],
        events: [],
        audit: { kind: "webhook_endpoint", id, name: target.name, details: { delivery: view.id } },
        answer: { json: JSON.stringify(view) },
      });
      await desk.wake(act.tenant.id, id);
      return view;
    },
  };
}

const iso = (at: Value | undefined) => new Date(at as number).toISOString();
const isoOrNull = (at: Value | undefined) => (at == null ? null : iso(at));

function viewOf(row: Row): DeliveryView {
  return {
    id: row["id"] as string,
    endpoint: row["endpoint_id"] as string,
    event: row["message_id"] as string,
    type: row["type"] as string,
    status: row["status"] as DeliveryView["status"],
    cause: row["cause"] as string,
    attempts: row["attempts"] as number,
    nextAttemptAt: isoOrNull(row["next_at"]),
    createdAt: iso(row["created_at"]),
    settledAt: isoOrNull(row["settled_at"]),
  };
}

function attemptOf(row: Row): AttemptView {
  return {
    number: row["number"] as number,
    at: iso(row["started_at"]),
    outcome: row["outcome"] as string | null,
    status: row["status"] as number | null,
    error: row["error"] as string | null,
    latencyMs: row["latency_ms"] as number | null,
    response: row["response"] as string | null,
  };
}
