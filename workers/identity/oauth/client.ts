/** An app that asks for access: registered by a workspace, by itself (RFC 7591), or described by a document at its own address. */
import { isLoopbackRedirect } from "./redirects";

export const CLIENT_NAME_MAX = 120;
export const REDIRECTS_MAX = 10;

export type OAuthClient = {
  /** An id of ours, or the address of its document. */
  id: string;
  /** The one workspace in which it works; null for every one. */
  tenantId: string | null;
  kind: "workspace" | "registered" | "document";
  name: string;
  redirectUris: readonly string[];
  /** SHA-256 of its secret, hexadecimal; null for a public one. */
  secretHash: string | null;
};

/** Whether we know who is answered there: an https address that its owner, or an admin of the workspace, named. */
export function isAssured(client: Pick<OAuthClient, "kind">, redirectUri: string): boolean {
  return client.kind !== "registered" && redirectUri.startsWith("https:") && !isLoopbackRedirect(redirectUri);
}

/** The host that vouches for an app: that of its document, else where its answers go. */
export function hostOf(client: Pick<OAuthClient, "kind" | "id">, redirectUri: string): string {
  const url = new URL(client.kind === "document" ? client.id : redirectUri);
  return url.host === "" ? url.protocol : url.host;
}
