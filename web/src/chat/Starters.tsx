import { Trans, useLingui } from "@lingui/react/macro";
import type { RefObject } from "react";
import { setDraft } from "./store";
import { ask } from "./commands";

/** What to do with an empty chat: six commands that work as they stand. */
export function Starters({ workspace, heading }: { workspace: string; heading: RefObject<HTMLHeadingElement | null> }) {
  const { t } = useLingui();
  const starters = [
    t`add Jane Doe of Acme, jane@acme.io, as a lead from the spring webinar`,
    t`find leads with status qualified`,
    t`mark jane@acme.io as contacted`,
    t`add a company named Northwind with domain northwind.io`,
    t`set the score of jane@acme.io to 80`,
    t`find companies in the software industry`,
  ];
  return (
    <div className="starters">
      <h1 ref={heading} tabIndex={-1}>
        <Trans>What should happen at {workspace}?</Trans>
      </h1>
      <p className="quiet">
        <Trans>
          Say it in your own words. Each act is shown with what it did and how to undo it; nothing is deleted before you
          confirm.
        </Trans>
      </p>
      <ul>
        {starters.map((command) => (
          <li key={command}>
            <button
              type="button"
              onClick={() => {
                setDraft("");
                void ask(command);
              }}
            >
              <span className="prompt" aria-hidden="true">
                ›
              </span>
              {command}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
