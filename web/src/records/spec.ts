import type { MessageDescriptor } from "@lingui/core";
import type { ReactNode } from "react";
import type { FilterRule } from "./filter";
import type { FormField } from "./form";
import type { Kind, Plural } from "./plurals";

/** What every record answers. */
export type BaseRecord = {
  id: string;
  name: string;
  owner: string | null;
  version: number;
  createdAt: string;
  updatedAt: string;
};

export type Choice = { value: string; label: MessageDescriptor };

export type Column<R> = {
  id: string;
  label: MessageDescriptor;
  /** The field to order by; without one the header is plain text. */
  sort?: string;
  align?: "end";
  /** Share of the table's width, in percent while all columns are shown; the name takes what is left. */
  width: number;
  /** Columns of a higher rank give way first where room is short. */
  rank: 1 | 2 | 3;
  cell(record: R): ReactNode;
};

export type Field = FormField & {
  label: MessageDescriptor;
  hint?: MessageDescriptor;
  choices?: readonly Choice[];
  /** Takes the whole width of the form. */
  wide?: boolean;
};

export type FieldGroup = { title: MessageDescriptor; fields: readonly Field[] };

export type Filter = FilterRule & { label: MessageDescriptor; choices?: readonly Choice[] };

/** All that differs between the pages of leads, contacts and companies. */
export type RecordSpec<R extends BaseRecord = BaseRecord> = {
  kind: Kind;
  plural: Plural;
  title: MessageDescriptor;
  one: MessageDescriptor;
  newLabel: MessageDescriptor;
  searchLabel: MessageDescriptor;
  empty: { what: MessageDescriptor; command: MessageDescriptor };
  columns: readonly Column<R>[];
  filters: readonly Filter[];
  groups: readonly FieldGroup[];
  /** The second line of a card on a phone. */
  subtitle(record: R): string;
};

export function fieldsOf(spec: RecordSpec): Field[] {
  return spec.groups.flatMap(({ fields }) => fields);
}
