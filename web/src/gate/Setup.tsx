import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { call } from "../api/client";
import { problemsOf } from "../api/problems";
import { usePage } from "../app/usePage";
import { Failure } from "../ui/Failure";
import { TextField } from "../ui/TextField";
import { typedText } from "../ui/text";
import { Gate } from "./Gate";
import { PasswordField } from "./PasswordField";
import { useEntered } from "./useEntered";

const FIELDS = ["workspace", "name", "email", "password"];

/** The first owner of an installation, who holds its single-use link. */
export function Setup() {
  const { t } = useLingui();
  const heading = usePage(t`Set up`);
  const { token = "" } = useSearch({ from: "/setup" });
  const entered = useEntered();
  const setup = useMutation({
    mutationFn: (form: FormData) => {
      const text = (name: string) => typedText(form, name).trim();
      const password = typedText(form, "password");
      return call("identity.setup.create", {
        body: { token, name: text("name"), email: text("email"), password, workspace: text("workspace") },
      });
    },
    onSuccess: (session) => entered(session),
  });
  const { at, rest } = problemsOf(setup.error, FIELDS);
  return (
    <Gate onSubmit={setup.mutate}>
      <div>
        <h1 ref={heading} tabIndex={-1}>
          <Trans>Set up your workspace</Trans>
        </h1>
        <p className="quiet">
          <Trans>You become its owner. The link that brought you here works once.</Trans>
        </p>
      </div>
      {token === "" ? (
        <div className="notice" role="alert">
          <Trans>This address lacks its token. Open the whole link that the deployment printed.</Trans>
        </div>
      ) : null}
      {rest ? <Failure error={rest} /> : null}
      <TextField label={t`Workspace name`} name="workspace" autoComplete="organization" required problem={at("workspace")} />
      <TextField label={t`Your name`} name="name" autoComplete="name" required problem={at("name")} />
      <TextField label={t`Email`} name="email" type="email" autoComplete="username" required problem={at("email")} />
      <PasswordField problem={at("password")} />
      <button type="submit" className="button button-primary" disabled={setup.isPending || token === ""}>
        {setup.isPending ? <Trans>Setting up…</Trans> : <Trans>Create workspace</Trans>}
      </button>
    </Gate>
  );
}
