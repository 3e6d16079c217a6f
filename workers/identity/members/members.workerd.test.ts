import { describe, expect, test } from "vitest";
import { env, makeTenant, send, type TestTenant } from "../../../test/harness";
import { accept, byCookie, cookiesOf, linkToken, newMember, personOf, signIn, type Joined } from "../../../test/operations";
import { consumeEvents } from "../../events";
import type { Notice } from "../../kit/outbox";
import { newId } from "../../kit/ids";
import { servicesOf } from "../../services";

const rolesIn = async (tenant: TestTenant) => (await env.DB.prepare("select role from members where tenant_id = ?").bind(tenant.id).all<{ role: string }>()).results.map(({ role }) => role);
const tokenOf = ({ cookie }: Pick<Joined, "cookie">) => /pilothouse\.access=([^;]+)/.exec(cookie)?.[1] ?? "";
const byToken = (member: Joined) => send("GET", "/api/v1/members", { headers: { authorization: `Bearer ${tokenOf(member)}` } });

/** Owners beside the one that the tenant has. */
async function addOwners(tenant: TestTenant, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId("member", Date.now()));
  const now = Date.now();
  await env.DB.batch(
    ids.flatMap((id) => {
      const userId = newId("user", now);
      return [
        env.DB.prepare("insert into users (id, name, email, email_verified, created_at, updated_at) values (?, 'Owner', ?, 1, ?, ?)").bind(userId, `${userId}@example.com`, now, now),
        env.DB.prepare("insert into members (tenant_id, id, user_id, role, created_at) values (?, ?, ?, 'owner', ?)").bind(tenant.id, id, userId, now),
      ];
    }),
  );
  return ids;
}

describe("the last owner", () => {
  test("stays under twenty demotions and removals at one time", async () => {
    const tenant = await makeTenant();
    const owners = [tenant.owner.memberId, ...(await addOwners(tenant, 19))];
    const change = (id: string, index: number) => (index % 2 === 0 ? tenant.client.patch(`/api/v1/members/${id}`, { role: "viewer" }) : tenant.client.delete(`/api/v1/members/${id}`));
    const answers = await Promise.all(owners.map(change));
    expect(answers.filter((answer) => answer.status < 300)).toHaveLength(19);
    const [refused] = answers.filter((answer) => answer.status >= 300);
    expect([refused?.status, refused?.body.error.code]).toEqual([409, "CONFLICT"]);
    expect((await rolesIn(tenant)).filter((role) => role === "owner")).toHaveLength(1);
  });

  test("is neither demoted nor removed, by themselves or anybody", async () => {
    const tenant = await makeTenant();
    const owner = await personOf(tenant);
    const path = `/api/v1/members/${tenant.owner.memberId}`;
    expect((await owner.send("PATCH", path, { body: { role: "admin" } })).status).toBe(409);
    expect((await owner.send("DELETE", path)).status).toBe(409);
    expect((await tenant.client.patch(path, { role: "owner" })).status).toBe(200);
  });
});

describe("a change of role", () => {
  test("counts with the member's next request, by cookie and by token", async () => {
    const tenant = await makeTenant();
    const member = await newMember(tenant, "editor");
    expect((await member.client.send("POST", "/api/leads", { body: { firstName: "A" } })).status).toBe(201);
    const changed = await tenant.client.patch(`/api/v1/members/${member.id}`, { role: "viewer" });
    expect([changed.status, changed.body.role, changed.body.version]).toEqual([200, "viewer", 2]);
    const next = await member.client.send("POST", "/api/leads", { body: { firstName: "B" } });
    expect([next.status, next.body.error.details.permission]).toEqual([403, "leads:write"]);
    // The cookie's token is exchanged in passing; a bare token is stale.
    expect((await member.client.send("GET", "/api/v1/session")).body.member.role).toBe("viewer");
    expect((await byToken(member)).status).toBe(401);
  });

  test("counts with the next request of the busiest member too, whose isolate holds a lease", async () => {
    const tenant = await makeTenant();
    const member = await newMember(tenant, "editor");
    const write = () => member.client.send("POST", "/api/leads", { body: { firstName: "A" } });
    expect(new Set((await Promise.all(Array.from({ length: 60 }, write))).map((answer) => answer.status))).toEqual(new Set([201]));
    const [changed] = await Promise.all([tenant.client.patch(`/api/v1/members/${member.id}`, { role: "viewer" }), write(), write()]);
    expect(changed.status).toBe(200);
    expect(new Set((await Promise.all(Array.from({ length: 10 }, write))).map((answer) => answer.status))).toEqual(new Set([403]));
  });

  test("is refused where another came between, and does nothing where nothing changes", async () => {
    const tenant = await makeTenant();
    const { id } = await newMember(tenant, "editor");
    const path = `/api/v1/members/${id}`;
    expect((await tenant.client.patch(path, { role: "editor" })).body.version).toBe(1);
    expect((await tenant.client.send("PATCH", path, { body: { role: "viewer" }, headers: { "if-match": '"7"' } })).status).toBe(412);
    expect((await tenant.client.patch(path, { role: "captain" })).body.error.details.problems[0].path).toBe("role");
  });

  test("whose request died before it told the gate is told by its event", async () => {
    const tenant = await makeTenant();
    const member = await newMember(tenant, "editor");
    await env.DB.prepare("update members set role = 'viewer' where tenant_id = ? and id = ?").bind(tenant.id, member.id).run();
    const notice: Notice = { tenant: tenant.id, id: newId("event", Date.now()), type: "member.updated", object: { kind: "member", id: member.id, version: 2 } };
    await consumeEvents(servicesOf(env), { messages: [{ body: [notice] }], ackAll: () => undefined } as unknown as MessageBatch<Notice[]>);
    expect((await member.client.send("POST", "/api/leads", { body: { firstName: "B" } })).status).toBe(403);
  });
});

describe("a member who is removed", () => {
  test("is out with their next request, by cookie and token; their other workspace goes on; and they come back as they were", async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const member = await newMember(tenant, "editor");
    await other.client.post("/api/v1/invitations", { email: member.email, role: "viewer" });
    expect((await accept(await linkToken(other.id, member.email), {}, { cookie: member.cookie })).body.tenant.id).toBe(other.id);
    expect((await tenant.client.delete(`/api/v1/members/${member.id}`)).status).toBe(204);
    expect((await byToken(member)).status).toBe(401);
    const out = await member.client.send("GET", "/api/leads");
    expect(out.status).toBe(401);
    expect((await tenant.client.get("/api/v1/members")).text).not.toContain(member.email);
    const again = cookiesOf(await signIn(member.email));
    expect((await byCookie(again).send("GET", "/api/v1/session")).body.tenant.id).toBe(other.id);

    const back = await tenant.client.post(`/api/v1/members/${member.id}/restore`);
    expect([back.status, back.body.id, back.body.role]).toEqual([200, member.id, "editor"]);
    expect((await byCookie(again).send("POST", "/api/v1/session/workspace", { body: { workspace: tenant.id } })).body.member.role).toBe("editor");
    expect((await tenant.client.post(`/api/v1/members/${member.id}/restore`)).status).toBe(404);
  });

  test("is listed among those who were removed, the last first, until they are back; nobody else sees it", async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const [first, second] = [await newMember(tenant, "editor"), await newMember(tenant, "viewer")];
    const former = async () => (await tenant.client.get("/api/v1/members/former")).body.data as { id: string; email: string; role: string; removedAt: string }[];
    expect(await former()).toEqual([]);
    await tenant.client.delete(`/api/v1/members/${first.id}`);
    await tenant.client.delete(`/api/v1/members/${second.id}`);
    expect((await former()).map(({ id, email, role }) => [id, email, role])).toEqual([[second.id, second.email, "viewer"], [first.id, first.email, "editor"]]);
    expect((await other.client.get("/api/v1/members/former")).body.data).toEqual([]);
    await tenant.client.post(`/api/v1/members/${second.id}/restore`);
    expect((await former()).map(({ id }) => id)).toEqual([first.id]);
  });

  test("is not listed as removed once they came back by another invitation", async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const member = await newMember(tenant, "editor");
    await other.client.post("/api/v1/invitations", { email: member.email, role: "viewer" });
    await accept(await linkToken(other.id, member.email), {}, { cookie: member.cookie });
    await tenant.client.delete(`/api/v1/members/${member.id}`);
    await tenant.client.post("/api/v1/invitations", { email: member.email, role: "viewer" });
    const cookie = cookiesOf(await signIn(member.email));
    expect((await accept(await linkToken(tenant.id, member.email), {}, { cookie })).body.tenant.id).toBe(tenant.id);
    expect((await tenant.client.get("/api/v1/members/former")).body.data).toEqual([]);
  });

  test("leaves no invitation behind that they sent", async () => {
    const tenant = await makeTenant();
    const admin = await newMember(tenant, "admin");
    const email = `late-${crypto.randomUUID()}@example.com`;
    expect((await admin.client.send("POST", "/api/v1/invitations", { body: { email, role: "viewer" } })).status).toBe(201);
    await tenant.client.delete(`/api/v1/members/${admin.id}`);
    expect((await accept(await linkToken(tenant.id, email), { name: "Late", password: "correct horse battery" })).status).toBe(404);
  });
});

test("an admin neither changes, removes nor signs out an owner, nor makes one", async () => {
  const tenant = await makeTenant();
  const [admin, viewer] = [await newMember(tenant, "admin"), await newMember(tenant, "viewer")];
  const owner = `/api/v1/members/${tenant.owner.memberId}`;
  const answers = [
    await admin.client.send("PATCH", owner, { body: { role: "viewer" } }),
    await admin.client.send("DELETE", owner),
    await admin.client.send("GET", `${owner}/sessions`),
    await admin.client.send("DELETE", `${owner}/sessions`),
    await admin.client.send("PATCH", `/api/v1/members/${viewer.id}`, { body: { role: "owner" } }),
    await admin.client.send("PATCH", `/api/v1/members/${admin.id}`, { body: { role: "owner" } }),
    await admin.client.send("POST", "/api/v1/invitations", { body: { email: "friend@example.com", role: "owner" } }),
  ];
  expect(answers.map((answer) => [answer.status, answer.body.error.code])).toEqual(answers.map(() => [403, "FORBIDDEN"]));
  expect((await rolesIn(tenant)).toSorted()).toEqual(["admin", "owner", "viewer"]);
});

test("what a body may not say is refused by its name", async () => {
  const tenant = await makeTenant();
  const { id } = await newMember(tenant, "viewer");
  const answer = await tenant.client.patch(`/api/v1/members/${id}`, { role: "editor", tenantId: "ten_other", permissions: ["*:*"], userId: tenant.owner.userId });
  expect(answer.body.error.details.problems.map((problem: { path: string }) => problem.path)).toEqual(expect.arrayContaining(["tenantId", "permissions", "userId"]));
  for (const extra of ["tenantId", "permissions", "createdBy", "id", "version"]) {
    for (const [path, body] of [
      ["/api/v1/roles", { name: "R", permissions: ["leads:read"] }],
      ["/api/v1/keys", { name: "K", permissions: ["leads:read"] }],
      ["/api/v1/invitations", { email: "new@example.com", role: "viewer" }],
    ] as const) {
      if (extra in body) continue;
      expect([path, extra, (await tenant.client.post(path, { ...body, [extra]: "x" })).status]).toEqual([path, extra, 400]);
    }
  }
});

test("an idempotency key of another workspace answers nothing of it", async () => {
  const [mine, theirs] = [await makeTenant(), await makeTenant()];
  const body = { email: "shared@example.com", role: "viewer" };
  const headers = { "idempotency-key": `"${crypto.randomUUID()}"` };
  const first = await theirs.client.post("/api/v1/invitations", body, { headers });
  const second = await mine.client.post("/api/v1/invitations", body, { headers });
  expect([first.status, second.status, second.headers.get("idempotent-replayed")]).toEqual([201, 201, null]);
  expect(second.body.id).not.toBe(first.body.id);
  expect((await theirs.client.post("/api/v1/invitations", body, { headers })).body).toEqual(first.body);
});
