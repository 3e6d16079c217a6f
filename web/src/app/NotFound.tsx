import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { usePage } from "./usePage";

export function NotFound() {
  const { t } = useLingui();
  const heading = usePage(t`Not found`);
  return (
    <div className="lost">
      <h1 ref={heading} tabIndex={-1}>
        <Trans>Nothing at this address</Trans>
      </h1>
      <p className="quiet">
        <Trans>The page may have moved, or the record is in another workspace.</Trans>
      </p>
      <Link to="/" className="button button-plain">
        <Trans>Back to the chat</Trans>
      </Link>
    </div>
  );
}
