/** Tables of the CRM: leads, contacts, companies. `fold` holds the text fields as they are compared (kit/text). */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What every record carries. */
const base = () => ({
  tenantId: text("tenant_id").notNull(),
  id: text("id").notNull(),
  owner: text("owner"),
  notes: text("notes"),
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

export const leads = sqliteTable(
  "leads",
  {
    ...base(),
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
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const contacts = sqliteTable(
  "contacts",
  {
    ...base(),
    firstName: text("first_name"),
    lastName: text("last_name"),
    email: text("email"),
    emailKey: text("email_key"),
    phone: text("phone"),
    jobTitle: text("job_title"),
    companyId: text("company_id"),
    linkedinUrl: text("linkedin_url"),
    city: text("city"),
    country: text("country"),
    timeZone: text("time_zone"),
    tags: text("tags").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const companies = sqliteTable(
  "companies",
  {
    ...base(),
    name: text("name").notNull(),
    domain: text("domain"),
    industry: text("industry"),
    employees: integer("employees"),
    revenueAmount: integer("revenue_amount"),
    revenueCurrency: text("revenue_currency"),
    address: text("address"),
    linkedinUrl: text("linkedin_url"),
    parentId: text("parent_id"),
    tags: text("tags").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
