/** The authorization server, put together. */
import type { Egress } from "#kit/egress";
import type { Vault } from "#kit/envelope";
import type { Store } from "#kit/work";
import type { Directory } from "../directory";
import type { Gate } from "../gate";
import type { KnownPermission } from "../permissions";
import type { Tokens } from "../tokens";
import { authorizationsOf } from "./authorizations";
import { clientsOf } from "./clients";
import { documentsOf } from "./document";
import { grantsOf } from "./grants";
import { defaultScopes, resourcesOf, scopeNames } from "./resources";
import { tokenEndpointOf } from "./token-endpoint";
import { wireOf } from "./wire";

export type OAuthParts = {
  store: Store;
  directory: Directory;
  gate: Gate;
  tokens: Tokens;
  vault: Vault;
  egress: Egress;
  /** The installation's own address, without a slash at its end. */
  issuer: string;
  known: readonly KnownPermission[];
  /** Whether apps may register by themselves. */
  registration: boolean;
};

export type OAuth = ReturnType<typeof oauthOf>;

export function oauthOf({ store, directory, gate, tokens, vault, egress, issuer, known, registration }: OAuthParts) {
  const scopes = scopeNames(known);
  const clients = clientsOf(store, gate, documentsOf(egress));
  const grants = grantsOf(store, gate, known);
  const offered = { scopes, defaultScopes: defaultScopes(known), resources: resourcesOf(issuer) };
  const authorizations = authorizationsOf({ store, directory, clients, grants, issuer, offered, known });
  const endpoint = tokenEndpointOf({ store, directory, gate, tokens, vault });
  return { clients, grants, authorizations, wire: wireOf({ clients, authorizations, endpoint, gate, metadata: { issuer, scopes, registration } }) };
}
