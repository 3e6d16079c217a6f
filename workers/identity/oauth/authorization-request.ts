/** Reading an authorization request: what is wrong with it, and to whom that may be told. RFC 6749 section 4.1, OAuth 2.1, RFC 7636, RFC 8707. */
import { isSameRedirect } from "./redirects";
import type { OAuthClient } from "./client";
import { OAuthError } from "./errors";
import { OFFLINE } from "./resources";

const STATE_LENGTH_MAX = 1_000;
const SCOPES_MAX = 100;
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** The parameters of a request as text, each once. */
export type Parameters = Readonly<Record<string, string | undefined>>;

export type AuthorizationRequest = {
  client: OAuthClient;
  redirectUri: string;
  state: string | null;
  challenge: string;
  scopes: string[];
  resource: string;
  prompt: "none" | "consent" | null;
};

export type Offered = { scopes: readonly string[]; defaultScopes: readonly string[]; resources: readonly string[] };

/** The address to which the app may be told what is wrong; without one only the person is told. @throws OAuthError */
export function redirectOf(client: OAuthClient, parameters: Parameters): string {
  const asked = parameters["redirect_uri"];
  if (asked === undefined) throw new OAuthError("invalid_request", "redirect_uri is missing.");
  if (!client.redirectUris.some((registered) => isSameRedirect(registered, asked))) {
    throw new OAuthError("invalid_request", "redirect_uri is not one that the app has registered.");
  }
  return asked;
}

export function stateOf(parameters: Parameters): string | null {
  const state = parameters["state"] ?? null;
  return state !== null && state.length > STATE_LENGTH_MAX ? null : state;
}

/** The rest of the request, of which the app is told. @throws OAuthError */
export function readRequest(client: OAuthClient, redirectUri: string, parameters: Parameters, offered: Offered): AuthorizationRequest {
  const { response_type: type, response_mode: mode = "query", code_challenge: challenge, code_challenge_method: method, prompt } = parameters;
  if (parameters["request"] !== undefined || parameters["request_uri"] !== undefined) throw new OAuthError("request_not_supported", "Request objects are not taken.");
  if (type !== "code") throw new OAuthError("unsupported_response_type", "response_type must be code.");
  if (mode !== "query") throw new OAuthError("invalid_request", "response_mode must be query.");
  if ((parameters["state"]?.length ?? 0) > STATE_LENGTH_MAX) throw new OAuthError("invalid_request", `state takes at most ${STATE_LENGTH_MAX} characters.`);
  if (challenge === undefined || !CHALLENGE.test(challenge) || method !== "S256") {
    throw new OAuthError("invalid_request", "PKCE is required: send code_challenge with code_challenge_method S256.");
  }
  return {
    client,
    redirectUri,
    state: stateOf(parameters),
    challenge,
    scopes: scopesOf(parameters["scope"], offered),
    resource: resourceOf(parameters["resource"], offered),
    prompt: prompt === "none" ? "none" : prompt === undefined ? null : "consent",
  };
}

/** @throws OAuthError invalid_scope that names what there is not */
function scopesOf(text: string | undefined, { scopes: known, defaultScopes }: Offered): string[] {
  const asked = [...new Set((text ?? "").split(" ").filter((scope) => scope !== ""))];
  if (asked.length === 0) return [...defaultScopes];
  const strange = asked.filter((scope) => scope !== OFFLINE && !known.includes(scope));
  if (strange.length > 0 || asked.length > SCOPES_MAX) throw new OAuthError("invalid_scope", "A scope is not one of scopes_supported.");
  return asked;
}

/** @throws OAuthError invalid_target */
export function resourceOf(asked: string | undefined, { resources }: Pick<Offered, "resources">): string {
  const resource = asked ?? resources[0];
  if (resource === undefined || !resources.includes(resource)) throw new OAuthError("invalid_target", `resource must be one of ${resources.join(", ")}.`);
  return resource;
}
