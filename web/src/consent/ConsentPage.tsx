import { Trans, useLingui } from "@lingui/react/macro";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { call } from "../api/client";
import { ApiError } from "../api/errors";
import { usePage } from "../app/usePage";
import { Failure } from "../ui/Failure";
import { Mark } from "../ui/Mark";
import { Decision } from "./Decision";

const requestQuery = (id: string) =>
  queryOptions({
    queryKey: ["app-request", id],
    queryFn: ({ signal }) => call("identity.app_requests.get", { params: { id }, signal }),
    retry: false,
    // What a person reads is what they decide on.
    staleTime: Infinity,
  });

/** An app asks to act for the person who is signed in: who it is, what it could do, where, and yes or no. */
export function ConsentPage() {
  const { t } = useLingui();
  const heading = usePage(t`Allow an app`);
  const { request } = useSearch({ from: "/consent" });
  return (
    <div className="gate">
      <header className="gate-brand">
        <Mark size={22} />
        Pilothouse
      </header>
      <main className="gate-form-place consent">{request === undefined ? <Unanswerable heading={heading} /> : <Asked id={request} heading={heading} />}</main>
      <footer className="gate-foot note">
        <Trans>Your password is never shown to an app.</Trans>
      </footer>
    </div>
  );
}

type Heading = React.RefObject<HTMLHeadingElement | null>;

function Asked({ id, heading }: { id: string; heading: Heading }) {
  const { data, error } = useQuery(requestQuery(id));
  if (data) return <Decision request={data} heading={heading} />;
  if (error instanceof ApiError && error.status === 404) return <Unanswerable heading={heading} />;
  if (error) return <Failure error={error} />;
  return (
    <p className="quiet" role="status">
      <Trans>Loading what the app asks for…</Trans>
    </p>
  );
}

/** There is nothing to decide, and nobody who could safely be told. */
function Unanswerable({ heading }: { heading: Heading }) {
  return (
    <div className="gate-form">
      <h1 ref={heading} tabIndex={-1}>
        <Trans>This request cannot be answered</Trans>
      </h1>
      <p className="quiet">
        <Trans>
          The app that sent you here is not known, asked in a wrong way, or waited too long. Nothing was allowed. Go back to it and
          try again; if it stays, tell its makers.
        </Trans>
      </p>
      <a className="button button-plain" href="/">
        <Trans>Go to the console</Trans>
      </a>
    </div>
  );
}
