/** The sum of what every isolate counted. Isolates send what came since their last flush; /metrics reads it here. */
import { DurableObject } from "cloudflare:workers";
import { addSamples, type Samples } from "#kit/metrics";

const SERIES_MAX = 20_000;

export class MetricsHub extends DurableObject {
  readonly #totals: Samples = {};

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    ctx.storage.sql.exec("create table if not exists series (name text primary key, value real not null) without rowid");
    for (const { name, value } of ctx.storage.sql.exec<{ name: string; value: number }>("select name, value from series")) this.#totals[name] = value;
  }

  /** Adds increments, by series. One statement a flush. */
  record(increments: Samples): void {
    const known = Object.entries(increments).filter(([name]) => name in this.#totals);
    const fresh = Object.entries(increments).filter(([name]) => !(name in this.#totals)).slice(0, SERIES_MAX - Object.keys(this.#totals).length);
    const taken = Object.fromEntries([...known, ...fresh]);
    addSamples(this.#totals, taken);
    this.ctx.storage.sql.exec(
      "insert into series (name, value) select key, value from json_each(?) where true on conflict (name) do update set value = value + excluded.value",
      JSON.stringify(taken),
    );
  }

  totals(): Samples {
    return this.#totals;
  }
}
