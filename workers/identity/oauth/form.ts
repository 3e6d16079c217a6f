/** Reading what apps post: forms with each parameter once, and how they say who they are. RFC 6749 sections 2.3.1 and 3.2. */
import { Problem } from "#kit/errors";
import { OAuthError } from "./errors";
import { REDIRECT_LENGTH_MAX, redirectFault } from "./redirects";
import { CLIENT_NAME_MAX, REDIRECTS_MAX } from "./client";
import type { NewClient } from "./clients";
import * as z from "zod";

/** Bytes. */
const FORM_MAX = 16 * 1024;
const METADATA_MAX = 5 * 1024;
const ID_LENGTH_MAX = 500;

export type Form = Readonly<Record<string, string | undefined>>;

/** Parameters by name; an empty one is as good as none. @throws OAuthError where one is given twice */
export function parametersOf(search: URLSearchParams): Form {
  const form = new Map<string, string>();
  for (const [name, value] of search) {
    if (form.has(name)) throw new OAuthError("invalid_request", "A parameter is given twice.");
    form.set(name, value);
  }
  return Object.fromEntries([...form].filter(([, value]) => value !== ""));
}

export async function readForm(request: Request): Promise<Form> {
  if (new URL(request.url).search !== "") throw new OAuthError("invalid_request", "Parameters belong in the body, not in the address.");
  if (typeOf(request) !== "application/x-www-form-urlencoded") throw new OAuthError("invalid_request", "Send the body as application/x-www-form-urlencoded.");
  return parametersOf(new URLSearchParams(await readText(request, FORM_MAX)));
}

/** Who the app says it is, and the secret by which it proves it; by header or by form, never both. */
export function credentialsOf(request: Request, form: Form): { clientId: string; secret: string | null } {
  const header = request.headers.get("authorization");
  const basic = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? "")?.[1];
  if (header !== null && basic === undefined) throw refusedBasic();
  const { client_id: id, client_secret: secret } = form;
  if (basic === undefined) {
    if (id === undefined || id.length > ID_LENGTH_MAX) throw new OAuthError("invalid_client", "client_id is missing.");
    return { clientId: id, secret: secret ?? null };
  }
  const [user, password] = basicParts(basic);
  if (secret !== undefined || (id !== undefined && id !== user)) throw new OAuthError("invalid_request", "The app says twice who it is.");
  return { clientId: user, secret: password };
}

/** Both parts are form-encoded before they are joined. */
function basicParts(encoded: string): [string, string] {
  try {
    const text = atob(encoded);
    const at = text.indexOf(":");
    const [user, password] = [text.slice(0, at), text.slice(at + 1)].map((part) => decodeURIComponent(part.replaceAll("+", " ")));
    if (at > 0 && user !== undefined && password !== undefined) return [user, password];
  } catch {
    // Told below, as every other header that cannot be read.
  }
  throw refusedBasic();
}

function refusedBasic(): OAuthError {
  return new OAuthError("invalid_client", "The Authorization header cannot be read.", { "www-authenticate": 'Basic realm="pilothouse"' });
}

const metadata = z.object({
  client_name: z.string().trim().min(1).max(CLIENT_NAME_MAX).default("An app without a name"),
  redirect_uris: z.array(z.string().max(REDIRECT_LENGTH_MAX)).min(1).max(REDIRECTS_MAX),
  token_endpoint_auth_method: z.enum(["none", "client_secret_basic", "client_secret_post"]).default("client_secret_basic"),
  grant_types: z.array(z.enum(["authorization_code", "refresh_token"])).default(["authorization_code"]),
  response_types: z.array(z.literal("code")).default(["code"]),
});

export type Registration = NewClient & { method: string; grantTypes: string[] };

/** An app's own description of itself. RFC 7591. @throws OAuthError */
export async function readRegistration(request: Request): Promise<Registration> {
  if (typeOf(request) !== "application/json") throw new OAuthError("invalid_client_metadata", "Send the body as application/json.");
  const text = await readText(request, METADATA_MAX);
  const parsed = metadata.safeParse(jsonOf(text));
  if (!parsed.success) {
    const about = parsed.error.issues[0]?.path[0];
    throw new OAuthError(about === "redirect_uris" ? "invalid_redirect_uri" : "invalid_client_metadata", `${String(about ?? "The body")} is not as it should be.`);
  }
  const { client_name: name, redirect_uris: redirectUris, token_endpoint_auth_method: method, grant_types: grantTypes } = parsed.data;
  const fault = redirectUris.map(redirectFault).find((one) => one !== null);
  if (fault !== undefined) throw new OAuthError("invalid_redirect_uri", `A redirect_uri ${fault}.`);
  return { name, redirectUris, confidential: method !== "none", method, grantTypes };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const typeOf = (request: Request) => (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();

/** @throws OAuthError for a body that is too long */
async function readText(request: Request, max: number): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > max) throw tooLong();
  const decoder = new TextDecoder();
  let [text, length] = ["", 0];
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > max) throw tooLong();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

const tooLong = () => new OAuthError("invalid_request", "The body is too long.");

/** What went wrong, in the shape of OAuth. */
export function oauthErrorOf(error: unknown): OAuthError | null {
  if (error instanceof OAuthError) return error;
  if (error instanceof Problem && error.code === "RATE_LIMITED") return new OAuthError("temporarily_unavailable", error.message, error.headers);
  return null;
}
