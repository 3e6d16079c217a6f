/**
 * Tables of the control plane: people (kept by better-auth), tenants, members, roles, invitations and API keys.
 * The migration carries what drizzle cannot say (WITHOUT ROWID, partial indexes).
 */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

const moment = (name: string) => integer(name, { mode: "timestamp_ms" });

export const users = sqliteTable("users", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  email: text("email").notNull().unique(),
  emailVerified: integer("email_verified", { mode: "boolean" }).notNull(),
  image: text("image"),
  createdAt: moment("created_at").notNull(),
  updatedAt: moment("updated_at").notNull(),
  twoFactorEnabled: integer("two_factor_enabled", { mode: "boolean" }).notNull().default(false),
});

export const accounts = sqliteTable("accounts", {
  id: text("id").primaryKey(),
  accountId: text("account_id").notNull(),
  providerId: text("provider_id").notNull(),
  userId: text("user_id").notNull(),
  accessToken: text("access_token"),
  refreshToken: text("refresh_token"),
  idToken: text("id_token"),
  accessTokenExpiresAt: moment("access_token_expires_at"),
  refreshTokenExpiresAt: moment("refresh_token_expires_at"),
  scope: text("scope"),
  password: text("password"),
  createdAt: moment("created_at").notNull(),
  updatedAt: moment("updated_at").notNull(),
});

export const verifications = sqliteTable("verifications", {
  id: text("id").primaryKey(),
  identifier: text("identifier").notNull(),
  value: text("value").notNull(),
  expiresAt: moment("expires_at").notNull(),
  createdAt: moment("created_at").notNull(),
  updatedAt: moment("updated_at").notNull(),
});

export const tenants = sqliteTable("tenants", {
  id: text("id").primaryKey(),
  slug: text("slug").notNull().unique(),
  name: text("name").notNull(),
  timeZone: text("time_zone").notNull(),
  /** Calls a minute by service, where they differ from the installation's: `{ "crm": 500 }`. */
  limits: text("limits", { mode: "json" }).$type<Record<string, number>>().notNull(),
  createdAt: integer("created_at").notNull(),
});

export const members = sqliteTable(
  "members",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    userId: text("user_id").notNull(),
    /** A built-in role's name, or the id of a custom one. */
    role: text("role").notNull(),
    createdAt: integer("created_at").notNull(),
    version: integer("version").notNull().default(1),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

/** Members who were removed, as they were, so that a removal can be undone. */
export const formerMembers = sqliteTable(
  "former_members",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    userId: text("user_id").notNull(),
    role: text("role").notNull(),
    createdAt: integer("created_at").notNull(),
    removedAt: integer("removed_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const roles = sqliteTable(
  "roles",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    name: text("name").notNull(),
    /** The name folded, unique in its tenant. */
    nameKey: text("name_key").notNull(),
    permissions: text("permissions", { mode: "json" }).$type<string[]>().notNull(),
    version: integer("version").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const invitations = sqliteTable(
  "invitations",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    /** Canonical. */
    email: text("email").notNull(),
    role: text("role").notNull(),
    /** SHA-256 of the token in the link, hexadecimal. */
    tokenHash: text("token_hash").notNull().unique(),
    createdBy: text("created_by"),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    acceptedAt: integer("accepted_at"),
    revokedAt: integer("revoked_at"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const apiKeys = sqliteTable(
  "api_keys",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    /** The public middle of the key, by which it is found. */
    keyId: text("key_id").notNull().unique(),
    /** SHA-256 of the whole key, hexadecimal. The key itself is shown once and kept nowhere. */
    hash: text("hash").notNull(),
    name: text("name").notNull(),
    permissions: text("permissions", { mode: "json" }).$type<string[]>().notNull(),
    /** Calls a minute of a bucket of its own, or null to share the tenant's. */
    perMinute: integer("per_minute"),
    createdBy: text("created_by"),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at"),
    revokedAt: integer("revoked_at"),
    /** JSON array of addresses and ranges from which alone it is taken; null for all. */
    addresses: text("addresses", { mode: "json" }).$type<string[]>(),
    rotatedAt: integer("rotated_at"),
    /** The secret before the last rotation, taken until then. */
    previousHash: text("previous_hash"),
    previousUntil: integer("previous_until"),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

/** When each key was last used, to the minute. */
export const keyUses = sqliteTable(
  "key_uses",
  {
    tenantId: text("tenant_id").notNull(),
    keyId: text("key_id").notNull(),
    lastUsedAt: integer("last_used_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.keyId] })],
);

/** The second factor of a person, kept by better-auth; secret and recovery codes are encrypted by it. */
export const secondFactors = sqliteTable("second_factors", {
  id: text("id").primaryKey(),
  userId: text("user_id").notNull().unique(),
  secret: text("secret").notNull(),
  backupCodes: text("backup_codes").notNull(),
  verified: integer("verified", { mode: "boolean" }).notNull(),
  failedVerificationCount: integer("failed_verification_count").notNull().default(0),
  lockedUntil: moment("locked_until"),
});

/** A passkey of a person: the public half, and how often the device says that it was used. */
export const passkeys = sqliteTable("passkeys", {
  id: text("id").primaryKey(),
  userId: text("user_id").notNull(),
  credentialId: text("credential_id").notNull().unique(),
  /** COSE, in base64url. */
  publicKey: text("public_key").notNull(),
  counter: integer("counter").notNull(),
  transports: text("transports", { mode: "json" }).$type<string[]>().notNull(),
  name: text("name").notNull(),
  createdAt: integer("created_at").notNull(),
  lastUsedAt: integer("last_used_at"),
});

/** What was sent to people about their accounts. An empty tenant is that of mails from before there was one. */
export const mails = sqliteTable(
  "mails",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    kind: text("kind").notNull(),
    recipient: text("recipient").notNull(),
    subject: text("subject").notNull(),
    text: text("text").notNull(),
    /** stored, sent or failed. */
    status: text("status").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
