import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useParams, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import { call } from "../api/client";
import { usePage } from "../app/usePage";
import { PROVIDER_NAMES, asProvider } from "../person/providers";
import { Failure } from "../ui/Failure";
import { GateNote } from "./GateNote";
import type { Opened } from "./SignIn";
import { keptReturn } from "./providerReturn";
import { useEntered } from "./useEntered";

/** Where a provider sends the browser back to: its query completes the sign-in, once. */
export function Callback() {
  const { t } = useLingui();
  const { provider: named } = useParams({ from: "/callback/$provider" });
  const query = useSearch({ from: "/callback/$provider" });
  const provider = asProvider(named);
  const router = useRouter();
  const entered = useEntered();
  // A query rather than a mutation in an effect: asked once, however often the page is mounted.
  const completed = useQuery({
    queryKey: ["callback", named, query.state],
    queryFn: () => call("identity.session.provider_complete", { params: { provider: provider ?? "google" }, body: query }),
    enabled: provider !== undefined,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const opened = useEffectEvent((answer: Opened) => {
    const back = keptReturn();
    if ("status" in answer) void router.navigate({ to: "/sign-in", search: { step: "second-factor", return: back }, replace: true });
    else void entered(answer, back);
  });
  const { data } = completed;
  useEffect(() => {
    if (data) opened(data);
  }, [data]);
  if (completed.error || provider === undefined) {
    return <GateNote title={t`You are not signed in`}>{completed.error ? <Failure error={completed.error} /> : <Trans>There is no such way to sign in.</Trans>}</GateNote>;
  }
  return <Waiting name={PROVIDER_NAMES[provider]} />;
}

function Waiting({ name }: { name: string }) {
  const { t } = useLingui();
  usePage(t`Signing in`);
  return (
    <main className="gate">
      <h1 className="visually-hidden">
        <Trans>Signing in</Trans>
      </h1>
      <p className="quiet" role="status">
        <Trans>Signing in with {name}…</Trans>
      </p>
    </main>
  );
}
