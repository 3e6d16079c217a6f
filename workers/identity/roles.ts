/** What each built-in role may do. */
import type { Permission } from "#kit/context";

export const ROLES = ["owner", "admin", "manager", "editor", "analyst", "viewer"] as const;
export type Role = (typeof ROLES)[number];

const RECORDS = ["leads", "contacts", "companies"] as const;
const on = (actions: string[]): Permission[] => RECORDS.flatMap((resource) => actions.map((action): Permission => `${resource}:${action}`));

const GRANTS: Record<Role, readonly Permission[]> = {
  owner: ["*:*"],
  admin: [...on(["*"]), "ai:execute", "members:*", "keys:*", "settings:*", "audit:*"],
  manager: [...on(["*"]), "ai:execute", "members:read"],
  editor: [...on(["read", "write"]), "ai:execute", "members:read"],
  analyst: [...on(["read"]), "ai:execute", "members:read"],
  viewer: [...on(["read"]), "members:read"],
};

const SETS = new Map<string, ReadonlySet<Permission>>(ROLES.map((role) => [role, new Set(GRANTS[role])]));
const NOTHING: ReadonlySet<Permission> = new Set();

/** The permissions of a role; an unknown role has none. */
export function permissionsOf(role: string): ReadonlySet<Permission> {
  return SETS.get(role) ?? NOTHING;
}
