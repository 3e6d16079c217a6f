import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { call } from "../api/client";
import { usePage } from "../app/usePage";
import { Failure } from "../ui/Failure";
import { Gate } from "./Gate";
import { GateNote } from "./GateNote";

/** The link of a sign-up's mail. A press, not the visit, spends it: programs that look into mails visit links too. */
export function Verify() {
  const { t } = useLingui();
  const heading = usePage(t`Confirm your address`);
  const { token = "" } = useSearch({ from: "/verify" });
  const verify = useMutation({ mutationFn: () => call("identity.people.verify_email", { body: { token } }) });
  if (verify.data) {
    const { email } = verify.data;
    return (
      <GateNote title={t`Your workspace is open`}>
        <p className="quiet">
          <Trans>{email} is confirmed. Sign in with the password that you chose.</Trans>
        </p>
        <Link to="/sign-in" className="button button-primary">
          <Trans>Sign in</Trans>
        </Link>
      </GateNote>
    );
  }
  return (
    <Gate onSubmit={() => verify.mutate()}>
      <div>
        <h1 ref={heading} tabIndex={-1}>
          <Trans>Confirm your address</Trans>
        </h1>
        <p className="quiet">
          <Trans>One press, and your workspace opens.</Trans>
        </p>
      </div>
      {token === "" ? <LacksToken /> : null}
      {verify.error ? <Failure error={verify.error} /> : null}
      <button type="submit" className="button button-primary" disabled={verify.isPending || token === ""}>
        <Trans>Confirm and open the workspace</Trans>
      </button>
    </Gate>
  );
}

/** A link that was cut on its way. */
export function LacksToken() {
  return (
    <div className="notice" role="alert">
      <Trans>This address lacks its token. Open the whole link of the mail.</Trans>
    </div>
  );
}
