/** The demo data of a local installation, as statements. Pure: time, ids and hashes come in. Never run on a deployment. */
import type * as z from "zod";
import { company } from "../workers/crm/company";
import { contact } from "../workers/crm/contact";
import { storedColumns, type Common, type KindName, type RecordKind } from "../workers/crm/kind";
import { lead } from "../workers/crm/lead";
import type { IdKind } from "../workers/kit/ids";
import { HARBOUR, NORTHWIND, type SampleRecords } from "./seed-records";

/** One statement with its parameters. */
export type SeedStatement = { sql: string; params: (string | number | null)[] };

/** An API key as it is kept: the part it is found by, and the hash of the whole. */
export type KeyHash = { keyId: string; hash: string };

export type SeedInput = {
  now: number;
  newId: (kind: IdKind, at: number) => string;
  demo: { tenantId: string; email: string; passwordHash: string; key: KeyHash; bulkKey: KeyHash };
  other: { tenantId: string; email: string; passwordHash: string; key: KeyHash };
};

const DAY_MS = 86_400_000;
const TENANT_AGE_DAYS = 180;
/** The bulk key has a bucket of its own, wide enough for a load test to measure the product and not its limit. */
const BULK_PER_MINUTE = 10_000_000;

/** All rows of the demo workspaces, to be run as one batch: a database holds all of them or none. */
export function seedStatements(input: SeedInput): SeedStatement[] {
  const harbour = workspace(input, input.demo.tenantId, "Harbour & Co", "harbour", "Europe/London", [
    { name: "Alex Morgan", email: input.demo.email, role: "owner", passwordHash: input.demo.passwordHash },
    { name: "Sam Rivera", email: "sam@pilothouse.local", role: "editor", passwordHash: input.demo.passwordHash },
    { name: "Kim Sato", email: "kim@pilothouse.local", role: "viewer", passwordHash: input.demo.passwordHash },
  ]);
  const northwind = workspace(input, input.other.tenantId, "Northwind Studio", "northwind", "America/Chicago", [
    { name: "Robin Ellis", email: input.other.email, role: "owner", passwordHash: input.other.passwordHash },
  ]);
  return [
    ...harbour.statements,
    apiKey(input, harbour, "Demo", input.demo.key, null),
    apiKey(input, harbour, "Bulk", input.demo.bulkKey, BULK_PER_MINUTE),
    ...recordStatements(input, harbour, HARBOUR),
    ...northwind.statements,
    apiKey(input, northwind, "Demo", input.other.key, null),
    ...recordStatements(input, northwind, NORTHWIND),
  ];
}

type Person = { name: string; email: string; role: string; passwordHash: string };
type Workspace = { tenantId: string; members: string[]; statements: SeedStatement[] };

function workspace({ now, newId }: SeedInput, tenantId: string, name: string, slug: string, timeZone: string, people: Person[]): Workspace {
  const at = now - TENANT_AGE_DAYS * DAY_MS;
  const statements = [insert("tenants", { id: tenantId, slug, name, time_zone: timeZone, limits: "{}", created_at: at })];
  const members = people.map((person) => {
    const userId = newId("user", at);
    const memberId = newId("member", at);
    const times = { created_at: at, updated_at: at };
    statements.push(
      insert("users", { id: userId, name: person.name, email: person.email, email_verified: 1, ...times }),
      insert("accounts", { id: newId("user", at), account_id: userId, provider_id: "credential", user_id: userId, password: person.passwordHash, ...times }),
      insert("members", { tenant_id: tenantId, id: memberId, user_id: userId, role: person.role, created_at: at }),
    );
    return memberId;
  });
  return { tenantId, members, statements };
}

function apiKey({ now, newId }: SeedInput, { tenantId, members }: Workspace, name: string, key: KeyHash, perMinute: number | null): SeedStatement {
  return insert("api_keys", {
    tenant_id: tenantId,
    id: newId("key", now),
    key_id: key.keyId,
    hash: key.hash,
    name,
    permissions: JSON.stringify(["*:*"]),
    per_minute: perMinute,
    created_by: members[0] ?? null,
    created_at: now,
  });
}

function recordStatements({ now, newId }: SeedInput, { tenantId, members }: Workspace, records: SampleRecords): SeedStatement[] {
  const row = <I extends z.ZodObject, F extends Common>(
    kind: RecordKind<KindName, string, I, F>,
    sample: { daysAgo: number; owner?: number },
    fields: Record<string, unknown>,
  ): { id: string; statements: SeedStatement[] } => {
    const at = Math.round(now - sample.daysAgo * DAY_MS);
    const id = newId(kind.kind, at);
    const owner = sample.owner === undefined ? null : members[sample.owner];
    // Through the schema of the API, so that a sample it would refuse never gets in.
    const complete = kind.complete(kind.input.parse({ ...fields, owner }));
    const stamps = { tenant_id: tenantId, id, version: 1, created_at: at, updated_at: at };
    const named = kind.references?.(complete) ?? [];
    const relations = named.map((one) => insert("relations", { tenant_id: tenantId, from_id: id, to_id: one.id, role: one.role }));
    return { id, statements: [insert(kind.plural, { ...storedColumns(kind, complete), ...stamps }), ...relations] };
  };
  const companies = records.companies.map(({ daysAgo, owner, ...fields }) => row(company, sampled(daysAgo, owner), fields));
  const contacts = records.contacts.map(({ daysAgo, owner, company: at, ...fields }) =>
    row(contact, sampled(daysAgo, owner), { ...fields, companyId: at === undefined ? null : companies[at]?.id }),
  );
  const leads = records.leads.map(({ daysAgo, owner, ...fields }) => row(lead, sampled(daysAgo, owner), fields));
  return [...companies, ...contacts, ...leads].flatMap(({ statements }) => statements);
}

function sampled(daysAgo: number, owner: number | undefined): { daysAgo: number; owner?: number } {
  return owner === undefined ? { daysAgo } : { daysAgo, owner };
}

function insert(table: string, row: Record<string, string | number | null>): SeedStatement {
  const columns = Object.keys(row);
  const marks = columns.map(() => "?").join(", ");
  return { sql: `insert into ${table} (${columns.join(", ")}) values (${marks})`, params: Object.values(row) };
}
