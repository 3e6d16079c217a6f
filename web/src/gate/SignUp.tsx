import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { call } from "../api/client";
import { problemsOf } from "../api/problems";
import { usePage } from "../app/usePage";
import { Failure } from "../ui/Failure";
import { TextField } from "../ui/TextField";
import { typedText } from "../ui/text";
import { Gate } from "./Gate";
import { GateNote } from "./GateNote";
import { PasswordField } from "./PasswordField";

const FIELDS = ["workspace", "name", "email", "password"];

/** A new workspace with its owner; it is made once their address is confirmed. */
export function SignUp() {
  const { t } = useLingui();
  const heading = usePage(t`Create a workspace`);
  const signUp = useMutation({
    mutationFn: (form: FormData) => {
      const text = (name: string) => typedText(form, name).trim();
      return call("identity.people.sign_up", { body: { workspace: text("workspace"), name: text("name"), email: text("email"), password: typedText(form, "password") } });
    },
  });
  if (signUp.isSuccess) {
    const email = typedText(signUp.variables, "email").trim();
    return (
      <GateNote title={t`Look into your mailbox`}>
        <p className="quiet">
          <Trans>A link is on its way to {email}. It opens your workspace, and works for an hour.</Trans>
        </p>
      </GateNote>
    );
  }
  const { at, rest } = problemsOf(signUp.error, FIELDS);
  return (
    <Gate onSubmit={signUp.mutate}>
      <div>
        <h1 ref={heading} tabIndex={-1}>
          <Trans>Create a workspace</Trans>
        </h1>
        <p className="quiet">
          <Trans>You become its owner, and can invite others.</Trans>
        </p>
      </div>
      {rest ? <Failure error={rest} /> : null}
      <TextField label={t`Workspace name`} name="workspace" autoComplete="organization" required problem={at("workspace")} />
      <TextField label={t`Your name`} name="name" autoComplete="name" required problem={at("name")} />
      <TextField label={t`Email`} name="email" type="email" autoComplete="username" required problem={at("email")} />
      <PasswordField problem={at("password")} />
      <button type="submit" className="button button-primary" disabled={signUp.isPending}>
        <Trans>Create workspace</Trans>
      </button>
      <p className="gate-links">
        <Link to="/sign-in">
          <Trans>You have an account? Sign in</Trans>
        </Link>
      </p>
    </Gate>
  );
}
