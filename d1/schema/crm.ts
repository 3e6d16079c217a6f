/** Tables of the CRM. `fold` holds the values of a record as they are compared (kit/text). What every kind shares is in `base`. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What every record carries. */
const base = () => ({
  tenantId: text("tenant_id").notNull(),
  id: text("id").notNull(),
  owner: text("owner"),
  /** JSON array of strings. */
  tags: text("tags").notNull(),
  /** JSON of key → value of the fields that the workspace defined. */
  customFields: text("custom_fields").notNull(),
  /** JSON of field → folded text, for filters and orders that ignore case and width. */
  fold: text("fold").notNull(),
  /** Folded words that `q` searches. */
  search: text("search").notNull(),
  /** The folded display name, by which people call the record. */
  nameKey: text("name_key").notNull(),
  version: integer("version").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  deletedAt: integer("deleted_at"),
});

/** The id under which another system knows the record. */
const externalId = () => text("external_id");

export const leads = sqliteTable(
  "leads",
  {
    ...base(),
    notes: text("notes"),
    externalId: externalId(),
    firstName: text("first_name"),
    lastName: text("last_name"),
    email: text("email"),
    emailKey: text("email_key"),
    phone: text("phone"),
    company: text("company"),
    jobTitle: text("job_title"),
    status: text("status").notNull(),
    source: text("source"),
    score: integer("score").notNull(),
    /** What it was converted into. */
    convertedAt: integer("converted_at"),
    contactId: text("contact_id"),
    companyId: text("company_id"),
    dealId: text("deal_id"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const contacts = sqliteTable(
  "contacts",
  {
    ...base(),
    notes: text("notes"),
    externalId: externalId(),
    firstName: text("first_name"),
    lastName: text("last_name"),
    email: text("email"),
    emailKey: text("email_key"),
    phone: text("phone"),
    jobTitle: text("job_title"),
    companyId: text("company_id"),
    /** JSON of `{ id, role }`: the companies beside the primary one. */
    otherCompanies: text("other_companies").notNull(),
    linkedinUrl: text("linkedin_url"),
    city: text("city"),
    country: text("country"),
    timeZone: text("time_zone"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const companies = sqliteTable(
  "companies",
  {
    ...base(),
    notes: text("notes"),
    externalId: externalId(),
    name: text("name").notNull(),
    domain: text("domain"),
    industry: text("industry"),
    employees: integer("employees"),
    revenueAmount: integer("revenue_amount"),
    revenueCurrency: text("revenue_currency"),
    address: text("address"),
    linkedinUrl: text("linkedin_url"),
    parentId: text("parent_id"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const deals = sqliteTable(
  "deals",
  {
    ...base(),
    notes: text("notes"),
    externalId: externalId(),
    name: text("name").notNull(),
    companyId: text("company_id"),
    /** JSON of `{ id, role }`. */
    contacts: text("contacts").notNull(),
    pipelineId: text("pipeline_id").notNull(),
    stageId: text("stage_id").notNull(),
    /** open, won or lost: the outcome of its stage, kept here for the index. */
    status: text("status").notNull(),
    amount: integer("amount"),
    currency: text("currency"),
    /** Percent; null takes the stage's. */
    probability: integer("probability"),
    expectedClose: integer("expected_close"),
    lostReason: text("lost_reason"),
    stageSince: integer("stage_since").notNull(),
    closedAt: integer("closed_at"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const notes = sqliteTable(
  "notes",
  {
    ...base(),
    body: text("body").notNull(),
    /** JSON of the ids of the records it is about. */
    about: text("about").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const tasks = sqliteTable(
  "tasks",
  {
    ...base(),
    notes: text("notes"),
    title: text("title").notNull(),
    about: text("about").notNull(),
    assignee: text("assignee"),
    dueAt: integer("due_at"),
    done: integer("done").notNull(),
    doneAt: integer("done_at"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
