import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { call } from "../api/client";
import { ApiError } from "../api/errors";
import { sessionQuery } from "../api/session";
import { usePage } from "../app/usePage";
import { Failure } from "../ui/Failure";
import { TextField } from "../ui/TextField";
import { typedText } from "../ui/text";
import { Gate } from "./Gate";

/** The first owner of an installation, who holds its single-use link. */
export function Setup() {
  const { t } = useLingui();
  const heading = usePage(t`Set up`);
  const { token = "" } = useSearch({ from: "/setup" });
  const router = useRouter();
  const client = useQueryClient();
  const setup = useMutation({
    mutationFn: (form: FormData) => {
      const text = (name: string) => typedText(form, name).trim();
      const password = typedText(form, "password");
      return call("identity.setup.create", {
        body: { token, name: text("name"), email: text("email"), password, workspace: text("workspace") },
      });
    },
    async onSuccess(session) {
      client.clear();
      client.setQueryData(sessionQuery.queryKey, session);
      await router.navigate({ to: "/", replace: true });
    },
  });
  const problems = setup.error instanceof ApiError ? setup.error.problems : [];
  const problem = (name: string) => problems.find(({ path }) => path === name)?.message;
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
      {setup.error && problems.length === 0 ? <Failure error={setup.error} /> : null}
      <TextField label={t`Workspace name`} name="workspace" autoComplete="organization" required problem={problem("workspace")} />
      <TextField label={t`Your name`} name="name" autoComplete="name" required problem={problem("name")} />
      <TextField label={t`Email`} name="email" type="email" autoComplete="username" required problem={problem("email")} />
      <TextField
        label={t`Password`}
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={10}
        required
        hint={t`At least 10 characters. A phrase is easier to remember than signs.`}
        problem={problem("password")}
      />
      <button type="submit" className="button button-primary" disabled={setup.isPending || token === ""}>
        {setup.isPending ? <Trans>Setting up…</Trans> : <Trans>Create workspace</Trans>}
      </button>
    </Gate>
  );
}
