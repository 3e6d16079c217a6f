/** The Worker: what the platform calls, and the classes it runs. No logic. */
import { createApp } from "#gateway";
import { logger } from "#kit/log";
import type { Notice } from "#kit/outbox";
import type { DeliveryMessage } from "#webhooks";
import type { Env } from "./env";
import { consumeEvents } from "./events";
import { servicesOf } from "./services";

export { AuditSealer } from "../durable-objects/audit-sealer";
export { Jobs } from "../durable-objects/jobs";
export { MetricsHub } from "../durable-objects/metrics-hub";
export { OutboxSweeper } from "../durable-objects/outbox-sweeper";
export { SessionStore } from "../durable-objects/session-store";
export { TenantGate } from "../durable-objects/tenant-gate";
export { TenantHub } from "../durable-objects/tenant-hub";
export { WebhookEndpoint } from "../durable-objects/webhook-endpoint";

const apps = new WeakMap<Env, ReturnType<typeof createApp>>();

function appOf(env: Env, request: Request): ReturnType<typeof createApp> {
  let app = apps.get(env);
  if (app === undefined) apps.set(env, (app = createApp(servicesOf(env, new URL(request.url).origin).gateway)));
  return app;
}

export default {
  async fetch(request, env, ctx) {
    try {
      return await appOf(env, request)(request, (work) => ctx.waitUntil(work));
    } catch (error) {
      // Only a wrong setting comes this far: everything later is answered by the gateway.
      logger("worker").error("worker.not_configured", error);
      return Response.json({ error: { code: "UNAVAILABLE", message: "This installation is not configured. Its log says what is missing.", details: {} } }, { status: 503 });
    }
  },
  async queue(batch, env, ctx) {
    const services = servicesOf(env);
    // Each queue has its own kind of message; the queue's name says which.
    if (batch.queue.endsWith("-deliveries")) await services.webhooks.deliver(batch.messages as readonly Message<DeliveryMessage>[], (work) => ctx.waitUntil(work));
    else await consumeEvents(services, batch as MessageBatch<Notice[]>);
  },
} satisfies ExportedHandler<Env, Notice[] | DeliveryMessage>;
