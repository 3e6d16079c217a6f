/** Custom roles: named sets of known permissions. Nobody puts into a role what they lack, nor touches one that can do more than they. */
import type { Act, Permission, Tenant } from "#kit/context";
import { notFound, Problem } from "#kit/errors";
import { envelope, type EventType } from "#kit/events";
import { newId } from "#kit/ids";
import { lacking } from "#kit/permissions";
import { fold } from "#kit/text";
import { WorkRefused, type Row, type Store, type Work } from "#kit/work";
import { permissionSet } from "../directory";
import { EVERYBODY, type Gate } from "../gate";
import { checkedPermissions, type KnownPermission } from "../permissions";
import { isBuiltIn, permissionsOf, ROLES } from "../roles";
import { insertInto } from "../rows";

const ROLES_MAX = 100;
const COUNT_MEMBERS = "select role, count(*) as members from members where tenant_id = ? group by role";

export type RoleView = { id: string; name: string; builtIn: boolean; permissions: string[]; members: number; version: number | null };
export type RoleInput = { name?: string | undefined; permissions?: string[] | undefined };
/** A role that can be given: what it allows, and the version that was looked at; null for a built-in one. */
export type GivenRole = { name: string; permissions: ReadonlySet<Permission>; version: number | null };

export type Roles = ReturnType<typeof rolesOf>;

export function rolesOf(store: Store, gate: Gate, known: readonly KnownPermission[]) {
  const find = async (tenantId: string, id: string): Promise<Row> => {
    const [row] = await store.read({ sql: "select r.*, (select count(*) from members m where m.tenant_id = r.tenant_id and m.role = r.id) as members from roles r where tenant_id = ? and id = ?", params: [tenantId, id] });
    if (row === undefined) throw notFound("role");
    return row;
  };

  /** Any role of the tenant; null where there is none. */
  const look = async (tenantId: string, role: string): Promise<GivenRole | null> => {
    if (isBuiltIn(role)) return { name: role, permissions: permissionsOf(role), version: null };
    const [row] = await store.read({ sql: "select * from roles where tenant_id = ? and id = ?", params: [tenantId, role] });
    return row === undefined ? null : { name: row["name"] as string, permissions: permissionSet(row["permissions"]), version: row["version"] as number };
  };

  const commit = (act: Act, verb: "created" | "updated" | "deleted", view: RoleView, work: Pick<Work, "statements" | "guards">, data: { changed: string[]; previous: Record<string, unknown> }) => {
    const event = envelope(act, `role.${verb}` satisfies EventType, { object: view, ...data }, act.now);
    const audit = { kind: "role", id: view.id, name: view.name, details: { permissions: view.permissions, ...data } };
    const answer = { json: JSON.stringify(verb === "deleted" ? null : view) };
    return store.commit(act, { ...work, events: [event], audit, answer }).then(() => event.id, refused);
  };

  return {
    async list(tenant: Tenant): Promise<RoleView[]> {
      const [counts = [], rows = []] = await store.readAll([
        { sql: COUNT_MEMBERS, params: [tenant.id] },
        { sql: "select * from roles where tenant_id = ? order by name_key limit ?", params: [tenant.id, ROLES_MAX] },
      ]);
      const members = new Map(counts.map((row) => [row["role"], row["members"] as number]));
      const builtIn = ROLES.map((role): RoleView => ({ id: role, name: role, builtIn: true, permissions: [...permissionsOf(role)], members: members.get(role) ?? 0, version: null }));
      return [...builtIn, ...rows.map((row) => roleView(row, members.get(row["id"] ?? null) ?? 0))];
    },

    /**
     * The role, if this caller may give it to somebody.
     * @throws Problem VALIDATION_FAILED where there is none, FORBIDDEN where it can do more than the caller
     */
    async given(act: Act, role: string): Promise<GivenRole> {
      const found = await look(act.tenant.id, role);
      if (found === null) throw new Problem("VALIDATION_FAILED", "role: there is no such role.", { problems: [{ path: "role", message: "there is no such role. GET /api/v1/roles lists them" }] });
      refuseMore(act, found.permissions, "You cannot give a role that can do more than you.");
      return found;
    },

    look,

    async create(act: Act, input: { name: string; permissions: string[] }): Promise<RoleView> {
      const permissions = checkedPermissions(known, input.permissions, "not everything");
      refuseMore(act, permissions, "You cannot put more into a role than you have.");
      const row: Row = {
        tenant_id: act.tenant.id,
        id: newId("role", act.now),
        name: freeName(input.name),
        name_key: fold(input.name),
        permissions: JSON.stringify(permissions),
        version: 1,
        created_at: act.now,
        updated_at: act.now,
      };
      const room = { name: "role_room", condition: "(select count(*) from roles where tenant_id = ?) < ?", params: [act.tenant.id, ROLES_MAX] };
      const view = roleView(row, 0);
      await commit(act, "created", view, { guards: [room], statements: [insertInto("roles", row)] }, { changed: [], previous: {} });
      return view;
    },

    async update(act: Act, id: string, input: RoleInput): Promise<RoleView> {
      const row = await find(act.tenant.id, id);
      const before = roleView(row, row["members"] as number);
      if (act.ifMatch !== null && act.ifMatch !== before.version) throw otherVersion();
      const permissions = input.permissions === undefined ? (before.permissions as Permission[]) : checkedPermissions(known, input.permissions, "not everything");
      refuseMore(act, [...permissions, ...(before.permissions as Permission[])], "You cannot change a role that has, or would have, more than you.");
      const name = input.name === undefined ? before.name : freeName(input.name);
      const after: RoleView = { ...before, name, permissions, version: (before.version ?? 0) + 1 };
      const sql = "update roles set name = ?, name_key = ?, permissions = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ? and version = ?";
      const params = [name, fold(name), JSON.stringify(permissions), act.now, act.tenant.id, id, before.version];
      const changed = Object.keys(input).filter((field) => input[field as keyof RoleInput] !== undefined);
      const previous = Object.fromEntries(changed.map((field) => [field, before[field as keyof RoleInput]]));
      const change = await commit(act, "updated", after, { statements: [{ sql, params, expect: 1 }] }, { changed, previous });
      await gate.changed(act.tenant.id, EVERYBODY, change);
      return after;
    },

    /** A role that somebody has, or is invited to, stays. */
    async remove(act: Act, id: string): Promise<void> {
      const row = await find(act.tenant.id, id);
      const view = roleView(row, row["members"] as number);
      refuseMore(act, view.permissions as Permission[], "You cannot delete a role that can do more than you.");
      const unused = {
        name: "role_unused",
        condition: "not exists (select 1 from members where tenant_id = ? and role = ?) and not exists (select 1 from invitations where tenant_id = ? and role = ? and accepted_at is null and revoked_at is null and expires_at > ?)",
        params: [act.tenant.id, id, act.tenant.id, id, act.now],
      };
      const gone = { sql: "delete from roles where tenant_id = ? and id = ?", params: [act.tenant.id, id], expect: 1 };
      await commit(act, "deleted", view, { guards: [unused], statements: [gone] }, { changed: [], previous: {} });
    },
  };
}

/** @throws Problem FORBIDDEN that names what the caller lacks */
export function refuseMore(act: Act, permissions: Iterable<Permission>, why: string): void {
  const [missing] = lacking(act.principal, permissions);
  if (missing !== undefined) throw new Problem("FORBIDDEN", `${why} You do not have ${missing}.`, { permission: missing });
}

/** The guard that a role is still what was looked at when the unit commits. */
export function roleStands(tenantId: string, role: string, version: number | null) {
  if (version === null) return [];
  return [{ name: "role_stands", condition: "exists (select 1 from roles where tenant_id = ? and id = ? and version = ?)", params: [tenantId, role, version] }];
}

export const otherVersion = () => new Problem("VERSION_MISMATCH", "The record was changed since you read it. Read it again, then decide anew.");

function freeName(name: string): string {
  if (isBuiltIn(fold(name))) throw new Problem("CONFLICT", `There is a built-in role called ${name}. Choose another name.`);
  return name;
}

function refused(error: unknown): never {
  if (error instanceof WorkRefused && error.reason === "unique") throw new Problem("CONFLICT", "There is a role of this name. Choose another.");
  if (error instanceof WorkRefused && error.subject === "role_unused") throw new Problem("CONFLICT", "Somebody has this role, or is invited to it. Give them another one first.");
  if (error instanceof WorkRefused && error.subject === "role_room") throw new Problem("CONFLICT", `A workspace has at most ${ROLES_MAX} roles of its own. Delete one first.`);
  throw error;
}

function roleView(row: Row, members: number): RoleView {
  return {
    id: row["id"] as string,
    name: row["name"] as string,
    builtIn: false,
    permissions: JSON.parse(row["permissions"] as string) as string[],
    members,
    version: row["version"] as number,
  };
}
