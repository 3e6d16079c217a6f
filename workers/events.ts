/** The consumer of committed events: makes the deliveries of webhooks, tells the gates and the open consoles, then marks what is done. Safe to repeat. */
import { logger } from "#kit/log";
import type { Notice } from "#kit/outbox";
import type { Services } from "./services";

const log = logger("events");

/** Handles a batch of the queue; a batch that fails comes again as a whole, and the sweeper repeats what is lost. */
export async function consumeEvents(services: Pick<Services, "identity" | "outbox" | "poke" | "metrics" | "webhooks">, batch: MessageBatch<Notice[]>): Promise<void> {
  const notices = batch.messages.flatMap((message) => message.body);
  const untold = await services.webhooks.fanOut(notices, Date.now());
  const byTenant = Map.groupBy(notices, (notice) => notice.tenant);
  await services.identity.heard(notices);
  for (const [tenant, group] of byTenant) {
    // A poke that is lost is made up for by the console's own refresh, so it holds nothing back.
    await services.poke(tenant, group.map(({ type, object }) => ({ type, object }))).catch((error: unknown) => log.error("hub.unreachable", error));
  }
  // What is not marked comes again by the sweeper.
  await services.outbox.markDone(notices.filter(({ id }) => !untold.has(id)), Date.now());
  for (const { type } of notices) services.metrics.count("pilothouse_events_consumed_total", { type });
  batch.ackAll();
}
