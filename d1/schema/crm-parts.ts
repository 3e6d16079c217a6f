/** What stands beside the records of the CRM: pipelines, relations, timelines, defined fields, and what search finds. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

const key = () => ({ tenantId: text("tenant_id").notNull(), id: text("id").notNull() });

export const pipelines = sqliteTable(
  "pipelines",
  {
    ...key(),
    name: text("name").notNull(),
    position: integer("position").notNull(),
    version: integer("version").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    archivedAt: integer("archived_at"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const stages = sqliteTable(
  "stages",
  {
    ...key(),
    pipelineId: text("pipeline_id").notNull(),
    name: text("name").notNull(),
    position: integer("position").notNull(),
    /** Percent. */
    probability: integer("probability").notNull(),
    /** open, won or lost. */
    outcome: text("outcome").notNull(),
    archivedAt: integer("archived_at"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const relations = sqliteTable(
  "relations",
  { tenantId: text("tenant_id").notNull(), fromId: text("from_id").notNull(), toId: text("to_id").notNull(), role: text("role") },
  (table) => [primaryKey({ columns: [table.tenantId, table.fromId, table.toId] })],
);

export const timeline = sqliteTable(
  "timeline",
  {
    tenantId: text("tenant_id").notNull(),
    /** The record on whose timeline it stands. */
    recordId: text("record_id").notNull(),
    /** That of the event. */
    id: text("id").notNull(),
    at: integer("at").notNull(),
    type: text("type").notNull(),
    /** The record that changed: itself, or one that names it. */
    kind: text("kind").notNull(),
    sourceId: text("source_id").notNull(),
    name: text("name").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    /** JSON of `{ field, before, after }`. */
    changes: text("changes").notNull(),
    cause: text("cause").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.recordId, table.id] })],
);

export const fieldDefinitions = sqliteTable(
  "field_definitions",
  {
    ...key(),
    kind: text("kind").notNull(),
    /** What the field is called in the API; never changed. */
    key: text("key").notNull(),
    label: text("label").notNull(),
    type: text("type").notNull(),
    /** JSON of `{ value, label }`, for selects. */
    options: text("options").notNull(),
    position: integer("position").notNull(),
    version: integer("version").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    archivedAt: integer("archived_at"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

/** What a search shows; the terms are in the virtual table `search_terms`, by the same `doc`. */
export const searchDocs = sqliteTable("search_docs", {
  doc: integer("doc").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  recordId: text("record_id").notNull(),
  kind: text("kind").notNull(),
  name: text("name").notNull(),
  hint: text("hint").notNull(),
});
