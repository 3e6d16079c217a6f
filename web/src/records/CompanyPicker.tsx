import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { call } from "../api/client";
import { useDebounced } from "../ui/useDebounced";

const MATCHES = 8;
const SEARCH_AFTER_MS = 150;

type Props = {
  control: { id: string; "aria-invalid": boolean; "aria-describedby": string | undefined };
  /** The id of the company, or "". */
  value: string;
  /** Its name as last known. */
  name: string;
  onPick: (id: string) => void;
  onBlur: () => void;
};

/** Finds a company by typing part of its name (ARIA combobox). */
export function CompanyPicker({ control, value, name, onPick, onBlur }: Props) {
  const { t } = useLingui();
  const listId = useId();
  const [text, setText] = useState(value === "" ? "" : name);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const q = useDebounced(text.trim(), SEARCH_AFTER_MS);
  const matches = useQuery({
    queryKey: ["companies", "list", "picker", q],
    queryFn: ({ signal }) => call("crm.companies.list", { query: { ...(q ? { q } : {}), orderBy: "name:asc", limit: MATCHES }, signal }),
    enabled: open,
    placeholderData: keepPreviousData,
  });
  const companies = matches.data?.data ?? [];
  const pick = (company: { id: string; name: string }) => {
    onPick(company.id);
    setText(company.name);
    setOpen(false);
  };
  const clear = () => {
    onPick("");
    setText("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      setAt((now) => Math.max(0, Math.min(companies.length - 1, now + (event.key === "ArrowDown" ? 1 : -1))));
    } else if (event.key === "Enter" && open) {
      const company = companies[at];
      event.preventDefault();
      if (company) pick(company);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      setOpen(false);
    }
  };
  return (
    <div className="picker">
      <input
        {...control}
        className="input"
        role="combobox"
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={open && companies[at] ? `${listId}-${at}` : undefined}
        autoComplete="off"
        value={text}
        placeholder={t`Type to find one`}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setAt(0);
          if (event.target.value === "") onPick("");
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setOpen(false);
          // Text that was not picked names no company; show what is really set.
          if (value === "") setText("");
          onBlur();
        }}
      />
      {value === "" ? null : (
        <button type="button" className="picker-clear" onClick={clear} aria-label={t`Clear the company`}>
          <X size={13} aria-hidden="true" />
        </button>
      )}
      <ul id={listId} role="listbox" className="picker-list" hidden={!open} aria-label={t`Companies`}>
        {companies.map((company, index) => (
          <li
            key={company.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === at}
            className="menu-item"
            // Before the input loses focus, which closes the list.
            onMouseDown={(event) => {
              event.preventDefault();
              pick(company);
            }}
          >
            <span className="truncate">{company.name}</span>
            <span className="note truncate">{company.domain}</span>
          </li>
        ))}
        {companies.length === 0 && !matches.isFetching ? (
          <li className="menu-title" role="presentation">
            <Trans>No company fits</Trans>
          </li>
        ) : null}
      </ul>
    </div>
  );
}
