import type { Clause } from "./clauses";
import { COUNTRIES, STATES, STATE_CODES } from "./gazetteer";
import { CHANNEL_HEADS, DETERMINERS, EMPTY, GIVEN_NAMES, HONORIFICS, OF_HEADS, PARTICLES } from "./lexicon";
import { type Marked, leadsToValue, placeAt } from "./marks";
import type { Span } from "./spans";
import type { Token } from "./tokens";

/** Whether a range holds a word whose capital marks a name. */
export function hasCapital(tokens: readonly Token[], start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (tokens[at]?.proper === true) return true;
  return false;
}

/** The verbatim text of a token range. */
export function sliceOf(clause: Clause, start: number, end: number): string {
  const { text, tokens } = clause.reading;
  return text.slice(tokens[start]?.start ?? 0, tokens[end - 1]?.end ?? 0);
}

/** The end of a run of words: particles, abbreviation dots and "of" after "University" belong to it. */
export function runEnd(marked: Marked, from: number): number {
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
    const capitalRun = token.proper && before.proper && marks[index] !== "verb" && marks[index] !== "marker" && marks[index] !== "date" && !(marks[index] === "mention" && leadsToValue(tokens, index + clause.start + 1, clause.end));
    const trailingNumber = marks[index] === "number" && /^\d{1,4}$/.test(token.text) && capitals && before.shape === "title" && before.text.length > 1 && nextMark !== "word";
    if (marks[index] !== "word" && !joins && !capitalRun && !trailingNumber) break;
    index += 1;
  }
  return index;
}

/** A run of words as spans: without determiners, and, where capitals tell, the names in it apart from the words around. */
export function cutRun(clause: Clause, model: Span, start: number, end: number): Span[] {
  const { tokens, capitals } = clause.reading;
  let from = start;
  while (from < end - 1 && !(tokens[from]?.proper === true && !HONORIFICS.has(tokens[from]?.lower ?? "")) && placeAt(tokens, from, end) === 0 && (DETERMINERS.has(tokens[from]?.lower ?? "") || HONORIFICS.has(tokens[from]?.lower ?? "") || tokens[from]?.text === ".")) from += 1;
  // "upcoming jazz events": what says how something is asked for is no part of it.
  while (from < end - 1 && tokens[from]?.proper !== true && placeAt(tokens, from, end) === 0 && EMPTY.has(tokens[from]?.lower ?? "")) from += 1;
  const own = hostLabel(clause, from, end);
  if (own) {
    // "from acme spring webinar" beside jane@acme.io: the company, and then what else there is.
    const company: Span = { ...model, start: from, end: from + 1, text: sliceOf(clause, from, from + 1), possessive: false, capital: hasCapital(tokens, from, from + 1) };
    return [company, ...cutRun(clause, { ...model, object: false }, from + 1, end)];
  }
  const base: Span = { ...model, text: sliceOf(clause, from, end), start: from };
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

/** Whether a run opens with the name of the host of an address in the clause, and a channel ends it. */
function hostLabel({ reading, start, end: last }: Clause, from: number, end: number): boolean {
  const { tokens } = reading;
  const word = tokens[from]?.lower ?? "";
  const channel = CHANNEL_HEADS.has(tokens[end - 1]?.lower ?? "");
  return word.length > 2 && end - from > 1 && channel && tokens.slice(start, last).some((token) => token.kind === "email" && token.lower.includes(`@${word}.`));
}

/** Spans that belong together across a sign: "Marks and Spencer", "Paris, France", "Boston, MA". */
export function joinNames(clause: Clause, spans: readonly Span[]): Span[] {
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
      const isOf = sign?.lower === "of" && one.capital && other.capital;
      if (isPlace || isPair || isOf) joined.push({ ...one, end: other.end, text: sliceOf(clause, one.start, other.end), possessive: other.possessive, joined: sign?.lower ?? "" });
    }
  }
  return joined;
}
