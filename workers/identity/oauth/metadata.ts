/** What the authorization server and the protected resources say of themselves. RFC 8414, RFC 9728. */
import { OFFLINE, RESOURCE_PATHS } from "./resources";

const AUTH_METHODS = ["none", "client_secret_basic", "client_secret_post"];
const SERVER = "/.well-known/oauth-authorization-server";
const RESOURCE = "/.well-known/oauth-protected-resource";

export type MetadataParts = { issuer: string; scopes: readonly string[]; registration: boolean };

/** The document at this address, or null where there is none. */
export function metadataAt(path: string, parts: MetadataParts): Record<string, unknown> | null {
  // Some clients look for the server below the resource that they were sent from.
  if ([SERVER, ...RESOURCE_PATHS.map((resource) => SERVER + resource)].includes(path)) return serverMetadata(parts);
  if (path === RESOURCE) return resourceMetadata(RESOURCE_PATHS[0], parts);
  const resource = RESOURCE_PATHS.find((one) => path === RESOURCE + one);
  return resource === undefined ? null : resourceMetadata(resource, parts);
}

function serverMetadata({ issuer, scopes, registration }: MetadataParts) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    revocation_endpoint: `${issuer}/oauth/revoke`,
    introspection_endpoint: `${issuer}/oauth/introspect`,
    ...(registration ? { registration_endpoint: `${issuer}/oauth/register` } : {}),
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    service_documentation: `${issuer}/docs`,
    scopes_supported: [...scopes, OFFLINE],
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    token_endpoint_auth_methods_supported: AUTH_METHODS,
    revocation_endpoint_auth_methods_supported: AUTH_METHODS,
    introspection_endpoint_auth_methods_supported: AUTH_METHODS.filter((method) => method !== "none"),
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
    protected_resources: RESOURCE_PATHS.map((path) => issuer + path),
  };
}

function resourceMetadata(path: string, { issuer, scopes }: MetadataParts) {
  return { resource: issuer + path, authorization_servers: [issuer], scopes_supported: scopes, bearer_methods_supported: ["header"], resource_name: "Pilothouse", resource_documentation: `${issuer}/docs` };
}

/** Where a refused caller of the API learns how to get in. RFC 9728 section 5.1. */
export const resourceMetadataUrl = (issuer: string) => `${issuer}${RESOURCE}${RESOURCE_PATHS[0]}`;
