/** What the system says of what it did, in words a person would use. */
import type { RefMatch } from "#kit/ref";
import type { FunctionEntry } from "./functions";

const LISTED_MAX = 5;

/** "lead" of create_lead, "leads" of find_leads. */
const noun = (entry: FunctionEntry) => entry.name.slice(entry.name.indexOf("_") + 1).replaceAll("_", " ");

export function doneSentence(entry: FunctionEntry, result: unknown, refs: Record<string, RefMatch>): string {
  const name = nameOf(result) ?? Object.values(refs)[0]?.name;
  const what = name === undefined ? noun(entry) : `${noun(entry)} ${name}`;
  switch (entry.operation.method) {
    case "POST":
      return `Added the ${what}.`;
    case "PUT":
    case "PATCH":
      return `Changed the ${what}.`;
    case "DELETE":
      return `Deleted the ${what}.`;
    case "GET":
      return isPage(result) ? foundSentence(entry, result) : `Here is the ${what}.`;
  }
}

function foundSentence(entry: FunctionEntry, page: { data: unknown[]; nextCursor: unknown }): string {
  const count = page.data.length;
  if (count === 0) return `Found no ${noun(entry)}.`;
  const names = page.data.slice(0, LISTED_MAX).map(nameOf).filter((name) => name !== undefined);
  const more = page.nextCursor !== null ? " and more" : "";
  const what = count === 1 ? noun(entry).replace(/ies$/, "y").replace(/s$/, "") : noun(entry);
  return `Found ${count}${more} ${what}${names.length > 0 ? `: ${names.join(", ")}${count > LISTED_MAX ? " …" : "."}` : "."}`;
}

export function confirmSentence(entry: FunctionEntry, refs: Record<string, RefMatch>, args: Record<string, unknown>): string {
  const [match] = Object.values(refs);
  const said = match === undefined ? JSON.stringify(args) : `${match.name}${match.hint === "" ? "" : ` (${match.hint})`}`;
  const verb = entry.operation.method === "DELETE" ? "Delete" : entry.operation.summary;
  return `${verb} the ${noun(entry)} ${said}`;
}

export function whichSentence(kind: string, text: string, matches: readonly RefMatch[]): string {
  const names = matches.slice(0, LISTED_MAX).map((match) => (match.hint === "" ? `${match.name} (${match.id})` : `${match.name} (${match.hint})`));
  return `Several match the ${kind} “${text}”: ${names.join("; ")}. Which one do you mean?`;
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("name" in value)) return undefined;
  return typeof value.name === "string" && value.name !== "" ? value.name : undefined;
}

function isPage(value: unknown): value is { data: unknown[]; nextCursor: unknown } {
  return typeof value === "object" && value !== null && "data" in value && Array.isArray(value.data);
}
