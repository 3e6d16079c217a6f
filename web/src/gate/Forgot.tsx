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

const FIELDS = ["email"];

export function Forgot() {
  const { t } = useLingui();
  const heading = usePage(t`Forgot your password?`);
  const forgot = useMutation({ mutationFn: (email: string) => call("identity.password.forgot", { body: { email } }) });
  if (forgot.isSuccess) {
    const email = forgot.variables;
    return (
      <GateNote title={t`Look into your mailbox`}>
        <p className="quiet">
          <Trans>If {email} has an account, a link is on its way. It works once, for an hour.</Trans>
        </p>
      </GateNote>
    );
  }
  const { at, rest } = problemsOf(forgot.error, FIELDS);
  return (
    <Gate onSubmit={(form) => forgot.mutate(typedText(form, "email").trim())}>
      <div>
        <h1 ref={heading} tabIndex={-1}>
          <Trans>Forgot your password?</Trans>
        </h1>
        <p className="quiet">
          <Trans>You get a link by mail that sets a new one.</Trans>
        </p>
      </div>
      {rest ? <Failure error={rest} /> : null}
      <TextField label={t`Email`} name="email" type="email" autoComplete="username" required problem={at("email")} />
      <button type="submit" className="button button-primary" disabled={forgot.isPending}>
        <Trans>Send the link</Trans>
      </button>
      <p className="gate-links">
        <Link to="/sign-in">
          <Trans>To the sign-in page</Trans>
        </Link>
      </p>
    </Gate>
  );
}
