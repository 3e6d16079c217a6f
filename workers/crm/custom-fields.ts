/**
 * The fields that a workspace defines for a kind of record: what a value must be, and what filters compare of it. Pure.
 * Values stand in the record's row, by key, as the API shows them; what is compared stands beside the folded texts.
 */
import { canonicalEmail } from "#kit/email";
import type { FieldProblem } from "#kit/errors";
import type { ListField, ListFields } from "#kit/filter";
import { fold } from "#kit/text";
import type { Row, Statement } from "#kit/work";
import * as z from "zod";
import { line, webAddress } from "./fields";
import type { KindName } from "./kind";

export const FIELD_TYPES = ["text", "number", "money", "date", "boolean", "select", "multi_select", "url", "email", "phone"] as const;
export type FieldType = (typeof FIELD_TYPES)[number];
export type Option = { value: string; label: string };
export type Definition = { id: string; kind: KindName; key: string; label: string; type: FieldType; options: Option[]; position: number; version: number; archived: boolean };

const TEXT_MAX = 2_000;
const URL_MAX = 500;
const PHONE_MAX = 50;

export function definitionsRead(tenantId: string, kind?: KindName): Statement {
  const which = kind === undefined ? { sql: "", params: [] } : { sql: " and kind = ?", params: [kind] };
  return { sql: `select * from field_definitions where tenant_id = ?${which.sql} order by kind, position, key`, params: [tenantId, ...which.params] };
}

export function definitionsOf(rows: readonly Row[]): Definition[] {
  return rows.map((row) => ({
    id: row["id"] as string,
    kind: row["kind"] as KindName,
    key: row["key"] as string,
    label: row["label"] as string,
    type: row["type"] as FieldType,
    options: JSON.parse(row["options"] as string) as Option[],
    position: row["position"] as number,
    version: row["version"] as number,
    archived: typeof row["archived_at"] === "number",
  }));
}

/** What a value of each type must be. */
function schemaOf({ type, options }: Definition): z.ZodType {
  const choice = z.string().refine((value) => options.some((option) => option.value === value), `is not one of ${options.map((option) => option.value).join(", ")}`);
  switch (type) {
    case "text":
      return line(TEXT_MAX).min(1, "is empty; null clears the field");
    case "number":
      return z.number("is not a number");
    case "money":
      return z.strictObject({ amount: z.int("is not a whole number of minor units"), currency: z.string().regex(/^[A-Z]{3}$/, "is not a currency code, like USD") });
    case "date":
      return z.iso.date("is not a day, like 2026-12-31");
    case "boolean":
      return z.boolean("is not true or false");
    case "select":
      return choice;
    case "multi_select":
      return z.array(choice).max(options.length).transform((values) => [...new Set(values)]);
    case "url":
      return webAddress(URL_MAX);
    case "email":
      return line(254).refine((typed) => canonicalEmail(typed) !== null, "is not an email address, like jane@example.com");
    case "phone":
      return line(PHONE_MAX).regex(/^\+?[\d\s().\-/]{3,}(?:\s*(?:x|ext\.?)\s*\d+)?$/i, "is not a phone number, like +1 555 0100");
  }
}

/**
 * Checks the values that a caller wrote, and leaves the others of the record as they are.
 * @param values all of the record, once what was written is in them  @param written those of the caller
 */
export function validateCustom(definitions: readonly Definition[], values: Record<string, unknown>, written: Record<string, unknown>): { values: Record<string, unknown>; problems: FieldProblem[] } {
  const byKey = new Map(definitions.filter((one) => !one.archived).map((one) => [one.key, one]));
  const problems: FieldProblem[] = [];
  const checked = new Map<string, unknown>(Object.entries(values));
  for (const [key, value] of Object.entries(written)) {
    const path = `custom.${key}`;
    const definition = byKey.get(key);
    if (definition === undefined) problems.push({ path, message: "is not a known field; define it first, or remove it" });
    else if (value === null) checked.delete(key);
    else {
      const parsed = schemaOf(definition).safeParse(value);
      if (parsed.success) checked.set(key, parsed.data);
      else problems.push(...parsed.error.issues.map((issue) => ({ path: [path, ...issue.path.map(String)].join("."), message: issue.message })));
    }
  }
  return { values: Object.fromEntries(checked), problems };
}

/** What filters and orders compare of the values, by `custom.<key>`. */
export function comparedOf(definitions: readonly Definition[], values: Record<string, unknown>): Record<string, unknown> {
  const entries = definitions.flatMap((definition) => {
    const value = Object.hasOwn(values, definition.key) ? values[definition.key] : undefined;
    return value === undefined ? [] : [[`custom.${definition.key}`, comparedValue(definition.type, value)] as const];
  });
  return Object.fromEntries(entries);
}

function comparedValue(type: FieldType, value: unknown): unknown {
  switch (type) {
    case "money":
      return (value as { amount: number }).amount;
    case "date":
      return Date.parse(value as string);
    case "boolean":
      return value === true ? 1 : 0;
    case "multi_select":
      return (value as string[]).map(fold);
    case "email":
      return canonicalEmail(value as string);
    case "text":
    case "url":
    case "phone":
      return fold(value as string);
    case "number":
    case "select":
      return value;
  }
}

const LIST_TYPES: Record<FieldType, ListField["type"]> = {
  text: "text", number: "number", money: "number", date: "date", boolean: "boolean", select: "enum", multi_select: "list", url: "text", email: "email", phone: "text",
};

/** The fields of a list that a workspace defined. A key is letters, digits and underscores by its definition, so it may stand in SQL. */
export function customListFields(definitions: readonly Definition[]): ListFields {
  const fields: ListFields = {};
  for (const { key, type, options, archived } of definitions) {
    if (archived || !KEY.test(key)) continue;
    const sql = `json_extract(t.fold, '$."custom.${key}"')`;
    const values = type === "select" ? { values: options.map((option) => option.value) } : {};
    fields[`custom.${key}`] = { type: LIST_TYPES[type], sql, sortable: type !== "multi_select", ...(type === "date" ? { day: true } : {}), ...values };
  }
  return fields;
}

export const KEY = /^[a-z][a-zA-Z0-9_]{0,49}$/;
