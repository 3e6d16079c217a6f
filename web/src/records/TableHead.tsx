import { Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { CSSProperties, ReactNode } from "react";
import { nextSort, readSort } from "./filter";
import type { ListSearch } from "./recordApi";
import type { RecordSpec } from "./spec";

/** Headers that order the list; the order lives in the address. */
export function TableHead({ spec, search }: { spec: RecordSpec; search: ListSearch }) {
  const { i18n } = useLingui();
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" className="col-select">
          <span className="visually-hidden">
            <Trans>Selected</Trans>
          </span>
        </th>
        <SortHeader field="name" search={search} className="col-name">
          <Trans>Name</Trans>
        </SortHeader>
        {spec.columns.map(({ id, label, sort, align, rank, width }) => (
          <SortHeader key={id} field={sort} search={search} className={`rank-${rank}`} align={align} width={width}>
            {i18n._(label)}
          </SortHeader>
        ))}
      </tr>
    </thead>
  );
}

type HeaderProps = {
  field: string | undefined;
  search: ListSearch;
  className: string;
  align?: "end" | undefined;
  width?: number;
  children: ReactNode;
};

function SortHeader({ field, search, className, align, width, children }: HeaderProps) {
  const navigate = useNavigate();
  const sort = readSort(search["sort"]);
  const active = field !== undefined && sort?.field === field ? sort.direction : null;
  const Arrow = active === "desc" ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      className={className}
      data-align={align}
      style={width ? ({ "--share": width } as CSSProperties) : undefined}
      aria-sort={active === null ? undefined : active === "asc" ? "ascending" : "descending"}
    >
      {field === undefined ? (
        children
      ) : (
        <button
          type="button"
          className="sort"
          onClick={() =>
            void navigate({ to: ".", search: (before: ListSearch) => ({ ...before, sort: nextSort(sort, field) }), replace: true })
          }
        >
          {children}
          <Arrow size={12} aria-hidden="true" data-shown={active !== null || undefined} />
        </button>
      )}
    </th>
  );
}
