/** Apps whose id is the https address of a document about them (OAuth Client ID Metadata Document). Fetched through the egress, kept for a while. */
import * as z from "zod";
import type { Egress } from "#kit/egress";
import { EgressError } from "#kit/egress";
import { expiring } from "../expiring";
import { CLIENT_NAME_MAX, REDIRECTS_MAX, type OAuthClient } from "./client";
import { OAuthError } from "./errors";
import { redirectFault } from "./redirects";

const ADDRESS_LENGTH_MAX = 500;
const DOCUMENT_BYTES_MAX = 5 * 1024;
const TIMEOUT_MS = 5_000;
const KEPT_MS = 5 * 60_000;
const DOCUMENTS_MAX = 500;

const documentSchema = z.object({
  client_id: z.string(),
  client_name: z.string().trim().min(1).max(CLIENT_NAME_MAX).optional(),
  redirect_uris: z.array(z.string().refine((address) => redirectFault(address) === null)).min(1).max(REDIRECTS_MAX),
  // Who can be read by everybody has no shared secret.
  token_endpoint_auth_method: z.literal("none").default("none"),
});

/** Whether a client id is meant to be a document's address, well formed or not. */
export const looksLikeDocument = (clientId: string) => clientId.startsWith("https://");

export type Documents = (address: string, now: number) => Promise<OAuthClient>;

/** @returns a function that gives the app behind an address; it throws OAuthError invalid_client where there is none */
export function documentsOf(egress: Egress): Documents {
  const kept = expiring<OAuthClient>(DOCUMENTS_MAX, KEPT_MS);
  return async (address, now) => {
    const client = await kept.get(address, now, () => read(egress, address));
    if (client === null) throw unusable("it does not describe this app");
    return client;
  };
}

async function read(egress: Egress, address: string): Promise<OAuthClient | null> {
  if (!isDocumentAddress(address)) throw unusable("its address is not one");
  const text = await fetchText(egress, address);
  const document = documentSchema.safeParse(parsed(text)).data;
  // The same text, letter by letter: else one host could speak for another.
  if (document?.client_id !== address) return null;
  const { client_name: name = new URL(address).host, redirect_uris: redirectUris } = document;
  return { id: address, tenantId: null, kind: "document", name, redirectUris, secretHash: null };
}

async function fetchText(egress: Egress, address: string): Promise<string> {
  try {
    const answer = await egress(address, { headers: { accept: "application/json" }, timeoutMs: TIMEOUT_MS, maxBytes: DOCUMENT_BYTES_MAX });
    if (answer.status !== 200) throw unusable("it cannot be read");
    return await answer.text();
  } catch (error) {
    if (error instanceof EgressError) throw unusable("it cannot be read");
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** https, with a path, in its normal form, without a fragment or a name in it. */
function isDocumentAddress(address: string): boolean {
  const url = address.length <= ADDRESS_LENGTH_MAX ? URL.parse(address) : null;
  return url !== null && url.protocol === "https:" && url.href === address && url.pathname !== "/" && url.hash === "" && url.username === "" && url.password === "";
}

function unusable(why: string): OAuthError {
  return new OAuthError("invalid_client", `The document at this client_id is of no use: ${why}.`);
}
