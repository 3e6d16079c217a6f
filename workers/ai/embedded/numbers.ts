import { CURRENCIES } from "./gazetteer";
import type { Token } from "./tokens";

/** A number in the command: `currency` is an ISO code, `percent` tells 5% from 5, `ordinal` tells 3rd from 3. */
export type NumberSpan = { start: number; end: number; value: number; percent: boolean; currency?: string; ordinal: boolean };

const UNITS = new Map(
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    .split(" ")
    .map((word, value) => [word, value] as const),
);
const TENS = new Map("twenty thirty forty fifty sixty seventy eighty ninety".split(" ").map((word, index) => [word, (index + 2) * 10] as const));
const SCALES = new Map([
  ["hundred", 100], ["thousand", 1e3], ["k", 1e3], ["grand", 1e3], ["million", 1e6], ["m", 1e6], ["mn", 1e6], ["mm", 1e6], ["mio", 1e6],
  ["billion", 1e9], ["bn", 1e9], ["b", 1e9], ["trillion", 1e12],
]);
const ORDINALS = new Map("first second third fourth fifth sixth seventh eighth ninth tenth".split(" ").map((word, index) => [word, index + 1] as const));
const OTHER = new Map([["dozen", 12], ["half", 0.5], ["couple", 2]]);
/** Scales that may follow digits as a word of their own ("1.2 million"), not as a unit ("5 m" is metres). */
const SCALE_WORDS = new Set(["hundred", "thousand", "million", "billion", "trillion", "k", "grand", "mn", "bn", "mio"]);

function round(value: number): number {
  // 1.2 * 1e6 is exact, 1.15 * 1e3 is not; twelve significant digits are more than a person types.
  return Number(value.toPrecision(12));
}

function readDigits(token: Token): { value: number; percent: boolean; ordinal: boolean } | null {
  const parts = /^([-+]?[\d,]*\.?\d+(?:e[-+]?\d+)?)(%|[a-z]+)?$/i.exec(token.text);
  if (parts === null) return null;
  const value = Number((parts[1] ?? "").replaceAll(",", ""));
  const suffix = (parts[2] ?? "").toLowerCase();
  if (!Number.isFinite(value)) return null;
  const scale = SCALES.get(suffix) ?? 1;
  return { value: round(value * scale), percent: suffix === "%", ordinal: /^(?:st|nd|rd|th)$/.test(suffix) };
}

/** "two hundred and fifty thousand", "twenty-five": the value and the index after the last word. */
function readWords(tokens: readonly Token[], from: number): { value: number; end: number; ordinal: boolean } | null {
  let total = 0;
  let group = 0;
  let end = from;
  let last: "none" | "unit" | "ten" | "scale" = "none";
  for (let at = from; at < tokens.length; at++) {
    const word = tokens[at]?.lower ?? "";
    const [ten, unit] = word.split("-");
    const compound = ten !== undefined && unit !== undefined && TENS.has(ten) ? (TENS.get(ten) ?? 0) + (UNITS.get(unit) ?? Number.NaN) : Number.NaN;
    const small = UNITS.get(word) ?? (Number.isNaN(compound) ? undefined : compound);
    if (small !== undefined && (last === "none" || last === "scale" || (last === "ten" && small < 10))) {
      group += small;
      last = "unit";
    } else if (TENS.has(word) && (last === "none" || last === "scale")) {
      group += TENS.get(word) ?? 0;
      last = "ten";
    } else if (SCALE_WORDS.has(word) && last !== "none") {
      const scale = SCALES.get(word) ?? 1;
      if (scale === 100) group *= 100;
      else {
        total += group * scale;
        group = 0;
      }
      last = "scale";
    } else if (word === "and" && last === "scale" && (UNITS.has(tokens[at + 1]?.lower ?? "") || TENS.has(tokens[at + 1]?.lower ?? ""))) {
      continue;
    } else break;
    end = at + 1;
  }
  if (end > from) return { value: total + group, end, ordinal: false };
  const word = tokens[from]?.lower ?? "";
  const other = OTHER.get(word);
  if (other !== undefined) return { value: other, end: from + 1, ordinal: false };
  const ordinal = ORDINALS.get(word);
  return ordinal === undefined ? null : { value: ordinal, end: from + 1, ordinal: true };
}

/** "the next week" is one week ahead. */
function readNext(tokens: readonly Token[], at: number): { value: number; end: number; ordinal: boolean } | null {
  const isNext = ["next", "coming", "following", "upcoming"].includes(tokens[at]?.lower ?? "");
  return isNext && ["hour", "day", "week", "month", "year"].includes(tokens[at + 1]?.lower ?? "") ? { value: 1, end: at + 1, ordinal: false } : null;
}

function currencyAt(token: Token | undefined): string | undefined {
  return token === undefined ? undefined : CURRENCIES.get(token.lower);
}

/** All numbers of the command in order, in digits or words, with their sign of currency or percent. */
export function readNumbers(tokens: readonly Token[]): NumberSpan[] {
  const spans: NumberSpan[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    const digits = token.kind === "number" ? readDigits(token) : null;
    const words = digits === null && token.kind === "word" ? (readWords(tokens, at) ?? readNext(tokens, at)) : null;
    if (digits === null && words === null) continue;
    const span: NumberSpan = { start: at, end: words?.end ?? at + 1, value: digits?.value ?? words?.value ?? 0, percent: digits?.percent ?? false, ordinal: digits?.ordinal ?? words?.ordinal ?? false };
    const scale = digits === null ? undefined : SCALES.get(tokens[span.end]?.lower ?? "");
    // "300 K" is a temperature.
    if (scale !== undefined && SCALE_WORDS.has(tokens[span.end]?.lower ?? "") && tokens[span.end]?.text !== "K") {
      span.value = round(span.value * scale);
      span.end += 1;
    }
    if (tokens[span.end]?.lower === "percent" || tokens[span.end]?.text === "%") {
      span.percent = true;
      span.end += 1;
    }
    const before = currencyAt(tokens[span.start - 1]);
    const after = currencyAt(tokens[span.end]);
    if (before !== undefined && tokens[span.start - 1]?.end === token.start) {
      span.start -= 1;
      span.currency = before;
    } else if (after !== undefined) {
      span.currency = after;
      span.end += 1;
    } else if (before !== undefined) {
      span.currency = before;
      span.start -= 1;
    }
    spans.push(span);
    at = span.end - 1;
  }
  return spans;
}
