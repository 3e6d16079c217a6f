import type { Clause } from "./clauses";
import { isPlural } from "./grammar";
import { MARKERS, PRONOUNS } from "./lexicon";
import { overlaps } from "./lists";
import type { Pair, PairContext } from "./pairs";
import { isCount } from "./quantities";
import { isOrganisation } from "./slots";
import type { ToolIndex } from "./toolbox";
import { dateFor } from "./values";

/** What is settled after the pairs are assigned: order, ranges, pronouns, and what is left for required slots. */

/** What the clauses before have spoken of, for pronouns. */
export type Antecedent = { reference: string; targets: ReadonlySet<string> } | null;

/** "from Monday to Friday" read as one range gives both ends. */
export function takeRange(context: PairContext, chosen: ReadonlyMap<number, Pair>, values: Map<number, unknown>): void {
  const range = [...chosen.values()].find((pair) => pair.span?.date?.to !== undefined && context.tool.slots[pair.slot]?.role !== "enddate")?.span;
  const end = context.tool.slots.findIndex((slot) => slot.role === "enddate" && slot.type === "string");
  const slot = context.tool.slots[end];
  if (range?.date?.to === undefined || slot === undefined || values.has(end)) return;
  values.set(end, dateFor(slot, range.date, range.text));
}

/** Slots that are told apart by a count only ("color1, color2") take their values in the order of the text. */
export function inOrder(tool: ToolIndex, chosen: Map<number, Pair>, values: Map<number, unknown>): void {
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

/** How little evidence a required text needs once all else is filled. */
const LEFTOVER_BAR = -1.6;
const NEVER_LEFT = new Set(["date", "startdate", "enddate", "time", "email", "phone", "url", "domain", "month", "weekday", "year", "timezone", "language"]);

/** A required text that nothing leads to takes the likeliest of what is left. */
export function takeTexts(context: PairContext, sorted: readonly Pair[], chosen: Map<number, Pair>, values: Map<number, unknown>): void {
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
export function takeLeftovers(context: PairContext, chosen: Map<number, Pair>, values: Map<number, unknown>): void {
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

/** The record of the clause before, where this one speaks of it by a pronoun or goes on without naming any; tells whether it was taken. */
export function takePronoun(context: PairContext, chosen: ReadonlyMap<number, Pair>, values: Map<number, unknown>, before: Antecedent): boolean {
  const index = context.tool.slots.findIndex((slot) => slot.role === "ref" && slot.required);
  if (index < 0 || values.has(index) || before === null) return false;
  // "Her company has 50 employees" speaks of another record than her.
  if (before.targets.size > 0 && [...before.targets].some(isOrganisation) !== context.tool.organisation) return false;
  const { clause, marks } = context.marked;
  // "... and add the note: call back" goes on about the record before; what is deleted has to be named.
  const silent = context.tool.act === "update" && values.size > 0 && !marks.includes("noun") && !clause.reading.tokens.some((token, at) => at >= clause.start && at < clause.end && token.proper && ![...chosen.values()].some((pair) => at >= pair.start && at < pair.end));
  if (!hasPronoun(clause) && !silent && !refersBack(clause, context.tool)) return false;
  values.set(index, before.reference);
  return true;
}

/** Whether a clause speaks of something by a pronoun. */
export function hasPronoun(clause: Clause): boolean {
  return clause.reading.tokens.slice(clause.start, clause.end).some((token) => PRONOUNS.has(token.lower));
}

/** "mark the lead as contacted": the kind of record alone, after "the", is the one spoken of. */
export function refersBack({ reading, start, end }: Clause, tool: ToolIndex): boolean {
  const { tokens } = reading;
  for (let at = start + 1; at < end; at++) {
    const token = tokens[at];
    if (token === undefined || !tool.targets.has(token.stem) || isPlural(token.lower) || !["the", "this", "that"].includes(tokens[at - 1]?.lower ?? "")) continue;
    const next = at + 1 < end ? tokens[at + 1] : undefined;
    return next === undefined || next.kind === "mark" || MARKERS.has(next.lower);
  }
  return false;
}

/** The currency said with an amount goes beside it in the same object. */
export function takeCurrency(context: PairContext, chosen: ReadonlyMap<number, Pair>, values: Map<number, unknown>): void {
  for (const [index, pair] of chosen) {
    const currency = pair.span?.number?.currency;
    const slot = context.tool.slots[index];
    if (currency === undefined || slot === undefined || slot.path.length < 2) continue;
    const beside = context.tool.slots.findIndex((other) => other.role === "currency" && other.path.length === slot.path.length && other.path[0] === slot.path[0]);
    if (beside >= 0) values.set(beside, currency);
  }
}
