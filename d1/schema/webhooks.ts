/** Tables of webhooks: out (endpoints, messages, deliveries, attempts) and in (sources, what they sent). */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const webhookEndpoints = sqliteTable(
  "webhook_endpoints",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    name: text("name").notNull(),
    url: text("url").notNull(),
    /** JSON: `lead.created`, `contact.*` or `*`. */
    patterns: text("patterns").notNull(),
    /** active, paused or disabled. */
    status: text("status").notNull(),
    statusReason: text("status_reason"),
    secretId: text("secret_id").notNull(),
    /** Signs beside the new one until `previousUntil`. */
    previousSecretId: text("previous_secret_id"),
    previousUntil: integer("previous_until"),
    version: integer("version").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    deletedAt: integer("deleted_at"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const webhookMessages = sqliteTable(
  "webhook_messages",
  {
    tenantId: text("tenant_id").notNull(),
    /** The event's id, which is the `webhook-id` of every delivery of it. */
    id: text("id").notNull(),
    type: text("type").notNull(),
    body: text("body").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const webhookDeliveries = sqliteTable(
  "webhook_deliveries",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    endpointId: text("endpoint_id").notNull(),
    messageId: text("message_id").notNull(),
    type: text("type").notNull(),
    /** pending, delivered or failed (a dead letter). */
    status: text("status").notNull(),
    /** event, test, resend or replay. */
    cause: text("cause").notNull(),
    /** How many are settled; the next has the number after it. */
    attempts: integer("attempts").notNull(),
    /** The number with which the schedule began, anew after a resend. */
    roundFrom: integer("round_from").notNull(),
    roundAt: integer("round_at").notNull(),
    nextAt: integer("next_at"),
    createdAt: integer("created_at").notNull(),
    settledAt: integer("settled_at"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const webhookAttempts = sqliteTable(
  "webhook_attempts",
  {
    tenantId: text("tenant_id").notNull(),
    deliveryId: text("delivery_id").notNull(),
    number: integer("number").notNull(),
    endpointId: text("endpoint_id").notNull(),
    startedAt: integer("started_at").notNull(),
    /** Null while it is under way. */
    finishedAt: integer("finished_at"),
    outcome: text("outcome"),
    status: integer("status"),
    error: text("error"),
    latencyMs: integer("latency_ms"),
    /** The beginning of the answer's body. */
    response: text("response"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.deliveryId, table.number] })],
);

export const webhookSources = sqliteTable(
  "webhook_sources",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    name: text("name").notNull(),
    scheme: text("scheme").notNull(),
    secretId: text("secret_id").notNull(),
    version: integer("version").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    deletedAt: integer("deleted_at"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const webhookReceived = sqliteTable(
  "webhook_received",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    sourceId: text("source_id").notNull(),
    /** The provider's own id of it: the same one is stored once. */
    providerId: text("provider_id").notNull(),
    type: text("type"),
    contentType: text("content_type"),
    body: text("body").notNull(),
    receivedAt: integer("received_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
