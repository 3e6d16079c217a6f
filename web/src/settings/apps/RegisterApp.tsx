import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client";
import { wireRequest } from "../../api/request";
import { Labelled, TextField, useField } from "../../ui/TextField";
import { appsQuery } from "../queries";
import { SheetForm } from "../SheetForm";
import type { MadeApp } from "./NewApp";

const FIELDS = ["name", "redirectUris", "confidential"];

type Props = { onMade: (made: MadeApp) => void; onClose: () => void };

/** A new app of the workspace. */
export function RegisterApp({ onMade, onClose }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [addresses, setAddresses] = useState("");
  const [confidential, setConfidential] = useState(true);
  const body = { name, redirectUris: addresses.split(/\s+/).filter((address) => address !== ""), confidential };
  const register = useMutation({
    mutationFn: () => call("identity.apps.create", { body }),
    async onSuccess(made) {
      await client.invalidateQueries({ queryKey: appsQuery.queryKey });
      onMade(made);
    },
  });
  return (
    <SheetForm
      title={t`Register an app`}
      intro={<Trans>People of this workspace can then allow it to act for them.</Trans>}
      fields={FIELDS}
      error={register.error}
      busy={register.isPending}
      done={register.isSuccess}
      submit={<Trans>Register</Trans>}
      request={wireRequest("identity.apps.create", { body })}
      onSubmit={register.mutate}
      onClose={onClose}
    >
      {(at) => (
        <>
          <TextField
            data-first
            label={t`Name`}
            hint={t`People read it when the app asks them`}
            required
            autoComplete="off"
            value={name}
            problem={at("name")}
            onChange={(event) => setName(event.target.value)}
          />
          <Redirects value={addresses} problem={at("redirectUris")} onChange={setAddresses} />
          <Kind confidential={confidential} onPick={setConfidential} />
        </>
      )}
    </SheetForm>
  );
}

function Redirects({ value, problem, onChange }: { value: string; problem: string | undefined; onChange: (text: string) => void }) {
  const { t } = useLingui();
  const hint = t`Where answers may go, one a line, exactly as the app sends them: https, http://127.0.0.1 or a scheme such as com.example.app:/done.`;
  const ids = useField(problem, hint);
  return (
    <Labelled label={t`Redirect addresses`} field={ids} problem={problem} hint={hint}>
      <textarea className="input mono" {...ids.control} rows={3} required spellCheck={false} autoCapitalize="none" value={value} onChange={(event) => onChange(event.target.value)} />
    </Labelled>
  );
}

function Kind({ confidential, onPick }: { confidential: boolean; onPick: (confidential: boolean) => void }) {
  return (
    <fieldset className="options">
      <legend className="field-label">
        <Trans>Kind</Trans>
      </legend>
      <label className="option">
        <input type="radio" name="kind" checked={confidential} onChange={() => onPick(true)} />
        <span>
          <span className="option-title">
            <Trans>Confidential</Trans>
          </span>
          <span className="note">
            <Trans>Runs on a server that can keep a secret</Trans>
          </span>
        </span>
      </label>
      <label className="option">
        <input type="radio" name="kind" checked={!confidential} onChange={() => onPick(false)} />
        <span>
          <span className="option-title">
            <Trans>Public</Trans>
          </span>
          <span className="note">
            <Trans>Runs on people’s own machines or in their browser, and has no secret</Trans>
          </span>
        </span>
      </label>
    </fieldset>
  );
}
