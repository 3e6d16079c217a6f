/**
 * The authorization code flow with state, PKCE and nonce, by oauth4webapi, over the one way out. Loaded when somebody
 * signs in by a provider. OpenID Connect Core 1.0, RFC 6749, RFC 7636, RFC 9207.
 */
import * as oauth from "oauth4webapi";
import * as z from "zod";
import type { Egress } from "#kit/egress";
import { canonicalEmail } from "#kit/email";
import type { Provider, Round, Vouched } from "./settings";

const TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 256 * 1024;

/** Where the browser goes to be asked. */
export async function authorizationUrl(provider: Provider, egress: Egress, round: Round): Promise<string> {
  const server = await serverOf(provider, egress);
  if (server.authorization_endpoint === undefined) throw new Error("the provider names no page for signing in");
  const url = new URL(server.authorization_endpoint);
  const parameters = {
    client_id: provider.clientId,
    response_type: "code",
    redirect_uri: round.redirectUri,
    scope: provider.kind === "openid" ? "openid email" : "read:user user:email",
    state: round.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(round.verifier),
    code_challenge_method: "S256",
    ...(provider.kind === "openid" ? { nonce: round.nonce, prompt: "select_account" } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * Takes what the browser came back with.
 * @throws what oauth4webapi says of an answer that does not fit, or EgressError
 */
export async function vouchedFor(provider: Provider, egress: Egress, round: Round, came: URLSearchParams): Promise<Vouched> {
  const server = await serverOf(provider, egress);
  const client = { client_id: provider.clientId };
  const options = over(egress);
  const parameters = oauth.validateAuthResponse(server, client, came, round.state);
  const response = await oauth.authorizationCodeGrantRequest(server, client, oauth.ClientSecretPost(provider.clientSecret), parameters, round.redirectUri, round.verifier, options);
  if (provider.kind === "github") {
    const { access_token: token } = await oauth.processAuthorizationCodeResponse(server, client, response);
    return githubPerson(provider.apiUrl, egress, token);
  }
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: round.nonce, requireIdToken: true });
  await oauth.validateApplicationLevelSignature(server, response, options);
  const claims = openIdClaims.parse(oauth.getValidatedIdTokenClaims(tokens));
  return { subject: claims.sub, email: claims.email_verified === true ? canonicalEmail(claims.email ?? "") : null };
}

const openIdClaims = z.object({ sub: z.string().min(1).max(255), email: z.string().optional(), email_verified: z.boolean().optional() });
const githubUser = z.object({ id: z.int().positive() });
const githubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

async function serverOf(provider: Provider, egress: Egress): Promise<oauth.AuthorizationServer> {
  if (provider.kind === "github") {
    const { url } = provider;
    return { issuer: url, authorization_endpoint: `${url}/login/oauth/authorize`, token_endpoint: `${url}/login/oauth/access_token` };
  }
  const issuer = new URL(provider.issuer);
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: "oidc", ...over(egress) }));
}

async function githubPerson(apiUrl: string, egress: Egress, token: string): Promise<Vouched> {
  const ask = async (path: string): Promise<unknown> => {
    const headers = { accept: "application/vnd.github+json", authorization: `Bearer ${token}`, "user-agent": "Pilothouse", "x-github-api-version": "2022-11-28" };
    const answer = await egress(`${apiUrl}${path}`, { headers, timeoutMs: TIMEOUT_MS, maxBytes: ANSWER_BYTES_MAX });
    if (!answer.ok) throw new Error(`the provider answered ${answer.status}`);
    return answer.json();
  };
  const [user, emails] = await Promise.all([ask("/user"), ask("/user/emails")]);
  const primary = githubEmails.parse(emails).find((one) => one.primary && one.verified);
  return { subject: String(githubUser.parse(user).id), email: primary === undefined ? null : canonicalEmail(primary.email) };
}

/** How the library reaches out. What may be called, and whether without TLS, is egress's to say. */
function over(egress: Egress) {
  return {
    [oauth.customFetch]: (url: string, { method, headers, body, signal }: { method: string; headers: Record<string, string>; body?: BodyInit | null | undefined; signal?: AbortSignal | undefined }) =>
      egress(url, { method, headers, body: body ?? null, signal: signal ?? null, timeoutMs: TIMEOUT_MS, maxBytes: ANSWER_BYTES_MAX }),
    [oauth.allowInsecureRequests]: true,
  };
}
