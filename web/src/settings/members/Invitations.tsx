import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client";
import { wireRequest } from "../../api/request";
import { membersQuery } from "../../api/session";
import { Confirm } from "../Confirm";
import { can } from "../../app/can";
import { useRoleName } from "../../app/roleNames";
import { showToast } from "../../app/toasts";
import { useSession } from "../../app/useSession";
import { Failure } from "../../ui/Failure";
import { Time } from "../../ui/Time";
import { Until } from "../../ui/Until";
import { type Invitation, invitationsQuery } from "../queries";
import { Row, RowMenu, Rows } from "../Rows";
import { Part } from "../SettingsPage";

/** Invitations that wait, or waited in vain. */
export function Invitations() {
  const { t } = useLingui();
  const client = useQueryClient();
  const mayWrite = can(useSession(), "members:write");
  const roleName = useRoleName();
  const members = useQuery(membersQuery);
  const invitations = useQuery(invitationsQuery);
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  const rows = invitations.data?.data.filter(({ status }) => status === "waiting" || status === "expired") ?? [];
  const changed = () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey });
  const resend = useMutation({
    mutationFn: ({ id }: Invitation) => call("identity.invitations.resend", { params: { id } }),
    async onSuccess({ email }) {
      await changed();
      showToast(t`A new link for ${email} is on its way. The one before opens nothing now.`);
    },
  });
  return (
    <Part title={<Trans>Invitations</Trans>}>
      {resend.error ? <Failure error={resend.error} /> : null}
      <Rows query={invitations} label={t`Invitations`} rows={rows} empty={<Trans>Nobody is invited at the moment.</Trans>}>
        {(invitation) => {
          const by = members.data?.get(invitation.createdBy ?? "")?.name;
          return (
            <Row
              key={invitation.id}
              title={invitation.email}
              facts={
                <>
                  <span>
                    {by === undefined ? (
                      <Trans>
                        invited <Time at={invitation.createdAt} />
                      </Trans>
                    ) : (
                      <Trans>
                        invited <Time at={invitation.createdAt} /> by {by}
                      </Trans>
                    )}
                  </span>
                  {invitation.status === "expired" ? (
                    <span className="row-alert">
                      <Trans>expired</Trans>
                    </span>
                  ) : (
                    <span>
                      <Trans>
                        expires <Until at={invitation.expiresAt} />
                      </Trans>
                    </span>
                  )}
                </>
              }
              end={roleName(invitation.role)}
              menu={
                mayWrite ? (
                  <RowMenu
                    label={t`What to do with the invitation of ${invitation.email}`}
                    choices={[
                      { label: t`Send again`, run: () => resend.mutate(invitation) },
                      { label: t`Revoke…`, run: () => setRevoking(invitation) },
                    ]}
                  />
                ) : null
              }
            />
          );
        }}
      </Rows>
      {revoking ? <Revoke invitation={revoking} changed={changed} onClose={() => setRevoking(null)} /> : null}
    </Part>
  );
}

function Revoke({ invitation: { id, email }, changed, onClose }: { invitation: Invitation; changed: () => Promise<void>; onClose: () => void }) {
  const { t } = useLingui();
  const params = { id };
  const run = async () => {
    await call("identity.invitations.revoke", { params });
    await changed();
    showToast(t`The invitation for ${email} is revoked.`);
  };
  return (
    <Confirm title={t`Revoke the invitation?`} confirm={<Trans>Revoke</Trans>} request={wireRequest("identity.invitations.revoke", { params })} run={run} onClose={onClose}>
      <Trans>The link that {email} has opens nothing from now on. You can invite them again.</Trans>
    </Confirm>
  );
}
