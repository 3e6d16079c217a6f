/** What tokens are for, by RFC 8707: each of these addresses takes tokens of its own, and no other's. */
import type { Permission } from "#kit/context";
import { isAllowed } from "#kit/permissions";
import type { KnownPermission } from "../permissions";

/** Paths of the protected resources. The first is meant where an app names none. */
export const RESOURCE_PATHS = ["/api", "/mcp"] as const;

/** Asks for a refresh token; it permits nothing by itself. */
export const OFFLINE = "offline_access";

export const apiResource = (origin: string) => origin + RESOURCE_PATHS[0];
export const resourcesOf = (origin: string) => RESOURCE_PATHS.map((path) => origin + path);

export const scopeNames = (known: readonly KnownPermission[]) => known.map(({ permission }) => permission as string);

/** What an app asks for that says nothing: to read. */
export const defaultScopes = (known: readonly KnownPermission[]) => scopeNames(known).filter((scope) => scope.endsWith(":read"));

/** What an app may do: the scopes that its person granted, as far as they hold the permissions themselves. */
export function effectivePermissions(held: ReadonlySet<Permission>, scopes: readonly string[]): ReadonlySet<Permission> {
  return new Set((scopes.filter((scope) => scope !== OFFLINE) as Permission[]).filter((scope) => isAllowed({ permissions: held }, scope)));
}
