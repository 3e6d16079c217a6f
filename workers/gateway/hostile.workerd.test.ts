/** What a hostile caller puts where it does not belong: over every operation of the list, and each against a tenant of its own. */
import { beforeAll, describe, expect, test, vi } from "vitest";
import { counted, makeTenant, ORIGIN, send, type TestTenant } from "../../test/harness";
import { idsIn, maker, rowsOf, sendOperation } from "../../test/operations";
import { mintApiKey } from "../identity/api-key";
import { hashPassword } from "../identity/password";
import { operations } from "../operations";

const guarded = operations.filter((op) => op.permission !== "public");
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

let mine: TestTenant;
let theirs: TestTenant;
beforeAll(async () => {
  [mine, theirs] = [await makeTenant(), await makeTenant()];
});

/** Fields that decide something in this house, and that no body may set unless its operation lists them. */
const PRIVILEGED = ["tenantId", "tenant_id", "tenant", "tid", "createdBy", "createdAt", "deletedAt", "isAdmin", "principal", "actor", "hash", "perMinute"];
/** Where unknown fields are dropped, as OpenAI's own wire does, they are still not obeyed. */
const IGNORES_UNKNOWN = new Set(["ai.chat.complete"]);
const withBody = operations.filter((op) => op.body !== undefined && !IGNORES_UNKNOWN.has(op.id));

/** What asks for no caller has a limit by address, which is not what is tried here. */
const fromAnywhere = () => ({ headers: { "cf-connecting-ip": crypto.randomUUID() } });

describe.each(withBody.map((op) => [op.id, op] as const))("%s", (_, op) => {
  test("refuses by name a field that is not its own, and changes nothing", async () => {
    const request = await op.fixture(maker(mine));
    if (!isObject(request.body)) return;
    const own = new Set(Object.keys(request.body));
    const before = await rowsOf(mine.id);
    for (const field of PRIVILEGED.filter((name) => !own.has(name))) {
      const body = { ...request.body, [field]: theirs.id };
      const answer = await sendOperation(mine.client, op, { ...request, body }, fromAnywhere());
      const paths = answer.body?.error?.details?.problems?.map((problem: { path: string }) => problem.path) ?? [];
      expect([field, answer.status, answer.text]).toEqual([field, 400, expect.stringContaining(field)]);
      expect(paths.length === 0 || paths.some((path: string) => path.includes(field) || path === "body")).toBe(true);
    }
    expect(await rowsOf(mine.id)).toEqual(before);
  });

  test("takes no prototype from a body", async () => {
    const request = await op.fixture(maker(mine));
    if (!isObject(request.body)) return;
    for (const key of ["__proto__", "constructor", "prototype"]) {
      const raw = JSON.stringify(request.body).replace(/\}$/, `${Object.keys(request.body).length > 0 ? "," : ""}${JSON.stringify(key)}:{"polluted":true}}`);
      const answer = await sendOperation({ send: (method, path, options = {}) => mine.client.send(method, path, { ...options, raw }) }, op, { ...request, body: undefined }, fromAnywhere());
      expect([key, answer.status]).toEqual([key, 400]);
    }
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

test("no header, query or address chooses the tenant: that is the credential's alone", async () => {
  const { body } = await theirs.client.post("/api/leads", { firstName: "Theirs" });
  const headers = { "x-tenant-id": theirs.id, "x-tenant": theirs.slug, "x-pilothouse-tenant": theirs.id, forwarded: `host=${theirs.slug}.example.com`, "x-forwarded-host": `${theirs.slug}.example.com`, cookie: `tenant=${theirs.id}` };
  for (const op of guarded.filter((one) => one.method === "GET")) {
    const request = await op.fixture(maker(mine));
    const answer = await sendOperation(mine.client, op, request, { headers });
    expect([op.id, answer.text.includes(body.id) || answer.text.includes(theirs.id)]).toEqual([op.id, false]);
    for (const name of ["tenant", "tenantId", "tenant_id"]) {
      const asked = await sendOperation(mine.client, op, { ...request, query: { ...request.query, [name]: theirs.id } });
      expect([op.id, name, asked.status]).toEqual([op.id, name, 400]);
    }
  }
});

test("a cursor of another tenant's list opens none of it", async () => {
  for (let i = 0; i < 3; i++) await theirs.client.post("/api/leads", { firstName: `Theirs ${i}` });
  const lists = guarded.filter((op) => op.method === "GET" && op.query !== undefined && !op.path.includes(":"));
  let tried = 0;
  for (const op of lists) {
    const page = await sendOperation(theirs.client, op, { query: { limit: "1" } });
    if (page.status !== 200 || typeof page.body?.nextCursor !== "string") continue;
    tried += 1;
    const answer = await sendOperation(mine.client, op, { query: { limit: "1", cursor: page.body.nextCursor } });
    const known = new Set(idsIn(page.body));
    expect([op.id, idsIn(answer.text).some((id) => known.has(id))]).toEqual([op.id, false]);
    expect(answer.text).not.toContain(theirs.id);
  }
  expect(tried).toBeGreaterThan(1);
});

describe("an id of another tenant", () => {
  const named = async () => ({
    company: (await theirs.client.post("/api/companies", { name: "Their Company" })).body.id as string,
    contact: (await theirs.client.post("/api/contacts", { firstName: "Their", lastName: "Contact" })).body.id as string,
    lead: (await theirs.client.post("/api/leads", { firstName: "Their Lead" })).body.id as string,
  });

  test("in a body is refused where it would be linked to, and nothing is made", async () => {
    const { company, contact, lead } = await named();
    const before = await rowsOf(mine.id);
    const attempts: [string, Record<string, unknown>][] = [
      ["/api/contacts", { firstName: "A", companyId: company }],
      ["/api/contacts", { firstName: "A", otherCompanies: [company] }],
      ["/api/companies", { name: "A", parentId: company }],
      ["/api/deals", { name: "A", companyId: company }],
      ["/api/deals", { name: "A", contacts: [{ id: contact }] }],
      ["/api/notes", { body: "A", about: [lead] }],
      ["/api/tasks", { title: "A", about: [contact] }],
      ["/api/leads", { firstName: "A", owner: theirs.owner.memberId }],
    ];
    for (const [path, body] of attempts) {
      const answer = await mine.client.post(path, body);
      expect([path, answer.status]).toEqual([path, 400]);
      expect(answer.text).not.toMatch(/Their (?:Company|Contact|Lead)/);
    }
    expect(await rowsOf(mine.id)).toEqual(before);
  });

  test("in a batch is an item that is not there, and changes nothing", async () => {
    const { lead, contact } = await named();
    const before = await rowsOf(theirs.id);
    const own = (await mine.client.post("/api/leads", { firstName: "Mine" })).body.id as string;
    const { body } = await mine.client.post("/api/leads/batch", { action: "update", items: [{ id: lead, firstName: "Mine now" }, { id: own, firstName: "Still mine" }] });
    expect(body.data.map((item: { status: string; error: { code: string } | null }) => [item.status, item.error?.code])).toEqual([["failed", "NOT_FOUND"], ["updated", undefined]]);
    expect((await mine.client.post("/api/contacts/batch/delete", { ids: [contact] })).status).toBe(404);
    expect(await rowsOf(theirs.id)).toEqual(before);
  });

  test("in a filter, a search or a group finds nothing", async () => {
    const { company, contact, lead } = await named();
    const queries = [
      `/api/contacts?filter=companyId[eq]:${company}`,
      `/api/tasks?filter=about[contains]:${contact}`,
      `/api/leads?q=Their`,
      `/api/search?q=Their`,
      `/api/leads/groups?by=status&filter=owner[eq]:${theirs.owner.memberId}`,
    ];
    for (const query of queries) {
      const answer = await mine.client.get(query);
      expect([query, answer.status, answer.body.data]).toEqual([query, 200, []]);
    }
    expect((await mine.client.get(`/api/leads/${lead}/timeline`)).status).toBe(404);
  });
});

test("an idempotency key is found within its tenant and principal only", async () => {
  const headers = { "idempotency-key": crypto.randomUUID() };
  const body = { firstName: "Ada" };
  const first = await theirs.client.post("/api/leads", body, { headers });
  const other = await mine.client.post("/api/leads", body, { headers });
  const colleague = await (await theirs.as(["*:*"])).post("/api/leads", body, { headers });
  const again = await theirs.client.post("/api/leads", body, { headers });
  expect([first, other, colleague, again].map((answer) => answer.status)).toEqual([201, 201, 201, 201]);
  expect(again.body.id).toBe(first.body.id);
  expect(new Set([first.body.id, other.body.id, colleague.body.id]).size).toBe(3);
});

test("a wrong key costs the same hashes and look-ups, and is told the same, whether its id is known or not", async () => {
  const known = await mine.as(["*:*"]);
  const stranger = await mintApiKey();
  const watched = counted();
  const digests = vi.spyOn(crypto.subtle, "digest");
  const costOf = async (key: string) => {
    digests.mockClear();
    watched.reset();
    const { status, body } = await send("GET", "/api/leads", { env: watched.env, headers: { authorization: `Bearer ${key}` } });
    return { status, message: body.error.message, hashes: digests.mock.calls.length, ...watched.counts };
  };
  await costOf((await mintApiKey()).key);
  const unknown = await costOf(stranger.key);
  const wrong = await costOf((await mintApiKey(known.key.split("_")[2])).key);
  digests.mockRestore();
  expect(wrong).toEqual(unknown);
  expect(unknown).toMatchObject({ status: 401, d1: 1 });
});

test("signing in makes a session of its own, whatever cookies the browser was made to carry", async () => {
  const password = "correct horse battery staple";
  const tenant = await makeTenant({ passwordHash: await hashPassword(password) });
  const signIn = async (cookie: string) => {
    const answer = await send("POST", "/api/v1/session", { body: { email: tenant.owner.email, password }, headers: { cookie, origin: ORIGIN } });
    return answer.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  };
  const planted = await signIn("pilothouse.session_token=attackers-choice.signature");
  const victim = await signIn(planted);
  const tokenOf = (cookies: string) => /session_token=([^;]+)/.exec(cookies)?.[1];
  expect(tokenOf(planted)).not.toContain("attackers-choice");
  expect(tokenOf(victim)).toBeDefined();
  expect(tokenOf(victim)).not.toBe(tokenOf(planted));
});
