import type { Clause } from "./clauses";
import { MARKERS, NO, STOP, VALUE_SYNONYMS, YES } from "./lexicon";
import { editDistance } from "./reading";
import type { EnumValue, Slot } from "./slots";
import type { Marked } from "./marks";
import { stem } from "./stem";
import type { Token } from "./tokens";

/** A value that a stretch of tokens gives to a slot. */
type Choice = { start: number; end: number; value: unknown; score: number };

/** Superlatives and the direction of order they ask for; `time` ones speak of when something was made. */
const SUPERLATIVES = new Map<string, { direction: "asc" | "desc"; time: boolean }>([
  ["newest", { direction: "desc", time: true }], ["latest", { direction: "desc", time: true }], ["recent", { direction: "desc", time: true }], ["last", { direction: "desc", time: true }],
  ["oldest", { direction: "asc", time: true }], ["earliest", { direction: "asc", time: true }],
  ["highest", { direction: "desc", time: false }], ["largest", { direction: "desc", time: false }], ["biggest", { direction: "desc", time: false }], ["best", { direction: "desc", time: false }], ["top", { direction: "desc", time: false }], ["most", { direction: "desc", time: false }],
  ["lowest", { direction: "asc", time: false }], ["smallest", { direction: "asc", time: false }], ["cheapest", { direction: "asc", time: false }], ["alphabetical", { direction: "asc", time: false }], ["alphabetically", { direction: "asc", time: false }],
]);
const NAMES = new Set(["name", "title"].map(stem));
const TIME_STEMS = new Set(["creat", "date", "updat", "time", "add", "receiv", "join", "modifi", "publish", "recent", "new", "newest"].map(stem));
const DOWN = /(?:^|[:_\s-])desc|^-|descending|newest|latest|highest|recent/i;
const UP = /(?:^|[:_\s-])asc|ascending|oldest|lowest|earliest/i;

function tokensFit(tokens: readonly Token[], at: number, end: number, stems: readonly string[]): boolean {
  return stems.length > 0 && at + stems.length <= end && stems.every((one, offset) => tokens[at + offset]?.stem === one);
}

/** All places of a clause that name one of the slot's values. `nouns` are the toolbox's record nouns, which name none by their stem alone. */
export function choicesOf(slot: Slot, slotIndex: number, marked: Marked, nouns: ReadonlySet<string>): Choice[] {
  const values = slot.values ?? [];
  const ordered = slot.role === "order" ? orderChoices(values, slotIndex, marked) : [];
  if (ordered.length > 0) return ordered;
  const { clause, marks } = marked;
  const { tokens } = clause.reading;
  const choices: Choice[] = [];
  for (const value of values) {
    if (typeof value.value === "boolean" || value.stems.length === 0) continue;
    for (let at = clause.start; at < clause.end; at++) {
      const token = tokens[at];
      if (token === undefined) continue;
      const quoted = token.kind === "quoted" && token.value?.toLowerCase() === String(value.value).toLowerCase();
      const score = quoted ? 6 : valueScore(value, tokens, at, clause.end, nouns);
      if (score === 0 || (slot.role === "order" && score < 4)) continue;
      const length = score >= 4 && !quoted ? value.stems.length : 1;
      const mentioned = mentionBefore(marked, at - clause.start, slotIndex);
      const bare = marks[at - clause.start];
      // "new lead" makes a lead; it does not say that the lead's status is "new".
      if (bare === "verb" && !mentioned && clause.verb?.phrase !== "") continue;
      if ((bare === "marker" || bare === "mention") && !mentioned && score < 4) continue;
      if (length === 1 && (STOP.has(token.lower) || MARKERS.has(token.lower)) && !mentioned && !isParticle(tokens, at, clause)) continue;
      // "Carla is our best customer" states nothing by its other words; only a value's own word does.
      const stated = clause.verb !== null && clause.verb.start === clause.verb.end && clause.verb.acts[0] === "update";
      const goesOn = ["word", "mention"].includes(marks[at - clause.start + length] ?? "");
      if (stated && !mentioned && (score < 4 || goesOn)) continue;
      const isNewNoun = token.lower === "new" && clause.verb?.acts[0] === "create" && !mentioned;
      if (isNewNoun) continue;
      const nearby = mentionNear(marked, at - clause.start, slotIndex) ? 0.5 : 0;
      choices.push({ start: at, end: at + length, value: value.value, score: score + (mentioned ? 3 : 0) + nearby - (bare === "noun" && !mentioned ? 2.5 : 0) });
    }
  }
  return choices;
}

/** "on" and "off" are values at the end of a clause or after its verb: "switch the light off", "turn on the radio". */
function isParticle(tokens: readonly Token[], at: number, clause: Clause): boolean {
  return at + 1 >= clause.end || /^[.,;!?]$/.test(tokens[at + 1]?.text ?? "") || at === clause.verb?.end || at === clause.start + 1;
}

function valueScore(value: EnumValue, tokens: readonly Token[], at: number, end: number, nouns: ReadonlySet<string>): number {
  const token = tokens[at];
  const text = String(value.value).toLowerCase();
  if (token === undefined || token.kind === "email" || token.kind === "url" || token.kind === "quoted") return 0;
  if (token.lower === text || token.lower === text.replaceAll("_", " ")) return text.length === 1 && token.text !== String(value.value) ? 0 : 5;
  if (tokensFit(tokens, at, end, value.stems) && !(value.stems.length === 1 && nouns.has(token.stem))) return value.stems.length > 1 ? 5.5 : 4.5;
  if (token.kind !== "word" || nouns.has(token.stem)) return 0;
  if (value.stems.length === 1 && saysFor(value.stems[0] ?? "", token)) return 3.2;
  if (value.about.has(token.stem) && !STOP.has(token.lower)) return 2.6;
  // The rarest word of a value of several words names it: "metric" for "metric_units".
  if (value.stems.length > 1 && value.stems.includes(token.stem) && token.stem.length > 3) return 2.2;
  const typo = token.lower.length >= 5 && value.stems.length === 1 && !STOP.has(token.lower) && editDistance(token.lower, text, token.lower.length >= 8 ? 2 : 1) <= (token.lower.length >= 8 ? 2 : 1);
  return typo ? 3 : 0;
}

/** Whether a word is said for a value: "disqualify" for "unqualified". */
function saysFor(value: string, token: Token): boolean {
  const words = VALUE_SYNONYMS.get(value);
  return words !== undefined && (words.has(token.lower) || (token.lower.length > 6 && words.has(token.stem)));
}

function mentionBefore(marked: Marked, index: number, slotIndex: number): boolean {
  for (let at = index - 1, seen = 0; at >= 0 && seen < 3; at--, seen++) {
    if (marked.mentionEnds.get(at)?.includes(slotIndex) === true) return true;
    const mark = marked.marks[at];
    if (mark === "word" || mark === "comma" || mark === "verb") return false;
  }
  return false;
}

function mentionNear(marked: Marked, index: number, slotIndex: number): boolean {
  for (let at = Math.max(0, index - 8); at <= index + 2; at++) if (marked.mentionEnds.get(at)?.includes(slotIndex) === true) return true;
  return false;
}

/** "newest", "by last name", "highest score" → the value of an order enum with that field and direction. */
function orderChoices(values: readonly EnumValue[], slotIndex: number, marked: Marked): Choice[] {
  const { clause } = marked;
  const { tokens } = clause.reading;
  const choices: Choice[] = [];
  for (let at = clause.start; at < clause.end; at++) {
    const token = tokens[at];
    if (token?.kind !== "word") continue;
    const superlative = SUPERLATIVES.get(token.lower);
    const next = tokens[at + 1];
    const by = next !== undefined && ((ORDERED.has(token.lower) && next.lower === "by") || (token.lower === "by" && (mentionedOrder(marked, at - clause.start, slotIndex) || (choices.length === 0 && marked.marks[at - clause.start - 1] === "noun" && values.some((value) => value.stems.includes(next.stem))))));
    if (superlative === undefined && !by) continue;
    if (token.lower === "last" && (next === undefined || /^\d|^(?:name|week|month|year|quarter|day)/.test(next.lower))) continue;
    const context = new Set(tokens.slice(at + 1, Math.min(at + 5, clause.end)).map((one) => one.stem));
    const best = values
      .map((value) => ({ value, score: orderScore(value, token, superlative, context, clause.reading.text.toLowerCase()) }))
      .sort((one, other) => other.score - one.score)[0];
    if (best !== undefined && best.score >= 2) choices.push({ start: at, end: at + 1, value: best.value.value, score: 2.5 + best.score / 2 });
  }
  return choices;
}

const ORDERED = new Set(["sorted", "ordered", "sort", "order", "ranked"]);

function mentionedOrder(marked: Marked, index: number, slotIndex: number): boolean {
  return [...marked.mentionEnds].some(([at, slots]) => Math.abs(at - index) <= 2 && slots.includes(slotIndex));
}

function orderScore(value: EnumValue, token: Token, superlative: { direction: "asc" | "desc"; time: boolean } | undefined, context: ReadonlySet<string>, text: string): number {
  const words = value.stems.filter((one) => one !== "asc" && one !== "desc" && one !== "at");
  const named = words.filter((one) => context.has(one)).length;
  const isDown = DOWN.test(String(value.value));
  const isUp = UP.test(String(value.value)) || (!isDown && value.stems.length > 0);
  const wants = superlative?.direction ?? (/\bdesc|descending|reverse/.test(text) ? "desc" : /\basc|ascending/.test(text) ? "asc" : null);
  // "by name" goes up and "by score" goes down, unless the values have only the other way.
  if (wants === null) return named * 2 + (named > 0 && (words.some((one) => NAMES.has(one)) ? isUp : isDown) ? 0.5 : 0);
  const direction = wants === "desc" ? isDown : isUp;
  if (!direction) return value.about.has(token.stem) ? 2 : 0;
  const about = value.about.has(token.stem) || (token.lower.startsWith("alphabetic") && words.some((one) => NAMES.has(one))) ? 2 : 0;
  const time = superlative?.time === true && words.some((one) => TIME_STEMS.has(one)) ? 2 : 0;
  return about + time + named * 2 + (value.stems.includes(token.stem) ? 3 : 0);
}

const IDLE = new Set(["includ", "return", "show", "us", "flag", "option", "whether", "get", "want", "need", "result", "output", "indicat", "provid", "enabl", "is", "has", "if", "set", "given", "data", "information", "info", "calculat", "only", "also", "add", "allow", "status", "state", "mode", "type", "check", "full"].map(stem));

/** Whether the clause speaks of a boolean slot, and what it says; null where it is silent. */
export function booleanOf(slot: Slot, marked: Marked): Choice | null {
  const { clause } = marked;
  const { tokens } = clause.reading;
  const strong = (least: number): string[] => [...slot.words].filter(([one, weight]) => weight >= least && !IDLE.has(one)).map(([one]) => one);
  const telling = strong(3).length > 0 ? strong(3) : strong(1.5);
  for (let at = clause.start; at < clause.end; at++) {
    const token = tokens[at];
    if (token?.kind !== "word" || !telling.includes(token.stem)) continue;
    const rest = telling.filter((one) => one !== token.stem);
    const found = rest.filter((one) => tokens.slice(Math.max(clause.start, at - 4), at + 5).some((other) => other.stem === one)).length;
    if (rest.length > 0 && found < Math.ceil(rest.length / 2)) continue;
    const before = tokens.slice(Math.max(clause.start, at - 5), at).map((one) => one.lower);
    const after = tokens.slice(at + 1, at + 4).map((one) => one.lower);
    const denied = before.some((word) => NO.has(word)) || after.some((word) => word === "false" || word === "off" || word === "disabled");
    const affirmed = after.some((word) => word === "true" || word === "on" || YES.has(word));
    return { start: at, end: at + 1, value: affirmed ? !before.slice(-1).some((word) => NO.has(word)) : !denied, score: 3 };
  }
  return null;
}
