import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { LoadMore } from "./LoadMore";
import type { RowsProps } from "./RecordTable";

/** The rows on a phone: a card each, with what matters most. */
export function Cards({ spec, rows, flashes, search, list }: RowsProps) {
  const { t, i18n } = useLingui();
  const told = spec.columns.filter(({ id }) => id === "status" || id === "tags");
  return (
    <div className="table-scroll">
      <ul className="cards" aria-label={i18n._(spec.title)}>
        {rows.map((record) => (
          <li key={record.id} data-changed={flashes.has(record.id) || undefined}>
            <Link to={`/${spec.plural}/$id`} params={{ id: record.id }} search={{ ...search, edit: undefined }} className="record-card">
              <span className="record-card-name truncate">{record.name}</span>
              <span className="quiet truncate">{spec.subtitle(record)}</span>
              {told.map((column) => (
                <span key={column.id} className="record-card-end">
                  {column.cell(record)}
                </span>
              ))}
            </Link>
          </li>
        ))}
      </ul>
      <LoadMore list={list} label={t`Load more`} />
    </div>
  );
}
