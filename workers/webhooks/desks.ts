/** The endpoints' objects as the service calls them. A word to one is a hint: where it cannot be said, its alarm finds the work. */
import { logger } from "#kit/log";
import type { Report } from "./health";
import type { Waiting } from "./ledger";

/** What an object offers: durable-objects/webhook-endpoint. */
export type DeskObject = {
  prepare(): Promise<void>;
  wake(well: boolean): Promise<void>;
  enqueue(waiting: Waiting[]): Promise<void>;
  report(reports: Report[]): Promise<void>;
};
export type DeskOf = (tenant: string, endpoint: string) => DeskObject;

const log = logger("webhooks");

export type Desk = {
  /** Said before a change, and must be heard: from then on the object looks for it by itself. */
  prepare(tenant: string, endpoint: string): Promise<void>;
  wake(tenant: string, endpoint: string, well?: boolean): Promise<void>;
};

export function desks(of: DeskOf): Desk {
  return {
    prepare: (tenant, endpoint) => of(tenant, endpoint).prepare(),
    wake: (tenant, endpoint, well = false) => of(tenant, endpoint).wake(well).catch((error: unknown) => log.error("webhook.endpoint.unwoken", error)),
  };
}
