/** Webhooks: what happens in a workspace told to others, signed and until they have heard it. */
export { enqueue, prepare, report, tick, wake, type DeskPort, type DeskState, type Item } from "./desk";
export type { Report } from "./health";
export type { DeliveryMessage, Waiting } from "./ledger";
export { webhookOperations } from "./operations";
export { sourceOperations } from "./source-operations";
export { createWebhooks, type Webhooks } from "./service";
