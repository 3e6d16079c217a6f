import type { Clause } from "./clauses";
import { CITIES, COUNTRIES, STATES } from "./gazetteer";
import { isNounForm } from "./grammar";
import { LEADS, MARKERS, STOP } from "./lexicon";
import type { Token } from "./tokens";
import type { Phrase, ToolIndex } from "./toolbox";

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
    const phrase = tool.mentions.get(token.stem)?.find((one) => phraseFits(tokens, at, end, one) && (!isName || leadsToValue(tokens, at + one.stems.length, end)));
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
    else if (token.text === "," || token.text === "|" || token.text === "/" || (token.text === ";" && reading.record)) put("comma", 1);
    else if (token.lower === "and" || token.lower === "or" || token.text === "&") put("and", 1);
    else if (token.kind === "mark") put("sign", 1);
    else if ((!isName || (tool.mentions.has(tokens[at + 1]?.stem ?? "") && leadsToValue(tokens, at + 2, end))) && isNounForm(token.lower) && (tool.targets.has(token.stem) || tool.nouns.has(token.stem)) && !STOP.has(token.lower)) put("noun", 1);
    else if (place > 0) put("word", place);
    else if (MARKERS.has(token.lower) && !(isName && nextIsName)) put("marker", 1);
    else if ((isStop(token, tokens[at - 1]?.proper === true) || LEADS.has(token.lower) || (token.lower === "new" && marks.at(-1) !== "mention") || (token.lower === "set" && tool.mentions.has(tokens[at + 1]?.stem ?? "")) || isLabel(tokens, at, end)) && !(isName && nextIsName)) put("stop", 1);
    else put("word", 1);
  }
  return { clause, marks, mentionEnds };
}

const PLACE_STARTS: ReadonlySet<string> = new Set([...CITIES, ...COUNTRIES, ...STATES].filter((name) => name.includes(" ")).map((name) => name.split(" ")[0] ?? ""));

/** How many tokens from here are one known place of several words ("new york"); 0 where none is. */
export function placeAt(tokens: readonly Token[], at: number, end: number): number {
  if (!PLACE_STARTS.has(tokens[at]?.lower ?? "")) return 0;
  for (let length = Math.min(3, end - at); length >= 2; length--) {
    const name = tokens.slice(at, at + length).map((token) => token.lower).join(" ");
    if (CITIES.has(name) || COUNTRIES.has(name) || STATES.has(name)) return length;
  }
  return 0;
}

/** "E: jane@acme.io": a short word with a colon says what kind of address follows. */
function isLabel(tokens: readonly Token[], at: number, end: number): boolean {
  return at + 2 < end && (tokens[at]?.text.length ?? 9) <= 4 && tokens[at + 1]?.text === ":" && ATOMS.has(tokens[at + 2]?.kind ?? "");
}

/** A letter alone in capitals ("the key of D") is a value, unless it is "I" or "A". */
function isStop(token: Token, afterName: boolean): boolean {
  return STOP.has(token.lower) && !(token.text.length === 1 && token.shape !== "lower" && token.text !== "I" && (token.text !== "A" || afterName));
}

/** Whether a colon, an "is" or an address comes next, as after the name of a field. */
export function leadsToValue(tokens: readonly Token[], at: number, end: number): boolean {
  const next = at < end ? tokens[at] : undefined;
  return next !== undefined && (next.text === ":" || next.text === "=" || next.lower === "is" || ATOMS.has(next.kind));
}
