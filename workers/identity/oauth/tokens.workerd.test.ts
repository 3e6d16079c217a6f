import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { clientOf, env, makeTenant, ORIGIN, send, type TestTenant } from "../../../test/harness";
import { personOf } from "../../../test/operations";
import { anywhere, codeOf, exchange, postForm, refresh, registerApp } from "../../../test/oauth";

type Person = Awaited<ReturnType<typeof personOf>>;
let tenant: TestTenant;
let person: Person;
let app: string;

beforeAll(async () => {
  tenant = await makeTenant();
  person = await personOf(tenant);
  app = (await registerApp(tenant)).id;
});
afterEach(() => {
  vi.useRealTimers();
});

const tokensOf = async (over: Record<string, string> = {}) => (await exchange(app, await codeOf(person, app, over))).body as { access_token: string; refresh_token: string };
const reads = async (token: string) => (await clientOf(token).get("/api/leads?limit=1")).status;

describe("codes", () => {
  test("a code is spent by its first presentation, even with the wrong verifier, and shown again it ends all that came of it", async () => {
    const guessed = await codeOf(person, app);
    expect((await exchange(app, guessed, { code_verifier: "x".repeat(43) })).body.error).toBe("invalid_grant");
    expect((await exchange(app, guessed)).body.error).toBe("invalid_grant");
    const code = await codeOf(person, app);
    const tokens = (await exchange(app, code)).body;
    expect(await reads(tokens.access_token)).toBe(200);
    expect((await exchange(app, code)).body).toMatchObject({ error: "invalid_grant" });
    expect(await reads(tokens.access_token)).toBe(401);
    expect((await refresh(app, tokens.refresh_token)).body.error).toBe("invalid_grant");
  });

  test("of many who present one code at once none keeps a token", async () => {
    const code = await codeOf(person, app);
    const answers = await Promise.all(Array.from({ length: 10 }, () => exchange(app, code)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    for (const { body } of won) expect(await reads(body.access_token)).toBe(401);
  });

  test("a code is for its app, address and resource, and for one minute", async () => {
    const other = (await registerApp(tenant)).id;
    expect((await exchange(other, await codeOf(person, app))).body.error).toBe("invalid_grant");
    expect((await exchange(app, await codeOf(person, app), { redirect_uri: "https://reports.example/other" })).body.error).toBe("invalid_grant");
    expect((await exchange(app, await codeOf(person, app), { resource: `${ORIGIN}/mcp` })).body.error).toBe("invalid_target");
    const code = await codeOf(person, app);
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ["Date"] });
    expect((await exchange(app, code)).body.error).toBe("invalid_grant");
  });

  test("answers of the token endpoint are stored nowhere, and take no parameter from the address", async () => {
    const answer = await exchange(app, await codeOf(person, app));
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const form = { grant_type: "refresh_token", refresh_token: answer.body.refresh_token };
    expect((await postForm(`/oauth/token?client_id=${app}`, form)).body.error).toBe("invalid_request");
    expect((await send("POST", "/oauth/token", { body: { ...form, client_id: app }, headers: anywhere() })).body.error).toBe("invalid_request");
    expect((await send("GET", "/oauth/token", { headers: anywhere() })).status).toBe(405);
    expect((await postForm("/oauth/token", { client_id: app, grant_type: "password" })).body.error).toBe("unsupported_grant_type");
  });

  test("an app with a secret must prove it", async () => {
    const { id, secret } = await registerApp(tenant, { confidential: true });
    const code = await codeOf(person, id);
    for (const over of [{}, { client_secret: "wrong" }]) expect([(await exchange(id, code, over as Record<string, string>)).status]).toEqual([401]);
    expect((await exchange(id, code, { client_secret: secret ?? "" })).status).toBe(200);
    expect((await exchange(app, await codeOf(person, app), { client_secret: "one too many" })).status).toBe(401);
  });
});

describe("refresh tokens", () => {
  test("twenty at once with one token get one and the same answer", async () => {
    const { refresh_token: first } = await tokensOf();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(app, first)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await refresh(app, answers[0]?.body.refresh_token)).status).toBe(200);
  });

  test("a token that is shown again after half a minute was stolen: its whole family ends, and no other", async () => {
    const [mine, elsewhere] = [await tokensOf(), await tokensOf()];
    const next = (await refresh(app, mine.refresh_token)).body;
    vi.useFakeTimers({ now: Date.now() + 31_000, toFake: ["Date"] });
    expect((await refresh(app, mine.refresh_token)).body.error).toBe("invalid_grant");
    expect((await refresh(app, next.refresh_token)).body.error).toBe("invalid_grant");
    expect([await reads(next.access_token), await reads(mine.access_token), await reads(elsewhere.access_token)]).toEqual([401, 401, 200]);
  });

  test("a token is its app's alone, gives no more than was granted, and is kept as a hash", async () => {
    const { refresh_token: token } = await tokensOf();
    expect((await refresh((await registerApp(tenant)).id, token)).body.error).toBe("invalid_grant");
    expect((await refresh(app, token, { scope: "leads:write" })).body.error).toBe("invalid_scope");
    expect((await refresh(app, token, { resource: `${ORIGIN}/mcp` })).body.error).toBe("invalid_target");
    const next = (await refresh(app, token, { scope: "leads:read" })).body;
    expect(next.scope).toBe("leads:read");
    const { results } = await env.DB.prepare("select * from oauth_refresh").all();
    for (const secret of [token, next.refresh_token, next.access_token]) expect(JSON.stringify(results)).not.toContain(secret);
  });

  test("without offline_access there is none", async () => {
    expect((await tokensOf({ scope: "leads:read" })).refresh_token).toBeUndefined();
  });
});
