import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import { clockTime } from "../ui/time";
import { answerConfirmation } from "./commands";
import type { Turn } from "./turn";

/** Asks before anything is destroyed; the server holds the exact act until this is answered or expires. */
export function Confirmation({ turn, confirmation }: { turn: Turn; confirmation: NonNullable<Turn["confirmation"]> }) {
  const { t, i18n } = useLingui();
  const expiresAt = Date.parse(confirmation.expiresAt);
  const expired = useExpired(expiresAt);
  const busy = turn.phase === "running";
  if (expired && !busy) {
    return (
      <p className="note">
        <Trans>The confirmation expired. Nothing was changed; say the command again if you still want it.</Trans>
      </p>
    );
  }
  return (
    <section className="notice" aria-label={t`Needs your confirmation`}>
      <p className="confirm-summary pre-line">{confirmation.summary}</p>
      <div className="notice-actions">
        <button
          type="button"
          className="button button-signal"
          disabled={busy}
          onClick={() => void answerConfirmation(turn.id, "confirm")}
        >
          {busy ? <Trans>Working…</Trans> : <Trans>Confirm</Trans>}
        </button>
        <button
          type="button"
          className="button button-plain"
          disabled={busy}
          onClick={() => void answerConfirmation(turn.id, "cancel")}
        >
          <Trans>Cancel</Trans>
        </button>
        <span className="note confirm-expiry">
          <Trans>Waits until {clockTime(expiresAt, i18n.locale)}</Trans>
        </span>
      </div>
    </section>
  );
}

/** Browsers take longer delays for none at all. Milliseconds. */
const TIMER_MAX_MS = 2 ** 31 - 1;

function useExpired(at: number): boolean {
  const [expired, setExpired] = useState(() => Date.now() >= at);
  useEffect(() => {
    setExpired(Date.now() >= at);
    const timer = setTimeout(() => setExpired(true), Math.min(Math.max(0, at - Date.now()), TIMER_MAX_MS));
    return () => clearTimeout(timer);
  }, [at]);
  return expired;
}
