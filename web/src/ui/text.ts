/** A value as text: nothing for what is missing, JSON for what has parts. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value as number | boolean);
}

/** What was typed into the input of this name. */
export function typedText(form: FormData, name: string): string {
  return asText(form.get(name));
}
