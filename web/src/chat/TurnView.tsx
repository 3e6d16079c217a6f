import { Trans, useLingui } from "@lingui/react/macro";
import { absoluteTime, clockTime } from "../ui/time";
import { CallCard } from "./CallCard";
import { Confirmation } from "./Confirmation";
import { ask } from "./commands";
import type { Turn } from "./turn";

/** One command of the log and what came of it. */
export function TurnView({ turn, latest }: { turn: Turn; latest: boolean }) {
  const { i18n } = useLingui();
  // A confirmation or a failed call says what the message says; once is enough.
  const said = turn.confirmation?.summary === turn.message || turn.calls.some(({ error }) => error?.message === turn.message);
  const waits = turn.phase === "running" && turn.calls.length === 0 && turn.message === "";
  return (
    <article className="turn" aria-label={turn.command}>
      <time className="turn-time" dateTime={new Date(turn.at).toISOString()} title={absoluteTime(turn.at, i18n.locale)}>
        {clockTime(turn.at, i18n.locale)}
      </time>
      <div className="turn-body">
        <p className="turn-command pre-line">{turn.command}</p>
        {turn.calls.map((call) => (
          <CallCard key={call.id} call={call} turn={turn} />
        ))}
        {waits ? (
          <p className="turn-wait">
            <Trans>Working</Trans>
          </p>
        ) : null}
        {turn.message === "" || said ? null : <p className="turn-message pre-line">{turn.message}</p>}
        {turn.question && turn.question !== turn.message ? <p className="turn-question pre-line">{turn.question}</p> : null}
        {turn.confirmation ? <Confirmation turn={turn} confirmation={turn.confirmation} /> : null}
        <TurnEnd turn={turn} latest={latest} />
      </div>
    </article>
  );
}

/** How a turn ended, where it did not end well. */
function TurnEnd({ turn, latest }: { turn: Turn; latest: boolean }) {
  if (turn.phase === "stopped") {
    return (
      <p className="note">
        <Trans>Stopped. What had begun may still have been done: see the records.</Trans>
      </p>
    );
  }
  if (turn.phase === "interrupted") {
    return (
      <p className="note">
        <Trans>The page was reloaded while this ran. What had begun may have been done: see the records.</Trans>
      </p>
    );
  }
  if (turn.phase !== "broken") return null;
  return (
    <div className="notice" role="alert">
      <p>{turn.error?.message || <Trans>The answer broke off before its end.</Trans>}</p>
      {turn.error?.requestId ? (
        <p className="note">
          <Trans>
            Request <code>{turn.error.requestId}</code>
          </Trans>
        </p>
      ) : null}
      {latest ? (
        <div className="notice-actions">
          <button type="button" className="button button-plain button-small" onClick={() => void ask(turn.command)}>
            <Trans>Say it again</Trans>
          </button>
        </div>
      ) : null}
    </div>
  );
}
