import { Trans, useLingui } from "@lingui/react/macro";
import { CornerDownLeft, Square } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useKeys } from "../app/useKeys";
import { useStore } from "../ui/store";
import { ask, stop } from "./commands";
import { NOT_IN_HISTORY, stepHistory } from "./history";
import { chatStore, setDraft } from "./store";
import type { Turn } from "./turn";

/** The command line: Enter says it, the up arrow brings earlier commands back, Escape stops an answer. */
export function Composer({ turns }: { turns: readonly Turn[] }) {
  const { t } = useLingui();
  const { draft } = useStore(chatStore);
  const input = useRef<HTMLTextAreaElement>(null);
  const [place, setPlace] = useState(NOT_IN_HISTORY);
  const latest = turns.at(-1);
  const running = latest?.phase === "running";
  const question = latest?.outcome === "needs_input" ? latest.question : undefined;

  // A question is answered here, and a page with a command line starts in it.
  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches || question) input.current?.focus({ preventScroll: true });
  }, [question]);
  useKeys({ "/": () => input.current?.focus(), ...(running ? { escape: stop } : {}) });

  const submit = () => {
    setPlace(NOT_IN_HISTORY);
    void ask(draft);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (!running) submit();
    } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !draft.includes("\n")) {
      const step = stepHistory(turns.map((turn) => turn.command), place, draft, event.key === "ArrowUp" ? "up" : "down");
      if (!step) return;
      event.preventDefault();
      setPlace(step.place);
      setDraft(step.text);
    }
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="composer-box">
        <span className="prompt" aria-hidden="true">
          ›
        </span>
        <textarea
          ref={input}
          rows={1}
          value={draft}
          aria-label={question ? t`Answer: ${question}` : t`Command`}
          placeholder={question ? t`Answer the question above` : t`Add Jane Doe of Acme as a lead…`}
          onChange={(event) => {
            setPlace(NOT_IN_HISTORY);
            setDraft(event.target.value);
          }}
          onKeyDown={onKeyDown}
          autoComplete="off"
          enterKeyHint="send"
        />
        {running ? (
          <button type="button" className="button button-plain button-small" onClick={stop}>
            <Square size={12} aria-hidden="true" />
            <Trans>Stop</Trans>
          </button>
        ) : (
          <button type="submit" className="button button-primary button-small" disabled={draft.trim() === ""}>
            <CornerDownLeft size={13} aria-hidden="true" />
            <Trans>Send</Trans>
          </button>
        )}
      </div>
    </form>
  );
}
