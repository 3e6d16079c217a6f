/** Tables that every unit of work may write: the outbox, and the answers kept for idempotency keys. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const outbox = sqliteTable(
  "outbox",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    /** The whole envelope as JSON: what consumers and webhooks get, byte for byte. */
    envelope: text("envelope").notNull(),
    createdAt: integer("created_at").notNull(),
    doneAt: integer("done_at"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const idempotency = sqliteTable(
  "idempotency",
  {
    tenantId: text("tenant_id").notNull(),
    principal: text("principal").notNull(),
    key: text("key").notNull(),
    /** SHA-256 of method, path and body, hexadecimal. */
    fingerprint: text("fingerprint").notNull(),
    /** Null while work of several steps is under way. */
    status: integer("status"),
    headers: text("headers"),
    body: text("body"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.principal, table.key] })],
);
