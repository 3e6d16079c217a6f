import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client";
import { ifMatch, wireRequest } from "../../api/request";
import { type Member, membersQuery, rolesQuery, sessionQuery } from "../../api/session";
import { SheetForm } from "../SheetForm";
import { useRoleName } from "../../app/roleNames";
import { showToast } from "../../app/toasts";
import { RoleChoice } from "./RoleChoice";

const FIELDS = ["role"];

/** Another role for a member; refused where the member changed since the page was read. */
export function ChangeRole({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const roleName = useRoleName();
  const [role, setRole] = useState(member.role);
  const { name } = member;
  const parts = { params: { id: member.id }, body: { role }, headers: ifMatch(member.version) };
  const change = useMutation({
    mutationFn: () => call("identity.members.update", parts),
    async onSuccess(changed) {
      const newRole = roleName(changed.role);
      await Promise.all([membersQuery, rolesQuery, sessionQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey })));
      showToast(t`${name} is ${newRole} now.`);
    },
    onError: () => client.invalidateQueries({ queryKey: membersQuery.queryKey }),
  });
  return (
    <SheetForm
      title={t`The role of ${name}`}
      intro={<Trans>It takes effect with their next click, in every tab and on every device.</Trans>}
      fields={FIELDS}
      error={change.error}
      busy={change.isPending || role === member.role}
      done={change.isSuccess}
      submit={<Trans>Change role</Trans>}
      request={wireRequest("identity.members.update", parts)}
      onSubmit={change.mutate}
      onClose={onClose}
    >
      {(at) => <RoleChoice value={role} problem={at("role")} onPick={setRole} />}
    </SheetForm>
  );
}
