import { beforeAll, describe, expect, test } from "vitest";
import { env, makeTenant, ORIGIN, send, type Answer, type Client, type TestTenant } from "../../test/harness";
import { appOf } from "../../test/oauth";
import { idsIn, maker, rowsOf, sendOperation } from "../../test/operations";
import { hashPassword } from "../identity/password";
import { tokensOf } from "../identity/tokens";
import { knownPermissions } from "../identity/permissions";
import { serviceOf } from "../kit/operation";
import { operations } from "../operations";

/** Every operation that asks for a caller × every way of not being the right one × every kind of credential. */
const guarded = operations.filter((op) => op.permission !== "public");
const services = [...new Set(operations.map((op) => serviceOf(op)))];
const KINDS = ["cookie", "token", "key", "app"] as const;
type Kind = (typeof KINDS)[number];
type Callers = Record<"stranger" | "powerless" | "expired" | "revoked", Record<Kind, Client>>;

const password = "correct horse battery staple";
let tenant: TestTenant;
let callers: Callers;

const withHeaders = (headers: Record<string, string>): Client =>
  ({ send: (method: string, path: string, options = {}) => send(method, path, { ...options, headers: { ...headers, ...options.headers } }) }) as Client;
const byCookie = (cookie: string) => withHeaders({ cookie, origin: ORIGIN });
const byToken = (token: string) => withHeaders({ authorization: `Bearer ${token}` });
const cookiesOf = (answer: Answer) => answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
const accessOf = (cookies: string) => /pilothouse\.access=([^;]+)/.exec(cookies)?.[1] ?? "";

async function signedIn(email: string): Promise<string> {
  return cookiesOf(await send("POST", "/api/v1/session", { body: { email, password }, headers: { "cf-connecting-ip": crypto.randomUUID() } }));
}

/** A person of this tenant with this role, signed in; a role nobody knows holds no permission. */
async function member(tenantId: string, role: string, passwordHash: string): Promise<string> {
  const own = await makeTenant({ passwordHash });
  await env.DB.prepare("update members set tenant_id = ?, role = ? where user_id = ?").bind(tenantId, role, own.owner.userId).run();
  return signedIn(own.owner.email);
}

beforeAll(async () => {
  const passwordHash = await hashPassword(password);
  // Apps share the workspace's limit, and the list of operations is longer than a minute's calls.
  tenant = await makeTenant({ passwordHash, limits: Object.fromEntries(services.map((service) => [service, 100_000])) });
  const other = await makeTenant({ passwordHash, limits: Object.fromEntries(services.map((service) => [service, 100_000])) });
  const [strange, powerless, gone] = [await signedIn(other.owner.email), await member(tenant.id, "nobody", passwordHash), await signedIn(tenant.owner.email)];
  const late = tokensOf([env.AUTH_SIGNING_KEY ?? ""], env.PUBLIC_URL ?? "");
  const staleClaims = { sub: tenant.owner.userId, tid: tenant.id, mid: tenant.owner.memberId, sid: "old", role: "owner", auth_time: 0, epoch: 0 };
  const stale = await late.sign(staleClaims, Date.now() - 20 * 60_000);
  const spent = await tenant.client.post("/api/v1/keys", { name: "Old", permissions: ["*:*"], expiresAt: new Date(Date.now() - 1000).toISOString() });
  const lost = await tenant.client.post("/api/v1/keys", { name: "Lost", permissions: ["*:*"] });
  await byToken(lost.body.key).send("GET", "/api/leads");
  await tenant.client.delete(`/api/v1/keys/${lost.body.id}`);
  await byCookie(gone).send("DELETE", "/api/v1/session");
  const owner = byCookie(await signedIn(tenant.owner.email));
  const everything = knownPermissions(operations).map(({ permission }) => permission).join(" ");
  const strangeApp = await appOf(other, byCookie(strange), everything);
  const powerlessApp = await appOf(tenant, owner, "offline_access");
  const lostApp = await appOf(tenant, owner, everything);
  await lostApp.get("/api/leads?limit=1");
  const { data } = (await owner.send("GET", "/api/v1/app-grants")).body;
  await owner.send("DELETE", `/api/v1/app-grants/${data.find((grant: { scopes: string[] }) => grant.scopes.length > 1).id}`);
  const staleApp = await late.sign(staleClaims, Date.now() - 20 * 60_000, { client_id: "app_x", scope: everything, gid: "grt_x", aud: `${ORIGIN}/api` });
  callers = {
    stranger: { cookie: byCookie(strange), token: byToken(accessOf(strange)), key: other.client, app: strangeApp },
    powerless: { cookie: byCookie(powerless), token: byToken(accessOf(powerless)), key: await tenant.as([]), app: powerlessApp },
    expired: { cookie: byCookie(`pilothouse.session_token=gone.gone; pilothouse.access=${stale}`), token: byToken(stale), key: byToken(spent.body.key), app: byToken(staleApp) },
    revoked: { cookie: byCookie(gone), token: byToken(accessOf(gone)), key: byToken(lost.body.key), app: lostApp },
  };
}, 60_000);

/** Operations that act on their caller alone: as another tenant's, they answer of that tenant. */
const namesNothing = (request: unknown) => idsIn(request).length === 0;

/** Operations on what opens an account, that name a part of it: not for a token that was made from the session. */
const WANTS_SESSION = new Set(["identity.wallets.unlink", "identity.passkeys.update", "identity.passkeys.delete"]);

describe.each(guarded.map((op) => [op.id, op] as const))("%s", (_, op) => {
  test("is refused without a caller, and to those whose credential has expired or was revoked", async () => {
    const request = await op.fixture(maker(tenant));
    const before = await rowsOf(tenant.id);
    const refused = [withHeaders({}), ...KINDS.flatMap((kind) => [callers.expired[kind], callers.revoked[kind]])];
    const answers = await Promise.all(refused.map((client) => sendOperation(client, op, request)));
    expect(answers.map((answer) => answer.status)).toEqual(refused.map(() => 401));
    expect(await rowsOf(tenant.id)).toEqual(before);
  });

  test("is refused to members and keys without its permission, by its name", async () => {
    const request = await op.fixture(maker(tenant));
    if (op.permission === "member") return;
    const before = await rowsOf(tenant.id);
    for (const kind of KINDS) {
      const answer = await sendOperation(callers.powerless[kind], op, request);
      const details = answer.body.error.details ?? { permission: op.permission };
      expect([kind, answer.status, details.permission]).toEqual([kind, 403, op.permission]);
    }
    expect(await rowsOf(tenant.id)).toEqual(before);
  });

  test("shows and changes nothing of one tenant for another's callers", async () => {
    const request = await op.fixture(maker(tenant));
    // Signing out is the caller's own; done here it would end the sessions that the other tests use.
    if (op.id === "identity.session.delete") return;
    const before = await rowsOf(tenant.id);
    for (const kind of KINDS) {
      const answer = await sendOperation(callers.stranger[kind], op, request);
      if (namesNothing(request)) expect([kind, answer.status < 500]).toEqual([kind, true]);
      // What is a person's own is refused to a key or an app before anything is looked up, to an app what asks for a fresh sign-in,
      // and to a bare token what wants the session itself.
      else if (kind === "token" && WANTS_SESSION.has(op.id)) expect([kind, answer.status]).toEqual([kind, 401]);
      else expect([kind, answer.status]).toEqual([kind, (op.caller === "person" && ["key", "app"].includes(kind)) || (op.fresh === true && kind === "app") ? 403 : 404]);
      expect(answer.text).not.toContain(tenant.id);
    }
    expect(await rowsOf(tenant.id)).toEqual(before);
  });
});
