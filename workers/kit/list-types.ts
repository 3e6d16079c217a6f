/**
 * What a list knows of its fields, the operators that each type of field has, and the words that the files of
 * the list grammar share.
 *
 * Fixed choices: text is compared folded (./text), email canonical (./email), numbers as numbers, dates as epoch
 * milliseconds; an operator of denial (neq, notContains, notIn) matches what is missing; an empty text is missing.
 */

export type ListFieldType = "text" | "email" | "number" | "date" | "boolean" | "enum" | "list" | "reference" | "relation";

/** A field that can be filtered and sorted by. `sql` and `folded` are trusted: they come from our code only. */
export type ListField = {
  type: ListFieldType;
  /**
   * The stored value: canonical for email, epoch milliseconds for date, 0 or 1 for boolean, a JSON array of
   * strings for list. For relation it is a whole condition with two `?`: the tenant, and a JSON array of ids. Qualify it with its table where its name could be a column of json_each (value, type, key, id).
   */
  sql: string;
  /** For text, the stored fold() of the value; for list, a JSON array of folded strings. Left out where `sql` is folded. */
  folded?: string;
  /** For enum, the values there are. */
  values?: readonly string[];
  sortable?: boolean;
  /** For date, whether it is a day without a time, stored as the midnight of UTC that begins it. */
  day?: boolean;
  /** For number, the field whose values must not be mixed when numbers are added: the currency of an amount. */
  per?: string;
  /** Never null. Lets a sorted page be a plain range of an index. */
  required?: boolean;
};

/** The fields of one list by their names in the API. */
export type ListFields = Record<string, ListField>;

/** SQL text with `?` for each of its values, in order. */
export type SqlFragment = { sql: string; params: (string | number)[] };

/** What is wrong with a query parameter; `position` is the first wrong character, counted from 1. */
export type ListProblem = { message: string; position?: number };

export type OrderDirection = "asc" | "desc";
export type OrderKey = { field: string; type: ListFieldType; sql: string; direction: OrderDirection; required: boolean };

/** A total order: the keys that were asked for, then the id. */
export type ListOrder = {
  /** What was asked for, without the id. */
  keys: OrderKey[];
  /** The tie-break that makes the order total. */
  id: { sql: string; direction: OrderDirection };
  /** What stands after `order by`. */
  sql: string;
};

export type ListResult<T> = { ok: true; value: T } | { ok: false; error: ListProblem };

const PRESENCE = ["exists", "missing", "is"] as const;

const OPERATORS: Record<ListFieldType, readonly string[]> = {
  text: ["eq", "neq", "contains", "notContains", "startsWith", "endsWith", "in", "notIn", ...PRESENCE],
  email: ["eq", "neq", "contains", "notContains", "startsWith", "endsWith", "in", "notIn", ...PRESENCE],
  number: ["eq", "neq", "gt", "gte", "lt", "lte", "between", "in", "notIn", ...PRESENCE],
  date: ["eq", "neq", "gt", "gte", "lt", "lte", "between", "withinLast", "olderThan", "withinNext", "calendar", "anniversary", ...PRESENCE],
  boolean: ["eq", "neq", ...PRESENCE],
  enum: ["eq", "neq", "in", "notIn", ...PRESENCE],
  list: ["contains", "notContains", "in", "notIn", ...PRESENCE],
  reference: ["eq", "neq", "in", "notIn", ...PRESENCE],
  relation: ["contains", "notContains", "in", "notIn"],
};

/** The operators that a field of this type has, in the order in which they are shown. */
export function operatorsOf(type: ListFieldType): readonly string[] {
  return OPERATORS[type];
}

/** The field of this name, or null. A name from outside must not reach what objects inherit. */
export function fieldNamed(fields: ListFields, name: string): ListField | null {
  return Object.hasOwn(fields, name) ? (fields[name] ?? null) : null;
}

const SHOWN_LENGTH_MAX = 40; // characters of a person's own text repeated in a message

/** A person's own text, quoted for a message and cut to a length that a person reads. */
export function shown(text: string): string {
  const cut = text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text;
  return JSON.stringify(cut.toWellFormed());
}

/** A problem at an offset of the text (from 0), as a message that names the character (from 1). */
export function problemAt(offset: number, message: string): { ok: false; error: ListProblem } {
  return { ok: false, error: { message: `Character ${offset + 1}: ${message}`, position: offset + 1 } };
}
