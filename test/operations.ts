/** Running operations from the list as tests do: what they need made first, the request sent as somebody, and the rows it left. */
import type { AnyOperation, Make, RawRequest } from "../workers/kit/operation";
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

/** All rows of a tenant, by table. */
export async function rowsOf(tenantId: string): Promise<unknown> {
  const tables = ["leads", "contacts", "companies", "api_keys", "members", "command_runs", "approvals"];
  const results = await env.DB.batch(tables.map((table) => env.DB.prepare(`select * from ${table} where tenant_id = ? order by id`).bind(tenantId)));
  return results.map((result) => result.results);
}
