import { Plural, Trans } from "@lingui/react/macro";
import type { Endpoint } from "./api";

/** The last attempts as a row of bars, the newest at the end: tall for a success, short and in the signal's colour for a failure. */
export function HealthBar({ recent }: { recent: Endpoint["recent"] }) {
  const failed = recent.filter((one) => one.outcome !== "delivered").length;
  if (recent.length === 0) {
    return (
      <span className="note">
        <Trans>None yet</Trans>
      </span>
    );
  }
  return (
    <span className="health">
      <span className="health-bars" aria-hidden="true">
        {recent.toReversed().map((one, at) => (
          // Attempts of one moment are told apart by their place alone.
          <i key={`${one.at} ${at}`} data-failed={one.outcome !== "delivered" || undefined} />
        ))}
      </span>
      <span className="note">{failed === 0 ? <Trans>all well</Trans> : <Plural value={failed} one="# of the last failed" other="# of the last failed" />}</span>
    </span>
  );
}
