import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client";
import { wireRequest } from "../../api/request";
import { SheetForm } from "../SheetForm";
import { showToast } from "../../app/toasts";
import { TextField } from "../../ui/TextField";
import { type Security, sessionsQuery } from "../queries";
import { Part } from "../SettingsPage";

const FIELDS = ["currentPassword", "newPassword"];

export function Password({ security }: { security: Security }) {
  const [open, setOpen] = useState(false);
  const change = (
    <button type="button" className="button button-plain" onClick={() => setOpen(true)}>
      <Trans>Change password</Trans>
    </button>
  );
  return (
    <Part
      title={<Trans>Password</Trans>}
      intro={security.password ? <Trans>You sign in with {security.email} and a password.</Trans> : <Trans>Your account has no password. Ask for one with “Forgot your password?” on the sign-in page.</Trans>}
      actions={security.password ? change : null}
    >
      {open ? <ChangePassword email={security.email} onClose={() => setOpen(false)} /> : null}
    </Part>
  );
}

function ChangePassword({ email, onClose }: { email: string; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [body, setBody] = useState({ currentPassword: "", newPassword: "" });
  const change = useMutation({
    mutationFn: () => call("identity.password.change", { body }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
      showToast(t`Your password is changed. Every other session ended.`);
    },
  });
  return (
    <SheetForm
      title={t`Change your password`}
      intro={<Trans>Every other session of yours ends. This one goes on.</Trans>}
      fields={FIELDS}
      error={change.error}
      busy={change.isPending}
      done={change.isSuccess}
      submit={<Trans>Change password</Trans>}
      request={wireRequest("identity.password.change", { body: { currentPassword: "…", newPassword: "…" } })}
      onSubmit={change.mutate}
      onClose={onClose}
    >
      {(at) => (
        <>
          <input className="visually-hidden" type="text" autoComplete="username" value={email} readOnly tabIndex={-1} aria-hidden="true" />
          <TextField
            data-first
            label={t`Current password`}
            type="password"
            autoComplete="current-password"
            required
            value={body.currentPassword}
            problem={at("currentPassword")}
            onChange={(event) => setBody({ ...body, currentPassword: event.target.value })}
          />
          <TextField
            label={t`New password`}
            type="password"
            autoComplete="new-password"
            required
            hint={t`At least 10 characters. A phrase is easier to remember than signs.`}
            value={body.newPassword}
            problem={at("newPassword")}
            onChange={(event) => setBody({ ...body, newPassword: event.target.value })}
          />
        </>
      )}
    </SheetForm>
  );
}
