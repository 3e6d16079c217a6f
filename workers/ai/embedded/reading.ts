import type { DateSpan } from "./dates";
import { CITIES, COUNTRIES, STATES } from "./gazetteer";
import { COMMON, GIVEN_NAMES, MARKERS, OPENERS, STOP, VERBS, VERB_STEMS, type Act } from "./lexicon";
import { type NumberSpan, readNumbers } from "./numbers";
import { isRecord } from "./records";
import { stem } from "./stem";
import { type Token, tokenize } from "./tokens";
import type { Toolbox } from "./toolbox";

/** A command as read once, before any tool is looked at. */
export type Reading = {
  text: string;
  tokens: readonly Token[];
  numbers: readonly NumberSpan[];
  dates: readonly DateSpan[];
  /** Whether capitals tell names from other words in this text. */
  capitals: boolean;
  /** Whether it is pasted fields or rows rather than a sentence. */
  record: boolean;
};

/** The verb of a clause: its token range, the acts it may mean, and its words. */
export type Verb = { start: number; end: number; acts: readonly Act[]; phrase: string; leading: boolean };

function capitalsTell(tokens: readonly Token[]): boolean {
  let names = 0;
  let small = 0;
  let smallCapital = 0;
  tokens.forEach((token, at) => {
    if (token.kind !== "word" || at === 0 || token.lower === "i" || token.lower.startsWith("i'")) return;
    const before = tokens[at - 1]?.text ?? "";
    if (/[.!?]/.test(before)) return;
    const capital = token.shape !== "lower";
    if (STOP.has(token.lower) || MARKERS.has(token.lower)) {
      small += 1;
      if (capital) smallCapital += 1;
    } else if (capital) names += 1;
  });
  const shouted = tokens.every((token) => token.kind !== "word" || token.text.length < 2 || token.shape === "upper");
  return !shouted && names > 0 && smallCapital * 2 < Math.max(small, 1);
}

/** Reads a command: tokens, numbers, and typos put right against the toolbox's words and the verbs. */
export function readCommand(text: string, dates: readonly DateSpan[], box: Toolbox): Reading {
  // A function's name in quotes tells nothing that the parser may use as a value.
  const tokens = tokenize(text).map((token) => (token.kind === "quoted" && box.names.has(token.value ?? "") ? { ...token, kind: "mark" as const } : token));
  const capitals = capitalsTell(tokens);
  const corrected = correct(tokens, capitals, box);
  if (capitals) for (const [at, token] of corrected.entries()) corrected[at] = { ...token, proper: isProper(corrected, at, box) };
  return { text, tokens: corrected, numbers: readNumbers(corrected), dates, capitals, record: isRecord(text) };
}

/** Damerau-Levenshtein distance (adjacent swaps count one), or `bound` + 1 where it is larger than `bound`. */
export function editDistance(one: string, other: string, bound: number): number {
  if (Math.abs(one.length - other.length) > bound) return bound + 1;
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const cost = one[i - 1] === other[j - 1] ? 0 : 1;
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return Math.min(row[other.length] ?? 0, bound + 1);
}

const PLACE_WORDS: ReadonlySet<string> = new Set([...CITIES, ...COUNTRIES, ...STATES].flatMap((name) => name.split(" ")));
const FIXABLE_VERBS: readonly string[] = [...VERBS.keys()].filter((verb) => !verb.includes(" ") && verb.length >= 3);

function nearest(word: string, choices: Iterable<string>, bound: number): string | null {
  let best: string | null = null;
  let distance = bound + 1;
  let ties = 0;
  for (const choice of choices) {
    if (Math.abs(choice.length - word.length) > bound) continue;
    const found = editDistance(word, choice, bound);
    // A swapped or dropped letter is a likelier slip than another first letter.
    const cost = found + (choice[0] === word[0] ? 0 : 0.5);
    if (found <= bound && cost < distance) [best, distance, ties] = [choice, cost, 0];
    else if (found <= bound && cost === distance && best !== null && stem(choice) !== stem(best)) ties += 1;
  }
  return ties === 0 ? best : null;
}

/** A capital marks a name, except on the first word of a sentence: there the word has to be a name by itself, or go on with one. */
function isProper(tokens: readonly Token[], at: number, box: Toolbox): boolean {
  const token = tokens[at];
  if (token?.kind !== "word" || token.shape === "lower") return false;
  const before = tokens[at - 1];
  const opens = before === undefined || /^[.!?:;]$/.test(before.text) || (at === 1 && before.kind === "mark");
  if (!opens) return true;
  if (GIVEN_NAMES.has(token.lower)) return true;
  const next = tokens[at + 1];
  return next?.kind === "word" && next.shape !== "lower" && next.lower !== "i" && !isKnown(token.lower, box);
}

function isKnown(word: string, box: Toolbox): boolean {
  return (
    STOP.has(word) || MARKERS.has(word) || VERBS.has(word) || VERB_STEMS.has(stem(word)) || GIVEN_NAMES.has(word) || COMMON.has(word) || PLACE_WORDS.has(word) ||
    box.vocabulary.has(word) || box.frequency.has(stem(word)) || OPENERS_BY_WORD.has(word)
  );
}

/** Puts typos right where a verb or one of the toolbox's words is expected; names and known words are never touched. */
function correct(tokens: readonly Token[], capitals: boolean, box: Toolbox): Token[] {
  let opening = true;
  return tokens.map((token, at) => {
    if (token.kind !== "word") {
      opening = token.kind === "mark";
      return token;
    }
    const isOpening = opening;
    opening = OPENERS_BY_WORD.has(token.lower) || ["and", "then", "you", "me", "to"].includes(token.lower);
    const word = token.lower;
    if (/[^a-z]/.test(word) || isKnown(word, box) || (capitals && token.shape !== "lower" && at > 0)) return token;
    const verb = isOpening && word.length >= 2 ? nearest(word, FIXABLE_VERBS, word.length >= 7 ? 2 : 1) : null;
    const next = tokens[at + 1];
    if (verb !== null && next !== undefined && (word.length > 2 || verb.startsWith(word))) return { ...token, lower: verb, stem: stem(verb) };
    const before = tokens[at - 1];
    const announced = before !== undefined && (["a", "an", "the", "as", "all", "my", "our", "new", "'s", "to", "set", "change", "his", "her", "and", "me"].includes(before.text.toLowerCase()) || VERBS.has(before.lower));
    const leadsIn = next !== undefined && (["email", "phone", "number", "url", "id", "quoted"].includes(next.kind) || [":", "=", "is", "of"].includes(next.lower));
    const bound = word.length >= 9 ? 2 : 1;
    if (word.length < 4 || (word.length < 6 && !announced && !leadsIn)) return token;
    const fixed = nearest(word, box.vocabulary, bound);
    return fixed === null ? token : { ...token, lower: fixed, stem: stem(fixed) };
  });
}

/** First word of an opener → its phrases as words, the longest first. */
const OPENERS_BY_WORD: ReadonlyMap<string, readonly (readonly string[])[]> = (() => {
  const byWord = new Map<string, string[][]>();
  for (const opener of OPENERS) {
    const words = opener.split(" ");
    byWord.set(words[0] ?? "", [...(byWord.get(words[0] ?? "") ?? []), words]);
  }
  return byWord;
})();

/** The index of the first token after words of politeness; `start` when there are none. */
export function skipOpeners(tokens: readonly Token[], start: number, end: number): number {
  let at = start;
  for (let guard = 0; guard < 12 && at < end; guard++) {
    while (at < end && tokens[at]?.kind === "mark" && ![":", "(", "[", "{"].includes(tokens[at]?.text ?? "")) at += 1;
    const opener = OPENERS_BY_WORD.get(tokens[at]?.lower ?? "")?.find((words) => phraseAt(tokens, at, end, words));
    if (opener === undefined) return at;
    at += opener.length;
  }
  return at;
}

function phraseAt(tokens: readonly Token[], at: number, end: number, words: readonly string[]): boolean {
  return at + words.length <= end && words.every((word, offset) => tokens[at + offset]?.lower === word);
}

/** The verb phrase that starts at a token, the longest that is known. */
export function verbAt(tokens: readonly Token[], at: number, end: number): Verb | null {
  for (let length = Math.min(3, end - at); length >= 1; length--) {
    const words = tokens.slice(at, at + length).map((token) => token.lower);
    const phrase = words.join(" ");
    const acts = VERBS.get(phrase) ?? (length === 1 && tokens[at]?.kind === "word" ? VERB_STEMS.get(tokens[at]?.stem ?? "") : undefined);
    if (acts !== undefined) return { start: at, end: at + length, acts, phrase, leading: true };
  }
  return null;
}
