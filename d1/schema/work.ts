/** Tables that every unit of work may write: the outbox, the answers kept for idempotency keys, and secrets. */
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

export const secrets = sqliteTable(
  "secrets",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    /** What it is for, e.g. "webhook"; the seal is bound to it. */
    purpose: text("purpose").notNull(),
    /** As kit/envelope writes it. */
    sealed: text("sealed").notNull(),
    /** The root key's id once more, so that the rows of an old one are found by index. */
    kekId: text("kek_id").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
