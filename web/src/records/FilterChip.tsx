import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { ChevronDown, X } from "lucide-react";
import { type FormEvent, useId } from "react";
import { membersQuery } from "../api/session";
import { Popover } from "../ui/Popover";
import { typedText } from "../ui/text";
import { NOBODY, splitChoices, toggleChoice } from "./filter";
import type { Filter } from "./spec";

type Props = { filter: Filter; value: string | undefined; onChange: (value: string | undefined) => void };

/** One filter: what it compares, what with, and a way to drop it. */
export function FilterChip({ filter, value, onChange }: Props) {
  const { t, i18n } = useLingui();
  const shown = useShown(filter, value);
  const label = i18n._(filter.label);
  return (
    <span className="chip" data-active={value ? true : undefined}>
      <Popover
        label={label}
        trigger={(props) => (
          <button type="button" className="chip-button" {...props}>
            {label}
            {shown ? <span className="chip-value truncate">{shown}</span> : <ChevronDown size={12} aria-hidden="true" />}
          </button>
        )}
      >
        {(close) =>
          filter.type === "choice" || filter.type === "member" ? (
            <Choices filter={filter} value={value} onChange={onChange} />
          ) : (
            <TypedValue filter={filter} value={value} label={label} onChange={onChange} close={close} />
          )
        }
      </Popover>
      {value ? (
        <button type="button" className="chip-clear" onClick={() => onChange(undefined)} aria-label={t`Remove the filter ${label}`}>
          <X size={12} aria-hidden="true" />
        </button>
      ) : null}
    </span>
  );
}

/** The choices of a filter with their names as people read them. */
function useChoices(filter: Filter): { value: string; label: string }[] {
  const { t, i18n } = useLingui();
  const members = useQuery({ ...membersQuery, enabled: filter.type === "member" });
  if (filter.type !== "member") return (filter.choices ?? []).map(({ value, label }) => ({ value, label: i18n._(label) }));
  return [...(members.data?.values() ?? [])].map(({ id, name }) => ({ value: id, label: name })).concat({ value: NOBODY, label: t`Nobody` });
}

function useShown(filter: Filter, value: string | undefined): string {
  const choices = useChoices(filter);
  if (!value) return "";
  if (filter.type !== "choice" && filter.type !== "member") return value;
  return splitChoices(value).map((part) => choices.find((choice) => choice.value === part)?.label ?? part).join(", ");
}

function Choices({ filter, value, onChange }: Props) {
  const choices = useChoices(filter);
  const picked = splitChoices(value);
  const { i18n } = useLingui();
  const pick = (choice: string) => {
    // "Nobody" is another question than "one of these", so it stands alone.
    if (choice === NOBODY) return onChange(picked.includes(NOBODY) ? undefined : NOBODY);
    onChange(toggleChoice(value === NOBODY ? undefined : value, choice));
  };
  return (
    <fieldset>
      <legend className="menu-title">{i18n._(filter.label)}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="menu-item">
          <input type="checkbox" className="checkbox" checked={picked.includes(choice.value)} onChange={() => pick(choice.value)} />
          {choice.label}
        </label>
      ))}
    </fieldset>
  );
}

function TypedValue({ filter, value, label, onChange, close }: Props & { label: string; close: () => void }) {
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onChange(typedText(new FormData(event.currentTarget), "value").trim() || undefined);
    close();
  };
  return (
    <form className="chip-form" onSubmit={submit}>
      <label htmlFor={id} className="field-label">
        {label}
      </label>
      <div className="chip-form-row">
        <input
          key={value}
          id={id}
          name="value"
          className="input"
          defaultValue={value}
          inputMode={filter.type === "atLeast" ? "numeric" : undefined}
          pattern={filter.type === "atLeast" ? "\\d+" : undefined}
          autoComplete="off"
          autoFocus
        />
        <button type="submit" className="button button-primary">
          <Trans>Apply</Trans>
        </button>
      </div>
    </form>
  );
}
