import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { call } from "../api/client";
import { ApiError } from "../api/errors";
import { type Session, signInOptionsQuery } from "../api/session";
import { usePage } from "../app/usePage";
import { Failure } from "../ui/Failure";
import { TextField } from "../ui/TextField";
import { typedText } from "../ui/text";
import { Gate } from "./Gate";
import { OtherWays } from "./OtherWays";
import { SecondStep } from "./SecondStep";
import { useEntered } from "./useEntered";

/** What a way to sign in gives: a session, or word that a second factor must follow. */
export type Opened = Session | { status: "second_factor_required" };

export function SignIn() {
  const search = useSearch({ from: "/sign-in" });
  const entered = useEntered();
  const [second, setSecond] = useState(search.step === "second-factor");
  const opened = async (answer: Opened) => {
    if ("status" in answer) setSecond(true);
    else await entered(answer, search.return);
  };
  return second ? <SecondStep onEntered={opened} onBack={() => setSecond(false)} /> : <FirstStep returnTo={search.return} onOpened={opened} />;
}

function FirstStep({ returnTo, onOpened }: { returnTo: string | undefined; onOpened: (answer: Opened) => Promise<void> }) {
  const { t } = useLingui();
  const heading = usePage(t`Sign in`, { focus: false });
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const options = useQuery(signInOptionsQuery);

  const signIn = useMutation({
    mutationFn: (body: { email: string; password: string }) => call("identity.session.create", { body }),
    onSuccess: onOpened,
    onError: () => password.current?.select(),
  });

  useEffect(() => email.current?.focus(), []);

  const refused = signIn.error instanceof ApiError && signIn.error.status === 401;
  return (
    <Gate
      onSubmit={(form) => signIn.mutate({ email: typedText(form, "email").trim(), password: typedText(form, "password") })}
      after={<OtherWays options={options.data} returnTo={returnTo} onOpened={onOpened} />}
    >
      <div>
        <h1 ref={heading} tabIndex={-1}>
          <Trans>Sign in</Trans>
        </h1>
        <p className="quiet">
          <Trans>Say what should happen. See what happened.</Trans>
        </p>
      </div>
      {refused ? (
        <div className="notice" role="alert">
          <Trans>That email and password do not belong together. Check both, then try again.</Trans>
        </div>
      ) : signIn.error ? (
        <Failure error={signIn.error} />
      ) : null}
      <TextField ref={email} label={t`Email`} name="email" type="email" autoComplete="username webauthn" required />
      <TextField ref={password} label={t`Password`} name="password" type="password" autoComplete="current-password" required />
      <button type="submit" className="button button-primary" disabled={signIn.isPending}>
        {signIn.isPending ? <Trans>Signing in…</Trans> : <Trans>Sign in</Trans>}
      </button>
      <p className="gate-links">
        <Link to="/forgot">
          <Trans>Forgot your password?</Trans>
        </Link>
        {options.data?.signUp === "open" ? (
          <Link to="/sign-up">
            <Trans>Create a workspace</Trans>
          </Link>
        ) : null}
      </p>
    </Gate>
  );
}
