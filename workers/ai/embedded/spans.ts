import type { Clause } from "./clauses";
import type { DateSpan } from "./dates";
import { FRESH, type State, spent, step } from "./leads";
import { type Marked, leadsToValue } from "./marks";
import type { NumberSpan } from "./numbers";
import { cutRun, hasCapital, joinNames, runEnd, sliceOf } from "./runs";
import type { ToolIndex } from "./toolbox";

type SpanKind = "quoted" | "email" | "phone" | "url" | "id" | "number" | "date" | "text";

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
  /** The sign or word over which two spans were put together: "and", "of", ",". */
  joined?: string;
  /** Directly after a number, as units are. */
  afterNumber: boolean;
  /** Slots mentioned right before it, and how directly (1 adjacent, less with more between). */
  mention: readonly number[];
  mentioned: number;
  number?: NumberSpan;
  date?: DateSpan;
};

/** All spans of a clause that may fill a slot, in order; overlapping ones are offered side by side. */
export function spansOf(marked: Marked, tool: ToolIndex): Span[] {
  const { clause, marks, mentionEnds } = marked;
  const { tokens } = clause.reading;
  const spans: Span[] = [];
  let state: State = { ...FRESH, object: clause.verb?.leading === true || clause.inherited };
  for (let index = 0; index < marks.length; ) {
    const at = index + clause.start;
    const token = tokens[at];
    if (token === undefined) break;
    if (state.marker === ":" && state.mentioned > 0.9 && state.mention.some((slot) => tool.slots[slot]?.role === "text")) {
      const rest = restOf(marked, at, state);
      spans.push(rest);
      if (rest.end >= clause.end) break;
      state = spent(state);
      index = rest.end - clause.start;
      continue;
    }
    const read = readAt(marked, at, state);
    if (read.length > 0) {
      spans.push(...read);
      state = marks[index] === "number" ? { ...spent(state), object: state.object, marker: state.marker } : spent(state);
      index = Math.max(index + 1, (read[0]?.end ?? at + 1) - clause.start);
      continue;
    }
    if (nounMayBeValue(marked, index)) spans.push({ ...spanAt(marked, at, at + 1, "text", token.text, state), weak: true });
    state = step({ ...state, afterNumber: marks[index - 1] === "number" }, marks[index] ?? "stop", token, mentionEnds.get(index));
    index += 1;
  }
  startAnew(clause, spans);
  return joinNames(clause, spans);
}

function spanAt(marked: Marked, start: number, end: number, kind: SpanKind, text: string, state: State): Span {
  const { clause, marks } = marked;
  const { tokens } = clause.reading;
  const sign = tokens[end]?.text;
  return {
    start, end, kind, text, capital: kind === "text" && hasCapital(tokens, start, end),
    marker: state.marker, lead: state.lead, object: state.object, mention: state.mention, mentioned: state.mentioned,
    verb: clause.verb === null ? "" : (tokens[clause.verb.start]?.stem ?? ""),
    possessive: sign === "'s" || sign === "’s" || (sign === "'" && tokens[end - 1]?.lower.endsWith("s") === true),
    afterNumber: marks[start - clause.start - 1] === "number",
  };
}

/** The spans that start at a token, the longest first; none where it only leads to others. */
function readAt(marked: Marked, at: number, state: State): Span[] {
  const { clause, marks } = marked;
  const { tokens, numbers, dates } = clause.reading;
  const token = tokens[at];
  if (token === undefined) return [];
  switch (marks[at - clause.start]) {
    case "atom":
      return [spanAt(marked, at, at + 1, token.kind as SpanKind, token.value ?? token.text, state)];
    case "date": {
      const date = dates.find((one) => one.start <= token.start && token.start < one.end);
      let end = at + 1;
      while (end < clause.end && (tokens[end]?.start ?? Number.POSITIVE_INFINITY) < (date?.end ?? 0)) end += 1;
      const number = numbers.find((one) => one.start >= at && one.end <= end);
      return [{ ...spanAt(marked, at, end, "date", date?.text ?? token.text, state), ...(date === undefined ? {} : { date }), ...(number === undefined ? {} : { number }) }];
    }
    case "number": {
      const number = numbers.find((one) => one.start === at);
      const end = Math.max(number?.end ?? 0, at + 1);
      return [{ ...spanAt(marked, at, end, "number", sliceOf(clause, at, end), state), ...(number === undefined ? {} : { number }) }];
    }
    case "word":
      return readWords(marked, at, state);
    default:
      return [];
  }
}

function readWords(marked: Marked, at: number, state: State): Span[] {
  const { clause, marks } = marked;
  const end = runEnd(marked, at - clause.start) + clause.start;
  const cut = cutRun(clause, spanAt(marked, at, end, "text", "", state), at, end);
  const whole = cut[0];
  if (marks[end - clause.start] !== "noun" || whole === undefined) return cut;
  // "the front door" may be meant with its noun.
  return [...cut, { ...whole, end: end + 1, text: sliceOf(clause, whole.start, end + 1), possessive: false, withNoun: true }];
}

/** Free text after "note:" runs to the end of the clause, whatever it holds. */
function restOf(marked: Marked, at: number, state: State): Span {
  const { clause } = marked;
  const token = clause.reading.tokens[at];
  const end = nextLabel(marked, at);
  const alone = at + 1 === end && token?.kind === "quoted";
  return { ...spanAt(marked, at, end, "quoted", alone ? (token.value ?? token.text) : sliceOf(clause, at, end), state), object: false, possessive: false, afterNumber: false };
}

/** Where pasted fields go on after a free text: at a line or cell that opens with the name of one. */
function nextLabel({ clause, mentionEnds }: Marked, from: number): number {
  const { tokens, text, record } = clause.reading;
  for (let at = from + 1; record && at < clause.end - 2; at++) {
    if (tokens[at]?.text !== "," || !/[\n\t]/.test(text.slice(tokens[at]?.start ?? 0, tokens[at]?.end ?? 0))) continue;
    for (let last = at + 1; last <= at + 3; last++) if (mentionEnds.has(last - clause.start) && [":", "="].includes(tokens[last + 1]?.text ?? "")) return at;
  }
  return clause.end;
}

/** "a sushi restaurant": a noun before a noun may be a value although the tool knows the word. */
function nounMayBeValue(marked: Marked, index: number): boolean {
  const { clause, marks } = marked;
  const next = marks[index + 1];
  const { tokens } = clause.reading;
  // "Lead source: referral" names a field.
  if (next === "mention" && leadsToValue(tokens, index + clause.start + 2, clause.end)) return false;
  return marks[index] === "noun" && tokens[index + clause.start]?.kind === "word" && (next === "noun" || next === "mention") && marks[index - 1] !== "noun";
}

/** "USD to AUD and USD to CAD": what is followed by its own preposition starts anew. */
function startAnew(clause: Clause, spans: readonly Span[]): void {
  const { tokens } = clause.reading;
  for (const span of spans) {
    if (!["and", ","].includes(tokens[span.start - 1]?.lower ?? "") || span.marker === "" || span.marker === "," || tokens[span.end]?.lower !== span.marker) continue;
    span.marker = "";
    span.object = true;
  }
}
