import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { clientOf, counted, env, makeTenant, ORIGIN, send, type TestTenant } from "../../../test/harness";
import { newId } from "#kit/ids";
import { newMember, personOf } from "../../../test/operations";
import { anywhere, appOf, authorize, CALLBACK, codeOf, decide, exchange, refresh, registerApp, request } from "../../../test/oauth";

type Person = Awaited<ReturnType<typeof personOf>>;
let tenant: TestTenant;
let person: Person;
let app: string;

beforeAll(async () => {
  tenant = await makeTenant();
  person = await personOf(tenant);
  app = (await registerApp(tenant)).id;
});
afterEach(() => void vi.restoreAllMocks());

const tokensOf = async (over: Record<string, string> = {}) => (await exchange(app, await codeOf(person, app, over))).body as { access_token: string; refresh_token: string };
const reads = async (token: string) => (await clientOf(token).get("/api/leads?limit=1")).status;

describe("what an app may do", () => {
  test("ends with the grant at once, and is asked for anew", async () => {
    const { id } = await registerApp(tenant);
    const tokens = (await exchange(id, await codeOf(person, id))).body;
    expect(await reads(tokens.access_token)).toBe(200);
    const granted = (await person.send("GET", "/api/v1/app-grants")).body.data.find((one: { clientId: string }) => one.clientId === id);
    expect((await person.send("DELETE", `/api/v1/app-grants/${granted.id}`)).status).toBe(204);
    expect(await reads(tokens.access_token)).toBe(401);
    expect((await refresh(id, tokens.refresh_token)).body.error).toBe("invalid_grant");
    expect((await authorize(person, request(id))).pathname).toBe("/consent");
  });

  test("is told to its person in words, with the app's host, and to who keeps the apps by how many allowed it", async () => {
    const { id } = await registerApp(tenant);
    const people = async () => (await tenant.client.get("/api/v1/apps")).body.data.find((one: { id: string }) => one.id === id).people;
    expect(await people()).toBe(0);
    await exchange(id, await codeOf(person, id, { scope: "leads:read offline_access" }));
    const granted = (await person.send("GET", "/api/v1/app-grants")).body.data.find((one: { clientId: string }) => one.clientId === id);
    expect(granted).toMatchObject({ host: new URL(CALLBACK).host, offline: true, scopes: [{ scope: "leads:read", allows: expect.arrayContaining([expect.any(String)]) }] });
    expect(await people()).toBe(1);
  });

  test("ends with the app at once", async () => {
    const { id } = await registerApp(tenant);
    const tokens = (await exchange(id, await codeOf(person, id))).body;
    expect(await reads(tokens.access_token)).toBe(200);
    expect((await tenant.client.delete(`/api/v1/apps/${id}`)).status).toBe(204);
    expect(await reads(tokens.access_token)).toBe(401);
    expect((await refresh(id, tokens.refresh_token)).body.error).toBe("invalid_client");
  });

  test("is what its person granted, as far as they may themselves, at each use", async () => {
    const viewer = await newMember(tenant, "editor");
    const writer = await appOf(tenant, viewer.client, "leads:read leads:write leads:delete");
    const made = await writer.post("/api/leads", { firstName: "Ada", email: `ada-${crypto.randomUUID()}@example.com` });
    expect(made.status).toBe(201);
    const missing = await writer.delete(`/api/leads/${made.body.id}`);
    expect([missing.status, missing.body.error.details.permission]).toEqual([403, "leads:delete"]);
    expect(missing.headers.get("www-authenticate")).toContain('error="insufficient_scope", scope="leads:delete"');
    expect((await writer.get("/api/contacts")).status).toBe(403);
    const member = await tenant.client.get(`/api/v1/members`);
    expect(member.status).toBe(200);
    const changed = await tenant.client.patch(`/api/v1/members/${viewer.id}`, { role: "viewer" });
    expect(changed.status).toBe(200);
    const after = await writer.post("/api/leads", { firstName: "Bo", email: `bo-${crypto.randomUUID()}@example.com` });
    expect([401, 403]).toContain(after.status);
  });

  test("never includes what asks for a fresh sign-in, or for the person themselves", async () => {
    const strong = await appOf(tenant, person, "keys:write keys:read apps:write");
    expect((await strong.post("/api/v1/keys", { name: "Forever", permissions: ["keys:read"] })).status).toBe(403);
    expect((await strong.post("/api/v1/apps", { name: "Mine", redirectUris: [CALLBACK], confidential: false })).status).toBe(403);
    expect((await strong.get("/api/v1/app-grants")).status).toBe(403);
    expect((await strong.get("/api/v1/live", { headers: { upgrade: "websocket" } })).status).toBe(403);
    expect((await strong.get("/api/v1/keys")).status).toBe(200);
  });

  test("costs what a key's does: a warm read is one round trip to the database and one to the gate", async () => {
    const caller = await appOf(tenant, person, "leads:read");
    const watch = counted();
    await caller.get("/api/leads?limit=1", { env: watch.env });
    watch.reset();
    expect((await caller.get("/api/leads?limit=1", { env: watch.env })).status).toBe(200);
    expect(watch.counts).toEqual({ d1: 1, objects: 1, queue: 0 });
  });

  test("is for the one workspace that its person chose", async () => {
    const there = await makeTenant();
    const { userId } = tenant.owner;
    await env.DB.prepare("insert into members (tenant_id, id, user_id, role, created_at) values (?, ?, ?, 'viewer', ?)").bind(there.id, newId("member", Date.now()), userId, Date.now()).run();
    const open = { ...env, OAUTH_REGISTRATION: "open" };
    const { client_id: id } = (await send("POST", "/oauth/register", { body: { redirect_uris: [CALLBACK], token_endpoint_auth_method: "none" }, headers: anywhere(), env: open })).body;
    const pending = await authorize(person, request(id));
    const { workspaces } = (await person.send("GET", `/api/v1/app-requests/${pending.searchParams.get("request")}`)).body;
    expect(workspaces.map((place: { id: string; current: boolean }) => [place.id, place.current])).toEqual([[tenant.id, true], [there.id, false]]);
    const code = (await decide(person, pending, { allow: true, workspaceId: there.id })).searchParams.get("code") ?? "";
    const caller = clientOf((await exchange(id, code)).body.access_token);
    expect((await caller.get("/api/v1/session")).body).toMatchObject({ tenant: { id: there.id }, permissions: ["leads:read"] });
    await tenant.client.post("/api/leads", { firstName: "Here", email: `here-${crypto.randomUUID()}@example.com` });
    expect((await caller.get("/api/leads")).body.data).toEqual([]);
  });

  test("a token for one resource is none for another", async () => {
    const { access_token: token } = await tokensOf({ resource: `${ORIGIN}/mcp` });
    expect(await reads(token)).toBe(401);
    expect((await send("GET", "/api/leads", { headers: { cookie: `pilothouse.access=${(await tokensOf()).access_token}`, ...anywhere() } })).status).toBe(401);
  });
});

describe("apps that nobody registered", () => {
  const address = "https://app.example.com/oauth/client.json";
  const document = { client_id: address, client_name: "Example App", redirect_uris: [CALLBACK], token_endpoint_auth_method: "none" };
  const serving = (answer: () => Response) => vi.spyOn(globalThis, "fetch").mockImplementation(async () => answer());

  test("an app is known by the document at its address, and by its host", async () => {
    const fetched = serving(() => Response.json(document));
    const pending = await authorize(person, request(address));
    const shown = (await person.send("GET", `/api/v1/app-requests/${pending.searchParams.get("request")}`)).body;
    expect(shown.client).toEqual({ id: address, name: "Example App", kind: "document", host: "app.example.com" });
    const code = (await decide(person, pending)).searchParams.get("code") ?? "";
    const tokens = (await exchange(address, code)).body;
    expect(await reads(tokens.access_token)).toBe(200);
    expect((await refresh(address, tokens.refresh_token)).status).toBe(200);
    expect((await authorize(person, request(address))).searchParams.get("code")).not.toBeNull();
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  test.each([
    ["names another app", () => Response.json({ ...document, client_id: "https://app.example.com/oauth/other.json" })],
    ["is larger than 5 KB", (url: string) => Response.json({ ...document, client_id: url, padding: "x".repeat(6_000) })],
    ["redirects", () => new Response(null, { status: 302, headers: { location: "http://169.254.169.254/" } })],
    ["wants a shared secret", (url: string) => Response.json({ ...document, client_id: url, token_endpoint_auth_method: "client_secret_basic" })],
    ["sends people to a script", (url: string) => Response.json({ ...document, client_id: url, redirect_uris: ["javascript:alert(1)"] })],
    ["is no JSON", () => new Response("hello")],
  ])("a document that %s is refused", async (_, answer) => {
    const url = `https://app.example.com/${crypto.randomUUID()}.json`;
    const fetched = serving(() => answer(url));
    const back = await authorize(person, request(url));
    expect([back.pathname, back.searchParams.get("error")]).toEqual(["/consent", "invalid_client"]);
    expect(fetched.mock.calls.length).toBe(1);
  });

  test("no document is fetched from where no app may be", async () => {
    const fetched = serving(() => Response.json(document));
    const inside = ["https://10.0.0.1/a", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/a", "https://[fd00::1]/a", "https://app.internal/a", "https://app.example.com:22/a", "https://user:pass@app.example.com/a", "https://app.example.com/a#b", "https://app.example.com/", "https://app.example.com/a/../b", "http://app.example.com/a", "https://APP.example.com/a"];
    for (const url of inside) expect([url, (await authorize(person, request(url))).searchParams.get("error")]).toEqual([url, "invalid_client"]);
    const name = { ...env, EGRESS_LOOPBACK: "refuse" };
    const path = `/oauth/authorize?${new URLSearchParams(request("https://127.0.0.1/a")).toString()}`;
    expect((await person.send("GET", path, { env: name })).headers.get("location")).toBe("/consent?error=invalid_client");
    expect(fetched).not.toHaveBeenCalled();
  });

  const metadata = { client_name: "Self", redirect_uris: ["http://localhost/cb"], token_endpoint_auth_method: "none" };
  const open = { ...env, OAUTH_REGISTRATION: "open" };

  test("where the setting is closed nobody registers by themselves, and nothing says that they could", async () => {
    expect((await send("POST", "/oauth/register", { body: metadata, headers: anywhere() })).body.error).toBe("access_denied");
    expect((await send("GET", "/.well-known/oauth-authorization-server")).body.registration_endpoint).toBeUndefined();
  });

  test("where it is open an app registers, is shown as unproven, and a flood of them is stopped", async () => {
    const server = (await send("GET", "/.well-known/oauth-authorization-server/mcp", { env: open })).body;
    expect(server.registration_endpoint).toBe(`${ORIGIN}/oauth/register`);
    const from = { "cf-connecting-ip": "192.0.2.77" };
    const made = await send("POST", "/oauth/register", { body: metadata, headers: from, env: open });
    expect([made.status, made.body.client_secret]).toEqual([201, undefined]);
    const pending = await authorize(person, request(made.body.client_id, { redirect_uri: "http://localhost:5000/cb" }));
    const shown = (await person.send("GET", `/api/v1/app-requests/${pending.searchParams.get("request")}`)).body;
    expect([shown.client.kind, shown.redirect]).toEqual(["registered", { host: "localhost:5000", loopback: true, assured: false }]);
    const flood = await Promise.all(Array.from({ length: 20 }, () => send("POST", "/oauth/register", { body: metadata, headers: from, env: open })));
    expect(flood.filter(({ status }) => status === 201).length).toBeLessThan(10);
    expect(flood.at(-1)?.body.error).toBe("temporarily_unavailable");
    for (const redirect_uris of [[], ["javascript:alert(1)"], ["http://evil.example/"], ["https://a.example/#x"], ["cursor://x"]]) {
      const refused = await send("POST", "/oauth/register", { body: { ...metadata, redirect_uris }, headers: anywhere(), env: open });
      expect([redirect_uris, refused.body.error]).toEqual([redirect_uris, "invalid_redirect_uri"]);
    }
  });
});
