/** The results of calls in a sentence each, for a backend that has no words of its own. */
import type { ChatMessage } from "./backend";

const LISTED_MAX = 3;
const TEXT_MAX = 200;

/** What the tool messages at the end of a talk say; null where it does not end in any. */
export function sayResults(messages: readonly ChatMessage[]): string | null {
  const start = messages.findLastIndex((message) => message.role !== "tool") + 1;
  const results = messages.slice(start);
  if (results.length === 0) return null;
  const names = new Map(messages.flatMap((message) => message.toolCalls ?? []).map((call) => [call.id, call.name]));
  return results.map((result) => sayResult(names.get(result.toolCallId ?? "") ?? "result", result.content ?? "")).join("\n");
}

function sayResult(name: string, content: string): string {
  const words = name.replaceAll(/[_-]+/g, " ").trim();
  const said = sayValue(parsed(content));
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${said}${/[.!?…]$/.test(said) ? "" : "."}`;
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return content;
  }
}

function sayValue(value: unknown): string {
  if (value === null || value === undefined || value === "") return "done";
  if (Array.isArray(value)) return sayList(value);
  if (typeof value !== "object") return cut(typeof value === "string" ? value : JSON.stringify(value));
  if ("error" in value && value.error !== null && value.error !== undefined) return `failed, ${sayError(value.error)}`;
  if ("data" in value && Array.isArray(value.data)) return sayList(value.data);
  return labelOf(value) ?? cut(JSON.stringify(value));
}

function sayError(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error && typeof error.message === "string") return cut(error.message);
  return typeof error === "string" ? cut(error) : "without saying why";
}

function sayList(list: readonly unknown[]): string {
  const labels = list.slice(0, LISTED_MAX).map(labelOf);
  const shown = labels.every((label) => label !== null) && labels.length > 0 ? ` (${labels.join(", ")}${list.length > LISTED_MAX ? ", …" : ""})` : "";
  return `${list.length} ${list.length === 1 ? "result" : "results"}${shown}`;
}

/** What a person would call it. */
function labelOf(value: unknown): string | null {
  if (typeof value === "string" || typeof value === "number") return cut(String(value));
  if (typeof value !== "object" || value === null) return null;
  const record = value as Record<string, unknown>;
  for (const key of ["name", "title", "label", "email", "message", "id"]) {
    const label = Object.hasOwn(record, key) ? record[key] : undefined;
    if (typeof label === "string" && label.trim() !== "") return cut(label);
  }
  return null;
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > TEXT_MAX ? `${line.slice(0, TEXT_MAX - 1).toWellFormed()}…` : line;
}
