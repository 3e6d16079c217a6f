/** The audit log: entries written in the change's own unit of work, and the chain that seals them afterwards. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const auditEntries = sqliteTable(
  "audit_entries",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    at: integer("at").notNull(),
    /** The operation's id. */
    action: text("action").notNull(),
    outcome: text("outcome").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    targetKind: text("target_kind"),
    targetId: text("target_id"),
    details: text("details").notNull(),
    requestId: text("request_id").notNull(),
    runId: text("run_id"),
    /** The session or key that was used. */
    credential: text("credential"),
    /** JSON of address, user agent and the target's name; erasable. */
    personal: text("personal"),
    /** Hexadecimal; makes the hash of personal values unguessable, and goes with them. */
    salt: text("salt"),
    /** SHA-256 over salt and personal values, written when the entry is sealed. */
    personalHash: text("personal_hash"),
    seq: integer("seq"),
    hash: text("hash"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
