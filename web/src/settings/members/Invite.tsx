import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client";
import { wireRequest } from "../../api/request";
import { SheetForm } from "../SheetForm";
import { showToast } from "../../app/toasts";
import { TextField } from "../../ui/TextField";
import { invitationsQuery } from "../queries";
import { RoleChoice } from "./RoleChoice";

const FIELDS = ["email", "role"];

/** An invitation by mail, with the role that waits for its holder. */
export function Invite({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [body, setBody] = useState({ email: "", role: "viewer" });
  const invite = useMutation({
    mutationFn: () => call("identity.invitations.create", { body }),
    async onSuccess({ email }) {
      await client.invalidateQueries({ queryKey: invitationsQuery.queryKey });
      showToast(t`The invitation for ${email} is on its way.`);
    },
  });
  return (
    <SheetForm
      title={t`Invite somebody`}
      intro={<Trans>They get a link by mail. It works once, for this address alone, within seven days.</Trans>}
      fields={FIELDS}
      error={invite.error}
      busy={invite.isPending}
      done={invite.isSuccess}
      submit={<Trans>Send invitation</Trans>}
      request={wireRequest("identity.invitations.create", { body })}
      onSubmit={invite.mutate}
      onClose={onClose}
    >
      {(at) => (
        <>
          <TextField
            data-first
            label={t`Email`}
            type="email"
            autoComplete="off"
            required
            value={body.email}
            problem={at("email")}
            onChange={(event) => setBody({ ...body, email: event.target.value })}
          />
          <RoleChoice value={body.role} problem={at("role")} onPick={(role) => setBody({ ...body, role })} />
        </>
      )}
    </SheetForm>
  );
}
