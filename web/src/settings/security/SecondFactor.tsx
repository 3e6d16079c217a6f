import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client";
import { wireRequest } from "../../api/request";
import { securityQuery } from "../../api/session";
import { SheetForm } from "../SheetForm";
import { showToast } from "../../app/toasts";
import { TextField } from "../../ui/TextField";
import type { Security } from "../queries";
import { Part } from "../SettingsPage";
import { Enrol } from "./Enrol";
import { RecoveryCodes } from "./RecoveryCodes";

/** A code of an authenticator, asked for after the password. */
export function SecondFactor({ security }: { security: Security }) {
  const { enabled, recoveryCodesLeft } = security.secondFactor;
  const [open, setOpen] = useState<"enrol" | "renew" | "disable" | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const close = () => setOpen(null);
  return (
    <Part
      title={<Trans>Second factor</Trans>}
      intro={
        enabled ? (
          <Trans>
            On: after your password a code of your authenticator is asked for. <Plural value={recoveryCodesLeft} one="# recovery code is left." other="# recovery codes are left." />
          </Trans>
        ) : security.password ? (
          <Trans>Off: your password alone opens your account.</Trans>
        ) : (
          <Trans>It is asked for after a password, and your account has none.</Trans>
        )
      }
      actions={
        enabled ? (
          <div className="row-acts">
            <button type="button" className="button button-plain" onClick={() => setOpen("renew")}>
              <Trans>New recovery codes</Trans>
            </button>
            <button type="button" className="button button-ghost" onClick={() => setOpen("disable")}>
              <Trans>Turn off…</Trans>
            </button>
          </div>
        ) : security.password ? (
          <button type="button" className="button button-plain" onClick={() => setOpen("enrol")}>
            <Trans>Set up</Trans>
          </button>
        ) : null
      }
    >
      {codes ? (
        <section className="notice">
          <RecoveryCodes codes={codes} />
          <div className="notice-actions">
            <button type="button" className="button button-plain button-small" onClick={() => setCodes(null)}>
              <Trans>I have them</Trans>
            </button>
          </div>
        </section>
      ) : null}
      {open === "enrol" ? <Enrol onCodes={setCodes} onClose={close} /> : null}
      {open === "renew" ? <ByPassword act="renew" onCodes={setCodes} onClose={close} /> : null}
      {open === "disable" ? <ByPassword act="disable" onCodes={setCodes} onClose={close} /> : null}
    </Part>
  );
}

const FIELDS = ["password"];

/** What the second factor asks the password for: new recovery codes, or turning it off. */
function ByPassword({ act, onCodes, onClose }: { act: "renew" | "disable"; onCodes: (codes: readonly string[] | null) => void; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [password, setPassword] = useState("");
  const renew = act === "renew";
  const change = useMutation({
    mutationFn: async () => {
      const body = { password };
      if (renew) return (await call("identity.second_factor.renew_codes", { body })).recoveryCodes;
      await call("identity.second_factor.disable", { body });
      return null;
    },
    async onSuccess(codes) {
      onCodes(codes);
      await client.invalidateQueries({ queryKey: securityQuery.queryKey });
      if (!renew) showToast(t`The second factor is off.`);
    },
  });
  return (
    <SheetForm
      title={renew ? t`New recovery codes` : t`Turn the second factor off`}
      intro={renew ? <Trans>The old ones open nothing from then on.</Trans> : <Trans>From then on your password alone opens your account, and the recovery codes open nothing.</Trans>}
      fields={FIELDS}
      error={change.error}
      busy={change.isPending}
      done={change.isSuccess}
      submit={renew ? <Trans>Make new codes</Trans> : <Trans>Turn off</Trans>}
      request={wireRequest(renew ? "identity.second_factor.renew_codes" : "identity.second_factor.disable", { body: { password: "…" } })}
      onSubmit={change.mutate}
      onClose={onClose}
    >
      {(at) => (
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
      )}
    </SheetForm>
  );
}
