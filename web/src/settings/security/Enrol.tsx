import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client";
import { wireRequest } from "../../api/request";
import { securityQuery } from "../../api/session";
import { SheetForm } from "../SheetForm";
import { showToast } from "../../app/toasts";
import { Copyable } from "../../ui/Copyable";
import { TextField } from "../../ui/TextField";
import { QrCode } from "./QrCode";

const FIELDS = ["password", "code"];

type Props = { onCodes: (codes: readonly string[]) => void; onClose: () => void };

/** Setting up the second factor: the password, then the code to scan, then the first code; then the recovery codes are shown. */
export function Enrol({ onCodes, onClose }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const enrol = useMutation({ mutationFn: () => call("identity.second_factor.enrol", { body: { password } }) });
  const confirm = useMutation({
    mutationFn: () => call("identity.second_factor.confirm", { body: { code } }),
    async onSuccess() {
      onCodes(enrol.data?.recoveryCodes ?? []);
      await client.invalidateQueries({ queryKey: securityQuery.queryKey });
      showToast(t`The second factor is on.`);
    },
  });
  const secret = enrol.data;
  return (
    <SheetForm
      title={t`Set up a second factor`}
      intro={secret ? <Trans>Scan this with an authenticator on your phone, then type the code that it shows.</Trans> : <Trans>You need an authenticator on your phone. First, your password.</Trans>}
      fields={FIELDS}
      error={secret ? confirm.error : enrol.error}
      busy={enrol.isPending || confirm.isPending}
      done={confirm.isSuccess}
      submit={secret ? <Trans>Turn on</Trans> : <Trans>Next</Trans>}
      request={secret ? wireRequest("identity.second_factor.confirm", { body: { code } }) : wireRequest("identity.second_factor.enrol", { body: { password: "…" } })}
      onSubmit={secret ? confirm.mutate : enrol.mutate}
      onClose={onClose}
    >
      {(at) =>
        secret ? (
          <>
            <QrCode text={secret.uri} label={t`QR code of the secret`} />
            <p className="note">
              <Trans>Or type this secret into it:</Trans>
            </p>
            <Copyable text={secret.secret} label={t`The secret`} />
            <TextField
              label={t`Code of six digits`}
              inputMode="numeric"
              autoComplete="one-time-code"
              required
              autoFocus
              maxLength={6}
              value={code}
              problem={at("code")}
              onChange={(event) => setCode(event.target.value)}
            />
          </>
        ) : (
          <TextField
            data-first
            label={t`Password`}
            type="password"
            autoComplete="current-password"
            required
            value={password}
            problem={at("password")}
            onChange={(event) => setPassword(event.target.value)}
          />
        )
      }
    </SheetForm>
  );
}
