/** Permissions are `resource:action`; `resource:*` and `*:*` stand for all below them. */
import type { Permission, Principal } from "./context";

export function isAllowed(principal: Pick<Principal, "permissions">, permission: Permission): boolean {
  const held = principal.permissions;
  const resource = permission.slice(0, permission.indexOf(":"));
  return held.has(permission) || held.has(`${resource}:*`) || held.has("*:*");
}

/** Which of these a principal does not hold: what they lack they cannot give. A wildcard is held by a wildcard alone. */
export function lacking(principal: Pick<Principal, "permissions">, wanted: Iterable<Permission>): Permission[] {
  return [...wanted].filter((permission) => !isAllowed(principal, permission));
}
