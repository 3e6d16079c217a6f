/** Permissions as a grid of resources and actions. Pure, so that the rule of who may grant what is tested. */

export type Grid = { resources: string[]; actions: string[]; has: (permission: string) => boolean };

/** Actions in the order people think of them; others follow by name. */
const ORDER = ["read", "write", "delete", "execute"];

/** The grid of the permissions there are: a row a resource, a column an action. */
export function gridOf(known: readonly string[]): Grid {
  const all = new Set(known);
  const parts = known.map(split);
  const rank = (action: string) => (ORDER.includes(action) ? ORDER.indexOf(action) : ORDER.length);
  return {
    resources: [...new Set(parts.map(([resource]) => resource))].sort(),
    actions: [...new Set(parts.map(([, action]) => action))].sort((one, other) => rank(one) - rank(other) || one.localeCompare(other)),
    has: (permission) => all.has(permission),
  };
}

/** Whether a set of permissions holds this one, by itself or through a wildcard; a wildcard only through one as wide. */
export function holds(held: readonly string[], permission: string): boolean {
  const [resource] = split(permission);
  return held.some((one) => one === permission || one === `${resource}:*` || one === "*:*");
}

/** Which of the wanted are not held: what one cannot grant. */
export function missing(held: readonly string[], wanted: readonly string[]): string[] {
  return wanted.filter((permission) => !holds(held, permission));
}

/** The set with this one switched. All of a resource takes the place of its single actions. */
export function toggled(chosen: readonly string[], permission: string): string[] {
  if (chosen.includes(permission)) return chosen.filter((one) => one !== permission);
  const [resource, action] = split(permission);
  return [...(action === "*" ? chosen.filter((one) => split(one)[0] !== resource) : chosen), permission].sort();
}

function split(permission: string): [resource: string, action: string] {
  const at = permission.indexOf(":");
  return [permission.slice(0, at), permission.slice(at + 1)];
}
