import { fieldsOf } from "./fields";
import { type Act, MARKERS, STOP, SYNONYM_STEMS, VALUE_SYNONYMS, VERBS, VERB_STEMS } from "./lexicon";
import type { Tool } from "./schema";
import { type Slot, isOrganisation, leavesOf, slotsOf } from "./slots";
import { stem } from "./stem";
import { wordsOf } from "./tokens";

/** One tool with what ranking and filling need, computed once. */
export type ToolIndex = {
  tool: Tool;
  order: number;
  /** The parameters with objects taken apart, and last a slot for a whole name where first and last name are apart. */
  slots: readonly Slot[];
  /** Index of that slot and of the two that it fills, or null. */
  person: { whole: number; first: number; last: number } | null;
  /** Groups of properties of which at least one group must be filled whole (from `anyOf`). */
  alternatives: readonly string[][];
  act: Act | null;
  /** Whether a slot takes a date; where none does, "in 20 seconds" is a number of seconds. */
  dated: boolean;
  /** Stem of the verb it starts with. */
  verb: string;
  /** Stems of the nouns the tool is about: "lead" for "Create a lead". */
  nouns: ReadonlySet<string>;
  /** Stems of the one noun it works on, with its synonyms: "lead", "prospect". */
  targets: ReadonlySet<string>;
  /** First stem of a phrase that mentions a slot → the phrases, the longest first. */
  mentions: ReadonlyMap<string, readonly Phrase[]>;
  /** Stems of what the tool is about, by its name and by its description, without verbs that say nothing. */
  subject: { name: readonly string[]; description: readonly string[] };
  /** Stem → weight over all fields. */
  weights: ReadonlyMap<string, number>;
  /** Groups of slots that are told apart by a count only: "first number", "second number". */
  series: readonly (readonly number[])[];
  /** Whether the records it works on are organisations, not people. */
  organisation: boolean;
};

/** A phrase that mentions slots, as stems. */
export type Phrase = { stems: readonly string[]; slots: readonly number[] };

/** The index over a list of tools. */
export type Toolbox = {
  tools: readonly ToolIndex[];
  /** The names of the functions, as they are written. */
  names: ReadonlySet<string>;
  /** Stem → in how many tools it occurs in the name or the description's head. */
  frequency: ReadonlyMap<string, number>;
  /** Words that typos are corrected to, in lower case. */
  vocabulary: ReadonlySet<string>;
  /** Stems of the tools' own words, without those of examples, which hold names. */
  terms: ReadonlySet<string>;
  /** Stems of enum values that are participles ("qualified") in tools that change something. */
  participles: ReadonlySet<string>;
  /** Stems of the verbs that the tools start with. */
  verbs: ReadonlySet<string>;
  /** Stems of the nouns of the tools that make, show, find, change or delete something. */
  nouns: ReadonlySet<string>;
  /** Noun stem → the phrases that name a field of such records. */
  fields: ReadonlyMap<string, ReadonlySet<string>>;
};

const FIELD = { name: 3, description: 2, detail: 1, parameter: 1, example: 1 } as const;

function actOf(words: readonly string[]): Act | null {
  for (const word of words.slice(0, 2)) {
    const acts = VERBS.get(word) ?? VERB_STEMS.get(stem(word));
    if (acts?.[0] !== undefined) return acts[0];
  }
  return null;
}

/** What a description is about, without its verbs: "Find, list or count leads by status" → "leads by status". */
function withoutVerbs(description: string): string {
  const clause = description.split(/[.:;(]/)[0] ?? "";
  const words = clause.split(/\s+/);
  let at = 0;
  while (at < words.length) {
    const word = (words[at] ?? "").toLowerCase().replace(/,$/, "");
    const isVerb = at === 0 || VERBS.has(word) || VERB_STEMS.has(stem(word));
    const joins = at > 0 && (word === "or" || word === "and" || ((word === "for" || word === "up") && at === 1));
    if (!isVerb && !joins) break;
    at += 1;
  }
  return words.slice(at).join(" ").split(",")[0] ?? "";
}

/** The nouns up to the first preposition: "a new lead from…" → lead. */
function nounsOf(description: string): string[] {
  const nouns: string[] = [];
  for (const word of wordsOf(withoutVerbs(description))) {
    if (["a", "an", "the", "one", "new", "existing", "all", "or"].includes(word)) continue;
    if (STOP.has(word) || /^(?:of|for|in|from|by|with|to|on|at|given|based|using|that|which|according|between|as|into|about)$/.test(word)) break;
    nouns.push(stem(word));
    if (nouns.length >= 3) break;
  }
  return nouns;
}

function indexTool(tool: Tool, order: number): ToolIndex {
  const description = typeof tool.description === "string" ? tool.description : "";
  const nameWords = wordsOf(tool.name);
  const sentence = description.split(/(?<=[.!?])\s/)[0] ?? "";
  const weights = new Map<string, number>();
  const add = (words: readonly string[], weight: number, into: Map<string, number>): void => {
    for (const word of words) {
      if (STOP.has(word) || word.length < 2) continue;
      const one = stem(word);
      into.set(one, Math.max(into.get(one) ?? 0, weight));
    }
  };
  const slots = withPerson(leavesOf(slotsOf(tool.parameters)));
  add(nameWords, FIELD.name, weights);
  add(wordsOf(sentence), FIELD.description, weights);
  add(wordsOf(description.slice(sentence.length)), FIELD.detail, weights);
  for (const slot of slots) {
    if (slot.path.length === 0) continue;
    add(slot.path.flatMap(wordsOf), FIELD.parameter, weights);
    add(wordsOf(slot.description), 0.5, weights);
    for (const value of slot.values ?? []) for (const one of value.stems) weights.set(one, Math.max(weights.get(one) ?? 0, FIELD.parameter));
  }
  for (const example of tool.examples ?? []) add(wordsOf(example), FIELD.example, weights);
  const described = nounsOf(description);
  const act = actOf(wordsOf(description)) ?? actOf(nameWords);
  const ownNouns = nameWords.filter((word) => !STOP.has(word) && !MARKERS.has(word)).map(stem).filter((one) => !VERB_STEMS.has(one) || described.includes(one));
  const target = slots.find((slot) => slot.role === "ref");
  const head = described.at(-1);
  const mainNouns = [...(target === undefined ? [] : [target.entity]), ...(head === undefined ? ownNouns.slice(-1) : [head])];
  const targets = new Set(mainNouns.flatMap((noun) => [noun, ...(SYNONYM_STEMS.get(noun) ?? [])]));
  const nouns = new Set([...ownNouns, ...described, ...(target === undefined ? [] : [target.entity])].filter((one) => one !== ""));
  return {
    tool, order, slots, act, dated: slots.some(isDated), verb: stem(wordsOf(description)[0] ?? nameWords[0] ?? ""), nouns, targets, weights,
    subject: { name: telling(nameWords), description: [...telling(wordsOf(description.split(/[.,:;(]/)[0] ?? "").slice(0, 1)), ...described] },
    series: seriesOf(slots),
    mentions: mentionsOf(slots, targets), person: personOf(slots),
    alternatives: alternativesOf(tool),
    organisation: [...nouns].some(isOrganisation),
  };
}

/** Where a schema keeps first and last name apart, one more slot takes the whole name. */
function withPerson(slots: readonly Slot[]): Slot[] {
  const first = slots.find((slot) => slot.role === "first");
  const last = slots.find((slot) => slot.role === "last");
  if (first === undefined || last === undefined) return [...slots];
  const whole: Slot = {
    ...first, name: "", path: [], required: false, role: "person", schema: { type: "string" }, description: "Full name", head: "full name",
    phrases: [["full", "name"], ["name"]].map((phrase) => phrase.map(stem)), words: new Map(), examples: [], values: null,
  };
  return [...slots, whole];
}

function personOf(slots: readonly Slot[]): ToolIndex["person"] {
  const whole = slots.findIndex((slot) => slot.path.length === 0);
  if (whole < 0) return null;
  return { whole, first: slots.findIndex((slot) => slot.role === "first"), last: slots.findIndex((slot) => slot.role === "last") };
}

/** A phrase that is the noun of the tool itself mentions no slot: in "add the company Acme" the company is what is added. */
function mentionsOf(slots: readonly Slot[], targets: ReadonlySet<string>): Map<string, Phrase[]> {
  const phrases = new Map<string, { stems: readonly string[]; slots: number[] }>();
  slots.forEach((slot, index) => {
    for (const stems of slot.phrases) {
      if (stems.length === 1 && targets.has(stems[0] ?? "")) continue;
      const key = stems.join(" ");
      const known = phrases.get(key);
      if (known === undefined) phrases.set(key, { stems, slots: [index] });
      else known.slots.push(index);
    }
  });
  const byFirst = new Map<string, Phrase[]>();
  for (const phrase of [...phrases.values()].sort((one, other) => other.stems.length - one.stems.length)) {
    const first = phrase.stems[0] ?? "";
    byFirst.set(first, [...(byFirst.get(first) ?? []), phrase]);
  }
  return byFirst;
}

/** Verbs and nouns of function names that say nothing about what a function is for. */
const IDLE_NAMES = new Set("calculate compute get find fetch retrieve search create make generate list info information data detail details check determine estimate lookup look perform run do analyze analyse show display value by for of in the a and to from with".split(" ").map(stem));

const DATE_ROLES = new Set(["date", "startdate", "enddate", "time", "month", "weekday"]);

function isDated(slot: Slot): boolean {
  return slot.type === "string" && (DATE_ROLES.has(slot.role) || slot.schema.format === "date" || slot.schema.format === "date-time");
}

const COUNTERS = /\b(?:first|second|third|fourth|\d+|one|two|three|[abcxyz])\b/g;

function seriesOf(slots: readonly Slot[]): number[][] {
  const groups = new Map<string, number[]>();
  slots.forEach((slot, index) => {
    for (const text of [wordsOf(slot.name).join(" "), slot.head]) {
      const base = text.replace(COUNTERS, "#");
      if (!base.includes("#")) continue;
      groups.set(`${slot.type} ${base}`, [...(groups.get(`${slot.type} ${base}`) ?? []), index]);
      break;
    }
  });
  return [...groups.values()].filter((group) => group.length > 1);
}

function telling(words: readonly string[]): string[] {
  return [...new Set(words.filter((word) => !VERBS.has(word)).map(stem))].filter((one) => one.length > 1 && !IDLE_NAMES.has(one) && !STOP.has(one));
}

function participlesOf(tools: readonly ToolIndex[]): Set<string> {
  const values = tools.filter((one) => one.act === "update").flatMap((one) => one.slots.flatMap((slot) => slot.values ?? []));
  const words = values.flatMap(({ value }) => (typeof value === "string" && /^\p{L}{3,}ed$/u.test(value) ? [value, ...(VALUE_SYNONYMS.get(stem(value)) ?? [])] : []));
  return new Set(words.flatMap((word) => (word.endsWith("ed") ? [stem(word)] : [])));
}

function alternativesOf(tool: Tool): string[][] {
  const anyOf = tool.parameters?.anyOf;
  if (!Array.isArray(anyOf)) return [];
  const groups = anyOf.map((option) => option?.required).filter((names): names is string[] => Array.isArray(names) && names.length > 0);
  return groups.length === anyOf.length ? groups : [];
}

/** Builds the index over a list of tools. Costs a few milliseconds for fifty; keep it as long as the list lives. */
export function buildToolbox(tools: readonly Tool[]): Toolbox {
  const indexed = tools.map(indexTool);
  const frequency = new Map<string, number>();
  const vocabulary = new Set<string>();
  const terms = new Set<string>();
  const learn = (words: readonly string[]): void => {
    for (const word of words) {
      terms.add(stem(word));
      if (word.length >= 4 && !STOP.has(word)) vocabulary.add(word);
    }
  };
  for (const one of indexed) {
    for (const word of one.weights.keys()) frequency.set(word, (frequency.get(word) ?? 0) + 1);
    learn(wordsOf(one.tool.name));
    learn(wordsOf(one.tool.description?.split(/[.:;(]/)[0] ?? ""));
    for (const slot of one.slots) {
      learn(wordsOf(slot.name));
      for (const phrase of [slot.head, ...(slot.values ?? []).map((value) => String(value.value))]) learn(wordsOf(phrase));
    }
  }
  const synonyms = [...vocabulary].flatMap((noun) => [...(SYNONYM_STEMS.get(stem(noun)) ?? [])]);
  for (const synonym of synonyms) if (synonym.length >= 5) vocabulary.add(synonym);
  return { tools: indexed, names: new Set(tools.map((tool) => tool.name)), frequency, vocabulary, terms, participles: participlesOf(indexed), verbs: new Set(indexed.map((one) => one.verb)), nouns: new Set(indexed.filter((one) => one.act !== null).flatMap((one) => [...one.targets])), fields: fieldsOf(indexed) };
}
