import { type Pair, type PairContext, barOf, chainFrom } from "./pairs";
import type { Role } from "./roles";
import type { Span } from "./spans";
import { textFor } from "./values";

/** One clause, several calls: "add Jane and Bob as leads", "the area with base 3 and height 4 and with base 5 and height 6". */

type Values = ReadonlyMap<number, unknown>;

/** Whether a pair uses a token that is taken. */
export function overlaps(used: ReadonlySet<number>, pair: Pair): boolean {
  for (let at = pair.start; at < pair.end; at++) if (used.has(at)) return true;
  return false;
}

/** Whether the clause names what the tool works on in the plural. */
export function hasPlural(context: PairContext): boolean {
  const { clause, marks } = context.marked;
  const { tokens } = clause.reading;
  return marks.some((mark, index) => {
    const at = index + clause.start;
    if (mark !== "noun" || !/s$|^people$/.test(tokens[at]?.lower ?? "")) return false;
    // "remove Marks and Spencer from the companies" does not say that there are two.
    return ![tokens[at - 1], tokens[at - 2]].some((token) => ["from", "to", "in", "of", "into"].includes(token?.lower ?? ""));
  });
}

function take(used: Set<number>, pair: Pair): void {
  for (let at = pair.start; at < pair.end; at++) used.add(at);
}

/** The sets of values of a clause, one a call: those chosen, and one more for each further item of a list. */
export function fanOut(context: PairContext, pairs: readonly Pair[], chosen: ReadonlyMap<number, Pair>, values: Values): Values[] {
  return grouped(context, pairs, chosen, values) ?? listed(context, chosen, values) ?? repeated(context, pairs, chosen, values) ?? [values];
}

const LISTED_ROLES = new Set(["person", "ref", "name", "place", "city", "plain", "subject", "color", "id", "query", "first", "email", "country", "destination", "org", "industry", "title"]);

/** More calls than this are never made from one clause. */
const CALLS_MAX = 24;

/** Lists where the slots take one each: "in Oslo and Bergen". Two lists multiply, or go together "respectively". */
function listed(context: PairContext, chosen: ReadonlyMap<number, Pair>, values: Values): Values[] | null {
  const used = new Set<number>();
  for (const pair of chosen.values()) take(used, pair);
  const lists = new Map<number, unknown[]>();
  for (const [index, pair] of chosen) {
    const list = listOf(context, index, pair, used);
    if (list !== null) lists.set(index, list);
  }
  if (lists.size === 0) return null;
  let sets: Values[] = [values];
  const lengths = new Set([...lists.values()].map((list) => list.length));
  const respective = context.marked.clause.reading.tokens.some((token) => token.lower === "respectively");
  if (lengths.size === 1 && (lists.size === 1 || respective)) {
    const length = [...lengths][0] ?? 1;
    sets = Array.from({ length }, (_, at) => new Map([...values, ...[...lists].map(([index, list]) => [index, list[at]] as const)]));
  } else {
    for (const [index, list] of lists) sets = sets.flatMap((set) => list.map((value) => new Map(set).set(index, value)));
  }
  return sets.slice(0, CALLS_MAX);
}

function listOf(context: PairContext, index: number, pair: Pair, used: ReadonlySet<number>): unknown[] | null {
  const slot = context.tool.slots[index];
  const { tokens } = context.marked.clause.reading;
  const numeric = slot?.type === "integer" || slot?.type === "number";
  // "sides 3, 4 and 5" of a tool with three sides is one call.
  if (context.tool.series.some((series) => series.includes(index))) return null;
  if (slot === undefined || pair.span === null || slot.type === "array" || slot.values !== null || !(numeric ? slot.role !== "limit" : LISTED_ROLES.has(slot.role))) return null;
  if (slot.type === "string" && !["text", "quoted", "email", "id"].includes(pair.span.kind)) return null;
  const chain = chainAround(context, pair.span, slot.role).filter((span) => span.start === pair.start || !used.has(span.start));
  const told = (hasPlural(context) && !context.marked.clause.reading.record) || chain.some((span) => ["and", "&", "or"].includes(tokens[span.start - 1]?.lower ?? "") || ["and", "or"].includes(tokens[span.start - 2]?.lower ?? ""));
  if (!told || chain.length < 2 || !sameSort(context, chain)) return null;
  return chain.map((span) => (span.start === pair.start ? pair.value : span.kind === "number" ? span.number?.value : textFor(slot.role === "name" && context.tool.organisation ? "org" : slot.role, span.text, context.shouted)));
}

/** How many tokens before a span its list may start. */
const LOOK_BACK = 60;

/** The list that a span stands in, also where it is not the first of it. */
function chainAround(context: PairContext, span: Span, role: Role): Span[] {
  for (const other of context.spans) {
    if (other.start >= span.start || other.start < span.start - LOOK_BACK) continue;
    if (other.kind !== span.kind || (other.kind === "text" && / and /.test(other.text))) continue;
    const chain = chainFrom(context, other, role);
    if (chain.some((one) => one.start === span.start && one.end === span.end)) return chain;
  }
  return chainFrom(context, span, role);
}

function sameSort(context: PairContext, chain: readonly Span[]): boolean {
  const capital = chain[0]?.capital;
  return chain.every((span) => span.kind !== "text" || !context.marked.clause.reading.capitals || span.capital === capital);
}

/** Numbers that no word tells apart, in groups as large as the tool's numeric slots: "legs 3 and 4, and legs 5 and 12". */
function grouped(context: PairContext, pairs: readonly Pair[], chosen: ReadonlyMap<number, Pair>, values: Values): Values[] | null {
  const slots = context.tool.slots.flatMap((slot, index) => (slot.required && (slot.type === "integer" || slot.type === "number") ? [index] : []));
  const others = context.tool.slots.some((_, index) => !slots.includes(index) && chosen.has(index) && chosen.get(index)?.span?.kind === "number");
  if (slots.length < 2 || others) return null;
  const numbers = context.spans.filter((span) => span.kind === "number" && pairs.some((pair) => pair.span === span && pair.score >= 0));
  if (numbers.length < slots.length * 2 || numbers.length % slots.length !== 0) return null;
  const scoreOf = (index: number, span: Span): number => pairs.find((pair) => pair.slot === index && pair.span === span)?.score ?? 0;
  const told = numbers.some((span) => Math.abs(scoreOf(slots[0] ?? 0, span) - scoreOf(slots[1] ?? 0, span)) > 0.7);
  if (told) return null;
  return Array.from({ length: numbers.length / slots.length }, (_, call) => {
    const set = new Map(values);
    slots.forEach((index, at) => set.set(index, numbers[call * slots.length + at]?.number?.value));
    return set;
  });
}

/** How near to the best value's evidence a further value's has to come. */
const NEAR = 0.6;

/** Slots that get several values by the same evidence each: value for value, one call each. */
function repeated(context: PairContext, pairs: readonly Pair[], chosen: ReadonlyMap<number, Pair>, values: Values): Values[] | null {
  const { tool } = context;
  // A command about records names each; what else it holds are their fields.
  if (tool.person !== null || tool.slots.some((slot) => slot.role === "ref")) return null;
  const used = new Set<number>();
  for (const pair of chosen.values()) take(used, pair);
  const occurrences = new Map([...chosen].map(([index, pair]) => [index, [pair]]));
  for (const pair of pairs) {
    const first = chosen.get(pair.slot);
    const slot = tool.slots[pair.slot];
    const known = occurrences.get(pair.slot);
    if (first === undefined || slot === undefined || known === undefined || slot.type === "boolean" || (slot.type === "array" && pair.span?.kind !== "number") || overlaps(used, pair) || pair.start === pair.end) continue;
    const parallel = isParallel(first, pair);
    if ((!parallel && pair.score < Math.max(barOf(slot), NEAR * first.score, 1)) || !alike(first, pair, pair.slot)) continue;
    if (slot.values !== null && (pair.score < 4 || first.score < 4 || known.some((other) => other.value === pair.value))) continue;
    known.push(pair);
    take(used, pair);
  }
  for (const list of occurrences.values()) list.sort((one, other) => one.start - other.start);
  const key = keyOf(context, occurrences);
  if (key === null) return null;
  return key.map((anchor, at) => {
    const set = new Map(values);
    for (const [index, list] of occurrences) {
      const pair = list.length === key.length ? list[at] : (list.findLast((one) => one.start <= anchor.start) ?? list[0]);
      if (pair !== undefined) set.set(index, pair.value);
    }
    return set;
  });
}

/** "of 12, of 18": numbers after the same preposition and the same word. */
function isParallel(one: Pair, other: Pair): boolean {
  return one.span?.kind === "number" && other.span?.kind === "number" && one.span.marker !== "" && one.span.marker === other.span.marker && one.span.lead === other.span.lead;
}

/** The same kind of span, led to in the same way. */
function alike(one: Pair, other: Pair, slot: number): boolean {
  if (one.span === null || other.span === null) return one.span === other.span;
  if (one.span.kind !== other.span.kind) return false;
  if (one.span.kind === "number" || Array.isArray(other.value)) return true;
  // Without a preposition of its own, a further text is no further value: it stands beside the first by chance.
  if (other.span.mention.includes(slot)) return true;
  if (other.span.marker === "" || other.span.marker === ",") return false;
  return one.span.marker === other.span.marker || (one.span.capital && other.span.capital);
}

/** The occurrences of the required slot that has the most; null where none has two. */
function keyOf(context: PairContext, occurrences: ReadonlyMap<number, Pair[]>): readonly Pair[] | null {
  let key: readonly Pair[] | null = null;
  for (const [index, list] of occurrences) {
    if (list.length < 2 || context.tool.slots[index]?.required !== true) continue;
    if (key === null || list.length > key.length) key = list;
  }
  return key;
}
