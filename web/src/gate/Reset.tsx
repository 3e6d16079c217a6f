import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { call } from "../api/client";
import { problemsOf } from "../api/problems";
import { usePage } from "../app/usePage";
import { Failure } from "../ui/Failure";
import { typedText } from "../ui/text";
import { Gate } from "./Gate";
import { GateNote } from "./GateNote";
import { PasswordField } from "./PasswordField";
import { LacksToken } from "./Verify";

const FIELDS = ["password"];

export function Reset() {
  const { t } = useLingui();
  const heading = usePage(t`Choose a new password`);
  const { token = "" } = useSearch({ from: "/reset" });
  const reset = useMutation({ mutationFn: (password: string) => call("identity.password.reset", { body: { token, password } }) });
  if (reset.isSuccess) {
    return (
      <GateNote title={t`Your password is changed`}>
        <p className="quiet">
          <Trans>Every session of yours ended. Sign in with the new one.</Trans>
        </p>
        <Link to="/sign-in" className="button button-primary">
          <Trans>Sign in</Trans>
        </Link>
      </GateNote>
    );
  }
  const { at, rest } = problemsOf(reset.error, FIELDS);
  return (
    <Gate onSubmit={(form) => reset.mutate(typedText(form, "password"))}>
      <div>
        <h1 ref={heading} tabIndex={-1}>
          <Trans>Choose a new password</Trans>
        </h1>
        <p className="quiet">
          <Trans>Every session of yours ends, on every device.</Trans>
        </p>
      </div>
      {token === "" ? <LacksToken /> : null}
      {rest ? <Failure error={rest} /> : null}
      <PasswordField problem={at("password")} />
      <button type="submit" className="button button-primary" disabled={reset.isPending || token === ""}>
        <Trans>Change password</Trans>
      </button>
      {reset.error ? (
        <p className="gate-links">
          <Link to="/forgot">
            <Trans>Ask for a new link</Trans>
          </Link>
        </p>
      ) : null}
    </Gate>
  );
}
