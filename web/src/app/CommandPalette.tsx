import { Trans, useLingui } from "@lingui/react/macro";
import { useRouter } from "@tanstack/react-router";
import { CornerDownLeft } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { ask } from "../chat/commands";
import { closeOverlay } from "./commandState";
import { Dialog } from "./Dialog";
import { bestMatches } from "./match";
import { useActions } from "./useActions";

/** From this many words on a text is a command for the agent rather than the name of a page. */
const SENTENCE_WORDS = 3;

/** The command line over any page: jump, act, or say it to the agent. */
export function CommandPalette() {
  const { t } = useLingui();
  const router = useRouter();
  const listId = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const actions = useActions();
  const typed = text.trim();

  const say = { id: "ask", label: typed, hint: "", run: () => void router.navigate({ to: "/" }).then(() => ask(typed)) };
  const found = bestMatches(typed, actions, ({ label }) => label);
  const isSentence = typed.split(/\s+/).length >= SENTENCE_WORDS;
  const rows = typed === "" ? found : isSentence ? [say, ...found] : [...found, say];

  const choose = (index: number, close: () => void) => {
    const row = rows[index];
    if (!row) return;
    close();
    row.run();
  };
  const onKeyDown = (event: KeyboardEvent, close: () => void) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt((now) => (now + (event.key === "ArrowDown" ? 1 : rows.length - 1)) % Math.max(1, rows.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(at, close);
    }
  };
  return (
    <Dialog onClose={() => closeOverlay("command")} label={t`Command line`} className="palette">
      {(close) => (
        <>
          <ul id={listId} role="listbox" aria-label={t`What fits`} className="palette-list">
            {rows.map((row, index) => (
              <li
                key={row.id}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === at}
                className="menu-item"
                onMouseMove={() => setAt(index)}
                onClick={() => choose(index, close)}
              >
                {row.id === "ask" ? (
                  <span className="truncate">
                    <Trans>
                      Ask: <b>{typed}</b>
                    </Trans>
                  </span>
                ) : (
                  <span className="truncate">{row.label}</span>
                )}
                <span className="palette-hint">
                  {index === at ? <CornerDownLeft size={13} aria-hidden="true" /> : row.hint ? <kbd>{row.hint}</kbd> : null}
                </span>
              </li>
            ))}
          </ul>
          <div className="palette-input">
            <span className="prompt" aria-hidden="true">
              ›
            </span>
            <input
              data-first
              role="combobox"
              aria-expanded="true"
              aria-controls={listId}
              aria-activedescendant={rows[at] ? `${listId}-${at}` : undefined}
              aria-label={t`Command`}
              placeholder={t`Say what should happen, or where to go`}
              autoComplete="off"
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setAt(0);
              }}
              onKeyDown={(event) => onKeyDown(event, close)}
            />
          </div>
        </>
      )}
    </Dialog>
  );
}
