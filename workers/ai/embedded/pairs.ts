import { type Shape, affinity, shapeOf } from "./affinity";
import { booleanOf, choicesOf } from "./choices";
import type { DateSpan } from "./dates";
import { DAYS, MONTHS, WHOLE_CURRENCIES } from "./gazetteer";
import { contextOf, inUnitOf, isCount, isUnit, quantityAffinity, valueFor } from "./quantities";
import type { Role } from "./roles";
import type { Slot } from "./slots";
import type { Marked } from "./marks";
import type { Span } from "./spans";
import { stem } from "./stem";
import type { ToolIndex } from "./toolbox";
import { dateFor, spanText } from "./values";

/** A value that may go into a slot, with the evidence for it. Token range of what it would use up. */
export type Pair = { slot: number; score: number; start: number; end: number; value: unknown; span: Span | null; shape: Shape | null };

export type PairContext = { marked: Marked; tool: ToolIndex; spans: readonly Span[]; starts: ReadonlyMap<number, readonly Span[]>; nouns: ReadonlySet<string>; terms: ReadonlySet<string>; shouted: boolean };

/** Evidence that an optional slot needs before it is filled, by how specific its role is. */
const OPTIONAL_BAR = 2.4;
const PLAIN_BAR = 3.4;
const REQUIRED_BAR = 0.2;

/** The evidence below which a slot stays empty. */
export function barOf(slot: Slot): number {
  if (slot.required) return REQUIRED_BAR;
  if (slot.values !== null || slot.type === "boolean") return 2;
  return ["plain", "subject", "unit", "name", "id", "text"].includes(slot.role) && slot.type === "string" ? PLAIN_BAR : OPTIONAL_BAR;
}

/** All pairs of slots and values of a clause that have some evidence. */
export function pairsOf(context: PairContext): Pair[] {
  const { tool, spans } = context;
  const shapes = spans.map(shapeOf);
  return tool.slots.flatMap((slot, index) => {
    if (slot.values !== null) {
      const choices = choicesOf(slot, index, context.marked, context.nouns).map((choice) => ({ slot: index, ...choice, span: null, shape: null }));
      return slot.type === "array" ? [] : choices;
    }
    if (slot.type === "boolean") {
      const choice = booleanOf(slot, context.marked);
      return choice === null ? [] : [{ slot: index, ...choice, span: null, shape: null }];
    }
    if (slot.type === "array") return listPairs(context, slot, index, shapes);
    if (slot.type === "object") return [];
    if (slot.role === "unit" && slot.type === "string") return [...spans.flatMap((span) => unitPair(context, slot, index, span) ?? []), ...spans.flatMap((span, at) => scalarPair(context, slot, index, span, shapes[at]) ?? [])];
    if ((slot.role === "currency" || slot.role === "fromunit") && slot.path.length === 1) return [...spans.flatMap((span) => currencyPair(slot, index, span) ?? []), ...spans.flatMap((span, at) => scalarPair(context, slot, index, span, shapes[at]) ?? [])];
    return spans.flatMap((span, at) => scalarPair(context, slot, index, span, shapes[at]) ?? []);
  });
}

function scalarPair(context: PairContext, slot: Slot, index: number, span: Span, shape: Shape | undefined): Pair | null {
  if (shape === undefined) return null;
  const made = (score: number | null, value: unknown): Pair | null =>
    score === null || score < -6 ? null : { slot: index, score, start: span.start, end: span.end, value, span, shape };
  if (slot.type === "integer" || slot.type === "number") {
    if (span.number === undefined || span.kind === "phone") return null;
    const score = quantityAffinity(slot, index, context.tool.slots, span, context.marked);
    return made(score, inUnitOf(slot, span, context.marked, numberValue(slot, span)));
  }
  return made(textScore(context, slot, index, span, shape), textValue(context, slot, span));
}

/** Functions whose result has another unit than their arguments. */
const DERIVED = ["area", "volum", "densiti", "speed", "velociti", "energi", "power", "pressur"];

/** "a radius of 4 inches" also says the unit, unless it is the default or the result is of another kind. */
function unitPair(context: PairContext, slot: Slot, index: number, span: Span): Pair | null {
  const unit = context.marked.clause.reading.tokens[span.end];
  if (span.kind !== "number" || unit?.kind !== "word" || !isUnit(unit.stem) || DERIVED.some((word) => context.tool.weights.has(word))) return null;
  // With several quantities the unit of one is not the unit of the result.
  if (context.tool.slots.filter((one) => one.type === "integer" || one.type === "number").length !== 1) return null;
  const usual = /default(?:s|ed)?(?: value)?(?: is| to|:)? ?'?"?(\p{L}+)/iu.exec(slot.description)?.[1]?.toLowerCase();
  if (usual !== undefined && stem(usual) === unit.stem) return null;
  return { slot: index, score: 3.6, start: span.end, end: span.end, value: unit.text, span: null, shape: null };
}

/** "50 euros": the word beside the amount is the currency. It uses up no token, for the amount does. */
function currencyPair(slot: Slot, index: number, span: Span): Pair | null {
  const currency = span.number?.currency;
  if (currency === undefined || /^[$]/.test(span.text)) return null;
  return { slot: index, score: slot.role === "fromunit" ? 5 : 3.5, start: span.end, end: span.end, value: currency, span: null, shape: null };
}

function numberValue(slot: Slot, span: Span): number {
  const value = span.number === undefined ? 0 : valueFor(slot, span.number);
  const inMinorUnits = /\bminor units?\b|\bin cents\b/.test(slot.description.toLowerCase());
  if (!inMinorUnits) return value;
  return WHOLE_CURRENCIES.has(span.number?.currency ?? "") ? Math.round(value) : Math.round(value * 100);
}

const DATE_ROLES = new Set(["date", "startdate", "enddate", "time", "month", "weekday", "year"]);

function textScore(context: PairContext, slot: Slot, index: number, span: Span, shape: Shape): number | null {
  const { person } = context.tool;
  if (person !== null && (index === person.first || index === person.last)) {
    // Apart from the whole name, a first or last name counts only where it is named.
    if (!span.mention.includes(index) || span.kind === "email" || span.kind === "number") return null;
  }
  const isDateSlot = DATE_ROLES.has(slot.role) || slot.schema.format === "date" || slot.schema.format === "date-time";
  if (span.kind === "date") return isDateSlot && span.date !== undefined ? dateScore(context, slot, index, span, span.date) : span.mention.includes(index) ? 1 : null;
  if (slot.schema.format === "date" || slot.schema.format === "date-time") return null;
  if (span.kind === "number") return numberAsText(context, slot, index, span);
  const score = affinity(slot, index, span, shape);
  if (score === null || (isDateSlot && (span.kind === "text" || span.kind === "quoted") && !span.mention.includes(index) && !/\d|day|week|month|year|morning|evening|night|noon/i.test(span.text))) return null;
  const own = slot.role === "plain" && span.kind === "text" && !span.capital && context.marked.clause.reading.tokens.slice(span.start, span.end).every((token) => (context.tool.weights.get(token.stem) ?? 0) >= 1.5) ? 1.5 : 0;
  const noun = span.withNoun === true ? -0.8 + (endsLikeExample(slot, span) ? 2 : 0) : 0;
  return score + noun - own + Math.min(1.5, contextOf(slot, context.tool.slots, span, context.marked) * 0.25) + likeExamples(slot, span, context.marked.clause.reading.capitals);
}

/** "created after", "before" and "until" tell the two ends of a range apart. */
function dateScore(context: PairContext, slot: Slot, index: number, span: Span, date: DateSpan): number | null {
  const format = slot.schema.format;
  let score = 3.5 + (span.mention.includes(index) ? 3 * span.mentioned : span.mention.length > 0 ? -1 : 0);
  const second = span.marker === "between" && context.spans.some((other) => other.date !== undefined && other.marker === "between" && other.start < span.start);
  const ends = second || ["before", "until", "till", "by", "to"].includes(span.marker);
  const starts = ["after", "since", "from", "starting", "in", "on", "during", "within", "this", "over"].includes(span.marker);
  if (slot.role === "enddate") score += ends ? 2 : date.to !== undefined ? 0.5 : -2.5;
  if (slot.role === "startdate") score += ends ? -2.5 : starts ? 1 : 0;
  if (slot.role === "time") score += date.at.timed ? 1 : -4;
  if (slot.role === "date" && format === undefined && date.at.timed && !/\d|day|morrow/.test(date.text)) score -= 1;
  if (slot.role === "month") score += MONTHS.some((month) => date.text.toLowerCase().startsWith(month.slice(0, 3))) && !/\d{1,2}(?:st|nd|rd|th)?\b(?!\d)/.test(date.text.replace(/\d{4}/, "")) ? 1 : -3;
  if (slot.role === "weekday") score += DAYS.includes(date.text.toLowerCase()) ? 1 : -3;
  if (slot.role === "year") score -= 3;
  return score;
}

/** A number goes into a string only where the slot names it or takes codes ("docket number 123456"). */
function numberAsText(context: PairContext, slot: Slot, index: number, span: Span): number | null {
  if (slot.role === "phone") return span.mention.includes(index) && span.text.replace(/\D/g, "").length >= 6 ? 5 : null;
  if (!["id", "plain", "postcode", "name", "ref", "year", "time", "amount", "date"].includes(slot.role)) return null;
  if ((span.number?.currency !== undefined && slot.role !== "amount") || isCount(span, context.marked)) return null;
  const context_ = contextOf(slot, context.tool.slots, span, context.marked);
  if (slot.role === "year" && /^[12]\d{3}$/.test(span.text)) return 3 + Math.min(2, contextOf(slot, context.tool.slots, span, context.marked) * 0.5);
  const base = slot.role === "id" || slot.role === "postcode" ? 1.5 : -0.5;
  return base + Math.min(3, context_ * 0.6) + (span.mention.includes(index) ? 4 * span.mentioned : 0);
}

/** A span written like the description's example ("City, ST", "AAPL") fits a little better. */
function likeExamples(slot: Slot, span: Span, capitals: boolean): number {
  if (slot.examples.length === 0) return 0;
  const sign = (text: string): string => text.replace(/\p{Lu}/gu, "A").replace(/\p{Ll}+/gu, "a").replace(/\d+/g, "0").slice(0, 24);
  const own = sign(span.text);
  const lower = span.text.toLowerCase();
  // Names in the examples ask for a name.
  if (span.kind === "text" && !span.capital && capitals && slot.examples.every((example) => /^\p{Lu}/u.test(example))) return -1;
  return slot.examples.some((example) => example.toLowerCase().includes(lower)) && lower.length > 3 ? 1.5 : slot.examples.some((example) => sign(example) === own) ? 0.6 : 0;
}

/** "front door" and the example "back door" end in the same word. */
function endsLikeExample(slot: Slot, span: Span): boolean {
  const last = span.text.toLowerCase().split(" ").at(-1) ?? "";
  return slot.examples.some((example) => example.toLowerCase().split(/\W+/).includes(last));
}

function textValue(context: PairContext, slot: Slot, span: Span): string {
  if (span.kind === "date" && span.date !== undefined) return dateFor(slot, span.date, span.text);
  return spanText(slot.role === "name" && context.tool.organisation ? { ...slot, role: "org" } : slot, span, context.shouted);
}

/** Roles of things whose names hold "of": "the Forests of Canada". */
export const OF_ROLES: ReadonlySet<Role> = new Set<Role>(["place", "plain", "subject", "origin", "destination"]);

/** Longer lists are cut off, so that a hostile text costs little. */
const LIST_ITEMS_MAX = 50;

/** The spans by the token that they start with. */
export function startsOf(spans: readonly Span[]): Map<number, Span[]> {
  const starts = new Map<number, Span[]>();
  for (const span of spans) {
    const known = starts.get(span.start);
    if (known === undefined) starts.set(span.start, [span]);
    else known.push(span);
  }
  return starts;
}

/** Spans that follow one another with only commas and conjunctions between them. */
export function chainFrom(context: PairContext, from: Span, role: Role): Span[] {
  const chain = [from];
  const { tokens } = context.marked.clause.reading;
  for (let guard = 0; guard < LIST_ITEMS_MAX; guard++) {
    const last = chain.at(-1);
    if (last === undefined) break;
    let at = last.end;
    let links = 0;
    if (tokens[at]?.text === "." && tokens[at + 1]?.text === ",") at += 1;
    // "10 years and 20 years"
    if (from.kind === "number" && isUnit(tokens[at]?.stem ?? "")) at += 1;
    while (links < 2 && [",", "and", "&", "or", ";", "plus"].includes(tokens[at]?.lower ?? "")) {
      at += 1;
      links += 1;
    }
    if (links === 0) break;
    if (tokens[at]?.lower === "the" || tokens[at]?.lower === "a" || tokens[at]?.lower === "an") at += 1;
    const next = (context.starts.get(at) ?? [])
      .filter((span) => (span.kind === from.kind || (span.kind === "text" && from.kind === "quoted")) && span.end > at)
      .sort((one, other) => other.end - one.end)
      .find((span) => (!/ and /.test(span.text) || span.kind === "quoted") && (span.joined !== "of" || OF_ROLES.has(role)));
    if (next === undefined) break;
    chain.push(next);
  }
  return chain;
}

function listPairs(context: PairContext, slot: Slot, index: number, shapes: readonly Shape[]): Pair[] {
  const item = slot.item;
  if (item === null || item.type === "object" || item.type === "array") return [];
  if (item.values !== null) return listOfChoices(context, slot, index, item);
  return context.spans.flatMap((span, at) => {
    const shape = shapes[at];
    if (shape === undefined || (/ and /.test(span.text) && span.kind === "text")) return [];
    const asItem = { ...slot, type: item.type, schema: item.schema };
    const numeric = item.type === "integer" || item.type === "number";
    if (numeric !== (span.number !== undefined && span.kind === "number") && numeric) return [];
    const score = numeric ? quantityAffinity(asItem, index, context.tool.slots, span, context.marked) : listTextScore(context, asItem, index, span, shape);
    if (score === null || score < -6) return [];
    const before = previousLink(context, span);
    const chain = chainFrom(context, span, slot.role);
    const last = chain.at(-1) ?? span;
    const value = chain.map((one) => (numeric ? numberValue(asItem, one) : textValue(context, asItem, one)));
    return [{ slot: index, score: score + (chain.length > 1 ? 1.2 : 0) - (before ? 3 : 0), start: span.start, end: last.end, value, span, shape }];
  });
}

function listTextScore(context: PairContext, slot: Slot, index: number, span: Span, shape: Shape): number | null {
  if (slot.role === "tags") return span.kind === "text" || span.kind === "quoted" ? (affinity(slot, index, span, shape) ?? null) : null;
  return textScore(context, slot, index, span, shape);
}

/** Whether the span is itself a later item of a list. */
function previousLink(context: PairContext, span: Span): boolean {
  const before = context.marked.clause.reading.tokens[span.start - 1]?.lower ?? "";
  return [",", "and", "or", "&"].includes(before) && context.spans.some((other) => other.end === span.start - 1 && other.kind === span.kind);
}

function listOfChoices(context: PairContext, slot: Slot, index: number, item: Slot): Pair[] {
  const choices = choicesOf(item, index, context.marked, context.nouns).filter((choice) => choice.score >= 3).sort((one, other) => one.start - other.start);
  if (choices.length === 0) return [];
  const values = [...new Set(choices.map((choice) => choice.value))];
  const first = choices[0];
  const last = choices.at(-1);
  return [{ slot: index, score: 3 + (slot.required ? 1 : 0), start: first?.start ?? 0, end: last?.end ?? 0, value: values, span: null, shape: null }];
}
