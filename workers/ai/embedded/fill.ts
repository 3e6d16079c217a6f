import { adjust } from "./adjust";
import type { Clause } from "./clauses";
import { type Antecedent, inOrder, takeCurrency, takeLeftovers, takePronoun, takeRange, takeTexts } from "./leftovers";
import { fanOut, overlaps } from "./lists";
import { type Marked, markClause } from "./marks";
import { type Pair, type PairContext, barOf, pairsOf, startsOf } from "./pairs";
import { setOwn } from "./schema";
import { spansOf } from "./spans";
import type { Toolbox, ToolIndex } from "./toolbox";
import { splitName } from "./values";

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
  /** Indexes of their tokens. */
  loose: readonly number[];
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
  const { cost: unexplained, loose } = unexplainedOf(context, chosen, sets.length > 1);
  let score = -lacks(tool, missing) * MISSING_COST - unexplained * UNEXPLAINED_COST;
  for (const pair of chosen.values()) score += Math.min(pair.score, CERTAIN) * 0.45;
  const content = marked.marks.filter((mark) => ["word", "atom", "number", "date", "noun", "mention", "verb"].includes(mark)).length;
  return { tool, sets, missing, score, unexplained, loose, explained: content === 0 ? 0 : 1 - Math.min(1, unexplained / content), filled: chosen.size, carried, weak, firm: isFirm(tool, strong) };
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
  for (const slot of tool.slots) {
    // An object that was begun has to be whole: an amount needs its currency.
    const parent = slot.path[0] ?? "";
    if (slot.path.length > 1 && slot.needed && given.has(parent) && !missing.includes(parent) && !values.has(tool.slots.indexOf(slot))) missing.push(parent);
  }
  const satisfied = tool.alternatives.length === 0 || tool.alternatives.some((group) => group.every((name) => given.has(name)));
  if (satisfied) return missing;
  const options = tool.alternatives.flat().filter((name) => !missing.includes(name));
  return [...missing, ...new Set(options)];
}

function unexplainedOf(context: PairContext, chosen: ReadonlyMap<number, Pair>, listed: boolean): { cost: number; loose: number[] } {
  const { marked, tool } = context;
  const { clause, marks } = marked;
  let cost = 0;
  const loose: number[] = [];
  marks.forEach((mark, index) => {
    const at = index + clause.start;
    const token = clause.reading.tokens[at];
    if (token === undefined || (mark !== "word" && mark !== "atom" && mark !== "number" && mark !== "date")) return;
    if ([...chosen.values()].some((pair) => at >= pair.start && at < pair.end)) return;
    if (listed && (token.proper || mark === "atom")) return;
    loose.push(at);
    if (mark === "word" && (tool.weights.has(token.stem) || token.lower.length < 2)) cost += 0.25;
    else cost += mark === "atom" ? 1.5 : mark === "word" ? 1 : 1.2;
  });
  return { cost, loose };
}
