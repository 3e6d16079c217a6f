import { STOP, SYNONYM_STEMS } from "./lexicon";
import { type NumberSpan } from "./numbers";
import type { Slot } from "./slots";
import type { Marked } from "./marks";
import type { Span } from "./spans";
import { stem } from "./stem";
import type { Token } from "./tokens";

/** Short forms of units and what descriptions call them, as stems. */
const UNIT_NAMES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    kg: "kilogram kg weight mass", kgs: "kilogram weight mass", kilogram: "kg weight mass", g: "gram", gram: "g mass", lb: "pound weight", lbs: "pound weight", pound: "lbs weight",
    m: "meter", meter: "m length distance height", cm: "centimeter height", centimeter: "cm height", mm: "millimeter", km: "kilometer distance", kilometer: "km distance", mile: "distance miles", mi: "mile distance", ft: "feet foot height", feet: "ft height", foot: "feet", inch: "inches", in: "inch",
    s: "second time", sec: "second time", second: "time duration", min: "minute time", minute: "time duration", h: "hour time", hr: "hour", hour: "time duration", year: "time period duration term", month: "duration term period", day: "duration", week: "duration", night: "nights duration stay",
    mph: "speed velocity", kmh: "speed velocity", "km/h": "speed velocity", "m/s": "speed velocity", "m/s^2": "acceleration", "m/s²": "acceleration",
    usd: "dollar", kelvin: "temperature", celsius: "temperature", fahrenheit: "temperature", c: "celsius temperature", f: "fahrenheit temperature", degree: "temperature angle", hz: "frequency", hertz: "frequency", bpm: "tempo", liter: "volume", l: "liter volume", atm: "pressure", pa: "pressure", pascal: "pressure", joule: "energy", j: "energy joule", watt: "power", kw: "power", volt: "voltage", v: "voltage", ohm: "resistance", amp: "current", ampere: "current",
    person: "people guest party adult passenger", people: "guest party adult passenger person", guest: "people party", old: "age", tall: "height", heavy: "weight", passenger: "people",
  }).map(([unit, names]) => [stem(unit), names.split(" ").map(stem)] as const),
);

/** Whether a stem names a unit of measurement. */
export function isUnit(word: string): boolean {
  return UNIT_NAMES.has(word) && !["person", "peopl", "guest", "old", "tall", "heavi", "passeng", "in"].includes(word);
}

const MONEY_WORDS = new Set("amount price cost budget revenue salary fee principal balance income invest money value loan payment profit gain purchase sale sales asset equity dollar usd paid pay spend payout deposit fund capital worth".split(" ").map(stem));
const RATE_WORDS = new Set("rate percent percentage yield interest return probability tax discount level growth humidity ratio tip share".split(" ").map(stem));
const RATES = ["rate", "yield", "return", "discount", "probabiliti"].map(stem);
const YEAR_WORDS = new Set("year season since".split(" ").map(stem));
const LIMIT_LEADS = new Set("top first limit most last latest next newest best show get list find display give least oldest highest".split(" "));

const IN_DAYS = new Map([["week", 7], ["month", 30], ["year", 365]]);
const MAX_REACH = 7;
const YEAR_MARKERS = new Set("from in of since during for until by after before between to and".split(" "));

function distinctness(slots: readonly Slot[], word: string): number {
  let sharing = 0;
  for (const slot of slots) if (slot.words.has(word)) sharing += 1;
  return sharing <= 1 ? 1 : 1 / sharing;
}

function matchOf(slot: Slot, slots: readonly Slot[], word: string): number {
  const direct = slot.words.get(word);
  if (direct !== undefined) return direct * distinctness(slots, word);
  let best = 0;
  for (const other of UNIT_NAMES.get(word) ?? []) {
    const weight = slot.words.get(other);
    if (weight !== undefined) best = Math.max(best, weight * 0.8 * distinctness(slots, other));
  }
  if (best > 0) return best;
  if (IN_DAYS.has(word) && slot.own.has("day")) best = 1.5;
  for (const other of SYNONYM_STEMS.get(word) ?? []) {
    const weight = slot.words.get(other);
    if (weight !== undefined) best = Math.max(best, weight * 0.5 * distinctness(slots, other));
  }
  return best;
}

type Around = { stem: string; weight: number };
/** Every slot of a tool asks for the words around the same spans. */
const AROUND = new WeakMap<Span, readonly Around[]>();

/** The words around a span with their weight: words before count until the value before it, units after count most. */
function wordsAround(span: Span, marked: Marked): readonly Around[] {
  const known = AROUND.get(span);
  if (known !== undefined) return known;
  const { clause, marks } = marked;
  const { tokens } = clause.reading;
  const around: Around[] = [];
  const take = (at: number, weight: number): void => {
    const token = tokens[at];
    if (token === undefined || token.kind === "mark" || around.some((one) => one.stem === token.stem) || (STOP.has(token.lower) && marks[at - clause.start] !== "mention")) return;
    around.push({ stem: token.stem, weight });
  };
  for (let at = span.end, reach = 0; at < clause.end && reach < 3; at++, reach++) {
    const mark = marks[at - clause.start];
    if (mark === "number" || mark === "and" || mark === "comma" || endsSentence(tokens[at])) break;
    take(at, reach === 0 ? 1.1 : 0.7 / reach);
  }
  let damp = 1;
  for (let at = span.start - 1, reach = 0; at >= clause.start && reach < MAX_REACH; at--, reach++) {
    const mark = marks[at - clause.start];
    if (mark === "number" || mark === "date" || endsSentence(tokens[at])) break;
    // What stands before a conjunction speaks rather of the value before it.
    if (mark === "comma" || mark === "and") damp *= 0.45;
    take(at, (1 / (1 + reach * 0.3)) * damp);
  }
  AROUND.set(span, around);
  return around;
}

function endsSentence(token: Token | undefined): boolean {
  return token === undefined || (token.text.length === 1 && ";.!?".includes(token.text));
}

/** Evidence in the words around a span that it belongs to a slot. */
export function contextOf(slot: Slot, slots: readonly Slot[], span: Span, marked: Marked): number {
  let score = 0;
  for (const { stem: word, weight } of wordsAround(span, marked)) score += matchOf(slot, slots, word) * weight;
  return score;
}

/** How well a number fits a numeric slot by what stands around it and by its sign; null where it cannot. */
export function quantityAffinity(slot: Slot, slotIndex: number, slots: readonly Slot[], span: Span, marked: Marked): number | null {
  const number = span.number;
  if (number === undefined) return null;
  // "the 18th century" gives a century; "first" and "3rd" alone count or date something.
  if (number.ordinal && slot.role !== "limit" && !span.mention.includes(slotIndex) && !slot.own.has(marked.clause.reading.tokens[span.end]?.stem ?? "")) return null;
  const value = valueFor(slot, number);
  if (slot.type === "integer" && !Number.isInteger(value)) return null;
  let score = contextOf(slot, slots, span, marked);
  if (span.mention.includes(slotIndex)) score += 3 * span.mentioned;
  const has = (words: ReadonlySet<string>): boolean => [...slot.own].some((word) => words.has(word));
  const money = has(MONEY_WORDS);
  const rate = has(RATE_WORDS);
  if (number.currency !== undefined) score += money ? (rate ? 0.5 : 2.5) : rate ? -5 : -2;
  if (number.percent) score += rate ? 2.5 : money ? -5 : -2;
  score += boundEvidence(slot, span);
  const looksLikeYear = Number.isInteger(number.value) && number.value >= 1500 && number.value <= 2100 && /^\d{4}$/.test(span.text);
  if (slot.role === "year" || has(YEAR_WORDS)) score += !looksLikeYear ? -1 : slot.role === "year" ? 2 + (YEAR_MARKERS.has(span.marker) ? 0.6 : 0) : 0;
  else if (looksLikeYear && score < 2) score -= 0.5;
  if (isCount(span, marked) && !countsIt(slot, span, marked) && slot.role !== "limit" && !span.mention.includes(slotIndex)) score -= 4;
  if (slot.role === "limit") score += limitEvidence(span, marked);
  if (typeof slot.schema.minimum === "number" && value < slot.schema.minimum) return null;
  if (typeof slot.schema.maximum === "number" && value > slot.schema.maximum) return null;
  return score;
}

const MOST = /\b(?:max(?:imum)?|highest|at most|up to|limit|under|no more)\b/;
const LEAST = /\b(?:min(?:imum)?|lowest|at least|or more|from)\b/;

/** "under 900" suits a highest price, "over 900" a lowest one. */
function boundEvidence(slot: Slot, span: Span): number {
  const own = `${slot.phrases.map((phrase) => phrase.join(" ")).join(" ")} ${slot.head}`;
  const below = ["under", "below", "within", "most"].includes(span.marker) || span.lead === "most";
  const above = ["over", "above", "least"].includes(span.marker) || span.lead === "least";
  if (below) return MOST.test(own) ? 1.2 : LEAST.test(own) ? -1.5 : 0;
  return above ? (LEAST.test(own) ? 1.2 : MOST.test(own) ? -1.5 : 0) : 0;
}

/** "three sides", "two different triangles": a small number in letters counts what is spoken of. */
export function isCount(span: Span, marked: Marked): boolean {
  const { tokens } = marked.clause.reading;
  if (!/^\p{L}+$/u.test(span.text)) return false;
  const ahead = [tokens[span.end], tokens[span.end + 1]];
  return ahead.some((token) => token?.kind === "word" && /s$|people/.test(token.lower) && !UNIT_NAMES.has(token.stem) && !STOP.has(token.lower));
}

/** "two tickets" for a slot that is a number of tickets. */
function countsIt(slot: Slot, span: Span, marked: Marked): boolean {
  const next = marked.clause.reading.tokens[span.end];
  return next !== undefined && (slot.words.get(next.stem) ?? 0) >= 1.5 && /\b(?:num(?:ber)?|count|quantity|how many|amount)\b/.test(`${slot.phrases.map((phrase) => phrase.join(" ")).join(" ")} ${slot.head}`);
}

function limitEvidence(span: Span, marked: Marked): number {
  const { clause, marks } = marked;
  const before = clause.reading.tokens[span.start - 1]?.lower ?? "";
  const ahead = marks.slice(span.end - clause.start, span.end - clause.start + 5);
  const noun = ahead.indexOf("noun");
  const countsNoun = noun >= 0 && !ahead.slice(0, noun).some((mark) => mark === "marker" || mark === "comma");
  const leads = LIMIT_LEADS.has(before) || span.object || before === "the" || before === "to";
  if (countsNoun && leads) return 4;
  return LIMIT_LEADS.has(before) && span.end >= clause.end ? 3 : countsNoun ? 2 : -1;
}

/** "2 weeks" for a slot that counts days is 14. */
export function inUnitOf(slot: Slot, span: Span, marked: Marked, value: number): number {
  const unit = marked.clause.reading.tokens[span.end]?.stem ?? "";
  const days = IN_DAYS.get(unit);
  if (days !== undefined && slot.own.has("day") && !slot.own.has(unit)) return value * days;
  return unit === "year" && slot.own.has("month") && !slot.own.has("year") ? value * 12 : value;
}

/** The number as the slot counts it: 5% is 0.05 where the description asks for a decimal or a fraction. */
export function valueFor(slot: Slot, number: NumberSpan): number {
  if (!number.percent) return number.value;
  const description = slot.description.toLowerCase();
  const percent = /percent|%/.test(description) || slot.words.has("percent") || slot.words.has("percentag");
  const decimal = /\bdecimal|\bfraction|between 0 and 1|\b0\.\d/.test(description) || (slot.type === "number" && !percent && RATES.some((word) => (slot.words.get(word) ?? 0) >= 1.5));
  return decimal ? Number((number.value / 100).toPrecision(12)) : number.value;
}
