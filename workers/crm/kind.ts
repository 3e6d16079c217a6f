/**
 * What differs between the kinds of records, as data and pure functions.
 * Everything that is the same for all of them (store, operations, lists) is written once over this type.
 */
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type * as z from "zod";
import type { FieldProblem } from "#kit/errors";
import type { EventType } from "#kit/events";
import type { ListFields } from "#kit/filter";
import { isId } from "#kit/ids";
import type { ListIndex } from "#kit/list";
import { fold } from "#kit/text";
import type { Row, Statement, Value } from "#kit/work";

export const KIND_NAMES = ["lead", "contact", "company", "deal", "note", "task"] as const;
export type KindName = (typeof KIND_NAMES)[number];

/** The table of each kind; the path and the permission's resource are called the same. */
export const PLURALS = { lead: "leads", contact: "contacts", company: "companies", deal: "deals", note: "notes", task: "tasks" } as const satisfies Record<KindName, string>;

/** The kind of record that an id names, or null. */
export function kindOfId(id: string): KindName | null {
  return KIND_NAMES.find((kind) => isId(kind, id)) ?? null;
}

/** The fields every kind has beside its own. `custom` holds those that the workspace defined. */
export type Common = { owner: string | null; tags: string[]; custom: Record<string, unknown> };

export type Base = Common & {
  id: string;
  name: string;
  version: number;
  createdAt: string;
  updatedAt: string;
};

/** Another record that a record names: which field names it, and as what. */
export type Reference = { path: string; kind: KindName; id: string; role: string | null };

/** What follows from fields for the columns that no caller writes, once what they depend on was read. */
export type Decision<F> = {
  fields: F;
  problems: FieldProblem[];
  /** By their names in the table. */
  columns: Row;
  /** Columns of joined tables, as a read would show them. */
  joined: Row;
  /** What must be written before. */
  also?: Statement[];
};

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
  /** Other tables that a read needs. */
  join?: { columns: string; sql: string };
  /** Defaults for what was left out or cleared. */
  complete(input: z.output<I>): F;
  /** Rules that span fields. */
  check(fields: F): FieldProblem[];
  /** What `decide` needs, read in one round trip with the record. */
  reads?(tenantId: string): Statement[];
  /** Rules that span records, and what follows from a change. `before` is null for a new record. */
  decide?(fields: F, before: Row | null, rows: Row[][], at: { tenantId: string; now: number }): Decision<F>;
  /** Records that it names: each must exist, shows the change on its own timeline, and is found by it. */
  references?(fields: F): Reference[];
  /** What a change means beside "updated", most telling last. */
  moments?(before: F, after: F): EventType[];
  /** The name people call it by; never empty for fields that pass `check`. */
  display(fields: F): string;
  email(fields: F): string | null;
  /** Text fields that filters and orders compare folded. */
  folded: readonly (keyof F & string)[];
  /** Texts that a search finds it by, beside the display name. */
  searched(fields: F): (string | null)[];
  /** What tells it from another of the same name. */
  hint(fields: F): (string | null)[];
  /** Columns of its own, by their names in the schema. */
  columns(fields: F): Record<string, Value>;
  /** Its own fields of a stored row. */
  fields(row: Row): Omit<F, keyof Common>;
  /** What a row shows beside the fields that a caller writes. */
  shown?(row: Row): Record<string, unknown>;
  listFields: ListFields;
  /** Pairs of filter and order that an index serves; published in the description of the list. */
  indexes: readonly ListIndex[];
};

/** A kind of which nothing but its being one is known. */
export type AnyKind<F extends Common = Common> = RecordKind<KindName, string, z.ZodObject, F>;

export type RecordOf<F> = F & Base;

/**
 * Columns of a record as stored, by their names in the table: its own, and those made for finding it again.
 * @param compared what filters compare of its defined fields (custom-fields)
 */
export function storedColumns<F extends Common>(kind: Pick<AnyKind<F>, "columns" | "display" | "folded">, fields: F, compared: Record<string, unknown> = {}): Row {
  const name = fold(kind.display(fields));
  const folds: Record<string, unknown> = { tags: fields.tags.map(fold), ...compared };
  for (const field of kind.folded) {
    const value: unknown = fields[field];
    if (typeof value === "string") folds[field] = fold(value);
    if (Array.isArray(value)) folds[field] = value.map((item) => fold(String(item)));
  }
  const own = Object.entries(kind.columns(fields)).map(([column, value]) => [snakeCase(column), value] as const);
  return {
    ...Object.fromEntries(own),
    owner: fields.owner,
    tags: JSON.stringify(fields.tags),
    custom_fields: JSON.stringify(fields.custom),
    fold: JSON.stringify(folds),
    name_key: name,
    // Filled before there was a full-text index; nothing reads it.
    search: "",
  };
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The record that a stored row shows. */
export function recordOf<F extends Common>(kind: AnyKind<F>, row: Row): RecordOf<F> {
  const common: Common = {
    owner: row["owner"] as string | null,
    tags: JSON.parse(row["tags"] as string) as string[],
    custom: JSON.parse(row["custom_fields"] as string) as Record<string, unknown>,
  };
  const fields = { ...kind.fields(row), ...common } as F;
  const link = kind.link === null ? {} : { [kind.link.as]: linked(row, kind.link.column) };
  return { id: row["id"] as string, name: kind.display(fields), ...fields, ...kind.shown?.(row), ...link, ...times(row) };
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
export function fieldsOf<F extends Common>(kind: Pick<AnyKind<F>, "input">, record: RecordOf<F>): F {
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
  tags: { type: "list", sql: "t.tags", folded: "json_extract(t.fold, '$.tags')" },
};

/** References to records of any kind. */
export function aboutReferences(ids: readonly string[]): Reference[] {
  return ids.flatMap((id) => {
    const kind = kindOfId(id);
    return kind === null ? [] : [{ path: "about", kind, id, role: null }];
  });
}

/** Records that are named: a list of ids, compared as they are. */
export const related = (): ListFields[string] => ({
  type: "relation",
  sql: "(t.tenant_id, t.id) in (select r.tenant_id, r.from_id from relations r where r.tenant_id = ? and r.to_id in (select value from json_each(?)))",
});
