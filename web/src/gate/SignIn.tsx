import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { call } from "../api/client";
import { ApiError } from "../api/errors";
import { sessionQuery } from "../api/session";
import { usePage } from "../app/usePage";
import { Failure } from "../ui/Failure";
import { TextField } from "../ui/TextField";
import { typedText } from "../ui/text";
import { Gate } from "./Gate";

export function SignIn() {
  const { t } = useLingui();
  const heading = usePage(t`Sign in`, { focus: false });
  const router = useRouter();
  const client = useQueryClient();
  const search = useSearch({ from: "/sign-in" });
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  const signIn = useMutation({
    mutationFn: (body: { email: string; password: string }) => call("identity.session.create", { body }),
    async onSuccess(session) {
      if ("status" in session) return;
      client.clear();
      client.setQueryData(sessionQuery.queryKey, session);
      const address = search.return ?? "/";
      // An app's request is answered by the Worker, not by a page of the console.
      if (address.startsWith("/oauth/")) window.location.replace(address);
      else await router.navigate({ href: address, replace: true });
    },
    onError: () => password.current?.select(),
  });

  useEffect(() => email.current?.focus(), []);

  const refused = signIn.error instanceof ApiError && signIn.error.status === 401;
  return (
    <Gate
      onSubmit={(form) =>
        signIn.mutate({ email: typedText(form, "email").trim(), password: typedText(form, "password") })
      }
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
      ) : signIn.data && "status" in signIn.data ? (
        <div className="notice" role="alert">
          <Trans>This account asks for a second factor, which is entered over the API for now.</Trans>
        </div>
      ) : signIn.error ? (
        <Failure error={signIn.error} />
      ) : null}
      <TextField ref={email} label={t`Email`} name="email" type="email" autoComplete="username" required />
      <TextField
        ref={password}
        label={t`Password`}
        name="password"
        type="password"
        autoComplete="current-password"
        required
      />
      <button type="submit" className="button button-primary" disabled={signIn.isPending}>
        {signIn.isPending ? <Trans>Signing in…</Trans> : <Trans>Sign in</Trans>}
      </button>
    </Gate>
  );
}
