import type { Clause } from "./clauses";
import { GIVEN_NAMES, PRONOUNS } from "./lexicon";
import { fanOut, hasPlural, overlaps } from "./lists";
import { type Pair, type PairContext, barOf, pairsOf, startsOf } from "./pairs";
import { setOwn } from "./schema";
import { isOrganisation } from "./slots";
import { type Marked, type Span, markClause, spansOf } from "./spans";
import { isCount } from "./quantities";
import { stem } from "./stem";
import type { Toolbox, ToolIndex } from "./toolbox";
import { dateFor, splitName } from "./values";

/** What a clause gives to one tool. */
export type Filling = {
  tool: ToolIndex;
  /** One set of values a call: slot index → value. More than one where the clause lists what the tool takes one of. */
  sets: ReadonlyMap<number, unknown>[];
  /** Names of required top-level properties without a value. */
  missing: string[];
  /** Sum of the evidence for what was filled, what is missing and what is left unexplained. */
  score: number;
  /** Content words that no slot, mention, verb or noun of the tool accounts for. */
  unexplained: number;
  /** Share of the clause's content words that are accounted for, 0 to 1. */
  explained: number;
  /** Every required slot has a value with good evidence, and there are two or more. */
  firm: boolean;
  /** Slots that got a value only because they are required and something was left. */
  weak: ReadonlySet<number>;
  /** The record was taken over from the clause before. */
  carried: boolean;
  /** How many slots have a value. */
  filled: number;
};

/** What the clauses before have spoken of, for pronouns. */
export type Antecedent = { reference: string; targets: ReadonlySet<string> } | null;

const MISSING_COST = 2.5;
const UNEXPLAINED_COST = 0.9;
const CERTAIN = 6;

/** Fills a tool's slots from a clause. Pairs are taken in the order of their evidence; no token is used twice. */
export function fillTool(clause: Clause, tool: ToolIndex, box: Toolbox, before: Antecedent): Filling {
  const marked = markClause(clause, tool);
  const spans = spansOf(renamed(marked, tool), tool);
  const shouted = !/\p{Ll}/u.test(clause.reading.text);
  const context: PairContext = { marked, tool, spans, starts: startsOf(spans), nouns: box.nouns, terms: box.terms, shouted };
  const pairs = sortPairs(pairsOf(context).map((pair) => adjust(context, pair)));
  const chosen = assign(context, pairs);
  const values = new Map([...chosen].map(([slot, pair]) => [slot, pair.value]));
  const strong = new Map(chosen);
  inOrder(tool, chosen, values);
  takeRange(context, chosen, values);
  takeLeftovers(context, chosen, values);
  takeTexts(context, pairs, chosen, values);
  inOrder(tool, chosen, values);
  const weak = new Set([...chosen.keys()].filter((index) => !strong.has(index)));
  const carried = takePronoun(context, chosen, values, before);
  takeCurrency(context, chosen, values);
  const sets = fanOut(context, pairs, chosen, values).map((set) => withNames(tool, set));
  const first = sets[0] ?? values;
  const missing = missingOf(tool, first);
  const unexplained = unexplainedOf(context, chosen, sets.length > 1);
  let score = -lacks(tool, missing) * MISSING_COST - unexplained * UNEXPLAINED_COST;
  for (const pair of chosen.values()) score += Math.min(pair.score, CERTAIN) * 0.45;
  const content = marked.marks.filter((mark) => ["word", "atom", "number", "date", "noun", "mention", "verb"].includes(mark)).length;
  return { tool, sets, missing, score, unexplained, explained: content === 0 ? 0 : 1 - Math.min(1, unexplained / content), filled: chosen.size, carried, weak, firm: isFirm(tool, strong) };
}

const FIRM = 2.4;

function isFirm(tool: ToolIndex, chosen: ReadonlyMap<number, Pair>): boolean {
  const required = tool.slots.flatMap((slot, index) => (slot.required ? [index] : []));
  return required.length > 1 && required.every((index) => (chosen.get(index)?.score ?? 0) >= FIRM);
}

/** How many values are missing; alternatives count as one. */
function lacks(tool: ToolIndex, missing: readonly string[]): number {
  const options = new Set(tool.alternatives.flat());
  return missing.filter((name) => !options.has(name)).length + (missing.some((name) => options.has(name)) ? 1 : 0);
}

/** "rename X to Y": the verb itself mentions the slot that holds the name. */
function renamed(marked: Marked, tool: ToolIndex): Marked {
  const { clause } = marked;
  if (clause.verb?.phrase !== "rename" && clause.verb?.phrase !== "relabel") return marked;
  const slots = tool.slots.flatMap((slot, index) => (["name", "person"].includes(slot.role) ? [index] : []));
  const { tokens } = clause.reading;
  for (let at = clause.end - 1; at > clause.body; at--) {
    if (tokens[at]?.lower !== "to" && tokens[at]?.lower !== "as") continue;
    const mentionEnds = new Map(marked.mentionEnds);
    mentionEnds.set(at - clause.start, slots);
    const marks = [...marked.marks];
    marks[at - clause.start] = "mention";
    return { ...marked, marks, mentionEnds };
  }
  return marked;
}

/** Evidence that needs the whole tool to judge. */
function adjust(context: PairContext, pair: Pair): Pair {
  const { tool } = context;
  const slot = tool.slots[pair.slot];
  if (slot === undefined || pair.span === null) return pair;
  let score = pair.score;
  const isPair = pair.span.kind === "text" && / (?:and|&) /.test(pair.span.text);
  if (isPair) score += takesPairs(context, pair) ? 0.3 : -8;
  // "Paris, France" is two values where the tool keeps the country apart.
  if (slot.role === "city" && pair.span.text.includes(",") && tool.slots.some((other) => other.role === "country" || other.role === "state")) score -= 8;
  if (NAMELIKE.has(slot.role) && !pair.span.capital && pair.span.kind === "text" && isVocabulary(context, pair.span)) score -= 4;
  // Among the companies of a company tool only a mention makes one the parent, and in a list a comma leads to the next item.
  if (slot.role === "org" && !pair.span.mention.includes(pair.slot) && (tool.organisation || (pair.span.marker === "," && hasPlural(context)))) score -= 4;
  const person = pair.shape?.given === true && pair.shape.words.length >= 2;
  if (pair.span.kind === "text" || pair.span.kind === "number") score += followedByMention(context, pair) ? 2.5 : 0;
  // "a good restaurant" is a thing to look for elsewhere, not a text to find.
  if (slot.role === "query" && pair.span.kind === "text" && !pair.span.capital && pair.span.object && indefinite(context, pair.span)) score -= 3;
  // "the status", "a joke": with an article before it, a word in lower case is no name.
  const before = context.marked.clause.reading.tokens[pair.span.start - 1]?.lower ?? "";
  if (NAMELIKE.has(slot.role) && slot.role !== "name" && !pair.span.capital && pair.span.kind === "text" && ["a", "an", "the"].includes(before)) score -= 4;
  if (slot.role === "ref" && pair.span.kind === "id") score += prefixFit(context, pair.span);
  if (slot.role === "ref" && context.marked.marks[pair.span.start - context.marked.clause.start - 1] === "noun") score += 2.5;
  if (slot.role === "ref" && person && isOrganisation(slot.entity)) score -= 1.5;
  if (slot.role === "name" && tool.organisation && person) score -= 1.5;
  // A patch of a record: the unmarked address or name says which record, it does not change it.
  const target = tool.slots.some((other) => other.role === "ref");
  if (target && tool.act === "update" && ["email", "person", "name", "url", "domain"].includes(slot.role) && !pair.span.mention.includes(pair.slot)) score -= 8;
  return { ...pair, score };
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
  if (marks[at] !== "mention") return false;
  while (marks[at] === "mention" && !mentionEnds.has(at)) at += 1;
  if (mentionEnds.get(at)?.includes(pair.slot) !== true) return false;
  if (pair.span?.kind === "number") return true;
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

function sortPairs(pairs: readonly Pair[]): Pair[] {
  return [...pairs].sort((one, other) => other.score - one.score || one.slot - other.slot || one.start - other.start || other.end - one.end);
}

function assign(context: PairContext, sorted: readonly Pair[]): Map<number, Pair> {
  const { tool } = context;
  const chosen = new Map<number, Pair>();
  const used = new Set<number>();
  for (const pair of sorted) {
    const slot = tool.slots[pair.slot];
    if (slot === undefined || chosen.has(pair.slot) || overlaps(used, pair) || pair.score < barFor(tool, pair.slot)) continue;
    if (tool.person !== null && pair.slot === tool.person.whole && (chosen.has(tool.person.first) || chosen.has(tool.person.last))) continue;
    if (tool.person !== null && (pair.slot === tool.person.first || pair.slot === tool.person.last) && chosen.has(tool.person.whole)) continue;
    chosen.set(pair.slot, pair);
    if (slot.type !== "boolean") for (let at = pair.start; at < pair.end; at++) used.add(at);
  }
  return chosen;
}

/** Of alternatives ("first name, last name or email") none is required by itself, but they are what the tool wants. */
function barFor(tool: ToolIndex, index: number): number {
  const slot = tool.slots[index];
  if (slot === undefined) return CERTAIN;
  const wanted = tool.person?.whole === index || tool.alternatives.some((group) => group.includes(slot.path[0] ?? ""));
  return wanted ? Math.min(barOf(slot), 1.6) : barOf(slot);
}

/** "from Monday to Friday" read as one range gives both ends. */
function takeRange(context: PairContext, chosen: ReadonlyMap<number, Pair>, values: Map<number, unknown>): void {
  const range = [...chosen.values()].find((pair) => pair.span?.date?.to !== undefined && context.tool.slots[pair.slot]?.role !== "enddate")?.span;
  const end = context.tool.slots.findIndex((slot) => slot.role === "enddate" && slot.type === "string");
  const slot = context.tool.slots[end];
  if (range?.date?.to === undefined || slot === undefined || values.has(end)) return;
  values.set(end, dateFor(slot, range.date, range.text));
}

/** Slots that are told apart by a count only ("color1, color2") take their values in the order of the text. */
function inOrder(tool: ToolIndex, chosen: Map<number, Pair>, values: Map<number, unknown>): void {
  for (const series of tool.series) {
    const pairs = series.flatMap((index) => chosen.get(index) ?? []);
    if (pairs.length < 2 || pairs.some((pair) => pair.span === null || pair.span.mention.includes(pair.slot))) continue;
    const sorted = [...pairs].sort((one, other) => one.start - other.start);
    const slots = pairs.map((pair) => pair.slot).sort((one, other) => one - other);
    slots.forEach((index, at) => {
      const pair = sorted[at];
      if (pair === undefined) return;
      chosen.set(index, { ...pair, slot: index });
      values.set(index, pair.value);
    });
  }
}

/** A required text that nothing leads to takes the likeliest of what is left. */
const LEFTOVER_BAR = -1.6;
const NEVER_LEFT = new Set(["date", "startdate", "enddate", "time", "email", "phone", "url", "domain", "month", "weekday", "year", "timezone", "language"]);

function takeTexts(context: PairContext, sorted: readonly Pair[], chosen: Map<number, Pair>, values: Map<number, unknown>): void {
  if (context.tool.slots.some((slot) => slot.role === "ref")) return;
  const used = new Set([...chosen.values()].flatMap((pair) => Array.from({ length: pair.end - pair.start }, (_, offset) => pair.start + offset)));
  for (const pair of sorted) {
    const slot = context.tool.slots[pair.slot];
    if (slot?.role === "city" && pair.span?.capital !== true && pair.score < -0.5) continue;
    if (slot === undefined || NEVER_LEFT.has(slot.role)) continue;
    if (slot.required !== true || chosen.has(pair.slot) || slot.type !== "string" || pair.span?.kind !== "text" || pair.score < LEFTOVER_BAR || overlaps(used, pair)) continue;
    chosen.set(pair.slot, pair);
    values.set(pair.slot, pair.value);
    for (let at = pair.start; at < pair.end; at++) used.add(at);
  }
}

/** Numbers that nothing describes go to the required numeric slots left, in order. */
function takeLeftovers(context: PairContext, chosen: Map<number, Pair>, values: Map<number, unknown>): void {
  const used = new Set([...chosen.values()].flatMap((pair) => Array.from({ length: pair.end - pair.start }, (_, offset) => pair.start + offset)));
  context.tool.slots.forEach((slot, index) => {
    if (!slot.required || values.has(index) || (slot.type !== "integer" && slot.type !== "number")) return;
    const span = context.spans.find((one) => one.number !== undefined && one.kind === "number" && !isCount(one, context.marked) && !used.has(one.start) && (slot.type === "number" || Number.isInteger(one.number.value)));
    if (span?.number === undefined) return;
    for (let at = span.start; at < span.end; at++) used.add(at);
    values.set(index, span.number.value);
    chosen.set(index, { slot: index, score: 0, start: span.start, end: span.end, value: span.number.value, span, shape: null });
  });
}

function takePronoun(context: PairContext, chosen: ReadonlyMap<number, Pair>, values: Map<number, unknown>, before: Antecedent): boolean {
  const index = context.tool.slots.findIndex((slot) => slot.role === "ref" && slot.required);
  if (index < 0 || values.has(index) || before === null) return false;
  const { clause, marks } = context.marked;
  // "... and add the note: call back" goes on about the record before; what is deleted has to be named.
  const silent = context.tool.act === "update" && values.size > 0 && !marks.includes("noun") && !clause.reading.tokens.some((token, at) => at >= clause.start && at < clause.end && token.proper && ![...chosen.values()].some((pair) => at >= pair.start && at < pair.end));
  if (!hasPronoun(clause) && !silent) return false;
  values.set(index, before.reference);
  return true;
}

/** Whether a clause speaks of something by a pronoun. */
export function hasPronoun(clause: Clause): boolean {
  return clause.reading.tokens.slice(clause.start, clause.end).some((token) => PRONOUNS.has(token.lower));
}

/** The currency said with an amount goes beside it in the same object. */
function takeCurrency(context: PairContext, chosen: ReadonlyMap<number, Pair>, values: Map<number, unknown>): void {
  for (const [index, pair] of chosen) {
    const currency = pair.span?.number?.currency;
    const slot = context.tool.slots[index];
    if (currency === undefined || slot === undefined || slot.path.length < 2) continue;
    const beside = context.tool.slots.findIndex((other) => other.role === "currency" && other.path.length === slot.path.length && other.path[0] === slot.path[0]);
    if (beside >= 0) values.set(beside, currency);
  }
}

function withNames(tool: ToolIndex, values: ReadonlyMap<number, unknown>): ReadonlyMap<number, unknown> {
  const { person } = tool;
  const whole = person === null ? undefined : values.get(person.whole);
  if (person === null || typeof whole !== "string") return values;
  const split = splitName(whole);
  const named = new Map(values);
  named.delete(person.whole);
  if (split.first !== "") named.set(person.first, split.first);
  if (split.last !== "") named.set(person.last, split.last);
  return named;
}

/** The arguments of a call in the schema's order of properties. */
export function argumentsOf(tool: ToolIndex, values: ReadonlyMap<number, unknown>): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  tool.slots.forEach((slot, index) => {
    if (!values.has(index) || slot.path.length === 0) return;
    let target = made;
    for (const name of slot.path.slice(0, -1)) {
      if (!Object.hasOwn(target, name)) setOwn(target, name, {});
      target = target[name] as Record<string, unknown>;
    }
    setOwn(target, slot.path.at(-1) ?? "", values.get(index));
  });
  return made;
}

function missingOf(tool: ToolIndex, values: ReadonlyMap<number, unknown>): string[] {
  const given = new Set([...values.keys()].map((index) => tool.slots[index]?.path[0] ?? ""));
  const missing = [...new Set(tool.slots.flatMap((slot, index) => (slot.required && !values.has(index) ? [slot.path[0] ?? ""] : [])))];
  const satisfied = tool.alternatives.length === 0 || tool.alternatives.some((group) => group.every((name) => given.has(name)));
  if (satisfied) return missing;
  const options = tool.alternatives.flat().filter((name) => !missing.includes(name));
  return [...missing, ...new Set(options)];
}

function unexplainedOf(context: PairContext, chosen: ReadonlyMap<number, Pair>, listed: boolean): number {
  const { marked, tool } = context;
  const { clause, marks } = marked;
  let count = 0;
  marks.forEach((mark, index) => {
    const at = index + clause.start;
    const token = clause.reading.tokens[at];
    if (token === undefined || (mark !== "word" && mark !== "atom" && mark !== "number" && mark !== "date")) return;
    if ([...chosen.values()].some((pair) => at >= pair.start && at < pair.end)) return;
    if (mark === "word" && (tool.weights.has(token.stem) || token.lower.length < 2)) count += 0.25;
    else count += listed && (token.proper || mark === "atom") ? 0 : mark === "atom" ? 1.5 : 1;
  });
  return count;
}
