/** Tables of the AI: the commands it was given, and the calls that wait for a person's word. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const commandRuns = sqliteTable(
  "command_runs",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    principal: text("principal").notNull(),
    conversationId: text("conversation_id").notNull(),
    command: text("command").notNull(),
    status: text("status").notNull(),
    /** The whole answer as JSON. */
    answer: text("answer").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const approvals = sqliteTable(
  "approvals",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    /** SHA-256 of the single-use token, hexadecimal. */
    tokenHash: text("token_hash").notNull(),
    principal: text("principal").notNull(),
    runId: text("run_id").notNull(),
    /** The exact calls, with the ids and versions that their names stood for. */
    calls: text("calls").notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    consumedAt: integer("consumed_at"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
