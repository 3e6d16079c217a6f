import { type DateSpan, dateLike, isoDate, isoDateTime, isoTime } from "./dates";
import { COUNTRIES, CURRENCIES } from "./gazetteer";
import { HONORIFICS, PARTICLES } from "./lexicon";
import type { Role } from "./roles";
import type { Slot } from "./slots";
import type { Span } from "./spans";

const NAME_ROLES: ReadonlySet<Role> = new Set<Role>(["first", "last", "person", "org", "ref", "owner", "city", "country"]);
const SUFFIXES = new Set(["jr", "sr", "jr.", "sr.", "ii", "iii", "iv"]);

function titleWord(word: string): string {
  return word.replace(/(^|[-'’])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

/** A name typed in lower case or in capitals, with a capital at each word but the particles. */
function titleCase(name: string): string {
  return name
    .toLowerCase()
    .split(/(\s+)/)
    .map((word, index) => (index > 0 && PARTICLES.has(word) ? word : titleWord(word)))
    .join("");
}

/** The user's spelling, except for names in one case. `shouted` tells that the whole command is in capitals. */
export function textFor(role: Role, text: string, shouted: boolean): string {
  if (!NAME_ROLES.has(role)) return text;
  const letters = text.replace(/[^\p{L}]/gu, "");
  if (letters === "" || /[@\d_]/.test(text)) return text;
  if (letters === letters.toLowerCase()) {
    if (role === "country" && COUNTRIES.has(text) && letters.length <= 3) return text.toUpperCase();
    return titleCase(text);
  }
  if (letters !== letters.toUpperCase()) return text;
  const isPerson = role === "first" || role === "last" || role === "person" || ((role === "ref" || role === "owner") && text.includes(" "));
  return shouted || (isPerson && letters.length > 2) ? titleCase(text) : text;
}

/** First and last name: the last starts at a particle or is the last word. A name of one word is a first name. */
export function splitName(name: string): { first: string; last: string } {
  const words = name.split(/\s+/).filter((word) => word !== "" && word !== ".");
  if (HONORIFICS.has((words[0] ?? "").toLowerCase().replace(".", "")) && words.length > 1) words.shift();
  if (words.length < 2) return { first: words[0] ?? "", last: "" };
  const particle = words.findIndex((word, index) => index > 0 && index < words.length - 1 && PARTICLES.has(word.toLowerCase()));
  const tail = SUFFIXES.has((words.at(-1) ?? "").toLowerCase()) && words.length > 2 ? 2 : 1;
  const cut = particle > 0 ? particle : words.length - tail;
  return { first: words.slice(0, cut).join(" "), last: words.slice(cut).join(" ") };
}

/** A date in the shape the slot asks for by format or description; its own words where it asks for none. */
export function dateFor(slot: Slot, date: DateSpan, text: string): string {
  const moment = slot.role === "enddate" && date.to !== undefined ? date.to : date.at;
  switch (slot.schema.format) {
    case "date": return isoDate(moment);
    case "date-time": return isoDateTime(moment);
    case "time": return isoTime(moment);
    default: return dateLike(slot.description, moment) ?? text.replace(/^(?:at|on|in|by|from|since|for)\s+/i, "");
  }
}

/** The text of a span as a slot takes it: one place only where the slot asks for a city, no title before a name. */
export function spanText(slot: Slot, span: Span, shouted: boolean): string {
  if (span.kind === "email" || span.kind === "url" || span.kind === "id" || span.kind === "phone") return span.text;
  if (span.kind === "quoted") return span.text;
  let text = span.text;
  if (["currency", "fromunit", "tounit"].includes(slot.role) ) return CURRENCIES.get(text.toLowerCase()) ?? text;
  if (slot.role === "city" && text.includes(",") && !/state|country|,/.test(slot.description.toLowerCase())) text = text.split(",")[0] ?? text;
  if (slot.role === "place" && text.includes(",") && !/state|country|, ?[A-Z]{2}\b/.test(slot.description)) text = text.split(",")[0] ?? text;
  return textFor(slot.role, text, shouted);
}
