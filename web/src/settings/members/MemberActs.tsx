import { Trans, useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { call } from "../../api/client";
import { ApiError } from "../../api/errors";
import { wireRequest } from "../../api/request";
import { type Member, membersQuery } from "../../api/session";
import { Confirm } from "../Confirm";
import { showToast } from "../../app/toasts";
import { useSession } from "../../app/useSession";
import { formerMembersQuery, invitationsQuery } from "../queries";

type Props = { member: Member; onClose: () => void };

/** Reads anew what a removal or its undoing changes. */
function useMembersChanged(): () => Promise<unknown> {
  const client = useQueryClient();
  return () => Promise.all([membersQuery, formerMembersQuery, invitationsQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey })));
}

/** Brings back somebody who was removed, and says how it went. */
export function useRestore(): (member: { id: string; name: string }) => Promise<void> {
  const { t } = useLingui();
  const changed = useMembersChanged();
  return async ({ id, name }) => {
    try {
      await call("identity.members.restore", { params: { id } });
      showToast(t`${name} is back.`);
    } catch (error) {
      showToast(error instanceof ApiError ? error.message : t`${name} could not be brought back.`);
    }
    await changed();
  };
}

/** Taking somebody out of the workspace, which can be undone. */
export function RemoveMember({ member, onClose }: Props) {
  const { t } = useLingui();
  const self = useSession().member.id === member.id;
  const { id, name } = member;
  const params = { id };
  const changed = useMembersChanged();
  const restore = useRestore();
  const remove = async () => {
    await call("identity.members.delete", { params });
    await changed();
    showToast(t`${name} was removed.`, self ? undefined : { label: t`Undo`, run: () => void restore({ id, name }) });
  };
  return (
    <Confirm title={t`Remove ${name}?`} confirm={<Trans>Remove</Trans>} request={wireRequest("identity.members.delete", { params })} run={remove} onClose={onClose}>
      {self ? (
        <Trans>You lose access to this workspace with your next click. Only somebody else here can bring you back.</Trans>
      ) : (
        <Trans>
          {name} loses access with their next click, and the invitations they sent are revoked. Their records stay, and so do the API keys they made: look through those. It can be undone.
        </Trans>
      )}
    </Confirm>
  );
}

export function SignOutMember({ member, onClose }: Props) {
  const { t } = useLingui();
  const { name } = member;
  const params = { id: member.id };
  const run = async () => {
    await call("identity.members.sign_out", { params });
    showToast(t`${name} is signed out of this workspace.`);
  };
  return (
    <Confirm title={t`End the sessions of ${name}?`} confirm={<Trans>End sessions</Trans>} request={wireRequest("identity.members.sign_out", { params })} run={run} onClose={onClose}>
      <Trans>{name} is signed out of this workspace at once, on every device. They can sign in again: to keep somebody out, remove them.</Trans>
    </Confirm>
  );
}
