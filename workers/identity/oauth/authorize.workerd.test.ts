import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { beforeAll, describe, expect, test } from "vitest";
import { clientOf, env, makeTenant, ORIGIN, send, type TestTenant } from "../../../test/harness";
import { newMember, personOf } from "../../../test/operations";
import { anywhere, appOf, authorize, CALLBACK, codeOf, decide, registerApp, request } from "../../../test/oauth";
import worker from "../../index";

type Person = Awaited<ReturnType<typeof personOf>>;
let tenant: TestTenant;
let person: Person;
let app: string;

beforeAll(async () => {
  tenant = await makeTenant();
  person = await personOf(tenant);
  app = (await registerApp(tenant)).id;
});

const reads = async (token: string) => (await clientOf(token).get("/api/leads?limit=1")).status;

/** What a library of others sends goes to our Worker. */
const context = () => ({ waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} }) as unknown as ExecutionContext;
const toWorker = async (url: string, init: RequestInit) => {
  const headers = new Headers(init.headers);
  headers.set("cf-connecting-ip", crypto.randomUUID());
  return worker.fetch(new Request(url, { ...init, headers }) as never, env, context()) as unknown as Promise<Response>;
};

describe("third parties by their own libraries", () => {
  test("openid-client discovers the server, gets a code with PKCE, calls the API, refreshes and revokes", async () => {
    const made = await registerApp(tenant, { confidential: true });
    const config = await openid.discovery(new URL(ORIGIN), made.id, made.secret ?? "", undefined, {
      algorithm: "oauth2",
      execute: [openid.allowInsecureRequests],
      [openid.customFetch]: toWorker as unknown as openid.CustomFetch,
    });
    const verifier = openid.randomPKCECodeVerifier();
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: "leads:read offline_access",
      state: "s",
      resource: `${ORIGIN}/api`,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    const back = await decide(person, await authorize(person, Object.fromEntries(url.searchParams)));
    const tokens = await openid.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: "s" });
    expect([tokens.token_type, tokens.expires_in, tokens.scope]).toEqual(["bearer", 600, "leads:read offline_access"]);
    expect(await reads(tokens.access_token)).toBe(200);
    const next = await openid.refreshTokenGrant(config, tokens.refresh_token ?? "");
    expect(next.refresh_token).not.toBe(tokens.refresh_token);
    expect(await openid.tokenIntrospection(config, next.access_token)).toMatchObject({ active: true, client_id: made.id, scope: "leads:read offline_access", aud: `${ORIGIN}/api` });
    await openid.tokenRevocation(config, next.refresh_token ?? "");
    expect([await reads(next.access_token), await reads(tokens.access_token)]).toEqual([401, 401]);
    expect(await openid.tokenIntrospection(config, next.access_token)).toEqual({ active: false });
  });

  test("oauth4webapi finds the server from a refused call, and takes no answer of another issuer", async () => {
    const refused = await send("GET", "/api/leads", { headers: anywhere() });
    const where = /resource_metadata="([^"]+)"/.exec(refused.headers.get("www-authenticate") ?? "")?.[1] ?? "";
    const insecure = { [oauth.allowInsecureRequests]: true, [oauth.customFetch]: toWorker as never };
    const resource = await oauth.processResourceDiscoveryResponse(new URL(`${ORIGIN}/api`), await toWorker(where, { method: "GET" }));
    const issuer = new URL(resource.authorization_servers?.[0] ?? "");
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { ...insecure, algorithm: "oauth2" }));
    expect(server).toMatchObject({ code_challenge_methods_supported: ["S256"], authorization_response_iss_parameter_supported: true, client_id_metadata_document_supported: true });
    const client = { client_id: app };
    const back = await decide(person, await authorize(person, request(app, { prompt: "consent" })));
    const mixed = new URL(back);
    mixed.searchParams.set("iss", "https://evil.example");
    expect(() => oauth.validateAuthResponse(server, client, mixed, "s1")).toThrow(/iss/);
    const parameters = oauth.validateAuthResponse(server, client, back, "s1");
    const answer = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), parameters, CALLBACK, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", insecure);
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer);
    expect(await reads(tokens.access_token)).toBe(200);
  });
});

describe("the authorization request", () => {
  const refusedHere = (over: Record<string, string>) => authorize(person, request(app, over)).then((url) => [url.origin, url.pathname]);

  test("goes to no address but the registered one, however alike", async () => {
    const others = ["https://reports.example/callback/", "https://reports.example/callback/..;/", "https://reports.example/callback?x=1", "https://reports.example:8443/callback", "https://Reports.example/callback", "https://reports.example/Callback", "https://reports.example@evil.example/callback", "https://a@reports.example/callback", "https://reports.example.evil.example/callback", "https://reports.example/callback#x", "http://reports.example/callback", "javascript:alert(1)", "//evil.example", "https://reports.example\\@evil.example/callback"];
    for (const redirect_uri of others) expect([redirect_uri, ...(await refusedHere({ redirect_uri }))]).toEqual([redirect_uri, ORIGIN, "/consent"]);
    expect(await refusedHere({ client_id: "app_00000000000000000000000000" })).toEqual([ORIGIN, "/consent"]);
  });

  test("a program on the person's machine may listen on any port, and is asked for each time", async () => {
    const { id } = await registerApp(tenant, { redirectUris: ["http://127.0.0.1/done"] });
    const asked = request(id, { redirect_uri: "http://127.0.0.1:51004/done" });
    const first = await decide(person, await authorize(person, asked));
    expect([first.host, first.searchParams.get("iss")]).toEqual(["127.0.0.1:51004", ORIGIN]);
    expect((await authorize(person, asked)).pathname).toBe("/consent");
    for (const redirect_uri of ["http://127.0.0.1:51004/other", "http://localhost:51004/done", "http://127.0.0.1:99999/done", "https://127.0.0.1:51004/done"]) {
      expect((await authorize(person, { ...asked, redirect_uri })).pathname).toBe("/consent");
    }
  });

  test.each([
    [{ code_challenge: "" }, "invalid_request"],
    [{ code_challenge_method: "plain" }, "invalid_request"],
    [{ code_challenge_method: "" }, "invalid_request"],
    [{ code_challenge: "", code_challenge_method: "S256" }, "invalid_request"],
    [{ response_type: "token" }, "unsupported_response_type"],
    [{ response_mode: "fragment" }, "invalid_request"],
    [{ scope: "leads:read everything:all" }, "invalid_scope"],
    [{ scope: "*:*" }, "invalid_scope"],
    [{ resource: "https://evil.example/api" }, "invalid_target"],
    [{ request_uri: "https://evil.example/r" }, "request_not_supported"],
  ])("%j is refused to the app as %s", async (over, code) => {
    const back = await authorize(person, request(app, over as Record<string, string>));
    const { searchParams } = back;
    expect([back.origin + back.pathname, searchParams.get("error"), searchParams.get("state"), searchParams.get("iss")]).toEqual([CALLBACK, code, "s1", ORIGIN]);
  });

  test("who is not signed in comes back to it after signing in; prompt=none answers instead of asking", async () => {
    const asked = request(app);
    const there = await authorize(null, asked);
    expect([there.pathname, there.searchParams.get("return")]).toEqual(["/sign-in", `/oauth/authorize?${new URLSearchParams(asked).toString()}`]);
    expect((await authorize(null, { ...asked, prompt: "none" })).searchParams.get("error")).toBe("login_required");
    const { id } = await registerApp(tenant);
    expect((await authorize(person, request(id, { prompt: "none" }))).searchParams.get("error")).toBe("consent_required");
    await codeOf(person, id);
    expect((await authorize(person, request(id, { prompt: "none" }))).searchParams.get("code")).toMatch(/^[\w-]{43}$/);
    expect((await authorize(person, request(id, { prompt: "none", scope: "leads:write" }))).searchParams.get("error")).toBe("consent_required");
    expect((await authorize(person, request(id, { prompt: "consent" }))).pathname).toBe("/consent");
  });

  test("a key or an app's own token is no person, and allows no app", async () => {
    const other = await appOf(tenant, person, "leads:read");
    for (const client of [other, tenant.client]) {
      expect((await authorize(client, request(app))).pathname).toBe("/sign-in");
      expect((await client.post("/api/v1/app-requests", request(app))).status).toBe(403);
    }
  });
});

describe("the decision", () => {
  const waiting = async () => (await authorize(person, request(app, { prompt: "consent" }))).searchParams.get("request") ?? "";

  test("is told what is asked, is made once, by its own person, and from our own pages alone", async () => {
    const id = await waiting();
    const shown = (await person.send("GET", `/api/v1/app-requests/${id}`)).body;
    expect(shown).toMatchObject({ client: { id: app, name: "Reports", kind: "workspace" }, redirect: { host: "reports.example", assured: true }, offline: true });
    expect(shown.scopes).toEqual([{ scope: "leads:read", allows: expect.arrayContaining([expect.any(String)]) }]);
    const evil = { headers: { origin: "https://evil.example" }, body: { allow: true } };
    expect((await person.send("POST", `/api/v1/app-requests/${id}/decision`, evil)).status).toBe(403);
    const stranger = await newMember(tenant, "viewer");
    expect((await stranger.client.send("POST", `/api/v1/app-requests/${id}/decision`, { body: { allow: true } })).status).toBe(404);
    const both = await Promise.all([1, 2].map(() => person.send("POST", `/api/v1/app-requests/${id}/decision`, { body: { allow: true } })));
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("a refusal goes back to the app, and a code for another's workspace is not made", async () => {
    const refused = await decide(person, new URL(`${ORIGIN}/consent?request=${await waiting()}`), { allow: false });
    expect([refused.searchParams.get("error"), refused.searchParams.get("code")]).toEqual(["access_denied", null]);
    const other = await makeTenant();
    expect((await person.send("POST", `/api/v1/app-requests/${await waiting()}/decision`, { body: { allow: true, workspaceId: other.id } })).status).toBe(400);
    expect((await authorize(await personOf(other), request(app))).searchParams.get("request")).not.toBeNull();
    expect((await (await personOf(other)).send("POST", "/api/v1/app-requests", { body: request(app) })).status).toBe(404);
  });
});
