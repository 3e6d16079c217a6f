import "./words";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client";
import { wireRequest } from "../api/request";
import { startOver } from "../app/Workspaces";
import { TextField } from "../ui/TextField";
import { SheetForm } from "./SheetForm";

const FIELDS = ["name", "timeZone"];

/** One more workspace of one's own, in the time zone of this device; the session goes on in it. */
export function NewWorkspace({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const [body, setBody] = useState({ name: "", timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  const create = useMutation({
    mutationFn: () => call("identity.workspaces.create", { body }),
    onSuccess: startOver,
  });
  return (
    <SheetForm
      title={t`New workspace`}
      intro={<Trans>You become its owner, and go on in it. Nothing of this workspace is taken along.</Trans>}
      fields={FIELDS}
      error={create.error}
      busy={create.isPending || create.isSuccess}
      done={false}
      submit={<Trans>Create workspace</Trans>}
      request={wireRequest("identity.workspaces.create", { body })}
      onSubmit={create.mutate}
      onClose={onClose}
    >
      {(at) => (
        <>
          <TextField data-first label={t`Name`} required autoComplete="off" value={body.name} problem={at("name")} onChange={(event) => setBody({ ...body, name: event.target.value })} />
          <TextField label={t`Time zone`} required autoComplete="off" value={body.timeZone} problem={at("timeZone")} onChange={(event) => setBody({ ...body, timeZone: event.target.value })} />
        </>
      )}
    </SheetForm>
  );
}
