/** Members: their roles, removing them and bringing them back. The last owner stays, whoever asks at the same time. */
import type { Act, Permission } from "#kit/context";
import { notFound, Problem } from "#kit/errors";
import { envelope, type EventType } from "#kit/events";
import { WorkRefused, type Guard, type Row, type Store, type Work } from "#kit/work";
import { grantsOf, memberOf, type Directory, type Member } from "../directory";
import type { Gate } from "../gate";
import { otherVersion, refuseMore, roleStands, type Roles } from "../roles/service";

const FIND = `select m.*, u.name, u.email, r.permissions as role_permissions, r.version as role_version from %s m join users u on u.id = m.user_id
  left join roles r on r.tenant_id = m.tenant_id and r.id = m.role where m.tenant_id = ? and m.id = ?`;
const FORMER = `select f.*, u.name, u.email from former_members f join users u on u.id = f.user_id
  where f.tenant_id = ? and not exists (select 1 from members m where m.tenant_id = f.tenant_id and m.user_id = f.user_id) order by f.removed_at desc, f.id desc limit ?`;
const FORMER_MAX = 200;
const REVOKE_THEIR_INVITATIONS = "update invitations set revoked_at = ? where tenant_id = ? and created_by = ? and accepted_at is null and revoked_at is null";

/** A member who was removed, as they were. */
export type FormerMember = Omit<Member, "version"> & { removedAt: string };

export type Members = ReturnType<typeof membersOf>;

export function membersOf(store: Store, directory: Directory, gate: Gate, roles: Roles) {
  const find = async (act: Act, id: string, table: "members" | "former_members"): Promise<Row> => {
    const [row] = await store.read({ sql: FIND.replace("%s", table), params: [act.tenant.id, id] });
    if (row === undefined) throw notFound("member");
    return row;
  };

  const commit = async (act: Act, verb: "updated" | "deleted" | "restored", member: Member, work: Pick<Work, "statements" | "guards">, details: Record<string, unknown>): Promise<string> => {
    const changed = verb === "updated" ? ["role"] : [];
    const previous = verb === "updated" ? { role: details["from"] } : {};
    const event = envelope(act, `member.${verb}` satisfies EventType, { object: member, changed, previous }, act.now);
    const audit = { kind: "member", id: member.id, name: member.name, details };
    const answer = { json: JSON.stringify(verb === "deleted" ? null : member) };
    await store.commit(act, { ...work, events: [event], audit, answer }).catch(refused);
    directory.forgetMembers(act.tenant.id);
    return event.id;
  };

  /** What they invited others to, they may no longer give. */
  const withoutInvitations = (act: Act, id: string) => ({ sql: REVOKE_THEIR_INVITATIONS, params: [act.now, act.tenant.id, id] });

  return {
    /**
     * The person behind a member whom the caller may manage.
     * @throws Problem NOT_FOUND, FORBIDDEN where the member can do more than the caller
     */
    async weaker(act: Act, id: string): Promise<{ userId: string }> {
      const row = await find(act, id, "members");
      refuseStronger(act, row);
      return { userId: row["user_id"] as string };
    },

    list: (tenantId: string) => directory.members(tenantId),

    /** Who was removed and is not back, the last first. */
    async former(tenantId: string): Promise<FormerMember[]> {
      const rows = await store.read({ sql: FORMER, params: [tenantId, FORMER_MAX] });
      return rows.map((row) => {
        const { version: _, ...member } = memberOf(row);
        return { ...member, removedAt: new Date(row["removed_at"] as number).toISOString() };
      });
    },

    async changeRole(act: Act, id: string, role: string): Promise<Member> {
      const row = await find(act, id, "members");
      const before = memberOf(row);
      if (act.ifMatch !== null && act.ifMatch !== before.version) throw otherVersion();
      refuseStronger(act, row);
      const given = await roles.given(act, role);
      if (before.role === role) return before;
      const after: Member = { ...before, role, version: before.version + 1 };
      const sql = "update members set role = ?, version = version + 1 where tenant_id = ? and id = ? and version = ?";
      const change = await commit(
        act,
        "updated",
        after,
        {
          guards: [...ownerStays(act, id, role), ...roleStands(act.tenant.id, role, given.version)],
          statements: [{ sql, params: [role, act.tenant.id, id, before.version], expect: 1 }, withoutInvitations(act, id)],
        },
        { from: before.role, to: role },
      );
      await gate.changed(act.tenant.id, id, change);
      return after;
    },

    async remove(act: Act, id: string): Promise<void> {
      const row = await find(act, id, "members");
      refuseStronger(act, row);
      const keep = "insert or replace into former_members (tenant_id, id, user_id, role, created_at, removed_at) select tenant_id, id, user_id, role, created_at, ? from members where tenant_id = ? and id = ?";
      const change = await commit(
        act,
        "deleted",
        memberOf(row),
        {
          guards: ownerStays(act, id, null),
          statements: [
            { sql: keep, params: [act.now, act.tenant.id, id] },
            { sql: "delete from members where tenant_id = ? and id = ? and version = ?", params: [act.tenant.id, id, row["version"] as number], expect: 1 },
            withoutInvitations(act, id),
          ],
        },
        { role: row["role"] },
      );
      await gate.changed(act.tenant.id, id, change);
    },

    /** Undoes a removal: the same member, with the role they had. */
    async restore(act: Act, id: string): Promise<Member> {
      const row = await find(act, id, "former_members");
      refuseStronger(act, row);
      if (row["role_permissions"] === null && (await roles.look(act.tenant.id, row["role"] as string)) === null) {
        throw new Problem("CONFLICT", "The role that they had is gone. Invite them again with another one.");
      }
      const back = "insert into members (tenant_id, id, user_id, role, created_at, version) select tenant_id, id, user_id, role, created_at, ? from former_members where tenant_id = ? and id = ?";
      const member = memberOf({ ...row, version: 1 });
      const change = await commit(
        act,
        "restored",
        member,
        {
          guards: roleStands(act.tenant.id, member.role, row["role_version"] as number | null),
          statements: [
            { sql: back, params: [member.version, act.tenant.id, id] },
            { sql: "delete from former_members where tenant_id = ? and id = ?", params: [act.tenant.id, id], expect: 1 },
          ],
        },
        { role: member.role },
      );
      await gate.changed(act.tenant.id, id, change);
      return member;
    },
  };
}

/** Who can do more is changed by nobody who can do less: an admin does not demote an owner. */
function refuseStronger(act: Act, row: Row): void {
  refuseMore(act, grantsOf(row) as ReadonlySet<Permission>, "This member can do more than you.");
}

/** @param role what the member becomes; null for nothing */
function ownerStays(act: Act, id: string, role: string | null): Guard[] {
  if (role === "owner") return [];
  const tenantId = act.tenant.id;
  const condition = "exists (select 1 from members where tenant_id = ? and role = 'owner' and id <> ?) or not exists (select 1 from members where tenant_id = ? and id = ? and role = 'owner')";
  return [{ name: "last_owner", condition, params: [tenantId, id, tenantId, id] }];
}

function refused(error: unknown): never {
  if (error instanceof WorkRefused && error.subject === "last_owner") throw new Problem("CONFLICT", "The last owner stays. Make somebody else an owner first.");
  if (error instanceof WorkRefused && error.subject === "role_stands") throw new Problem("CONFLICT", "The role was changed or deleted meanwhile. Look at it again.");
  if (error instanceof WorkRefused && error.reason === "unique") throw new Problem("CONFLICT", "They are a member again already.");
  throw error;
}
