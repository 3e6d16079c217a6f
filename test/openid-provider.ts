/**
 * Google and GitHub as the product sees them, on a port of this machine: an OpenID provider, and an OAuth server with an
 * API of its own. Who signs in, and what is wrong with the answer, stands in the parameter `as` of the authorization request.
 */
import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { CLIENT, type PersonAtProvider } from "./provider-client";

type Grant = { person: PersonAtProvider; nonce: string | null; challenge: string; redirectUri: string };

/** Starts it. @returns its address, and how to end it */
export async function startProvider(): Promise<{ url: string; stop: () => Promise<void> }> {
  const [keys, stranger] = [await generateKeyPair("RS256"), await generateKeyPair("RS256")];
  const publicKey = { ...(await exportJWK(keys.publicKey)), kid: "test", alg: "RS256", use: "sig" };
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, PersonAtProvider>();
  let url = "";

  const authorize = (query: URLSearchParams, response: ServerResponse): void => {
    const person = JSON.parse(query.get("as") ?? "{}") as PersonAtProvider;
    const back = new URL(query.get("redirect_uri") ?? "");
    back.searchParams.set("state", query.get("state") ?? "");
    if (query.get("client_id") !== CLIENT.id || query.get("code_challenge_method") !== "S256") return void response.writeHead(400).end();
    if (person.wrong === "denied") back.searchParams.set("error", "access_denied");
    else {
      const code = randomUUID();
      grants.set(code, { person, nonce: query.get("nonce"), challenge: query.get("code_challenge") ?? "", redirectUri: query.get("redirect_uri") ?? "" });
      back.searchParams.set("code", code);
    }
    response.writeHead(302, { location: back.href }).end();
  };

  const idToken = async ({ person, nonce }: Grant): Promise<string> => {
    const { wrong } = person;
    const claims = { email: person.email, email_verified: person.verified ?? true, nonce: wrong === "nonce" ? "another nonce" : nonce };
    const token = new SignJWT(claims)
      .setProtectedHeader({ alg: wrong === "algorithm" ? "HS256" : "RS256", kid: "test" })
      .setIssuer(wrong === "issuer" ? "https://accounts.evil.example" : url)
      .setAudience(wrong === "audience" ? "another client" : CLIENT.id)
      .setSubject(person.sub)
      .setIssuedAt()
      .setExpirationTime(wrong === "expired" ? "-1h" : "5m");
    if (wrong === "algorithm") return token.sign(new TextEncoder().encode(JSON.stringify(publicKey)));
    return token.sign(wrong === "signature" ? stranger.privateKey : keys.privateKey);
  };

  /** Takes a code once, from the client with its secret and the verifier of the challenge. */
  const exchange = async (form: URLSearchParams, openid: boolean): Promise<[number, object]> => {
    const grant = grants.get(form.get("code") ?? "");
    grants.delete(form.get("code") ?? "");
    const verifier = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
    const fits = grant?.challenge === verifier && grant.redirectUri === form.get("redirect_uri") && form.get("client_id") === CLIENT.id && form.get("client_secret") === CLIENT.secret;
    // GitHub answers 200 with the error.
    if (grant === undefined || !fits) return [openid ? 400 : 200, { error: openid ? "invalid_grant" : "bad_verification_code" }];
    const token = randomUUID();
    tokens.set(token, grant.person);
    const base = { access_token: token, token_type: "bearer", scope: "user:email" };
    return [200, openid && grant.person.wrong !== "no-id-token" ? { ...base, expires_in: 300, id_token: await idToken(grant) } : base];
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? "/", url);
    const json = (status: number, body: object) => void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const person = tokens.get(request.headers.authorization?.replace("Bearer ", "") ?? "");
    switch (pathname) {
      case "/.well-known/openid-configuration":
        return json(200, { issuer: url, authorization_endpoint: `${url}/authorize`, token_endpoint: `${url}/token`, jwks_uri: `${url}/jwks`, response_types_supported: ["code"], id_token_signing_alg_values_supported: ["RS256"], subject_types_supported: ["public"] });
      case "/jwks":
        return json(200, { keys: [publicKey] });
      case "/authorize":
      case "/login/oauth/authorize":
        return authorize(searchParams, response);
      case "/token":
      case "/login/oauth/access_token":
        return json(...(await exchange(new URLSearchParams(await textOf(request)), pathname === "/token")));
      case "/user":
        return person === undefined ? json(401, {}) : json(200, { id: Number(person.sub), login: "octocat", email: null });
      case "/user/emails":
        return person === undefined ? json(401, {}) : json(200, [{ email: "other@example.com", primary: false, verified: true }, { email: person.email, primary: true, verified: person.verified ?? true }]);
      default:
        return json(404, {});
    }
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
