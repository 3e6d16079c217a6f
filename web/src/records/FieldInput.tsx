import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isObject } from "../api/errors";
import { membersQuery } from "../api/session";
import { Labelled, useField } from "../ui/TextField";
import { CompanyPicker } from "./CompanyPicker";
import { linkOf } from "./FieldValue";
import { type Draft, valueAt } from "./form";
import type { BaseRecord, Field } from "./spec";

type Props = {
  field: Field;
  record: BaseRecord | undefined;
  draft: Draft;
  problem: ReactNode;
  onChange: (changes: Draft) => void;
  onBlur: () => void;
};

const CURRENCIES = ["USD", "EUR", "GBP", "CHF", "JPY", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "INR", "BRL"];

/** The control that a field asks for, with its label and its problem. */
export function FieldInput({ field, record, draft, problem, onChange, onBlur }: Props) {
  const { i18n } = useLingui();
  const ids = useField(problem, field.hint);
  const { name } = field;
  const value = draft[name] ?? "";
  const shared = { ...ids.control, className: "input", onBlur };
  const set = (next: string) => onChange({ [name]: next });
  return (
    <div className={field.wide ? "form-wide" : undefined}>
      <Labelled label={i18n._(field.label)} field={ids} problem={problem} hint={field.hint ? i18n._(field.hint) : undefined}>
        {field.control === "choice" ? (
          <select {...shared} value={value} onChange={(event) => set(event.target.value)}>
            {value === "" ? <option value="" /> : null}
            {field.choices?.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {i18n._(choice.label)}
              </option>
            ))}
          </select>
        ) : field.control === "member" ? (
          <MemberSelect {...shared} value={value} onPick={set} />
        ) : field.control === "company" ? (
          <CompanyPicker control={ids.control} value={value} name={linkedName(record, field)} onPick={set} onBlur={onBlur} />
        ) : field.control === "money" ? (
          <MoneyInput shared={shared} name={name} draft={draft} onChange={onChange} />
        ) : field.control === "notes" ? (
          <textarea {...shared} value={value} onChange={(event) => set(event.target.value)} />
        ) : (
          <input
            {...shared}
            value={value}
            onChange={(event) => set(event.target.value)}
            type={inputType(field)}
            inputMode={field.control === "count" ? "numeric" : undefined}
            autoComplete="off"
          />
        )}
      </Labelled>
    </div>
  );
}

/** Not type=number: it drops what it cannot read, and wheels change it by accident. */
function inputType({ control }: Field): "email" | "tel" | "url" | "text" {
  return control === "email" || control === "tel" || control === "url" ? control : "text";
}

function linkedName(record: BaseRecord | undefined, field: Field): string {
  const linked = record ? valueAt(record, linkOf(field.name)) : null;
  return isObject(linked) && typeof linked["name"] === "string" ? linked["name"] : "";
}

type Control = ReturnType<typeof useField>["control"] & { className: string; onBlur: () => void };

function MemberSelect({ value, onPick, ...control }: Control & { value: string; onPick: (id: string) => void }) {
  const { t } = useLingui();
  const members = useQuery(membersQuery);
  const known = members.data?.has(value) ?? value === "";
  return (
    <select {...control} value={value} onChange={(event) => onPick(event.target.value)}>
      <option value="">{t`Nobody`}</option>
      {value !== "" && !known ? <option value={value}>{t`Former member`}</option> : null}
      {[...(members.data?.values() ?? [])].map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

type MoneyProps = { shared: Control; name: string; draft: Draft; onChange: (changes: Draft) => void };

function MoneyInput({ shared, name, draft, onChange }: MoneyProps) {
  const { t } = useLingui();
  const currency = draft[`${name}.currency`] ?? "USD";
  const currencies = CURRENCIES.includes(currency) ? CURRENCIES : [currency, ...CURRENCIES];
  return (
    <div className="money">
      <input
        {...shared}
        value={draft[`${name}.amount`] ?? ""}
        onChange={(event) => onChange({ [`${name}.amount`]: event.target.value })}
        inputMode="decimal"
        autoComplete="off"
      />
      <select
        className="input"
        aria-label={t`Currency`}
        value={currency}
        onChange={(event) => onChange({ [`${name}.currency`]: event.target.value })}
      >
        {currencies.map((code) => (
          <option key={code}>{code}</option>
        ))}
      </select>
    </div>
  );
}
