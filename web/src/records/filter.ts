/** How a filter of a list is chosen and what it compares. */
export type FilterType = "choice" | "member" | "contains" | "atLeast" | "tag";
export type FilterRule = { id: string; type: FilterType };

/** Stands in the address for "nobody": records without an owner. */
export const NOBODY = "none";

/**
 * Writes the `filter` parameter of a list from what the address says.
 * @example buildFilter(rules, { status: "new", score: "50" }) // and(status[eq]:new,score[gte]:50)
 */
export function buildFilter(rules: readonly FilterRule[], values: Partial<Record<string, string>>): string | undefined {
  const conditions = rules.flatMap((rule) => condition(rule, values[rule.id] ?? ""));
  if (conditions.length === 0) return undefined;
  return conditions.length === 1 ? conditions[0] : `and(${conditions.join(",")})`;
}

function condition({ id, type }: FilterRule, value: string): string[] {
  const text = value.trim();
  if (text === "") return [];
  switch (type) {
    case "choice":
      return [among(id, splitChoices(text))];
    case "member":
      return [text === NOBODY ? `${id}[missing]` : among(id, splitChoices(text))];
    case "contains":
    case "tag":
      return [`${id}[contains]:${quoted(text)}`];
    case "atLeast":
      return /^\d+$/.test(text) ? [`${id}[gte]:${text}`] : [];
  }
}

function among(id: string, choices: string[]): string {
  const [only] = choices;
  return choices.length === 1 && only !== undefined ? `${id}[eq]:${quoted(only)}` : `${id}[in]:[${choices.map(quoted).join(",")}]`;
}

/** A bare word where the grammar takes one, else a JSON string. */
function quoted(text: string): string {
  return /^[\w.@-]+$/.test(text) ? text : JSON.stringify(text);
}

/** Several choices of one filter stand in the address with commas between. */
export function splitChoices(value: string | undefined): string[] {
  return (value ?? "").split(",").map((part) => part.trim()).filter((part) => part !== "");
}

export function toggleChoice(value: string | undefined, choice: string): string | undefined {
  const choices = splitChoices(value);
  const next = choices.includes(choice) ? choices.filter((other) => other !== choice) : [...choices, choice];
  return next.length === 0 ? undefined : next.join(",");
}

export type SortOrder = { field: string; direction: "asc" | "desc" };

export function readSort(text: string | undefined): SortOrder | null {
  const [field, direction] = (text ?? "").split(":");
  return field && (direction === "asc" || direction === "desc") ? { field, direction } : null;
}

/** A header pressed again and again: ascending, descending, and back to the list's own order. */
export function nextSort(current: SortOrder | null, field: string): string | undefined {
  if (current?.field !== field) return `${field}:asc`;
  return current.direction === "asc" ? `${field}:desc` : undefined;
}
