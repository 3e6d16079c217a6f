/**
 * What differs between leads, contacts and companies, as data and pure functions.
 * Everything that is the same for all of them (store, operations, lists) is written once over this type.
 */
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type * as z from "zod";
import type { FieldProblem } from "#kit/errors";
import { fold } from "#kit/text";
import type { ListFields } from "#kit/filter";
import type { ListIndex } from "#kit/list";
import type { Row, Value } from "#kit/work";

export type KindName = "lead" | "contact" | "company";

export type Base = {
  id: string;
  name: string;
  owner: string | null;
  notes: string | null;
  customFields: Record<string, unknown>;
  version: number;
  createdAt: string;
  updatedAt: string;
};

/** The fields every kind has beside its own. */
export type Common = { owner: string | null; notes: string | null; customFields: Record<string, unknown> };

export type RecordKind<K extends KindName = KindName, P extends string = string, I extends z.ZodObject = z.ZodObject, F extends Common = Common> = {
  kind: K;
  plural: P;
  table: SQLiteTable;
  /** What a caller may write. */
  input: I;
  /** What a caller reads. */
  record: z.ZodObject;
  /** The one field that names a company, with its column and the name under which its `{ id, name }` is answered. */
  link: { field: string; column: string; as: string } | null;
  /** Defaults for what was left out or cleared. */
  complete(input: z.output<I>): F;
  /** Rules that span fields. */
  check(fields: F): FieldProblem[];
  /** The name people call it by; never empty for fields that pass `check`. */
  display(fields: F): string;
  email(fields: F): string | null;
  /** Text fields that filters and orders compare folded. */
  folded: readonly (keyof F & string)[];
  /** Texts that `q` searches, beside the display name. */
  searched(fields: F): (string | null)[];
  /** Columns of its own, by their names in the schema. */
  columns(fields: F): Record<string, Value>;
  /** Its own fields of a stored row. */
  fields(row: Row): Omit<F, keyof Common>;
  listFields: ListFields;
  /** Pairs of filter and order that an index serves; published in the description of the list. */
  indexes: readonly ListIndex[];
};

export type RecordOf<F> = F & Base;

/** Columns of a record as stored: its own, and those made for finding it again. */
export function storedColumns<F extends Common>(kind: Pick<RecordKind<KindName, string, z.ZodObject, F>, "columns" | "display" | "folded" | "searched">, fields: F): Record<string, Value> {
  const name = fold(kind.display(fields));
  const folds: Record<string, string | string[]> = {};
  for (const field of kind.folded) {
    const value: unknown = fields[field];
    if (typeof value === "string") folds[field] = fold(value);
    if (Array.isArray(value)) folds[field] = value.map((item) => fold(String(item)));
  }
  return {
    ...kind.columns(fields),
    owner: fields.owner,
    notes: fields.notes,
    customFields: JSON.stringify(fields.customFields),
    fold: JSON.stringify(folds),
    nameKey: name,
    search: [name, ...kind.searched(fields).map((text) => (text === null ? "" : fold(text)))].filter((text) => text !== "").join(" "),
  };
}

/** The record that a stored row shows. */
export function recordOf<F extends Common>(kind: RecordKind<KindName, string, z.ZodObject, F>, row: Row): RecordOf<F> {
  const common: Common = {
    owner: row["owner"] as string | null,
    notes: row["notes"] as string | null,
    customFields: JSON.parse(row["custom_fields"] as string) as Record<string, unknown>,
  };
  const fields = { ...kind.fields(row), ...common } as F;
  const link = kind.link === null ? {} : { [kind.link.as]: linked(row, kind.link.column) };
  return { id: row["id"] as string, name: kind.display(fields), ...fields, ...link, ...times(row) };
}

function linked(row: Row, column: string): { id: string; name: string } | null {
  return typeof row["link_name"] === "string" ? { id: row[column] as string, name: row["link_name"] } : null;
}

function times(row: Row): Pick<Base, "version" | "createdAt" | "updatedAt"> {
  return {
    version: row["version"] as number,
    createdAt: new Date(row["created_at"] as number).toISOString(),
    updatedAt: new Date(row["updated_at"] as number).toISOString(),
  };
}

/** The fields of a record, without what the system adds: what a PUT would write. */
export function fieldsOf<F extends Common>(kind: Pick<RecordKind<KindName, string, z.ZodObject, F>, "input">, record: RecordOf<F>): F {
  return Object.fromEntries(Object.keys(kind.input.shape).map((name) => [name, (record as Record<string, unknown>)[name]])) as F;
}

/** Names of the fields in which two versions differ. */
export function changedFields<F extends Common>(before: F, after: F): (keyof F & string)[] {
  return (Object.keys(after) as (keyof F & string)[]).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/** "Ada Lovelace", or the email where there is no name. */
export function personName(fields: { firstName: string | null; lastName: string | null; email: string | null }): string {
  const name = [fields.firstName, fields.lastName].filter((part) => part !== null).join(" ");
  return name === "" ? (fields.email ?? "") : name;
}

/** A lead or a contact needs something to go by. */
export function needsName(fields: { firstName: string | null; lastName: string | null; email: string | null }): FieldProblem[] {
  return personName(fields) === "" ? [{ path: "", message: "Give a first name, a last name or an email." }] : [];
}

/** The same rule, as JSON Schema shows it to clients and to the command parser. */
export const NAME_OR_EMAIL = { anyOf: [{ required: ["firstName"] }, { required: ["lastName"] }, { required: ["email"] }] };

/** A list field that compares folded text kept in the `fold` column. */
export const foldedText = (field: string, column: string, sortable = true): ListFields[string] => ({
  type: "text",
  sql: `t.${column}`,
  folded: `json_extract(t.fold, '$.${field}')`,
  sortable,
});

/** List fields that every kind has. */
export const commonListFields: ListFields = {
  id: { type: "reference", sql: "t.id", required: true },
  name: { type: "text", sql: "t.name_key", folded: "t.name_key", sortable: true, required: true },
  owner: { type: "reference", sql: "t.owner" },
  createdAt: { type: "date", sql: "t.created_at", sortable: true, required: true },
  updatedAt: { type: "date", sql: "t.updated_at", sortable: true, required: true },
};
