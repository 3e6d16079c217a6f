import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight, Plus } from "lucide-react";
import { useState } from "react";
import { call } from "../../api/client";
import { wireRequest } from "../../api/request";
import { rolesQuery } from "../../api/session";
import { Confirm } from "../Confirm";
import { can } from "../../app/can";
import { useRoleName } from "../../app/roleNames";
import { showToast } from "../../app/toasts";
import { useSession } from "../../app/useSession";
import type { Role } from "../queries";
import { Rows } from "../Rows";
import { SettingsPage } from "../SettingsPage";
import { missing } from "./grid";
import { PermissionGrid } from "./PermissionGrid";
import { Reach } from "./Reach";
import { RoleForm } from "./RoleForm";

type Open = { act: "new" } | { act: "edit" | "delete"; role: Role };

/** What each role may do, and the workspace's own roles. */
export function RolesPage() {
  const { t } = useLingui();
  const mayWrite = can(useSession(), "roles:write");
  const roles = useQuery(rolesQuery);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <SettingsPage
      title={t`Roles`}
      intro={<Trans>What people may do here. The built-in roles stay as they are; the workspace can have its own beside them.</Trans>}
      request={wireRequest("identity.roles.list")}
      actions={
        mayWrite ? (
          <button type="button" className="button button-primary" onClick={() => setOpen({ act: "new" })}>
            <Plus size={15} aria-hidden="true" />
            <Trans>New role</Trans>
          </button>
        ) : null
      }
    >
      <Rows query={roles} label={t`Roles`} rows={roles.data?.data ?? []} empty={<Trans>There are no roles.</Trans>}>
        {(role) => <RoleRow key={role.id} role={role} mayWrite={mayWrite} onAct={(act) => setOpen({ act, role })} />}
      </Rows>
      {open?.act === "new" ? <RoleForm onClose={close} /> : null}
      {open?.act === "edit" ? <RoleForm role={open.role} onClose={close} /> : null}
      {open?.act === "delete" ? <DeleteRole role={open.role} onClose={close} /> : null}
    </SettingsPage>
  );
}

function RoleRow({ role, mayWrite, onAct }: { role: Role; mayWrite: boolean; onAct: (act: "edit" | "delete") => void }) {
  const { t } = useLingui();
  const session = useSession();
  const roleName = useRoleName();
  const name = role.builtIn ? roleName(role.id) : role.name;
  const beyond = missing(session.permissions, role.permissions).length > 0;
  return (
    <li>
      <details className="role">
        <summary className="row">
          <ChevronRight size={15} aria-hidden="true" className="role-mark" />
          <div className="row-main">
            <p className="row-title">
              {name}
              {role.builtIn ? null : (
                <span className="tag">
                  <Trans>Own</Trans>
                </span>
              )}
            </p>
            <p className="note row-facts truncate">
              <Reach permissions={role.permissions} />
            </p>
          </div>
          <div className="row-end">
            <Plural value={role.members} _0="nobody" one="# member" other="# members" />
          </div>
        </summary>
        <div className="role-inside">
          <PermissionGrid label={t`What ${name} may do`} permissions={role.permissions} />
          {mayWrite && !role.builtIn ? (
            <div className="row-acts">
              <button type="button" className="button button-plain button-small" disabled={beyond} title={beyond ? t`It can do more than you may.` : undefined} onClick={() => onAct("edit")}>
                <Trans>Edit</Trans>
              </button>
              <button
                type="button"
                className="button button-ghost button-small"
                disabled={role.members > 0 || beyond}
                title={role.members > 0 ? t`Give its members another role first.` : undefined}
                onClick={() => onAct("delete")}
              >
                <Trans>Delete…</Trans>
              </button>
              {role.members > 0 ? (
                <span className="note">
                  <Trans>To delete it, give its members another role first.</Trans>
                </span>
              ) : null}
            </div>
          ) : null}
        </div>
      </details>
    </li>
  );
}

function DeleteRole({ role: { id, name }, onClose }: { role: Role; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const params = { id };
  const run = async () => {
    await call("identity.roles.delete", { params });
    await client.invalidateQueries({ queryKey: rolesQuery.queryKey });
    showToast(t`The role ${name} is deleted.`);
  };
  return (
    <Confirm title={t`Delete the role ${name}?`} confirm={<Trans>Delete</Trans>} request={wireRequest("identity.roles.delete", { params })} run={run} onClose={onClose}>
      <Trans>Nobody has it, so nobody loses anything. It cannot be undone.</Trans>
    </Confirm>
  );
}
