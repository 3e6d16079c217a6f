/** What each built-in role may do. */
import type { Permission } from "#kit/context";

export const ROLES = ["owner", "admin", "manager", "editor", "analyst", "viewer"] as const;
export type Role = (typeof ROLES)[number];

const RECORDS = ["leads", "contacts", "companies", "deals", "notes", "tasks"] as const;
const on = (actions: string[]): Permission[] => RECORDS.flatMap((resource) => actions.map((action): Permission => `${resource}:${action}`));

const GRANTS: Record<Role, readonly Permission[]> = {
  owner: ["*:*"],
  admin: [...on(["*"]), "ai:execute", "members:*", "keys:*", "settings:*", "roles:*", "audit:*", "apps:*", "webhooks:*"],
  manager: [...on(["*"]), "ai:execute", "members:read", "roles:read"],
  editor: [...on(["read", "write"]), "ai:execute", "members:read", "roles:read"],
  analyst: [...on(["read"]), "ai:execute", "members:read", "roles:read"],
  viewer: [...on(["read"]), "members:read", "roles:read"],
};

const SETS = new Map<string, ReadonlySet<Permission>>(ROLES.map((role) => [role, new Set(GRANTS[role])]));
const NOTHING: ReadonlySet<Permission> = new Set();

export const isBuiltIn = (role: string): role is Role => SETS.has(role);

/** The permissions of a built-in role; an unknown role has none. Custom roles are rows: ./roles/service. */
export function permissionsOf(role: string): ReadonlySet<Permission> {
  return SETS.get(role) ?? NOTHING;
}
