import { Trans } from "@lingui/react/macro";
import { ApiError } from "../api/errors";

/** What failed, in words, with the request's id for support and a way to try again. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const failure = error instanceof ApiError ? error : null;
  return (
    <div className="notice" role="alert">
      <p>{failure ? failure.message : <Trans>Something in the console failed. Nothing was changed.</Trans>}</p>
      {failure?.requestId ? (
        <p className="note">
          <Trans>
            Request <code>{failure.requestId}</code>
          </Trans>
        </p>
      ) : null}
      {onRetry ? (
        <div className="notice-actions">
          <button type="button" className="button button-plain button-small" onClick={onRetry}>
            <Trans>Try again</Trans>
          </button>
        </div>
      ) : null}
    </div>
  );
}
