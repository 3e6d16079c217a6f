/** The schedule of one endpoint's deliveries: rows and one alarm. What is decided stands in workers/webhooks/desk. Named `<tenant>:<endpoint>`. */
import { DurableObject } from "cloudflare:workers";
import { logger } from "#kit/log";
import { enqueue, prepare, report, tick, wake, type DeskPort, type DeskState, type Item, type Report, type Waiting } from "#webhooks";
import { servicesOf } from "../workers/services";

const TABLE = `create table if not exists items (delivery text primary key, number integer not null, dueAt integer not null, urgent integer not null, leaseUntil integer) without rowid;
  create index if not exists items_due on items (dueAt) where leaseUntil is null;
  create index if not exists items_leased on items (leaseUntil) where leaseUntil is not null`;
const COUNT = 'select (select count(*) from items) as "all", (select count(*) from items where leaseUntil is not null) as leased';
const SOONEST = "select (select min(leaseUntil) from items where leaseUntil is not null) as lease, (select min(dueAt) from items where leaseUntil is null) as due";
type ItemRow = { delivery: string; number: number; dueAt: number; urgent: number; leaseUntil: number | null };

export class WebhookEndpoint extends DurableObject<Cloudflare.Env> {
  readonly #port: DeskPort;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    ctx.storage.sql.exec(TABLE);
    this.#port = this.#makePort();
  }

  /** Says before it is written that something will be. */
  prepare(): Promise<void> {
    return prepare(this.#port);
  }

  enqueue(waiting: Waiting[]): Promise<void> {
    return enqueue(this.#port, waiting);
  }

  wake(well: boolean): Promise<void> {
    return wake(this.#port, well);
  }

  report(reports: Report[]): Promise<void> {
    return report(this.#port, reports);
  }

  override async alarm(): Promise<void> {
    // The alarm stands before the work; the runtime's own retry would only add to a store that is struggling.
    await tick(this.#port).catch((error: unknown) => logger("webhooks").error("webhook.endpoint.failed", error));
  }

  #makePort(): DeskPort {
    const { storage } = this.ctx;
    const [tenant = "", endpoint = ""] = (this.ctx.id.name ?? "").split(":");
    const items = (where: string, ...values: number[]): Item[] => storage.sql.exec<ItemRow>(`select * from items where ${where}`, ...values).toArray().map(itemOf);
    const webhooks = () => servicesOf(this.env).webhooks;
    return {
      tenant,
      endpoint,
      now: () => Date.now(),
      random: () => Math.random(),
      state: () => storage.kv.get<DeskState>("state") ?? null,
      save: (state) => storage.kv.put("state", state),
      find: (delivery) => storage.sql.exec<ItemRow>("select * from items where delivery = ?", delivery).toArray().map(itemOf)[0] ?? null,
      put: ({ delivery, number, dueAt, urgent, leaseUntil }) =>
        void storage.sql.exec("insert or replace into items values (?, ?, ?, ?, ?)", delivery, number, dueAt, urgent ? 1 : 0, leaseUntil),
      remove: (delivery) => void storage.sql.exec("delete from items where delivery = ?", delivery),
      count: () => storage.sql.exec<{ all: number; leased: number }>(COUNT).one(),
      due: (now, limit, urgentOnly) => items(`leaseUntil is null and dueAt <= ? ${urgentOnly ? "and urgent = 1 " : ""}order by dueAt limit ?`, now, limit),
      expired: (now) => items("leaseUntil is not null and leaseUntil <= ?", now),
      soonest: () => storage.sql.exec<{ lease: number | null; due: number | null }>(SOONEST).one(),
      armedAt: () => storage.getAlarm(),
      arm: (at) => (at === null ? storage.deleteAlarm() : storage.setAlarm(at)),
      send: async (messages) => void (await this.env.DELIVERIES.sendBatch(messages.map((body) => ({ body })))),
      ledger: { recover: (...args) => webhooks().ledger.recover(...args), waiting: (...args) => webhooks().ledger.waiting(...args) },
      pause: (reason) => webhooks().stop(tenant, endpoint, "paused", reason, Date.now(), (work) => this.ctx.waitUntil(work)),
    };
  }
}

function itemOf(row: ItemRow): Item {
  return { ...row, urgent: row.urgent === 1 };
}
