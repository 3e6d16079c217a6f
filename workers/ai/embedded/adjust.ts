import { GIVEN_NAMES } from "./lexicon";
import { hasPlural } from "./lists";
import { OF_ROLES, type Pair, type PairContext } from "./pairs";
import { type Slot, isOrganisation } from "./slots";
import type { Span } from "./spans";
import { stem } from "./stem";

/** Evidence that needs the whole tool to judge, added to what a pair has by itself. */
export function adjust(context: PairContext, pair: Pair): Pair {
  const slot = context.tool.slots[pair.slot];
  if (slot === undefined || pair.span === null) return pair;
  const span = pair.span;
  return { ...pair, score: pair.score + asName(context, slot, span) + asReference(context, slot, pair, span) + asPart(context, slot, pair, span) + asQuery(context, slot, span) + asIndustry(context, slot, span) + asStated(context, slot, pair, span) };
}

/** Whether a span may be a name: the toolbox's own words and words with an article are none. */
function asName(context: PairContext, slot: Slot, span: Span): number {
  if (!NAMELIKE.has(slot.role) || span.capital || span.kind !== "text") return 0;
  const before = context.marked.clause.reading.tokens[span.start - 1]?.lower ?? "";
  const is = ["is", "'s", "’s", "as", "she's", "he's"].includes(context.marked.clause.reading.tokens[span.start - 2]?.lower ?? "");
  // "she's a designer" gives a title; "add a designer" none.
  const article = !(slot.role === "title" && is) && slot.role !== "name" && ["a", "an", "the"].includes(before) ? -4 : 0;
  return article + (isVocabulary(context, span) ? -4 : 0);
}

/** Whether a span says which record is meant, rather than what becomes of it. */
function asReference(context: PairContext, slot: Slot, pair: Pair, span: Span): number {
  const { tool, marked } = context;
  const person = pair.shape?.given === true && pair.shape.words.length >= 2;
  let score = 0;
  if (slot.role === "ref") {
    if (span.kind === "id") score += prefixFit(context, span);
    if (marked.marks[span.start - marked.clause.start - 1] === "noun") score += 2.5;
    if (person && isOrganisation(slot.entity)) score -= 1.5;
  }
  if (slot.role === "name" && tool.organisation && person) score -= 1.5;
  const mentioned = span.mention.includes(pair.slot);
  // A patch of a record: the unmarked address or name says which record, it does not change it.
  const patches = tool.act === "update" && tool.slots.some((other) => other.role === "ref");
  if (patches && !mentioned && ["email", "person", "name", "url", "domain"].includes(slot.role)) score -= 8;
  // Among the companies of a company tool only a mention makes one the parent, and in a list a comma leads to the next item.
  if (slot.role === "org" && !mentioned && (tool.organisation || (span.marker === "," && hasPlural(context) && !marked.clause.reading.record))) score -= 4;
  return score;
}

/** Whether a span of several parts is one value, and whether the slot's own word follows it. */
function asPart(context: PairContext, slot: Slot, pair: Pair, span: Span): number {
  let score = 0;
  if (span.kind === "text" && / (?:and|&) /.test(span.text)) score += takesPairs(context, pair) ? 0.3 : -8;
  // "the Forests of Canada" is one place, "Jane Doe of Acme" is not one person.
  if (span.joined === "of" && !OF_ROLES.has(slot.role)) score -= 8;
  // "Paris, France" is two values where the tool keeps the country apart.
  if (slot.role === "city" && span.text.includes(",") && context.tool.slots.some((other) => other.role === "country" || other.role === "state")) score -= 8;
  if (span.kind === "text" || span.kind === "number") score += followedByMention(context, pair) ? 2.5 : 0;
  return score;
}

/** "a good restaurant" is a thing to look for elsewhere, and "score" a field, not a text to find. */
function asQuery(context: PairContext, slot: Slot, span: Span): number {
  if (slot.role !== "query" || span.capital || span.kind !== "text") return 0;
  const asked = ["for", "about", "named", "called"].includes(span.marker);
  const silent = context.marked.clause.verb?.phrase === "" ? -3 : 0;
  return (asked ? 0 : silent) + (!asked && isVocabulary(context, span) ? -3 : 0) + (span.object && indefinite(context, span) ? -3 : 0);
}

/** "companies in software": where no place is asked for, "in" leads to the industry. */
function asIndustry(context: PairContext, slot: Slot, span: Span): number {
  const placeless = slot.role === "industry" && span.marker === "in" && !context.tool.slots.some((other) => ["city", "country", "place", "state"].includes(other.role));
  return placeless ? 1.2 : 0;
}

/** "Bob works hard", "Tom is a nice person": what a statement says of a record has to be named, led to, or written as a name. */
function asStated({ marked }: PairContext, slot: Slot, pair: Pair, span: Span): number {
  const { verb, reading } = marked.clause;
  const stated = verb !== null && verb.start === verb.end && verb.phrase === "" && verb.acts[0] === "update";
  if (!stated || span.kind !== "text" || slot.role === "ref" || span.mention.includes(pair.slot)) return 0;
  if (slot.role === "title" && pair.shape?.title === true) return 0;
  const led = span.marker !== "" && span.marker !== ",";
  return led && (span.capital || !reading.capitals || pair.shape?.channel === true) ? 0 : -8;
}

function indefinite(context: PairContext, span: Span): boolean {
  const { clause } = context.marked;
  const { tokens } = clause.reading;
  return ["a", "an", "some", "any", "me"].includes(tokens[span.start - 1]?.lower ?? "") || ["a", "an", "some"].includes(tokens[clause.verb?.end ?? clause.start]?.lower ?? "");
}

/** "the software industry": the slot's word stands after the value, and no other value follows it. */
function followedByMention(context: PairContext, pair: Pair): boolean {
  const { clause, marks, mentionEnds } = context.marked;
  let at = pair.end - clause.start;
  // "add Emaar as company of …"
  const named = clause.reading.tokens[pair.end]?.lower === "as" && marks[at + 1] === "mention";
  if (named) at += 1;
  if (marks[at] !== "mention") return false;
  while (marks[at] === "mention" && !mentionEnds.has(at)) at += 1;
  if (mentionEnds.get(at)?.includes(pair.slot) !== true) return false;
  if (named || pair.span?.kind === "number") return true;
  const next = marks[at + 1];
  const { tokens } = clause.reading;
  return next === undefined || next === "comma" || next === "and" || next === "sign" ? tokens[at + 1 + clause.start]?.text !== ":" : next === "marker" && !["is", "of", "to", "as"].includes(tokens[at + 1 + clause.start]?.lower ?? "");
}

/** The prefix of an id ("lead_01…") tells whose it is, where it is one of the toolbox's nouns. */
function prefixFit(context: PairContext, span: Span): number {
  const prefix = stem(span.text.split("_")[0] ?? "");
  if (context.tool.targets.has(prefix)) return 2;
  return context.nouns.has(prefix) ? -4 : 0;
}

const NAMELIKE = new Set(["title", "person", "ref", "org", "name", "owner", "first", "last"]);

/** Whether a span in lower case is made of the toolbox's own words, which are no names. */
function isVocabulary(context: PairContext, span: Span): boolean {
  const { tokens } = context.marked.clause.reading;
  return tokens.slice(span.start, span.end).every((token) => context.terms.has(token.stem) && !GIVEN_NAMES.has(token.lower));
}

/** "Marks and Spencer" is one name where an organisation is asked for and no plural says that there are two. */
function takesPairs(context: PairContext, pair: Pair): boolean {
  const slot = context.tool.slots[pair.slot];
  const organisation = slot?.role === "org" || ((slot?.role === "ref" || slot?.role === "name") && context.tool.organisation);
  const [one, other] = (pair.span?.text ?? "").split(/ (?:and|&) /);
  if (organisation && one === other) return true;
  return organisation && !hasPlural(context) && (context.marked.clause.reading.capitals || slot?.role === "org");
}
