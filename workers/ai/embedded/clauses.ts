import { type Act, DETERMINERS, GIVEN_NAMES, MARKERS, STOP, VERBS } from "./lexicon";
import { askedField } from "./fields";
import { isPlural } from "./grammar";
import { type Reading, type Verb, skipOpeners, verbAt } from "./reading";
import { stem } from "./stem";
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

function makeClause(reading: Reading, start: number, stop: number, previous: Verb | null, box: Toolbox): Clause {
  const { tokens } = reading;
  const first = skipOpeners(tokens, start, stop);
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
  const leading = pluralNew(reading, at, end, box) ? null : verbAt(tokens, at, end);
  const verb = noteOn(leading, tokens) ?? leading ?? inner(reading, first, end) ?? valueVerb(reading, first, end, box) ?? ownVerb(reading, first, end, box) ?? implied(reading, first, end, box);
  const negated = negator || stopsDoing(tokens, first) || isNegated(tokens, start, verb, end);
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

/** "note on lead Jane: call back": a noun that is written to something there is, where "note lead Jane" makes one. */
function noteOn(verb: Verb | null, tokens: readonly Token[]): Verb | null {
  const writes = verb !== null && verb.phrase === "note" && ["on", "for", "about", "to"].includes(tokens[verb.end]?.lower ?? "");
  return writes ? { ...verb, acts: ["update"] } : null;
}

function hasNegator(tokens: readonly Token[], from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (NEGATORS.has(tokens[at]?.lower ?? "")) return true;
  return false;
}

/** A verb inside the clause ("Jane Doe should be deleted", "jane@acme.io new lead"); nouns after a determiner do not count. */
function inner(reading: Reading, start: number, end: number): Verb | null {
  const { tokens } = reading;
  for (let at = start; at < end; at++) {
    const token = tokens[at];
    if (token?.kind !== "word" || STOP.has(token.lower) || MARKERS.has(token.lower)) continue;
    if (token.proper) continue;
    const before = tokens[at - 1]?.lower ?? "";
    const verb = verbAt(tokens, at, end);
    if (verb === null) continue;
    // Inside a clause only "new", "to delete" and "be deleted" are verbs: "trade show" and "leads created today" are not.
    const passive = token.lower.endsWith("ed") && [before, tokens[at - 2]?.lower ?? ""].some((word) => BE.has(word));
    const infinitive = (before === "to" || MODALS.has(before)) && VERBS.has(verb.phrase) && onlyStops(tokens, start, at);
    // "jane@acme.io new lead" makes one; "leads with status new from Acme" names a value.
    const isNew = token.lower === "new" && before !== "'s" && !isPlural(tokens[at + 1]?.lower ?? "s") && !MARKERS.has(tokens[at + 1]?.lower ?? "");
    if (passive || infinitive || isNew) return { ...verb, leading: false };
  }
  return null;
}

/** "it would be wrong to delete Bob" orders nothing: only words without content may stand before the verb. */
function onlyStops(tokens: readonly Token[], start: number, end: number): boolean {
  return tokens.slice(start, end).every((token) => token.kind !== "word" || STOP.has(token.lower) || MARKERS.has(token.lower) || token.proper);
}

const BE = new Set("be been being get gets is are was were".split(" "));
const MODALS = new Set("can could should would will must may shall".split(" "));

/** "new leads" asks for the leads whose status is new; "new lead" makes one. */
function pluralNew(reading: Reading, at: number, end: number, box: Toolbox): boolean {
  const next = at + 1 < end ? reading.tokens[at + 1] : undefined;
  return reading.tokens[at]?.lower === "new" && next !== undefined && isPlural(next.lower) && box.nouns.has(next.stem);
}

/** A verb that only the tools know ("convert", "play"), at the start of the clause. */
function ownVerb(reading: Reading, start: number, end: number, box: Toolbox): Verb | null {
  const token = reading.tokens[start];
  const isVerb = token?.kind === "word" && start + 1 < end && (box.verbs.has(token.stem) || GENERAL_VERBS.has(token.stem)) && reading.tokens[start + 1]?.kind !== "mark";
  return isVerb ? { start, end: start + 1, acts: [], phrase: token.lower, leading: true } : null;
}

/** "qualify the lead Jane" sets what the value "qualified" says. */
function valueVerb(reading: Reading, start: number, end: number, box: Toolbox): Verb | null {
  const token = reading.tokens[start];
  const isValue = token?.kind === "word" && start + 1 < end && !box.nouns.has(token.stem) && !token.lower.endsWith("ed") && box.participles.has(token.stem);
  return isValue ? { start, end: start + 1, acts: ["update"], phrase: "", leading: true } : null;
}

const GENERAL_VERBS = new Set("calculate compute determine estimate convert translate predict analyze solve evaluate book play send order plan".split(" ").map(stem));

/** A clause without a verb of its own: "leads from Acme" finds, "Acme now has 300 employees" changes. */
function implied(reading: Reading, start: number, end: number, box: Toolbox): Verb | null {
  const { tokens } = reading;
  const made = (act: Act): Verb => ({ start, end: start, acts: [act], phrase: "", leading: true });
  if (reading.record && end - start > 3) return made("create");
  for (let at = start; at < end; at++) {
    const token = tokens[at];
    if (token?.kind === "word" && isPlural(token.lower) && box.nouns.has(token.stem) && !token.proper) return made("find");
  }
  const states = tokens.slice(start + 1, end).some((token) => ["is", "has", "works", "lives", "moved"].includes(token.lower));
  const asks = tokens[end]?.text === "?" || /^(?:what|who|how|why|when|where|which|is|are|does|do|did)$/.test(tokens[start]?.lower ?? "");
  return !asks && (states || statesValue(reading, start, end, box)) ? made("update") : null;
}

/** "jane@acme.io qualified": who, and then how they stand. */
function statesValue({ tokens }: Reading, start: number, end: number, box: Toolbox): boolean {
  const first = tokens[start];
  const last = tokens[end - 1]?.kind === "mark" ? tokens[end - 2] : tokens[end - 1];
  const who = first !== undefined && (first.kind === "email" || first.kind === "id" || (first.kind === "word" && (first.proper || GIVEN_NAMES.has(first.lower))));
  return who && end - start <= 4 && last?.kind === "word" && last.lower.endsWith("ed") && box.participles.has(last.stem);
}

/** Cuts a command into clauses, in order. Lists and names that hold "and" stay whole. */
export function splitClauses(reading: Reading, box: Toolbox): Clause[] {
  const { tokens } = reading;
  const clauses: Clause[] = [];
  let start = 0;
  const close = (end: number): void => {
    const from = skipBlank(tokens, start, end);
    const previous = clauses.at(-1)?.verb ?? null;
    // "Also," and "Thanks!" are no clauses.
    if (from < end && skipOpeners(tokens, from, end) < end) clauses.push(makeClause(reading, from, end, inheritsFrom(reading, from, end, box) ? previous : null, box));
  };
  for (let at = 0; at < tokens.length; at++) {
    if (opensText(tokens, at)) {
      // What follows "note:" is the note, whatever verbs it holds.
      while (at < tokens.length && tokens[at]?.text !== ";") at += 1;
    }
    const inRecord = reading.record && tokens[at]?.text === ";" && commandAt(reading, skipOpeners(tokens, at + 1, tokens.length), tokens.length, box) === null;
    if (at > start && !inRecord && endsSentence(tokens, at)) {
      close(at);
      start = at + 1;
      continue;
    }
    const next = at > start ? clauseAfter(reading, at, tokens.length, box) : null;
    if (next === null) continue;
    close(at);
    start = at + 1;
    at = next - 1;
  }
  close(tokens.length);
  return clauses;
}

/** Two neighbouring clauses as one, governed by the verb that says more. */
export function joinClauses(one: Clause, other: Clause): Clause {
  const spoken = [other, one].find((clause) => clause.verb !== null && clause.verb.end > clause.verb.start && !clause.inherited) ?? one;
  return { ...spoken, start: one.start, end: other.end, negated: false, inherited: spoken.inherited };
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
