import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ResponseOf, call } from "../api/client";
import { problemsOf } from "../api/problems";
import { usePage } from "../app/usePage";
import { Failure } from "../ui/Failure";
import { TextField } from "../ui/TextField";
import { typedText } from "../ui/text";
import { Gate } from "./Gate";
import { GateNote } from "./GateNote";
import { PasswordField } from "./PasswordField";
import { LacksToken } from "./Verify";
import { useEntered } from "./useEntered";

type Found = ResponseOf<"identity.invitations.find">;

/** The link of an invitation: what it opens, and what its holder must do to use it. */
export function Invitation() {
  const { t } = useLingui();
  const { token = "" } = useSearch({ from: "/invitation" });
  const found = useQuery({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) => call("identity.invitations.find", { body: { token }, signal }),
    enabled: token !== "",
    staleTime: 0,
  });
  if (token === "" || found.error) {
    return <GateNote title={t`This invitation cannot be opened`}>{token === "" ? <LacksToken /> : <Failure error={found.error} />}</GateNote>;
  }
  return found.data ? <Accept token={token} found={found.data} /> : null;
}

const FIELDS = ["name", "password"];

function Accept({ token, found }: { token: string; found: Found }) {
  const { t } = useLingui();
  const { workspace, email, role, account } = found;
  const heading = usePage(t`Join ${workspace}`);
  const entered = useEntered();
  const navigate = useNavigate();
  const client = useQueryClient();
  const accept = useMutation({
    mutationFn: (form: FormData) =>
      call("identity.invitations.accept", { body: account === "new" ? { token, name: typedText(form, "name").trim(), password: typedText(form, "password") } : { token } }),
    onSuccess: (answer) => ("status" in answer ? navigate({ to: "/sign-in", search: {} }) : entered(answer)),
  });
  const signOut = useMutation({ mutationFn: () => call("identity.session.delete", {}), onSuccess: () => client.invalidateQueries() });
  const { at, rest } = problemsOf(accept.error, FIELDS);
  const back = `/invitation?token=${encodeURIComponent(token)}`;
  return (
    <Gate onSubmit={account === "somebody else is signed in" ? () => signOut.mutate() : accept.mutate}>
      <div>
        <h1 ref={heading} tabIndex={-1}>
          <Trans>Join {workspace}</Trans>
        </h1>
        <p className="quiet">
          <Trans>
            {email} is invited as {role}.
          </Trans>
        </p>
      </div>
      {rest || signOut.error ? <Failure error={rest ?? signOut.error} /> : null}
      {account === "new" ? (
        <>
          <input className="visually-hidden" type="text" autoComplete="username" value={email} readOnly tabIndex={-1} aria-hidden="true" />
          <TextField label={t`Your name`} name="name" autoComplete="name" required problem={at("name")} />
          <PasswordField problem={at("password")} />
        </>
      ) : null}
      {account === "somebody else is signed in" ? (
        <p>
          <Trans>Somebody else is signed in here. The invitation is for {email} alone.</Trans>
        </p>
      ) : null}
      {account === "join, then sign in" ? (
        <p>
          <Trans>This address has an account. Join, then sign in with it.</Trans>
        </p>
      ) : null}
      {account === "sign in first" ? (
        <>
          <p>
            <Trans>This address has an account. Sign in with it, and you come back here.</Trans>
          </p>
          <Link to="/sign-in" search={{ return: back }} className="button button-primary">
            <Trans>Sign in</Trans>
          </Link>
        </>
      ) : (
        <button type="submit" className="button button-primary" disabled={accept.isPending || signOut.isPending}>
          {account === "somebody else is signed in" ? <Trans>Sign out</Trans> : <Trans>Join</Trans>}
        </button>
      )}
    </Gate>
  );
}
