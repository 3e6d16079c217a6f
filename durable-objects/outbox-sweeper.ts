/**
 * Sends again what nobody marked: events whose message was lost between commit and consumer. Also lets go of what
 * was kept long enough. One alarm, armed before the work; it slows down while nothing waits.
 */
import { DurableObject } from "cloudflare:workers";
import { logger } from "#kit/log";
import { servicesOf } from "../workers/services";

const BUSY_MS = 30_000;
const QUIET_MS = 5 * 60_000;

export class OutboxSweeper extends DurableObject<Cloudflare.Env> {
  /** Makes sure that a sweep is planned; each isolate calls it once. */
  async arm(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + BUSY_MS);
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now() + BUSY_MS);
    try {
      const { outbox, ai, webhooks, metrics } = servicesOf(this.env);
      const { sent } = await outbox.sweep(Date.now());
      if (sent > 0) metrics.count("pilothouse_events_swept_total", {}, sent);
      await ai.prune(Date.now());
      await webhooks.prune(Date.now());
      if (sent === 0) await this.ctx.storage.setAlarm(Date.now() + QUIET_MS);
    } catch (error) {
      // The alarm stands already; the runtime's own retry would only add to a store that is struggling.
      logger("sweeper").error("outbox.sweep.failed", error);
    }
  }
}
