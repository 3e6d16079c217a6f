import { Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { Search, X } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { FilterChip } from "./FilterChip";
import type { ListSearch } from "./recordApi";
import type { RecordSpec } from "./spec";

/** A person types this long before the list is asked. Milliseconds. */
const SEARCH_AFTER_MS = 200;

type Props = { spec: RecordSpec; search: ListSearch; searchBox: RefObject<HTMLInputElement | null> };

/** Search and filters; both live in the address. */
export function Toolbar({ spec, search, searchBox }: Props) {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const change = (values: ListSearch) =>
    void navigate({ to: ".", search: (before: ListSearch) => ({ ...before, ...values }), replace: true });
  const active = spec.filters.filter(({ id }) => search[id]);
  return (
    <div className="toolbar">
      <SearchBox key={spec.plural} label={i18n._(spec.searchLabel)} q={search["q"] ?? ""} onSearch={(q) => change({ q })} box={searchBox} />
      <div className="chips" role="group" aria-label={t`Filters`}>
        {spec.filters.map((filter) => (
          <FilterChip key={filter.id} filter={filter} value={search[filter.id]} onChange={(value) => change({ [filter.id]: value })} />
        ))}
        {active.length > 1 ? (
          <button
            type="button"
            className="button button-ghost button-small"
            onClick={() => change(Object.fromEntries(active.map(({ id }) => [id, undefined])))}
          >
            <X size={13} aria-hidden="true" />
            <Trans>Clear all</Trans>
          </button>
        ) : null}
      </div>
    </div>
  );
}

type SearchProps = { label: string; q: string; onSearch: (q: string | undefined) => void; box: RefObject<HTMLInputElement | null> };

function SearchBox({ label, q, onSearch, box }: SearchProps) {
  const [text, setText] = useState(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef(q);
  // The address changed by other means: a link, the back button, "clear".
  useEffect(() => {
    if (q === asked.current) return;
    asked.current = q;
    setText(q);
  }, [q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      asked.current = next.trim();
      onSearch(next.trim() || undefined);
    }, SEARCH_AFTER_MS);
  };
  return (
    <label className="search">
      <Search size={14} aria-hidden="true" />
      <span className="visually-hidden">{label}</span>
      <input
        ref={box}
        type="search"
        value={text}
        placeholder={label}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          if (text === "") event.currentTarget.blur();
          else type("");
        }}
        aria-keyshortcuts="/"
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  );
}
