import { DETERMINERS, GENERAL_VERBS, MARKERS, STOP, VERBS } from "./lexicon";
import { askedField } from "./fields";
import { isPlural } from "./grammar";
import { governingVerb } from "./governing";
import { opensCondition } from "./moods";
import { type Reading, type Verb, skipOpeners, verbAt } from "./reading";
import type { Token } from "./tokens";
import type { Toolbox } from "./toolbox";

/** A part of the command that may be one call: a range of tokens and the verb that governs it. */
export type Clause = {
  reading: Reading;
  start: number;
  end: number;
  verb: Verb | null;
  /** Where the object starts: after the verb and the words around it. */
  body: number;
  negated: boolean;
  /** The verb was taken over from the clause before ("delete lead Jane and contact Bob"). */
  inherited: boolean;
  /** The field that is asked for, where it is a question for one; the clause then holds the record only. */
  field?: string;
  /** It holds only once something else has come true: "if he replies, ...". */
  conditional?: boolean;
};

const ABBREVIATIONS = new Set("dr mr mrs ms st jr sr inc ltd co corp vs v no dept prof eg ie etc approx e.g i.e u.s a.m p.m".split(" "));
const NEGATORS = new Set("don't dont not never didn't didnt doesn't won't wouldn't shouldn't mustn't can't cannot without".split(" "));
const LINKS = new Set("then also afterwards next finally lastly additionally furthermore moreover plus besides secondly thirdly".split(" "));
const CALL_OFF = /^\W*(?:(?:oh|ok|okay|no|please|actually|hmm)\W+)*(?:never ?mind|forget (?:it|that|about it)|cancel(?: that| it)?|stop(?: it)?|scratch that|no|nope|no thanks?(?: you)?|not now|ignore that|leave it|drop it|abort|undo that)\W*$/i;

/** Whether the whole command takes back what was asked. */
export function isCalledOff(text: string): boolean {
  return text.length < 60 && CALL_OFF.test(text);
}

function endsSentence(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  const before = tokens[at - 1];
  const next = tokens[at + 1];
  if (token?.text === ";") return true;
  if (token === undefined || !/^[.!?]$/.test(token.text) || next === undefined) return false;
  if (next.start === token.end && next.kind !== "mark") return false;
  if (token.text !== ".") return true;
  const word = before?.lower ?? "";
  return !(ABBREVIATIONS.has(word) || (word.length === 1 && /[a-z]/.test(word) && before?.shape !== "lower"));
}

/** Whether a verb stands at `at` as the start of a command: an object must follow, not a preposition or the end. */
function commandAt(reading: Reading, at: number, end: number, box: Toolbox): Verb | null {
  const { tokens } = reading;
  const first = tokens[at];
  if (first === undefined || first.kind !== "word") return null;
  if (first.proper) return null;
  const verb = verbAt(tokens, at, end) ?? toolVerbAt(reading, at, end, box);
  if (verb === null || verb.phrase === "new" || verb.phrase === "check") return null;
  const next = tokens[verb.end];
  if (next === undefined || verb.end >= end) return null;
  if (["which", "where", "whose"].includes(verb.phrase)) return null;
  if (["what", "who", "how many"].includes(verb.phrase)) return verb;
  // A noun that looks like a verb ("notes and lists of ...", "the mark") is followed by something else than an object.
  if (next.kind === "mark" && !["(", "[", "#"].includes(next.text)) return null;
  if (next.kind === "word" && (next.lower === "and" || next.lower === "or" || (MARKERS.has(next.lower) && !["as", "to", "all", "for"].includes(next.lower)))) return null;
  // "Jane and mark as leads": the bare form, not "marks".
  return verb.acts.length === 0 || VERBS.has(verb.phrase) ? verb : null;
}

/** A verb that only the tools know, followed by an article or a name: "and book another ticket". */
function toolVerbAt(reading: Reading, at: number, end: number, box: Toolbox): Verb | null {
  const token = reading.tokens[at];
  const next = reading.tokens[at + 1];
  if (token?.kind !== "word" || next === undefined || !(box.verbs.has(token.stem) || GENERAL_VERBS.has(token.stem))) return null;
  return DETERMINERS.has(next.lower) || next.proper || ["number", "quoted", "email"].includes(next.kind) ? { start: at, end: Math.min(at + 1, end), acts: [], phrase: token.lower, leading: true } : null;
}

/** Where a new clause may start after a conjunction at `at`; the index of its first token, or null. */
function clauseAfter(reading: Reading, at: number, end: number, box: Toolbox): number | null {
  const { tokens } = reading;
  const word = tokens[at]?.lower ?? "";
  const isLink = LINKS.has(word) || (word === "after" && tokens[at + 1]?.lower === "that");
  if (word !== "and" && word !== "," && word !== "&" && word !== "but" && !isLink) return null;
  const start = skipOpeners(tokens, at + 1, end);
  if (start >= end) return null;
  // "Tom Price, who is CTO" goes on about him.
  if (tokens[start]?.lower === "who" && word === "," && tokens[at - 1]?.kind === "word" && (tokens[at - 1]?.proper === true || !reading.capitals)) return null;
  if (commandAt(reading, start, end, box) !== null || NEGATORS.has(tokens[start]?.lower ?? "")) return start;
  if (isLink && word !== "also" && word !== "plus") return resumesAt(reading, start, end, box) || inheritsAt(reading, start, end, box) ? start : null;
  const noun = DETERMINERS.has(tokens[start]?.lower ?? "") ? start + 1 : start;
  return word !== "," && inheritsAt(reading, noun, end, box) ? start : null;
}

/** "... and then a criminal lawyer in Boston": an article and, soon, a noun of some tool. */
function resumesAt(reading: Reading, at: number, end: number, box: Toolbox): boolean {
  const { tokens } = reading;
  if (!["a", "an", "the", "another"].includes(tokens[at]?.lower ?? "")) return false;
  for (let next = at + 1; next < Math.min(at + 5, end); next++) if (box.nouns.has(tokens[next]?.stem ?? "")) return true;
  return false;
}

/** "... and contact Bob": a noun of some tool followed by a name or an address. */
function inheritsAt(reading: Reading, at: number, end: number, box: Toolbox): boolean {
  const noun = reading.tokens[at];
  const next = reading.tokens[at + 1];
  if (noun?.kind !== "word" || noun.proper || at >= end || !box.nouns.has(noun.stem)) return false;
  if (next === undefined || at + 1 >= end) return isPlural(noun.lower);
  if (["email", "id", "quoted"].includes(next.kind)) return true;
  if (isPlural(noun.lower) && MARKERS.has(next.lower)) return true;
  return next.kind === "word" && !STOP.has(next.lower) && !MARKERS.has(next.lower) && (!reading.capitals || next.proper);
}

/** "stop deleting leads", "avoid adding Bob" take an order back; "how far to stop" does not. */
function stopsDoing(tokens: readonly Token[], at: number): boolean {
  return ["stop", "avoid", "refrain", "quit"].includes(tokens[at]?.lower ?? "") && (tokens[at + 1]?.lower === "from" || tokens[at + 1]?.lower.endsWith("ing") === true);
}

function isNegated(tokens: readonly Token[], start: number, verb: Verb | null, end: number): boolean {
  const until = verb === null ? end : verb.start;
  for (let at = start; at < until; at++) {
    const word = tokens[at]?.lower ?? "";
    if (stopsDoing(tokens, at)) return true;
    if (!NEGATORS.has(word)) continue;
    // "without details" and "not qualified" qualify an object; before the verb they call the command off.
    if (verb !== null) return true;
    if (word !== "not" && word !== "without") return true;
  }
  return false;
}

function makeClause(reading: Reading, from: number, stop: number, previous: Verb | null, box: Toolbox): Clause {
  const { tokens } = reading;
  const first = skipOpeners(tokens, from, stop);
  // "don't forget to" is no denial, and no part of what is asked.
  const start = hasNegator(tokens, from, first) ? first : from;
  const asked = askedField(reading, first, stop, box);
  if (asked !== null) {
    const verb: Verb = { start: asked.start, end: asked.start, acts: ["get"], phrase: "", leading: true };
    return { reading, start: asked.start, end: asked.end, verb, body: asked.start, negated: false, inherited: true, field: asked.field };
  }
  const end = withoutReason(tokens, first, stop);
  let at = first;
  let negator = false;
  while (at < end && (NEGATORS.has(tokens[at]?.lower ?? "") || ["do", "did", "ask", "asked", "you", "to", "i", "we", "want", "wanted", "should", "must", "can", "could", "would", "will", "may", "please", "ever"].includes(tokens[at]?.lower ?? "")) && (negator || hasNegator(tokens, at, Math.min(at + 4, end)))) {
    negator ||= NEGATORS.has(tokens[at]?.lower ?? "");
    at += 1;
  }
  const verb = governingVerb(reading, at, first, end, box);
  const negated = negator || stopsDoing(tokens, first) || isNegated(tokens, first, verb, end);
  if (verb === null && previous !== null) return { reading, start, end, verb: previous, body: first, negated, inherited: true };
  return { reading, start, end, verb, body: verb === null || !verb.leading ? first : verb.end, negated, inherited: verb !== null && verb.start === verb.end };
}

/** "delete lead Bob because he left": why something is deleted is no part of what is deleted, and a person confirms it. */
function withoutReason(tokens: readonly Token[], start: number, end: number): number {
  const verb = verbAt(tokens, start, end);
  if (verb === null || verb.acts[0] !== "delete") return end;
  for (let at = verb.end + 1; at < end; at++) {
    const word = tokens[at]?.lower ?? "";
    if (REASONS.has(word) || ((word === "since" || word === "as" || word === ",") && SUBJECTS.has(tokens[at + 1]?.lower ?? ""))) return tokens[at - 1]?.text === "," ? at - 1 : at;
  }
  return end;
}

const REASONS = new Set(["because", "cause", "cuz", "cos", "bc"]);
const SUBJECTS = new Set("she he they it she's he's it's they've they're she'd he'd".split(" "));

function hasNegator(tokens: readonly Token[], from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (NEGATORS.has(tokens[at]?.lower ?? "")) return true;
  return false;
}

/** Cuts a command into clauses, in order. Lists and names that hold "and" stay whole. */
export function splitClauses(reading: Reading, box: Toolbox): Clause[] {
  const { tokens } = reading;
  const clauses: Clause[] = [];
  let start = 0;
  let conditional = false;
  const close = (end: number, ends: boolean): void => {
    const from = skipBlank(tokens, start, end);
    const previous = clauses.at(-1)?.verb ?? null;
    // "Also," and "Thanks!" are no clauses.
    if (from < end && skipOpeners(tokens, from, end) < end) {
      const clause = makeClause(reading, from, end, inheritsFrom(reading, from, end, box) ? previous : null, box);
      conditional ||= opensCondition(reading, skipOpeners(tokens, from, end));
      clauses.push(conditional ? { ...clause, conditional } : clause);
    }
    if (ends) conditional = false;
  };
  for (let at = 0; at < tokens.length; at++) {
    if (opensText(tokens, at)) {
      // What follows "note:" is the note, whatever verbs it holds.
      while (at < tokens.length && tokens[at]?.text !== ";") at += 1;
    }
    const inRecord = reading.record && tokens[at]?.text === ";" && commandAt(reading, skipOpeners(tokens, at + 1, tokens.length), tokens.length, box) === null;
    if (at > start && !inRecord && endsSentence(tokens, at)) {
      close(at, true);
      start = at + 1;
      continue;
    }
    const next = at > start ? clauseAfter(reading, at, tokens.length, box) : null;
    if (next === null) continue;
    close(at, false);
    start = at + 1;
    at = next - 1;
  }
  close(tokens.length, true);
  return clauses;
}

/** Two neighbouring clauses as one, governed by the verb that says more. */
export function joinClauses(one: Clause, other: Clause): Clause {
  const spoken = [other, one].find((clause) => clause.verb !== null && clause.verb.end > clause.verb.start && !clause.inherited) ?? one;
  return { ...spoken, start: one.start, end: other.end, negated: false, inherited: spoken.inherited, conditional: one.conditional === true || other.conditional === true };
}

function opensText(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.text === ":" && /^(?:notes?|comments?|message|text|body|saying)$/.test(tokens[at - 1]?.lower ?? "");
}

function inheritsFrom(reading: Reading, start: number, end: number, box: Toolbox): boolean {
  const first = skipOpeners(reading.tokens, start, end);
  return (start > 0 && LINKS.has(reading.tokens[start - 1]?.lower ?? "") && resumesAt(reading, first, end, box)) || inheritsAt(reading, DETERMINERS.has(reading.tokens[first]?.lower ?? "") ? first + 1 : first, end, box);
}

function skipBlank(tokens: readonly Token[], start: number, end: number): number {
  let at = start;
  while (at < end && tokens[at]?.kind === "mark" && /^[.,;!?]$/.test(tokens[at]?.text ?? "")) at += 1;
  return at;
}
