/** An app as tests need it: registered, allowed by a person, and calling with the tokens that it got. */
import { clientOf, ORIGIN, send, type Answer, type Client, type TestTenant } from "./harness";

export const CALLBACK = "https://reports.example/callback";
export const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/** That of RFC 7636 appendix B. */
export const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

type Person = Pick<Client, "send">;

export const anywhere = () => ({ "cf-connecting-ip": crypto.randomUUID() });

/** Posts a form, as apps do. */
export function postForm(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
  return send("POST", path, { raw: new URLSearchParams(form), headers: { "content-type": "application/x-www-form-urlencoded", ...anywhere(), ...headers } });
}

export async function registerApp({ client }: Pick<TestTenant, "client">, app: { redirectUris?: string[]; confidential?: boolean } = {}): Promise<{ id: string; secret: string | null }> {
  const made = await client.post("/api/v1/apps", { name: "Reports", redirectUris: [CALLBACK], confidential: false, ...app });
  if (made.status !== 201) throw new Error(`registering answered ${made.status}: ${made.text}`);
  return made.body;
}

/** What an app sends a browser with. */
export function request(clientId: string, over: Record<string, string> = {}): Record<string, string> {
  return { response_type: "code", client_id: clientId, redirect_uri: CALLBACK, scope: "leads:read offline_access", state: "s1", code_challenge: CHALLENGE, code_challenge_method: "S256", ...over };
}

/** Where the browser is sent, as an address. */
export async function authorize(person: Person | null, parameters: Record<string, string>): Promise<URL> {
  const path = `/oauth/authorize?${new URLSearchParams(parameters).toString()}`;
  const answer = await (person === null ? send("GET", path, { headers: anywhere() }) : person.send("GET", path));
  if (answer.status !== 302) throw new Error(`authorizing answered ${answer.status}: ${answer.text}`);
  return new URL(answer.headers.get("location") ?? "", ORIGIN);
}

/** The person decides, and the browser goes on. */
export async function decide(person: Person, pending: URL, decision: Record<string, unknown> = { allow: true }): Promise<URL> {
  const id = pending.searchParams.get("request") ?? "";
  const answer = await person.send("POST", `/api/v1/app-requests/${id}/decision`, { body: decision });
  if (answer.status !== 200) throw new Error(`deciding answered ${answer.status}: ${answer.text}`);
  return new URL(answer.body.redirectTo);
}

/** A code, by the whole way through the consent page's operations. */
export async function codeOf(person: Person, clientId: string, over: Record<string, string> = {}): Promise<string> {
  const back = await authorize(person, request(clientId, over));
  const done = back.pathname === "/consent" ? await decide(person, back) : back;
  return done.searchParams.get("code") ?? "";
}

export const exchange = (clientId: string, code: string, over: Record<string, string> = {}) =>
  postForm("/oauth/token", { grant_type: "authorization_code", client_id: clientId, code, redirect_uri: CALLBACK, code_verifier: VERIFIER, ...over });

export const refresh = (clientId: string, token: string, over: Record<string, string> = {}) =>
  postForm("/oauth/token", { grant_type: "refresh_token", client_id: clientId, refresh_token: token, ...over });

/** A client that calls with an app's access token. */
export async function appOf(tenant: Pick<TestTenant, "client">, person: Person, scope: string): Promise<Client> {
  const { id } = await registerApp(tenant);
  const answer = await exchange(id, await codeOf(person, id, { scope }));
  if (answer.status !== 200) throw new Error(`the token endpoint answered ${answer.status}: ${answer.text}`);
  return clientOf(answer.body.access_token);
}
