/** Running operations from the list as tests do: what they need made first, the request sent as somebody, and the rows it left. */
import { hashPassword } from "../workers/identity/password";
import type { AnyOperation, Make, RawRequest } from "../workers/kit/operation";
import { ID_PREFIXES } from "../workers/kit/ids";
import { operations } from "../workers/operations";
import { env, ORIGIN, send, type Answer, type Client, type SendOptions, type TestTenant } from "./harness";

/** The password that the fixtures use. */
export const PASSWORD = "correct horse battery";

const byId = new Map(operations.map((op) => [op.id, op]));

type Owned = Pick<TestTenant, "id" | "owner" | "client">;
type Sender = Pick<Client, "send">;

/** Makes what a fixture asks for, as one tenant, by running other operations with their own fixtures. */
export function maker(tenant: Owned): Make {
  let person: Promise<Sender> | undefined;
  const make: Make = async (id, request) => {
    const op = byId.get(id);
    if (op === undefined) throw new Error(`no operation ${id}`);
    if (id === "identity.invitations.accept" && request === undefined) return joined(tenant.id, await make("identity.invitations.create"));
    const client = op.caller === "person" ? await (person ??= signedInOnce(tenant)) : tenant.client;
    const answer = await sendOperation(client, op, request ?? (await op.fixture(make)));
    if (answer.status >= 300) throw new Error(`${id} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  return make;
}

/** Somebody new accepts an invitation, by the link that was mailed to them. */
async function joined(tenantId: string, invitation: Record<string, unknown>): Promise<Record<string, unknown>> {
  const answer = await accept(await linkToken(tenantId, String(invitation["email"])), { name: "Jo Newcomer", password: PASSWORD });
  if (answer.status >= 300) throw new Error(`accepting answered ${answer.status}: ${answer.text}`);
  return answer.body;
}

/** The token in the newest mail to this address. */
export async function linkToken(tenantId: string, email: string): Promise<string> {
  const mail = await env.DB.prepare("select text from mails where tenant_id = ? and recipient = ? order by id desc limit 1").bind(tenantId, email).first<{ text: string }>();
  return /token=([\w-]+)/.exec(mail?.text ?? "")?.[1] ?? "";
}

export function accept(token: string, account: { name?: string; password?: string } = {}, headers: Record<string, string> = {}): Promise<Answer> {
  return send("POST", "/api/v1/invitations/accept", { body: { token, ...account }, headers: { "cf-connecting-ip": crypto.randomUUID(), ...headers } });
}

/** What a browser sends back: cookies that were taken away are not among them. */
export const cookiesOf = (answer: Answer): string => {
  const kept = answer.headers.getSetCookie().filter((cookie) => !/Max-Age=0/i.test(cookie));
  return kept.map((cookie) => cookie.split(";")[0]).join("; ");
};

/** A client that calls with these cookies, as our own pages do. */
export const byCookie = (cookie: string): Sender => ({
  send: (method, path, options = {}) => send(method, path, { ...options, headers: { cookie, origin: ORIGIN, ...options.headers } }),
});

export function signIn(email: string, password = PASSWORD, headers: Record<string, string> = {}): Promise<Answer> {
  return send("POST", "/api/v1/session", { body: { email, password }, headers: { "cf-connecting-ip": crypto.randomUUID(), ...headers } });
}

export type Joined = { id: string; email: string; userId: string; cookie: string; client: Sender };

/** A new member with this role, who came by an invitation and is signed in. */
export async function newMember({ id, client }: Owned, role: string): Promise<Joined> {
  const email = `jo-${crypto.randomUUID()}@example.com`;
  const invited = await client.post("/api/v1/invitations", { email, role });
  if (invited.status !== 201) throw new Error(`inviting answered ${invited.status}: ${invited.text}`);
  const answer = await accept(await linkToken(id, email), { name: "Jo Newcomer", password: PASSWORD });
  const cookie = cookiesOf(answer);
  return { id: answer.body.member.id, email, userId: answer.body.user.id, cookie, client: byCookie(cookie) };
}

const signedIn = new Map<string, Sender>();

/** The tenant's owner with the session they have, if it still stands and works in this tenant: signing in is limited. */
async function signedInOnce(tenant: Owned): Promise<Sender> {
  const known = signedIn.get(tenant.id);
  if (known !== undefined && (await known.send("GET", "/api/v1/session")).body.tenant?.id === tenant.id) return known;
  const person = await personOf(tenant);
  signedIn.set(tenant.id, person);
  return person;
}

let passwordHash: Promise<string> | undefined;

/** The tenant's owner, signed in. */
export async function personOf({ owner }: Pick<TestTenant, "owner">): Promise<Sender> {
  await env.DB.prepare("update accounts set password = ? where user_id = ?").bind(await (passwordHash ??= hashPassword(PASSWORD)), owner.userId).run();
  return byCookie(cookiesOf(await signIn(owner.email)));
}

/**
 * Operations that want what no fixture has: a person's own password, device, wallet or account elsewhere. Their rightful
 * caller is let in, and told what is missing; that they succeed is shown by tests of their own.
 */
const WANTS_MORE = new Set([
  "identity.password.change",
  "identity.second_factor.enrol",
  "identity.second_factor.confirm",
  "identity.second_factor.disable",
  "identity.second_factor.renew_codes",
  "identity.wallets.link",
  "identity.wallets.unlink",
  "identity.providers.unlink",
  "identity.passkeys.create",
  "identity.passkeys.update",
  "identity.passkeys.delete",
]);

/** Whether this is how an operation answers the request of its fixture, made by its rightful caller. */
export const isRightful = (op: Pick<AnyOperation<never>, "id">, { status }: Answer): boolean => (WANTS_MORE.has(op.id) ? [400, 401, 404, 409].includes(status) : status < 300);

/** Sends an operation's request as this client. */
export function sendOperation(client: Sender, op: AnyOperation<never>, request: RawRequest, options: SendOptions = {}): Promise<Answer> {
  const path = op.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(request.params?.[name] ?? ""));
  const query = new URLSearchParams(request.query).toString();
  return client.send(op.method, query === "" ? path : `${path}?${query}`, { ...options, ...(request.body === undefined ? {} : { body: request.body }) });
}

/** Every id, of whatever kind, that a value names somewhere. */
export const idsIn = (value: unknown): string[] => JSON.stringify(value)?.match(ID) ?? [];
const ID = new RegExp(`\\b(?:${Object.values(ID_PREFIXES).join("|")})_[0-9a-z]{26}\\b`, "g");

/** What work of its own touches between a test's two looks: seals, marks, refusals, uses and deliveries are no change that a caller made. */
const RESTLESS = new Set(["audit_entries", "key_uses", "outbox", "webhook_attempts", "webhook_deliveries", "webhook_messages"]);
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
