import type { Clause } from "./clauses";
import type { DateSpan } from "./dates";
import { CITIES, COUNTRIES, STATES, STATE_CODES } from "./gazetteer";
import { DETERMINERS, GIVEN_NAMES, HONORIFICS, LEADS, MARKERS, OF_HEADS, PARTICLES, STOP } from "./lexicon";
import type { NumberSpan } from "./numbers";
import { isNounForm } from "./rank";
import type { Token } from "./tokens";
import type { Phrase, ToolIndex } from "./toolbox";

export type SpanKind = "quoted" | "email" | "phone" | "url" | "id" | "number" | "date" | "text";

/** A stretch of the clause that may fill a slot. Token indexes; `marker` is the preposition or sign before it. */
export type Span = {
  start: number;
  end: number;
  kind: SpanKind;
  text: string;
  /** Written with capitals where capitals tell names. */
  capital: boolean;
  marker: string;
  /** The word that gives the marker its sense: "work" in "works for Acme". */
  lead: string;
  /** The stem of the clause's verb. */
  verb: string;
  /** Directly after the verb, without a marker. */
  object: boolean;
  possessive: boolean;
  /** Ends in a noun of the tool: "front door" for a tool that locks doors. */
  withNoun?: boolean;
  /** One of the tool's own words: taken only where nothing better is there. */
  weak?: boolean;
  /** Both a name in capitals and words around it; the name alone is offered too. */
  mixed?: boolean;
  /** Directly after a number, as units are. */
  afterNumber: boolean;
  /** Slots mentioned right before it, and how directly (1 adjacent, less with more between). */
  mention: readonly number[];
  mentioned: number;
  number?: NumberSpan;
  date?: DateSpan;
};

/** What each token of the clause is for one tool. */
export type Mark = "verb" | "noun" | "mention" | "marker" | "comma" | "and" | "stop" | "number" | "date" | "atom" | "word" | "sign";

export type Marked = {
  clause: Clause;
  marks: readonly Mark[];
  /** Token index (relative to the clause) → slots mentioned by the phrase that ends there. */
  mentionEnds: ReadonlyMap<number, readonly number[]>;
};

const ATOMS = new Set(["email", "phone", "url", "id", "quoted"]);

function phraseFits(tokens: readonly Token[], at: number, end: number, phrase: Phrase): boolean {
  return at + phrase.stems.length <= end && phrase.stems.every((stem, offset) => tokens[at + offset]?.kind !== "quoted" && tokens[at + offset]?.stem === stem);
}

/** Marks the tokens of a clause for one tool: its verb, its nouns, mentions of its slots, and the rest by shape. */
export function markClause(clause: Clause, tool: ToolIndex): Marked {
  const { reading, start, end, verb } = clause;
  const { tokens } = reading;
  const marks: Mark[] = [];
  const mentionEnds = new Map<number, readonly number[]>();
  const numberAt = new Map(reading.numbers.map((span) => [span.start, span]));
  for (let at = start; at < end; ) {
    const token = tokens[at];
    if (token === undefined) break;
    const isName = token.proper;
    const nextIsName = at + 1 < end && tokens[at + 1]?.proper === true;
    const place = placeAt(tokens, at, end);
    const put = (mark: Mark, length: number): void => {
      for (let count = 0; count < length && at < end; count++, at++) marks.push(mark);
    };
    const date = !tool.dated ? undefined : reading.dates.find((one) => one.start <= token.start && token.start < one.end);
    const number = numberAt.get(at);
    const phrase = isName && !leadsToValue(tokens, at + 1, end) ? undefined : tool.mentions.get(token.stem)?.find((one) => phraseFits(tokens, at, end, one));
    if (!clause.inherited && verb !== null && at === verb.start) {
      const named = tool.mentions.get(token.stem)?.find((one) => one.stems.length === 1);
      if (named !== undefined && verb.end - verb.start === 1) mentionEnds.set(at - start, named.slots);
      put("verb", verb.end - verb.start);
    }
    else if (ATOMS.has(token.kind)) put("atom", 1);
    else if (date !== undefined) put("date", 1);
    else if (phrase !== undefined && token.kind === "word") {
      mentionEnds.set(at + phrase.stems.length - 1 - start, phrase.slots);
      put("mention", phrase.stems.length);
    } else if (token.kind === "word" && !isName && at > start && tokens[at - 1]?.lower === "who") put("stop", 1);
    else if (number !== undefined && !(number.ordinal && token.kind === "word")) put("number", number.end - number.start);
    else if (token.text === ",") put("comma", 1);
    else if (token.lower === "and" || token.lower === "or" || token.text === "&") put("and", 1);
    else if (token.kind === "mark") put("sign", 1);
    else if (!isName && isNounForm(token.lower) && (tool.targets.has(token.stem) || tool.nouns.has(token.stem)) && !STOP.has(token.lower)) put("noun", 1);
    else if (place > 0) put("word", place);
    else if (MARKERS.has(token.lower) && !(isName && nextIsName)) put("marker", 1);
    else if ((isStop(token, tokens[at - 1]?.proper === true) || LEADS.has(token.lower) || token.lower === "new") && !(isName && nextIsName)) put("stop", 1);
    else put("word", 1);
  }
  return { clause, marks, mentionEnds };
}

/** How many tokens from here are one known place of several words ("new york"); 0 where none is. */
function placeAt(tokens: readonly Token[], at: number, end: number): number {
  for (let length = Math.min(3, end - at); length >= 2; length--) {
    const name = tokens.slice(at, at + length).map((token) => token.lower).join(" ");
    if (CITIES.has(name) || COUNTRIES.has(name) || STATES.has(name)) return length;
  }
  return 0;
}

/** A letter alone in capitals ("the key of D") is a value, unless it is "I" or "A". */
function isStop(token: Token, afterName: boolean): boolean {
  return STOP.has(token.lower) && !(token.text.length === 1 && token.shape !== "lower" && token.text !== "I" && (token.text !== "A" || afterName));
}

function leadsToValue(tokens: readonly Token[], at: number, end: number): boolean {
  const next = at < end ? tokens[at] : undefined;
  return next !== undefined && (next.text === ":" || next.text === "=" || next.lower === "is" || ATOMS.has(next.kind));
}

type Lead = { marker: string; object: boolean; mention: readonly number[]; mentioned: number };
type State = { last: Lead | null;  afterNumber: boolean; marker: string; lead: string; object: boolean; mention: readonly number[]; mentioned: number; pending: readonly number[] };
const FRESH: State = { last: null, afterNumber: false, marker: "", lead: "", object: false, mention: [], mentioned: 0, pending: [] };

/** Words between a mention and its value that keep them together: "status to", "email is", "base of". */
const LINKERS = new Set(["is", "to", "of", "as", "are", "was", "be", "being", "at", "named", "called", "should", "the", "a", "an", "equal", "equals", "from", "by", "in", "for", "with", "will", "=", ":", "-", "set", "value", "'s", "on", "now", "would"]);

/** All spans of a clause that may fill a slot, in order; overlapping ones are offered side by side. */
export function spansOf(marked: Marked, tool: ToolIndex): Span[] {
  const { clause, marks, mentionEnds } = marked;
  const { tokens, numbers, dates } = clause.reading;
  const spans: Span[] = [];
  let state: State = { ...FRESH, object: clause.verb?.leading === true || clause.inherited };
  const offset = clause.start;
  for (let index = 0; index < marks.length; ) {
    const at = index + offset;
    const token = tokens[at];
    if (token === undefined) break;
    const mark = marks[index];
    if (state.marker === ":" && state.mentioned > 0.9 && state.mention.some((slot) => tool.slots[slot]?.role === "text")) {
      // Free text runs to the end of the clause, whatever it holds.
      spans.push({ start: at, end: clause.end, kind: "quoted", text: token.kind === "quoted" && at + 1 === clause.end ? (token.value ?? token.text) : sliceOf(clause, at, clause.end), capital: false, marker: ":", lead: state.lead, verb: "", object: false, possessive: false, afterNumber: false, mention: state.mention, mentioned: 1 });
      break;
    }
    const make = (end: number, kind: SpanKind, text: string): Span => ({
      start: at, end, kind, text, capital: kind === "text" && hasCapital(tokens, at, end), marker: state.marker, lead: state.lead, verb: clause.verb === null ? "" : (tokens[clause.verb.start]?.stem ?? ""), object: state.object,
      possessive: tokens[end]?.text === "'s" || tokens[end]?.text === "’s" || (tokens[end]?.text === "'" && tokens[end - 1]?.lower.endsWith("s") === true), afterNumber: marks[index - 1] === "number", mention: state.mention, mentioned: state.mentioned,
    });
    const after = (): State => ({ ...state, marker: "", object: false, mention: [], mentioned: 0, last: { marker: state.marker, object: state.object, mention: state.mention, mentioned: state.mentioned * 0.6 } });
    if (mark === "atom") {
      spans.push(make(at + 1, token.kind as SpanKind, token.value ?? token.text));
      state = after();
      index += 1;
    } else if (mark === "date") {
      const date = dates.find((one) => one.start <= token.start && token.start < one.end);
      let end = at;
      while (end < clause.end && (tokens[end]?.start ?? Number.POSITIVE_INFINITY) < (date?.end ?? 0)) end += 1;
      end = Math.max(end, at + 1);
      const span = make(end, "date", date?.text ?? token.text);
      if (date !== undefined) span.date = date;
      const number = numbers.find((one) => one.start >= at && one.end <= end);
      if (number !== undefined) span.number = number;
      spans.push(span);
      state = after();
      index = end - offset;
    } else if (mark === "number") {
      const number = numbers.find((one) => one.start === at);
      const end = Math.max(number?.end ?? at + 1, at + 1);
      const span = make(end, "number", sliceOf(clause, at, end));
      if (number !== undefined) span.number = number;
      spans.push(span);
      state = { ...after(), object: state.object, marker: state.marker };
      index = end - offset;
    } else if (mark === "word") {
      const end = runEnd(marked, index) + offset;
      const cut = cutRun(clause, make, at, end);
      spans.push(...cut);
      const whole = cut[0];
      if (marks[end - offset] === "noun" && whole !== undefined) {
        // "the front door" may be meant with its noun.
        spans.push({ ...whole, end: end + 1, text: sliceOf(clause, whole.start, end + 1), possessive: false, withNoun: true });
      }
      state = after();
      index = Math.max(end - offset, index + 1);
    } else {
      if (mark === "noun" && token.kind === "word" && (marks[index + 1] === "noun" || marks[index + 1] === "mention") && marks[index - 1] !== "noun") {
        // "a sushi restaurant": a noun before a noun may be a value although the tool knows the word.
        spans.push({ ...make(at + 1, "text", token.text), weak: true });
      }
      state = step({ ...state, afterNumber: marks[index - 1] === "number" }, mark ?? "stop", token, mentionEnds.get(index));
      index += 1;
    }
  }
  for (const span of spans) {
    // "USD to AUD and USD to CAD": what is followed by its own preposition starts anew.
    if (["and", ","].includes(tokens[span.start - 1]?.lower ?? "") && span.marker !== "" && span.marker !== "," && tokens[span.end]?.lower === span.marker) {
      span.marker = "";
      span.object = true;
    }
  }
  return joinNames(clause, spans);
}

function step(state: State, mark: Mark, token: Token, ends: readonly number[] | undefined): State {
  switch (mark) {
    case "verb":
      return { ...state, object: true, lead: token.stem, pending: ends ?? state.pending };
    case "noun":
      return { ...state, object: state.object || state.marker === "as", marker: state.marker === "as" ? "" : state.marker, lead: token.stem, mention: [], mentioned: 0 };
    case "mention":
      if (ends === undefined) return { ...state, lead: token.stem };
      // "150 grams of rice": the mention belongs to the number before it, not to what follows.
      if (state.afterNumber) return { ...state, lead: token.stem, mention: [], mentioned: 0 };
      // "owned by" ends in the marker of what follows.
      return MARKERS.has(token.lower) ? { ...state, mention: ends, mentioned: 1, pending: ends, marker: token.lower, object: false } : { ...state, mention: ends, mentioned: 1, pending: ends, lead: token.stem };
    case "marker": {
      const isLinker = LINKERS.has(token.lower);
      const resumed = state.mention.length === 0 && ["to", "as"].includes(token.lower) && state.pending.length > 0;
      const mention = resumed ? state.pending : isLinker ? state.mention : [];
      return { ...state, marker: token.lower, object: false, mention, mentioned: resumed ? 0.8 : isLinker ? state.mentioned * (token.lower === "of" || token.lower === "to" ? 0.9 : 0.7) : 0 };
    }
    case "comma":
      // "the tennis player, Serena Williams": what follows may still be what was mentioned.
      return state.mentioned > 0.9 ? { ...state, object: false, mentioned: 0.6 } : { ...state, marker: ",", object: false, mention: [], mentioned: 0 };
    case "and":
      // "red and white": what follows is led to like what stands before.
      return state.last === null ? state : { ...state, ...state.last };
    case "sign": {
      if (token.text === ":" || token.text === "=") {
        const resumed = state.mention.length === 0 ? state.pending : state.mention;
        return { ...state, marker: ":", mention: resumed, mentioned: resumed.length > 0 ? 1 : 0 };
      }
      return LINKERS.has(token.lower) ? state : { ...state, marker: token.text, object: false, mention: [], mentioned: 0 };
    }
    default:
      return LINKERS.has(token.lower) || DETERMINERS.has(token.lower) ? state : { ...state, lead: token.stem, mentioned: state.mentioned * 0.8 };
  }
}

function hasCapital(tokens: readonly Token[], start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (tokens[at]?.proper === true) return true;
  return false;
}

/** The verbatim text of a token range. */
export function sliceOf(clause: Clause, start: number, end: number): string {
  const { text, tokens } = clause.reading;
  return text.slice(tokens[start]?.start ?? 0, tokens[end - 1]?.end ?? 0);
}

/** The end of a run of words: particles, abbreviation dots and "of" after "University" belong to it. */
function runEnd(marked: Marked, from: number): number {
  const { clause, marks } = marked;
  const { tokens, capitals } = clause.reading;
  let index = from + 1;
  while (index < marks.length) {
    const token = tokens[index + clause.start];
    const before = tokens[index + clause.start - 1];
    const next = tokens[index + clause.start + 1];
    const nextMark = marks[index + 1];
    if (token === undefined || before === undefined) break;
    const nextIsName = nextMark === "word" && (!capitals || next?.proper === true);
    const glued = token.text === "." && token.start === before.end && before.text.length <= 3 && before.shape !== "lower" && nextIsName;
    const joins = (PARTICLES.has(token.lower) && nextMark === "word") || glued || (token.text === "&" && nextMark === "word") || (token.lower === "of" && OF_HEADS.has(before.lower) && nextMark !== undefined && nextMark !== "atom");
    // A capital after a capital stays in the name even where the tool has such a word: "Lead Forensics", "Jane Contact".
    const capitalRun = token.proper && before.proper && marks[index] !== "verb" && marks[index] !== "marker" && marks[index] !== "date";
    const trailingNumber = marks[index] === "number" && /^\d{1,4}$/.test(token.text) && capitals && before.shape === "title" && before.text.length > 1 && nextMark !== "word";
    if (marks[index] !== "word" && !joins && !capitalRun && !trailingNumber) break;
    index += 1;
  }
  return index;
}

/** A run of words as spans: without determiners, and, where capitals tell, the names in it apart from the words around. */
function cutRun(clause: Clause, make: (end: number, kind: SpanKind, text: string) => Span, start: number, end: number): Span[] {
  const { tokens, capitals } = clause.reading;
  let from = start;
  while (from < end - 1 && !(tokens[from]?.proper === true && !HONORIFICS.has(tokens[from]?.lower ?? "")) && placeAt(tokens, from, end) === 0 && (DETERMINERS.has(tokens[from]?.lower ?? "") || HONORIFICS.has(tokens[from]?.lower ?? "") || tokens[from]?.text === ".")) from += 1;
  const base = make(end, "text", sliceOf(clause, from, end));
  base.start = from;
  const spans = [base];
  if (end - from >= 3 && GIVEN_NAMES.has(tokens[from]?.lower ?? "") && !tokens.slice(from, end).some((token) => token.kind === "mark" || PARTICLES.has(token.lower))) {
    // "jane doe acme corp": a given name, a family name, and what follows them.
    spans.push({ ...base, end: from + 2, text: sliceOf(clause, from, from + 2), possessive: false });
    spans.push({ ...base, start: from + 2, text: sliceOf(clause, from + 2, end), object: false, marker: "," });
  }
  if (!capitals) return spans;
  if (base.capital && tokens.slice(from, end).some((token) => token.kind === "word" && !token.proper && !PARTICLES.has(token.lower) && token.lower !== "of")) base.mixed = true;
  for (let at = from; at < end; ) {
    if (tokens[at]?.proper !== true) {
      at += 1;
      continue;
    }
    let stop = at + 1;
    while (stop < end && (tokens[stop]?.proper === true || ["of", "&", "."].includes(tokens[stop]?.lower ?? "") || (PARTICLES.has(tokens[stop]?.lower ?? "") && tokens[stop + 1]?.proper === true))) stop += 1;
    if (at !== from || stop !== end) {
      const { mixed: _, ...plain } = base;
      spans.push({ ...plain, start: at, end: stop, text: sliceOf(clause, at, stop), capital: true, possessive: stop === end && base.possessive, object: base.object && at === from });
    }
    at = stop;
  }
  const lowerEnd = (() => {
    let at = from;
    while (at < end && tokens[at]?.proper !== true) at += 1;
    return at;
  })();
  if (lowerEnd > from && lowerEnd < end) spans.push({ ...base, end: lowerEnd, text: sliceOf(clause, from, lowerEnd), capital: false, possessive: false });
  return spans;
}

/** Spans that belong together across a sign: "Marks and Spencer", "Paris, France", "Boston, MA". */
function joinNames(clause: Clause, spans: readonly Span[]): Span[] {
  const joined: Span[] = [...spans];
  const { tokens } = clause.reading;
  for (const one of spans) {
    if (one.kind !== "text") continue;
    for (const other of spans) {
      if (other.kind !== "text" || other.start !== one.end + 1) continue;
      const sign = tokens[one.end];
      const lower = other.text.toLowerCase();
      const isPlace = sign?.text === "," && !COUNTRIES.has(one.text.toLowerCase()) && !STATE_CODES.has(one.text) && (STATE_CODES.has(other.text) || STATES.has(lower) || COUNTRIES.has(lower)) && (one.capital || !clause.reading.capitals);
      const isPair = (sign?.lower === "and" || sign?.text === "&") && other.end - other.start <= 2 && one.end - one.start <= 2;
      if (isPlace || isPair) joined.push({ ...one, end: other.end, text: sliceOf(clause, one.start, other.end), possessive: other.possessive });
    }
  }
  return joined;
}
