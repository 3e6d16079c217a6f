/** Tables of the authorization server: apps, requests that wait, grants, and the codes and refresh tokens of each authorization. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Apps that were registered here; an empty tenant is that of those who registered by themselves. */
export const oauthClients = sqliteTable(
  "oauth_clients",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull().unique(),
    name: text("name").notNull(),
    redirectUris: text("redirect_uris", { mode: "json" }).$type<string[]>().notNull(),
    /** SHA-256 of the secret, hexadecimal; null for a public app. */
    secretHash: text("secret_hash"),
    createdBy: text("created_by"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

/** Requests that wait for a person's decision, ten minutes at most. */
export const oauthRequests = sqliteTable("oauth_requests", {
  id: text("id").primaryKey(),
  userId: text("user_id").notNull(),
  /** The app as it was when it asked. */
  client: text("client", { mode: "json" }).notNull(),
  redirectUri: text("redirect_uri").notNull(),
  scopes: text("scopes", { mode: "json" }).$type<string[]>().notNull(),
  resource: text("resource").notNull(),
  state: text("state"),
  challenge: text("challenge").notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
  decidedAt: integer("decided_at"),
});

/** What a person allowed an app in a workspace; one living row for each resource. */
export const oauthGrants = sqliteTable(
  "oauth_grants",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    userId: text("user_id").notNull(),
    clientId: text("client_id").notNull(),
    clientName: text("client_name").notNull(),
    scopes: text("scopes", { mode: "json" }).$type<string[]>().notNull(),
    resource: text("resource").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    revokedAt: integer("revoked_at"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

/** One authorization by a grant: its code and all tokens that follow from it. */
export const oauthFamilies = sqliteTable(
  "oauth_families",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    grantId: text("grant_id").notNull(),
    scopes: text("scopes", { mode: "json" }).$type<string[]>().notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    revokedAt: integer("revoked_at"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const oauthCodes = sqliteTable("oauth_codes", {
  /** SHA-256 of the code, hexadecimal; it is all that whoever presents it knows. */
  hash: text("hash").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  familyId: text("family_id").notNull(),
  redirectUri: text("redirect_uri").notNull(),
  challenge: text("challenge").notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
  consumedAt: integer("consumed_at"),
});

export const oauthRefresh = sqliteTable("oauth_refresh", {
  hash: text("hash").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  familyId: text("family_id").notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
  consumedAt: integer("consumed_at"),
  /** What the rotation answered, sealed. */
  answer: text("answer"),
});
