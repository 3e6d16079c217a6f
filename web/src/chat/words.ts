import { isObject } from "../api/errors";
import { asText } from "../ui/text";

/** "create_lead" → "Create lead"; "annualRevenue" → "Annual revenue". */
export function humanName(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_.\-\s]+/g, " ")
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value as a person reads it; null stands for "cleared" and is the caller's to say. */
export function humanValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(humanValue).join(", ");
  if (isObject(value)) {
    if (typeof value["name"] === "string") return value["name"];
    return Object.entries(value)
      .filter(([, part]) => part !== null && part !== "")
      .map(([name, part]) => `${humanName(name)}: ${humanValue(part)}`)
      .join(", ");
  }
  return asText(value);
}

/**
 * The part of a growing text that may be spoken: whole sentences after what was spoken already, and the
 * rest too once the text is final. Screen readers then hear sentences, not tokens.
 */
export function newSentences(text: string, spoken: number, final: boolean): { say: string; spoken: number } {
  const fresh = text.slice(spoken);
  if (final) return { say: fresh.trim(), spoken: text.length };
  let end = 0;
  for (const match of fresh.matchAll(/[.!?…:]+["')\]]*(?=\s)|\n/g)) end = match.index + match[0].length;
  return { say: fresh.slice(0, end).trim(), spoken: spoken + end };
}
