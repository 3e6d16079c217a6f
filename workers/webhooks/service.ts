/** Webhooks as the rest of the house sees them. */
import type { CheckAddress, Egress } from "#kit/egress";
import type { Metrics } from "#kit/metrics";
import type { Notice } from "#kit/outbox";
import type { Secrets } from "#kit/secrets";
import type { Store } from "#kit/work";
import { systemAct, type WaitUntil } from "./act";
import { deliverer, type Deliver } from "./deliver";
import { deliveriesOf, type Deliveries } from "./deliveries";
import { desks, type DeskOf } from "./desks";
import { endpointsOf, SECRET_PURPOSE, type Endpoints, type Notify } from "./endpoints";
import { fanOut } from "./fan-out";
import { incomingOf, type Allow, type Incoming } from "./incoming";
import { ledgerOf, type Ledger } from "./ledger";
import { prune } from "./retention";
import { sourcesOf, type Sources } from "./sources";

export type WebhookParts = { store: Store; secrets: Secrets; egress: Egress; checkAddress: CheckAddress; desk: DeskOf; allowIncoming: Allow; notify: Notify; metrics: Pick<Metrics, "count"> };

export type Webhooks = {
  endpoints: Endpoints;
  deliveries: Deliveries;
  sources: Sources;
  incoming: Incoming;
  ledger: Ledger;
  /** Makes the deliveries of committed events. @returns the ids of those that must come again */
  fanOut(notices: readonly Notice[], now: number): Promise<Set<string>>;
  /** Makes the requests that are due. */
  deliver: Deliver;
  /** Pauses or disables an endpoint, with its event; one that is not active is left alone. */
  stop(tenant: string, endpoint: string, status: "paused" | "disabled", reason: string, now: number, waitUntil: WaitUntil): Promise<void>;
  prune(now: number): Promise<void>;
};

export function createWebhooks({ store, secrets, egress, checkAddress, desk, allowIncoming, notify, metrics }: WebhookParts): Webhooks {
  const ledger = ledgerOf(store);
  const told = desks(desk);
  const endpoints = endpointsOf(store, secrets, checkAddress, told, notify);
  const sources = sourcesOf(store, secrets);
  const stop: Webhooks["stop"] = (tenant, endpoint, status, reason, now, waitUntil) => endpoints.stop(systemAct(tenant, "webhooks.endpoints.stop", now, waitUntil), endpoint, status, reason);
  return {
    endpoints,
    deliveries: deliveriesOf(store, told, endpoints.get),
    sources,
    incoming: incomingOf(store, sources, allowIncoming),
    ledger,
    fanOut: (notices, now) => fanOut(store, (tenant, endpoint, waiting) => desk(tenant, endpoint).enqueue(waiting), notices, now),
    deliver: deliverer({
      ledger,
      egress,
      secret: (tenantId, id) => secrets.read({ tenantId, id, purpose: SECRET_PURPOSE }),
      report: (tenant, endpoint, reports) => desk(tenant, endpoint).report(reports),
      disable: (tenant, endpoint, reason, waitUntil) => stop(tenant, endpoint, "disabled", reason, Date.now(), waitUntil),
      metrics,
      now: () => Date.now(),
      random: () => Math.random(),
    }),
    stop,
    prune: (now) => prune(store, secrets, now),
  };
}
