const IRREGULAR = new Map(
  Object.entries({
    people: "person", persons: "person", men: "man", women: "woman", children: "child", max: "maximum", num: "number",
    found: "find", sold: "sell", bought: "buy", sent: "send", won: "win", paid: "pay", held: "hold", made: "make",
    wrote: "write", written: "write", got: "get", gave: "give", given: "give", took: "take", taken: "take", went: "go",
    data: "data", series: "series", news: "news", business: "business", address: "address", addresses: "address",
    status: "status", statuses: "status", analyses: "analys", analysis: "analys", analyze: "analys", analyse: "analys", indices: "index",
    prefer: "prefer", deal: "deal", deals: "deal", number: "number", numbers: "number", weather: "weather", order: "order", orders: "order",
    height: "height", weight: "weight", tall: "height", heavy: "weight", weighs: "weight", weigh: "weight", lives: "live", life: "life",
    colour: "color", colours: "color", organisation: "organiz", organization: "organiz", organisations: "organiz", organizations: "organiz",
  }),
);

/** Longest first; the replacement keeps `calculate`, `calculation` and `calculator` together. */
const SUFFIXES: readonly (readonly [suffix: string, replacement: string])[] = [
  ["izations", "iz"], ["isations", "iz"], ["ization", "iz"], ["isation", "iz"], ["ational", "at"], ["ations", "at"], ["ators", "at"],
  ["ation", "at"], ["ator", "at"], ["ically", "ic"], ["ingly", ""], ["edly", ""], ["ical", "ic"], ["ions", ""], ["ing", ""],
  ["ied", "i"], ["ies", "i"], ["ion", ""], ["ed", ""], ["ly", ""], ["er", ""], ["ers", ""], ["ise", "iz"], ["ize", "iz"], ["ate", "at"], ["y", "i"],
];

function unplural(word: string): string {
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith("s") && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
}

const known = new Map<string, string>();
/** Commands hold arbitrary words; the memory of stems is dropped when it has this many. */
const STEMS_KEPT_MAX = 20_000;

/** A word without its ending: a crude, table-driven stemmer, after folding diacritics. */
export function stem(word: string): string {
  const kept = known.get(word);
  if (kept !== undefined) return kept;
  if (known.size >= STEMS_KEPT_MAX) known.clear();
  const made = strip(word);
  known.set(word, made);
  return made;
}

function strip(word: string): string {
  // Plain letters need no folding, and most words have no others: this runs for the whole lexicon at start-up.
  const plain = /^[a-z0-9'-]*$/.test(word) ? word : word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const folded = plain.endsWith("'s") ? plain.slice(0, -2) : plain;
  const irregular = IRREGULAR.get(folded);
  if (irregular !== undefined) return irregular;
  if (folded.length <= 3) return folded;
  const one = unplural(folded);
  const irregularOne = IRREGULAR.get(one);
  if (irregularOne !== undefined) return irregularOne;
  for (const [suffix, replacement] of SUFFIXES) {
    if (!one.endsWith(suffix)) continue;
    const rest = one.slice(0, -suffix.length);
    if (rest.length < 3 || !/[aeiouy]/.test(rest)) continue;
    if (suffix.endsWith("ion") && !/[st]$/.test(rest) && replacement === "") continue;
    const undoubled = replacement === "" && rest.length > 3 && /([bdfgmnprt])\1$/.test(rest) ? rest.slice(0, -1) : rest;
    return (undoubled + replacement).replace(/e$/, "");
  }
  return one.length > 3 ? one.replace(/e$/, "") : one;
}
