/** The permissions there are: those that operations ask for, and nothing else. */
import type { Permission } from "#kit/context";
import { invalid } from "#kit/errors";
import type { Access } from "#kit/operation";

export type KnownPermission = { permission: Permission; allows: string[] };

/** Each permission with the summaries of what it allows, by its name. */
export function knownPermissions(operations: readonly { permission: Access; summary: string }[]): KnownPermission[] {
  const known = new Map<Permission, string[]>();
  for (const { permission, summary } of operations) {
    if (permission === "public" || permission === "member") continue;
    known.set(permission as Permission, [...(known.get(permission as Permission) ?? []), summary]);
  }
  return [...known].map(([permission, allows]) => ({ permission, allows })).sort((a, b) => a.permission.localeCompare(b.permission));
}

/**
 * Permissions as a caller wrote them, each once.
 * @throws Problem VALIDATION_FAILED that names every unknown one
 */
export function checkedPermissions(known: readonly KnownPermission[], wanted: readonly string[], everything: "everything" | "not everything"): Permission[] {
  const names = new Set<string>(known.map(({ permission }) => permission));
  for (const { permission } of known) names.add(`${permission.slice(0, permission.indexOf(":"))}:*`);
  if (everything === "everything") names.add("*:*");
  const problems = wanted.flatMap((permission, index) => (names.has(permission) ? [] : [{ path: `permissions.${index}`, message: "is not a permission there is. GET /api/v1/permissions lists them" }]));
  if (problems.length > 0) throw invalid(problems);
  return [...new Set(wanted)] as Permission[];
}
