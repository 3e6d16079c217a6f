import { useLingui } from "@lingui/react/macro";
import { isObject } from "../api/errors";
import { MoneyCell, NumberCell, TagsCell } from "./cells";
import { Owner } from "./Owner";
import { RecordLink } from "./RecordLink";
import { valueAt } from "./form";
import type { BaseRecord, Field, RecordSpec } from "./spec";

type Props = { record: BaseRecord; field: Field; spec: RecordSpec };

export function isFilled(record: BaseRecord, field: Field): boolean {
  const value = valueAt(record, field.name);
  return value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
}

/** The value of a field as it is read: a link where it leads somewhere. */
export function FieldValue({ record, field, spec }: Props) {
  const { i18n } = useLingui();
  const value = valueAt(record, field.name);
  switch (field.control) {
    case "email":
      return <a href={`mailto:${String(value)}`}>{String(value)}</a>;
    case "tel":
      return <a href={`tel:${String(value)}`}>{String(value)}</a>;
    case "url":
      return <WebLink address={String(value)} />;
    case "count":
      return <NumberCell value={typeof value === "number" ? value : null} />;
    case "money":
      return isMoney(value) ? <MoneyCell value={value} /> : null;
    case "tags":
      return <TagsCell tags={Array.isArray(value) ? value.map(String) : []} all />;
    case "member":
      return <Owner id={String(value)} />;
    case "company":
      return <LinkedCompany record={record} field={field} />;
    case "choice": {
      const column = spec.columns.find(({ id }) => id === field.name);
      const choice = field.choices?.find((candidate) => candidate.value === value);
      return column ? column.cell(record) : choice ? i18n._(choice.label) : String(value);
    }
    default:
      return String(value);
  }
}

function isMoney(value: unknown): value is { amount: number; currency: string } {
  return isObject(value) && typeof value["amount"] === "number" && typeof value["currency"] === "string";
}

/** Only web addresses become links: a stored text must never run script. */
function WebLink({ address }: { address: string }) {
  if (!/^https?:\/\//i.test(address)) return address;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {address.replace(/^https?:\/\/(www\.)?/i, "")}
    </a>
  );
}

/** `companyId` comes with `company`, `parentId` with `parent`. */
function LinkedCompany({ record, field }: { record: BaseRecord; field: Field }) {
  const linked = valueAt(record, linkOf(field.name));
  const id = valueAt(record, field.name);
  const name = isObject(linked) && typeof linked["name"] === "string" ? linked["name"] : String(id);
  return <RecordLink record={{ kind: "company", id: String(id), name }} />;
}

export function linkOf(field: string): string {
  return field.replace(/Id$/, "");
}
