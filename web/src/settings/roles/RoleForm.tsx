import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client";
import { ifMatch, wireRequest } from "../../api/request";
import { rolesQuery, sessionQuery } from "../../api/session";
import { SheetForm } from "../SheetForm";
import { showToast } from "../../app/toasts";
import { useSession } from "../../app/useSession";
import { TextField } from "../../ui/TextField";
import type { Role } from "../queries";
import { PermissionGrid } from "./PermissionGrid";

const FIELDS = ["name", "permissions"];

/** A role of the workspace's own: new, or changed for everybody who has it. */
export function RoleForm({ role, onClose }: { role?: Role; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const session = useSession();
  const [body, setBody] = useState({ name: role?.name ?? "", permissions: role?.permissions ?? [] });
  const update = role && { params: { id: role.id }, body, headers: ifMatch(role.version ?? 1) };
  const save = useMutation({
    mutationFn: async () => (update ? call("identity.roles.update", update) : call("identity.roles.create", { body })),
    async onSuccess({ name }) {
      await Promise.all([rolesQuery, sessionQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey })));
      showToast(role ? t`The role ${name} is changed.` : t`The role ${name} is made.`);
    },
    onError: () => client.invalidateQueries({ queryKey: rolesQuery.queryKey }),
  });
  return (
    <SheetForm
      wide
      title={role ? t`Change the role ${role.name}` : t`New role`}
      intro={role ? <Trans>It takes effect for everybody who has it with their next click.</Trans> : <Trans>It may hold no more than you do.</Trans>}
      fields={FIELDS}
      error={save.error}
      busy={save.isPending}
      done={save.isSuccess}
      submit={role ? <Trans>Save</Trans> : <Trans>Make the role</Trans>}
      request={update ? wireRequest("identity.roles.update", update) : wireRequest("identity.roles.create", { body })}
      onSubmit={save.mutate}
      onClose={onClose}
    >
      {(at) => (
        <>
          <TextField data-first label={t`Name`} required value={body.name} problem={at("name")} autoComplete="off" onChange={(event) => setBody({ ...body, name: event.target.value })} />
          <div className="field">
            <span className="field-label">
              <Trans>May</Trans>
            </span>
            <PermissionGrid
              label={t`What the role may do`}
              permissions={body.permissions}
              edit={{ own: session.permissions, problem: at("permissions"), onChange: (permissions) => setBody({ ...body, permissions }) }}
            />
          </div>
        </>
      )}
    </SheetForm>
  );
}
