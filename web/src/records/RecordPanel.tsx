import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Pencil, Trash2 } from "lucide-react";
import { ApiError } from "../api/errors";
import { can } from "../app/can";
import { POLL_MS, linkStore } from "../app/liveState";
import { useKeys } from "../app/useKeys";
import { useSession } from "../app/useSession";
import { Failure } from "../ui/Failure";
import { useStore } from "../ui/store";
import { EditRecord } from "./EditRecord";
import { Panel, useClosePanel, usePanelSearch } from "./Panel";
import { RecordView } from "./RecordView";
import { useRecordChanges } from "./changes";
import { recordOptions } from "./recordApi";
import type { RecordSpec } from "./spec";

/** One record, to read or to edit: the address says which. */
export function RecordPanel({ spec }: { spec: RecordSpec }) {
  const { t, i18n } = useLingui();
  const { id = "" } = useParams({ strict: false });
  const search = usePanelSearch();
  const session = useSession();
  const navigate = useNavigate();
  const close = useClosePanel(spec);
  const { remove } = useRecordChanges(spec);
  const live = useStore(linkStore) === "live";
  const query = useQuery(recordOptions(spec.plural, id, live ? false : POLL_MS));
  const record = query.data;
  const mayWrite = can(session, `${spec.plural}:write`);
  const editing = search["edit"] === "1" && mayWrite;
  const edit = (on: boolean) => void navigate({ to: ".", search: { ...search, edit: on ? "1" : undefined }, replace: true });
  useKeys(record && mayWrite && !editing ? { e: () => edit(true) } : {});

  const one = i18n._(spec.one);
  if (!record) {
    return (
      <Panel spec={spec} label={one} title={query.error ? t`Not to be shown` : t`Loading…`}>
        <div className="panel-body">
          {query.error instanceof ApiError && query.error.status === 404 ? (
            <p className="quiet">
              <Trans>There is no such record in this workspace. It may have been deleted.</Trans>
            </p>
          ) : query.error ? (
            <Failure error={query.error} onRetry={() => void query.refetch()} />
          ) : null}
        </div>
      </Panel>
    );
  }
  const actions = (
    <>
      {mayWrite && !editing ? (
        <button type="button" className="button button-plain button-small" onClick={() => edit(true)} aria-keyshortcuts="e">
          <Pencil size={13} aria-hidden="true" />
          <Trans>Edit</Trans>
        </button>
      ) : null}
      {can(session, `${spec.plural}:delete`) && !editing ? (
        <button
          type="button"
          className="button button-ghost button-icon"
          aria-label={t`Delete ${record.name}`}
          onClick={() => {
            close();
            void remove([record]);
          }}
        >
          <Trash2 size={15} aria-hidden="true" />
        </button>
      ) : null}
    </>
  );
  return (
    <Panel key={record.id} spec={spec} label={one} title={record.name} actions={actions}>
      {editing ? <EditRecord spec={spec} record={record} onDone={() => edit(false)} /> : <RecordView spec={spec} record={record} />}
    </Panel>
  );
}
