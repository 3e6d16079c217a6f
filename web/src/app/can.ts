import type { Session } from "../api/session";

/** Whether a permission such as "leads:write" is held, by itself or through a wildcard. */
export function can(session: Pick<Session, "permissions">, permission: string): boolean {
  const resource = permission.slice(0, permission.indexOf(":"));
  return session.permissions.some((held) => held === permission || held === `${resource}:*` || held === "*:*");
}
