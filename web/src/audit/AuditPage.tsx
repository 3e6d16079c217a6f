import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Download, X } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client";
import { wireRequest } from "../api/request";
import { usePage } from "../app/usePage";
import { LoadMore } from "../records/LoadMore";
import { ApiCall } from "../ui/ApiCall";
import { Failure } from "../ui/Failure";
import { AuditRow, type AuditChoice } from "./AuditRow";
import { ChainState } from "./ChainState";

const PAGE_SIZE = 100;

/** What happened in the workspace: who did what to which record, and whether the log still holds. */
export function AuditPage() {
  const { t } = useLingui();
  const heading = usePage(t`Audit`);
  const [refusedOnly, setRefusedOnly] = useState(false);
  const [chosen, setChosen] = useState<AuditChoice[]>([]);
  const choose = (choice: AuditChoice) => setChosen((before) => [...before.filter((one) => one.field !== choice.field), choice]);
  const filter = [...chosen.map((one) => `${one.field}[eq]:${one.value}`), ...(refusedOnly ? ["outcome[eq]:refused"] : [])].join(",");
  const query = filter === "" ? { limit: PAGE_SIZE } : { filter, limit: PAGE_SIZE };
  const list = useInfiniteQuery({
    queryKey: ["audit", query],
    queryFn: ({ pageParam, signal }) => call("identity.audit.list", { query: { ...query, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  const shown = rows.length;
  return (
    <div className="records">
      <div className="records-list">
        <header className="records-head">
          <h1 ref={heading} tabIndex={-1}>
            <Trans>Audit</Trans>
          </h1>
          <a className="button button-plain" href={`/api/v1/audit/export?${new URLSearchParams({ format: "csv", ...(filter === "" ? {} : { filter }) }).toString()}`} download>
            <Download size={15} aria-hidden="true" />
            <Trans>Export CSV</Trans>
          </a>
        </header>
        <div className="audit-tools">
          <ChainState />
          {chosen.map(({ field, label }) => (
            <span key={field} className="chip" data-active>
              <span className="chip-button"><span className="chip-value truncate">{label}</span></span>
              <button type="button" className="chip-clear" aria-label={t`Remove the filter ${label}`} onClick={() => setChosen((before) => before.filter((one) => one.field !== field))}>
                <X size={12} aria-hidden="true" />
              </button>
            </span>
          ))}
          <label className="audit-filter">
            <input type="checkbox" className="checkbox" checked={refusedOnly} onChange={(event) => setRefusedOnly(event.target.checked)} />
            <Trans>Only what was refused</Trans>
          </label>
        </div>
        {list.error ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
        <div className="table-scroll" tabIndex={0} role="region" aria-label={t`Audit log`}>
          <table className="table audit-table">
            <thead>
              <tr>
                <th scope="col">
                  <Trans>When</Trans>
                </th>
                <th scope="col">
                  <Trans>Who</Trans>
                </th>
                <th scope="col">
                  <Trans>Did what</Trans>
                </th>
                <th scope="col">
                  <Trans>To</Trans>
                </th>
                <th scope="col">
                  <Trans>From</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((entry) => (
                <AuditRow key={entry.id} entry={entry} onChoose={choose} />
              ))}
            </tbody>
          </table>
          {list.isSuccess && shown === 0 ? (
            <p className="audit-empty">{filter !== "" ? <Trans>No entry fits these filters.</Trans> : <Trans>Nothing has happened yet. The first change will stand here.</Trans>}</p>
          ) : null}
          <LoadMore list={list} label={t`Load more`} />
        </div>
        <footer className="records-foot">
          <span className="note">{list.hasNextPage ? <Trans>{shown} loaded, more below</Trans> : <Trans>{shown} in all</Trans>}</span>
          <ApiCall request={wireRequest("identity.audit.list", { query })} />
        </footer>
      </div>
    </div>
  );
}
