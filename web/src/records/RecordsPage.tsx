import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { can } from "../app/can";
import { POLL_MS, linkStore } from "../app/liveState";
import { useKeys } from "../app/useKeys";
import { usePage } from "../app/usePage";
import { useSession } from "../app/useSession";
import { ApiCall } from "../ui/ApiCall";
import { useStore } from "../ui/store";
import { useMediaQuery } from "../ui/useMediaQuery";
import { Cards } from "./Cards";
import { ListStates } from "./ListStates";
import { RecordTable } from "./RecordTable";
import { SelectionBar } from "./SelectionBar";
import { Toolbar } from "./Toolbar";
import { rowsOf } from "./lists";
import { listOptions, listQueryOf, listRequest } from "./recordApi";
import type { RecordSpec } from "./spec";
import { useFlashes } from "./useFlashes";
import { useRecordChanges } from "./changes";

/** The page of one kind of record: its list, and beside it the panel that the address names. */
export function RecordsPage({ spec }: { spec: RecordSpec }) {
  const { t, i18n } = useLingui();
  const title = i18n._(spec.title);
  const heading = usePage(title);
  const session = useSession();
  const search = useSearch({ strict: false, select: (all) => all as Record<string, string | undefined> });
  const { id: openId } = useParams({ strict: false });
  const navigate = useNavigate();
  const narrow = useMediaQuery("(max-width: 640px)");
  const live = useStore(linkStore) === "live";
  const query = listQueryOf(spec.filters, search);
  const list = useInfiniteQuery(listOptions(spec.plural, query, live ? false : POLL_MS));
  const rows = useMemo(() => rowsOf(list.data), [list.data]);
  const flashes = useFlashes(rows, JSON.stringify(query));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const searchBox = useRef<HTMLInputElement>(null);
  const changes = useRecordChanges(spec);
  const mayWrite = can(session, `${spec.plural}:write`);
  const mayDelete = can(session, `${spec.plural}:delete`);

  const toPanel = (to: "new" | "$id", id?: string, edit?: boolean) =>
    navigate({ to: `/${spec.plural}/${to}` as "/leads/$id", params: { id: id ?? "" }, search: { ...search, edit: edit ? "1" : undefined } });
  const toggle = (id: string) => setSelected((now) => (now.has(id) ? new Set([...now].filter((other) => other !== id)) : new Set([...now, id])));
  const remove = (ids: ReadonlySet<string>) => {
    setSelected(new Set());
    if (openId && ids.has(openId)) void navigate({ to: `/${spec.plural}`, search });
    void changes.remove(rows.filter(({ id }) => ids.has(id)));
  };
  useKeys({
    "/": () => searchBox.current?.focus(),
    ...(mayWrite ? { c: () => void toPanel("new") } : {}),
    ...(selected.size > 0 ? { escape: () => setSelected(new Set()) } : {}),
  });

  const props = { spec, rows, flashes, selected, openId, search, onToggle: toggle };
  return (
    <div className="records" data-panel={openId !== undefined || undefined}>
      <div className="records-list">
        <header className="records-head">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {mayWrite ? (
            <Link to={`/${spec.plural}/new` as "/leads/new"} search={{ ...search, edit: undefined }} className="button button-primary" aria-keyshortcuts="c">
              <Plus size={15} aria-hidden="true" />
              {i18n._(spec.newLabel)}
            </Link>
          ) : null}
        </header>
        <Toolbar spec={spec} search={search} searchBox={searchBox} />
        {selected.size > 0 ? (
          <SelectionBar count={selected.size} onClear={() => setSelected(new Set())} onDelete={mayDelete ? () => remove(selected) : undefined} />
        ) : null}
        <ListStates spec={spec} list={list} search={search} rows={rows.length} mayWrite={mayWrite}>
          {narrow ? (
            <Cards {...props} list={list} />
          ) : (
            <RecordTable
              {...props}
              list={list}
              onOpen={(id, edit) => void toPanel("$id", id, edit)}
              onDelete={mayDelete ? (id) => remove(selected.size > 0 ? selected : new Set([id])) : undefined}
            />
          )}
        </ListStates>
        <footer className="records-foot">
          <span className="note">
            {rows.length === 0 ? null : list.error ? (
              <Trans>Could not be read again: what you see may be old.</Trans>
            ) : list.hasNextPage ? (
              <Trans>{rows.length} loaded, more below</Trans>
            ) : (
              <Trans>{rows.length} in all</Trans>
            )}
          </span>
          <ApiCall request={listRequest(spec.plural, query)} />
          <span className="visually-hidden" role="status">
            {list.isPlaceholderData ? t`Loading` : null}
          </span>
        </footer>
      </div>
      <Outlet />
    </div>
  );
}
