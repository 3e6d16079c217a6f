/** OAuth as it travels: addresses, forms, redirects, and answers in the shape of its own standards. */
import type { Act } from "#kit/context";
import { sha256Hex } from "#kit/crypto";
import type { Caller } from "../caller";
import type { Gate } from "../gate";
import type { Authorizations, Outcome } from "./authorizations";
import type { Clients } from "./clients";
import { OAuthError } from "./errors";
import { credentialsOf, oauthErrorOf, parametersOf, readForm, readRegistration, type Form } from "./form";
import { metadataAt, type MetadataParts } from "./metadata";
import { resourcesOf } from "./resources";
import type { TokenEndpoint } from "./token-endpoint";

const QUERY_LENGTH_MAX = 8_000;
/** Apps that may register from one address: ten at once, ten an hour. */
const REGISTRATIONS = { perMinute: 10 / 60, burst: 10 };
const METADATA_SECONDS = 300;

export type WireCall = {
  request: Request;
  url: URL;
  now: number;
  /** An act of nobody. */
  act: Act;
  /** Counts a call of somebody unknown. @throws Problem RATE_LIMITED */
  admit(): Promise<void>;
  /** The person whose session the browser holds, and their act; null where nobody is signed in. */
  person(): Promise<{ caller: Caller; act: Act } | null>;
};

export type WireParts = { clients: Clients; authorizations: Authorizations; endpoint: TokenEndpoint; gate: Gate; metadata: MetadataParts };

/** Answers the addresses of OAuth; null for every other. */
export type OAuthWire = (call: WireCall) => Promise<Response | null>;

type Handler = { method: "GET" | "POST"; handle(parts: WireParts, call: WireCall): Promise<Response> };

const HANDLERS: Readonly<Record<string, Handler>> = {
  "/oauth/authorize": { method: "GET", handle: authorize },
  "/oauth/token": { method: "POST", handle: token },
  "/oauth/revoke": { method: "POST", handle: revoke },
  "/oauth/introspect": { method: "POST", handle: introspect },
  "/oauth/register": { method: "POST", handle: register },
};

export function wireOf(parts: WireParts): OAuthWire {
  return async (call) => {
    const { pathname } = call.url;
    const document = metadataAt(pathname, parts.metadata);
    if (document !== null) return json(document, 200, { "cache-control": `public, max-age=${METADATA_SECONDS}`, "access-control-allow-origin": "*" });
    const handler = Object.hasOwn(HANDLERS, pathname) ? HANDLERS[pathname] : undefined;
    if (handler === undefined) return null;
    if (call.request.method !== handler.method) return json({ error: "invalid_request", error_description: `This address takes ${handler.method}.` }, 405, { allow: handler.method });
    try {
      return await handler.handle(parts, call);
    } catch (error) {
      const told = oauthErrorOf(error);
      if (told === null) throw error;
      return json(told.toJSON(), told.status, told.headers);
    }
  };
}

/** A browser comes with an app's request; it goes on to the app, to the person's decision, or to sign in. */
async function authorize({ authorizations }: WireParts, call: WireCall): Promise<Response> {
  const person = await call.person();
  if (call.url.search.length > QUERY_LENGTH_MAX) return redirect("/consent?error=invalid_request");
  try {
    const parameters = parametersOf(call.url.searchParams);
    if (person === null && parameters["prompt"] !== "none") return redirect(`/sign-in?return=${encodeURIComponent(call.url.pathname + call.url.search)}`);
    return redirect(addressOf(await authorizations.ask(person?.act ?? null, parameters, call.now)));
  } catch (error) {
    // Whoever sent the browser is not known, so it is not sent back.
    if (error instanceof OAuthError) return redirect(`/consent?error=${error.code}`);
    throw error;
  }
}

const addressOf = (outcome: Outcome) => ("pending" in outcome ? `/consent?request=${outcome.pending}` : outcome.redirectTo);

async function token({ clients, endpoint }: WireParts, call: WireCall): Promise<Response> {
  const { form, clientId } = await authenticated(clients, call);
  switch (form["grant_type"]) {
    case "authorization_code":
      return json(await endpoint.exchange(call.act, clientId, form));
    case "refresh_token":
      return json(await endpoint.refresh(call.act, clientId, form));
    default:
      throw new OAuthError("unsupported_grant_type", "grant_type must be authorization_code or refresh_token.");
  }
}

async function revoke({ clients, endpoint, metadata }: WireParts, call: WireCall): Promise<Response> {
  const { form, clientId } = await authenticated(clients, call);
  await endpoint.revoke(clientId, tokenIn(form), call.now, resourcesOf(metadata.issuer));
  return new Response(null, { status: 200 });
}

async function introspect({ clients, endpoint, metadata }: WireParts, call: WireCall): Promise<Response> {
  const { form, clientId, confidential } = await authenticated(clients, call);
  if (!confidential) throw new OAuthError("invalid_client", "Only an app with a secret may ask this.");
  return json(await endpoint.introspect(clientId, tokenIn(form), call.now, resourcesOf(metadata.issuer)));
}

async function register({ clients, gate, metadata }: WireParts, call: WireCall): Promise<Response> {
  await call.admit();
  if (!metadata.registration) throw new OAuthError("access_denied", "Apps cannot register by themselves here. Ask an admin of the workspace, or use the address of a metadata document as client_id.");
  const bucket = `register:${await sha256Hex(call.request.headers.get("cf-connecting-ip") ?? "unknown")}`;
  const wanted = await readRegistration(call.request);
  if (!(await gate.allowTry(bucket, REGISTRATIONS.perMinute, REGISTRATIONS.burst))) throw new OAuthError("temporarily_unavailable", "Too many apps were registered from this address. Wait and try again.", { "retry-after": "360" });
  const { id, name, redirectUris, secret, createdAt } = await clients.register(wanted, call.now);
  return json(
    {
      client_id: id,
      client_id_issued_at: Math.floor(Date.parse(createdAt) / 1000),
      ...(secret === null ? {} : { client_secret: secret, client_secret_expires_at: 0 }),
      client_name: name,
      redirect_uris: redirectUris,
      token_endpoint_auth_method: wanted.method,
      grant_types: wanted.grantTypes,
      response_types: ["code"],
    },
    201,
  );
}

async function authenticated(clients: Clients, call: WireCall): Promise<{ form: Form; clientId: string; confidential: boolean }> {
  await call.admit();
  const form = await readForm(call.request);
  const { clientId, secret } = credentialsOf(call.request, form);
  const { confidential } = await clients.authenticate(clientId, secret);
  return { form, clientId, confidential };
}

function tokenIn(form: Form): string {
  const text = form["token"];
  if (text === undefined) throw new OAuthError("invalid_request", "token is missing.");
  return text;
}

function redirect(address: string): Response {
  return new Response(null, { status: 302, headers: { location: address } });
}

function json(body: object, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", "cache-control": "no-store", ...headers } });
}
