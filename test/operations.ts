/** Running operations from the list as tests do: what they need made first, the request sent as somebody, and the rows it left. */
import type { AnyOperation, Make, RawRequest } from "../workers/kit/operation";
import { ID_PREFIXES } from "../workers/kit/ids";
import { operations } from "../workers/operations";
import { env, type Answer, type Client, type SendOptions, type TestTenant } from "./harness";

const byId = new Map(operations.map((op) => [op.id, op]));

/** Makes what a fixture asks for, as one tenant, by running other operations with their own fixtures. */
export function maker(tenant: Pick<TestTenant, "client">): Make {
  const make: Make = async (id, request) => {
    const op = byId.get(id);
    if (op === undefined) throw new Error(`no operation ${id}`);
    const answer = await sendOperation(tenant.client, op, request ?? (await op.fixture(make)));
    if (answer.status >= 300) throw new Error(`${id} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  return make;
}

/** Sends an operation's request as this client. */
export function sendOperation(client: Pick<Client, "send">, op: AnyOperation<never>, request: RawRequest, options: SendOptions = {}): Promise<Answer> {
  const path = op.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(request.params?.[name] ?? ""));
  const query = new URLSearchParams(request.query).toString();
  return client.send(op.method, query === "" ? path : `${path}?${query}`, { ...options, ...(request.body === undefined ? {} : { body: request.body }) });
}

/** Every id, of whatever kind, that a value names somewhere. */
export const idsIn = (value: unknown): string[] => JSON.stringify(value)?.match(ID) ?? [];
const ID = new RegExp(`\\b(?:${Object.values(ID_PREFIXES).join("|")})_[0-9a-z]{26}\\b`, "g");

/** What work of its own touches between a test's two looks: seals, marks and refusals are no change that a caller made. */
const RESTLESS = new Set(["audit_entries", "outbox"]);
let tenantTables: string[] | undefined;

/** All rows of a tenant, of every table that has any, by table. */
export async function rowsOf(tenantId: string): Promise<Record<string, unknown[]>> {
  tenantTables ??= await tablesOfTenants();
  const results = await env.DB.batch(tenantTables.map((table) => env.DB.prepare(`select * from ${table} where tenant_id = ? order by 1, 2, 3`).bind(tenantId)));
  return Object.fromEntries(tenantTables.map((table, i) => [table, results[i]?.results ?? []]));
}

async function tablesOfTenants(): Promise<string[]> {
  const { results } = await env.DB.prepare(
    "select m.name from sqlite_master m join pragma_table_info(m.name) c on c.name = 'tenant_id' where m.type = 'table' order by m.name",
  ).all<{ name: string }>();
  return results.map((row) => row.name).filter((name) => !RESTLESS.has(name));
}
