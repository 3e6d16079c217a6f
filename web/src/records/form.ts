import { isObject } from "../api/errors";
import { asText } from "../ui/text";

export type Control = "text" | "email" | "tel" | "url" | "count" | "choice" | "member" | "notes" | "tags" | "money" | "company";
/** A field as the form's logic sees it. A dot in the name reaches into an object: `address.city`. */
export type FormField = { name: string; control: Control; required?: boolean };
/** What stands in the inputs, as text. */
export type Draft = Readonly<Record<string, string>>;
export type DraftProblem = "required" | "count" | "amount";

type Source = Readonly<Record<string, unknown>>;

/** Fills the inputs from a record, or leaves them empty for a new one. */
export function toDraft(fields: readonly FormField[], record: Source = {}): Draft {
  const draft: Record<string, string> = {};
  for (const field of fields) {
    const value = valueAt(record, field.name);
    if (field.control === "money") {
      const money = isObject(value) ? value : {};
      const currency = typeof money["currency"] === "string" ? money["currency"] : "";
      draft[`${field.name}.currency`] = currency || "USD";
      draft[`${field.name}.amount`] = typeof money["amount"] === "number" ? String(money["amount"] / minorUnits(currency)) : "";
    } else {
      draft[field.name] = Array.isArray(value) ? value.join(", ") : asText(value);
    }
  }
  return draft;
}

/** What the inputs mean, by top-level field: null for what is empty. */
export function fromDraft(fields: readonly FormField[], draft: Draft): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of fields) {
    const [parent, child] = split(field.name);
    const value = valueOf(field, draft);
    if (child === undefined) body[parent] = value;
    else body[parent] = { ...(isObject(body[parent]) ? body[parent] : {}), [child]: value };
  }
  for (const [name, value] of Object.entries(body)) {
    // An address without any part is no address.
    if (isObject(value) && !("currency" in value) && Object.values(value).every((part) => part === null)) body[name] = null;
  }
  return body;
}

/** The body of a create: what is empty is left out. */
export function filledIn(fields: readonly FormField[], draft: Draft): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fromDraft(fields, draft)).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)));
}

/** The body of a PATCH: only what differs between two drafts, null for what was cleared. */
export function changesBetween(fields: readonly FormField[], before: Draft, after: Draft): Record<string, unknown> {
  const was = fromDraft(fields, before);
  return Object.fromEntries(
    Object.entries(fromDraft(fields, after)).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name])),
  );
}

/** What the server would refuse, found without asking it. */
export function problemsOf(fields: readonly FormField[], draft: Draft): Partial<Record<string, DraftProblem>> {
  const problems: Partial<Record<string, DraftProblem>> = {};
  for (const { name, control, required } of fields) {
    const text = (draft[control === "money" ? `${name}.amount` : name] ?? "").trim();
    if (text === "") {
      if (required) problems[name] = "required";
    } else if (control === "count" && !/^\d+$/.test(plainNumber(text))) problems[name] = "count";
    else if (control === "money" && !Number.isFinite(Number(plainNumber(text)))) problems[name] = "amount";
  }
  return problems;
}

function valueOf({ name, control }: FormField, draft: Draft): unknown {
  if (control === "money") {
    const amount = (draft[`${name}.amount`] ?? "").trim();
    const currency = draft[`${name}.currency`] ?? "USD";
    return amount === "" ? null : { amount: Math.round(Number(plainNumber(amount)) * minorUnits(currency)), currency };
  }
  const text = (draft[name] ?? "").trim();
  if (control === "tags") return [...new Set(text.split(/[,\n]/).map((tag) => tag.trim()).filter((tag) => tag !== ""))];
  if (text === "") return null;
  return control === "count" ? Number(plainNumber(text)) : text;
}

/** "12,000" and "12 000" as people type and paste them. */
function plainNumber(text: string): string {
  return text.replace(/[\s\u00a0_,']/g, "");
}

/** How many minor units make one: 100 cents, 1 yen. */
export function minorUnits(currency: string): number {
  try {
    const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
    return 10 ** (digits ?? 2);
  } catch {
    return 100;
  }
}

/** The value at a path such as `address.city`. */
export function valueAt(record: Source, path: string): unknown {
  const [parent, child] = split(path);
  const value = record[parent];
  return child === undefined ? value : isObject(value) ? value[child] : null;
}

function split(path: string): [parent: string, child: string | undefined] {
  const [parent = "", child] = path.split(".");
  return [parent, child];
}

/** The name of the form's field that a problem of the server is about; "" for the form as a whole. */
export function fieldOfPath(fields: readonly FormField[], path: string): string {
  const bare = path.replace(/^body\.?/, "");
  return fields.find(({ name }) => bare === name || bare.startsWith(`${name}.`))?.name ?? "";
}
