import { Trans } from "@lingui/react/macro";
import type { UseQueryResult } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import type { ReactNode } from "react";
import { Failure } from "../ui/Failure";
import { Popover } from "../ui/Popover";

/** A list of the settings while it loads, when it fails, when it is empty, and as it is. */
export function Rows<T>({ query, label, rows, empty, children }: { query: UseQueryResult; label: string; rows: readonly T[]; empty: ReactNode; children: (row: T) => ReactNode }) {
  if (query.error && rows.length === 0) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) {
    return (
      <p className="note rows-wait">
        <Trans>Loading…</Trans>
      </p>
    );
  }
  if (rows.length === 0) return <p className="rows-empty quiet">{empty}</p>;
  return (
    <ul className="rows" aria-label={label}>
      {rows.map(children)}
    </ul>
  );
}

/** A row: what it is about, what is known of it, and what can be done with it. */
export function Row({ lead, title, facts, end, menu }: { lead?: ReactNode; title: ReactNode; facts: ReactNode; end?: ReactNode; menu?: ReactNode }) {
  return (
    <li className="row">
      {lead}
      <div className="row-main">
        <p className="row-title">{title}</p>
        <p className="note row-facts">{facts}</p>
      </div>
      {end ? <div className="row-end">{end}</div> : null}
      <div className="row-menu">{menu}</div>
    </li>
  );
}

export type Choice = { label: string; run: () => void };

/** What can be done with one row. */
export function RowMenu({ label, choices }: { label: string; choices: readonly Choice[] }) {
  if (choices.length === 0) return null;
  return (
    <Popover
      label={label}
      trigger={(props) => (
        <button type="button" className="button button-ghost button-icon" aria-label={label} {...props}>
          <Ellipsis size={16} aria-hidden="true" />
        </button>
      )}
    >
      {(close) =>
        choices.map((choice) => (
          <button
            key={choice.label}
            type="button"
            className="menu-item"
            onClick={() => {
              close();
              choice.run();
            }}
          >
            {choice.label}
          </button>
        ))
      }
    </Popover>
  );
}
