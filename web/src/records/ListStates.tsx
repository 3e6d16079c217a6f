import { Trans, useLingui } from "@lingui/react/macro";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { setDraft } from "../chat/store";
import { Failure } from "../ui/Failure";
import type { ListSearch } from "./recordApi";
import type { RecordSpec } from "./spec";

type Props = {
  spec: RecordSpec;
  list: UseInfiniteQueryResult;
  search: ListSearch;
  rows: number;
  mayWrite: boolean;
  children: ReactNode;
};

/** What stands where the rows would: loading, failed, nothing yet, nothing that fits. */
export function ListStates({ spec, list, search, rows, mayWrite, children }: Props) {
  if (list.isPending) return <Skeleton />;
  if (list.error && rows === 0) {
    return (
      <div className="records-state">
        <Failure error={list.error} onRetry={() => void list.refetch()} />
      </div>
    );
  }
  if (rows > 0) return children;
  const narrowed = Boolean(search["q"]) || spec.filters.some(({ id }) => search[id]);
  return narrowed ? <NothingFits spec={spec} search={search} /> : <NothingYet spec={spec} mayWrite={mayWrite} />;
}

function NothingFits({ spec, search }: { spec: RecordSpec; search: ListSearch }) {
  return (
    <div className="records-state">
      <h2>
        <Trans>Nothing fits</Trans>
      </h2>
      <p className="quiet">
        <Trans>No record matches this search and these filters together.</Trans>
      </p>
      <Link to={`/${spec.plural}`} search={search["sort"] ? { sort: search["sort"] } : {}} className="button button-plain">
        <Trans>Clear search and filters</Trans>
      </Link>
    </div>
  );
}

function NothingYet({ spec, mayWrite }: { spec: RecordSpec; mayWrite: boolean }) {
  const { i18n } = useLingui();
  const command = i18n._(spec.empty.command);
  return (
    <div className="records-state">
      <h2>
        <Trans>Nothing here yet</Trans>
      </h2>
      <p className="quiet">{i18n._(spec.empty.what)}</p>
      {mayWrite ? (
        <>
          <Link to={`/${spec.plural}/new` as "/leads/new"} className="button button-primary">
            {i18n._(spec.newLabel)}
          </Link>
          <p className="quiet">
            <Trans>Or say it in the chat:</Trans>
          </p>
          <Link to="/" className="sample" onClick={() => setDraft(command)}>
            <span className="prompt" aria-hidden="true">
              ›
            </span>
            {command}
          </Link>
        </>
      ) : (
        <p className="quiet">
          <Trans>Your role may read but not add. An owner or admin of the workspace can change that.</Trans>
        </p>
      )}
    </div>
  );
}

const ROWS = Array.from({ length: 9 }, (_, index) => index);

/** The table's shape while it loads; it fades in late, so that a quick answer shows no flicker. */
function Skeleton() {
  return (
    <div className="skeleton" aria-hidden="true">
      {ROWS.map((row) => (
        <div key={row} className="skeleton-row">
          <span />
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}
