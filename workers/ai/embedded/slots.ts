import { MARKERS, SYNONYM_STEMS, STOP } from "./lexicon";
import { type Role, headOf, roleOf } from "./roles";
import { type JsonSchema, SCHEMA_DEPTH_MAX, type SlotType, propertiesOf, typeOf, valuesOf } from "./schema";
import { stem } from "./stem";
import { wordsOf } from "./tokens";

/** An allowed value with the stems that name it; `about` are stems of what the description says of it. */
export type EnumValue = { value: unknown; stems: string[]; about: ReadonlySet<string> };

/** A parameter as the parser sees it. */
export type Slot = {
  name: string;
  /** The names that lead to it from the arguments; more than one inside an object. */
  path: readonly string[];
  schema: JsonSchema;
  type: SlotType;
  required: boolean;
  /** Required within the object that it is a part of. */
  needed: boolean;
  role: Role;
  /** For a reference to a record: the stem of the noun that says whose. */
  entity: string;
  description: string;
  head: string;
  /** Stem sequences that mention the slot in a command, the longest first. */
  phrases: readonly string[][];
  /** Stem → weight: 3 for words of the name, 1 to 2 for words of the description. */
  words: ReadonlyMap<string, number>;
  /** Whether it is where something starts or where it goes to: "from unit", "target language". */
  direction: "from" | "to" | null;
  /** Stems of its own words only, without synonyms. */
  own: ReadonlySet<string>;
  values: readonly EnumValue[] | null;
  examples: readonly string[];
  item: Slot | null;
  parts: readonly Slot[];
};

/** What people call a slot of a role, besides the slot's own words. */
const ROLE_PHRASES: Partial<Record<Role, string>> = {
  email: "email;e-mail;mail;email address;mail address",
  phone: "phone;phone number;telephone;telephone number;mobile;mobile number;cell;cell phone;tel;number",
  title: "job title;title;position;role;job",
  org: "company;organisation;employer;firm",
  source: "source;channel",
  owner: "owner;owned by;assigned to;assignee",
  domain: "domain;website;site;web site;homepage",
  text: "note;notes;comment;message;text",
  tags: "tag;tags;tagged;label;labels;labelled",
  city: "city;town",
  country: "country",
  first: "first name;given name;forename",
  last: "last name;surname;family name",
  person: "name;full name",
  name: "name;title",
  limit: "limit;top;first;at most",
  order: "sorted by;sort by;order by;ordered by",
  query: "matching;containing;query;mentioning",
  industry: "industry;sector",
  currency: "currency",
  language: "language",
  date: "date", startdate: "date;start date;start", enddate: "end date;end;due;due date",
  postcode: "zip;zip code;postcode;postal code",
  street: "street;address",
  timezone: "time zone;timezone",
};

/** Words of descriptions that name no slot. */
const IDLE = new Set(
  "the of a an to for in is be at on by or and with from that this which its it can should will given used use value values name default optional type format list array string number integer example specify specified provided provide desired want wanted get set whether true false if as".split(" ").map(stem),
);

const key = (words: readonly string[]): string => words.map(stem).join(" ");

/** The noun phrase that a description opens with: "the company the person works for" → "company". */
function nounOf(head: string): string {
  return head.replace(/^(?:(?:the|an?|its|their|his|her|new|full|free|any)\s+)+/, "").split(/,|\s+(?:of|the|that|to|which|who|where|when|for|in|at|from|with|by|is|it|they|he|she|we|you|this)\s/)[0] ?? "";
}

function phrasesOf(nameWords: readonly string[], head: string, role: Role, entity: string): string[][] {
  const phrases = new Map<string, string[]>();
  const add = (words: readonly string[]): void => {
    const stems = words.map(stem).filter((one) => one !== "");
    const key = stems.join(" ");
    if (stems.length > 0 && stems.length <= 4 && !(stems.length === 1 && (STOP.has(words[0] ?? "") || MARKERS.has(words[0] ?? "") || (words[0] ?? "").length < 2))) phrases.set(key, stems);
  };
  add(nameWords);
  // "the parent company" for a reference called "parent"
  if (entity !== "" && !nameWords.some((word) => stem(word) === entity)) phrases.set(`${key(nameWords)} ${entity}`, [...nameWords.map(stem), entity]);
  const isPlainPlural = nameWords.length > 1 && ["id", "name", "number", "value", "count", "code", "type", "list", "in", "string"].includes(nameWords.at(-1) ?? "");
  if (isPlainPlural) add(nameWords.slice(0, -1));
  if (role === "id" && nameWords.length > 1 && ["id", "number", "code"].includes(nameWords.at(-1) ?? "")) add(nameWords.slice(-1));
  // "group1" and "firstName=" are written like this in commands too.
  if (nameWords.length > 1) phrases.set(nameWords.join(""), [stem(nameWords.join(""))]);
  const counted = /^(?:the |an? )?(?:number|amount|count|name|title|length|list|code) of (?:the |an? |each )?(\p{L}+)(?: (\p{L}+))?/u.exec(head);
  if (counted !== null) {
    add([counted[1] ?? ""]);
    if (counted[2] !== undefined && !IDLE.has(stem(counted[2]))) add([counted[1] ?? "", counted[2]]);
  }
  const words = wordsOf(nounOf(head));
  // "Lead score" is also just "the score"; "Number of employees" is not "the number".
  if (words.length === 2 && !IDLE.has(stem(words[1] ?? ""))) add(words.slice(1));
  if (words.length <= 3) add(words);
  for (const phrase of (ROLE_PHRASES[role] ?? "").split(";")) {
    add(wordsOf(phrase));
    if (phrase.includes("-")) phrases.set(phrase, [stem(phrase)]);
  }
  return [...phrases.values()].sort((one, other) => other.length - one.length);
}

function weightsOf(nameWords: readonly string[], head: string, rest: string): Map<string, number> {
  const words = new Map<string, number>();
  const add = (word: string, weight: number): void => {
    const one = stem(word);
    if (IDLE.has(one) || word.length < 2) return;
    if ((words.get(one) ?? 0) < weight) words.set(one, weight);
    for (const other of SYNONYM_STEMS.get(one) ?? []) if (!words.has(other)) words.set(other, weight / 2);
  };
  for (const word of nameWords) add(word, 3);
  for (const word of wordsOf(head)) add(word, 1.5);
  for (const word of wordsOf(rest)) add(word, 0.7);
  return words;
}

const EXAMPLE = /(?:\be\.\s?g\.?,?:?|\bfor example,?:?|\bsuch as|\bexamples?\b:?,?|\blike\b)\s+([^.;()]+(?:\.[^\s.;()][^.;()]*)*)/gi;

function examplesOf(description: string, schema: JsonSchema): string[] {
  const given = Array.isArray(schema.examples) ? schema.examples.filter((one) => typeof one === "string") : [];
  const found = [...description.matchAll(EXAMPLE)].map((match) => (match[1] ?? "").trim().replace(/^['"“]|['"”]$/g, ""));
  return [...given, ...found];
}

/** `createdAt:desc` with "newest first" in the description knows that people say "newest". */
function enumOf(values: readonly unknown[], description: string): EnumValue[] {
  const lower = description.toLowerCase();
  return values.map((value) => {
    const text = String(value);
    const about = new Set<string>();
    const at = lower.indexOf(text.toLowerCase());
    if (at >= 0) {
      const next = values.map((other) => (other === value ? -1 : lower.indexOf(String(other).toLowerCase(), at + text.length))).filter((index) => index > 0);
      const after = lower.slice(at + text.length, Math.min(at + text.length + 60, ...next)).split(/[.;]/)[0] ?? "";
      for (const word of wordsOf(after)) if (!IDLE.has(stem(word)) && !STOP.has(word)) about.add(stem(word));
    }
    return { value, stems: wordsOf(text).map(stem), about };
  });
}

/** Reads a parameter's schema into a slot. */
function slotOf(name: string, schema: JsonSchema, required: boolean, depth = 0): Slot {
  const type = typeOf(schema);
  const description = typeof schema.description === "string" ? schema.description : "";
  const nameWords = wordsOf(name);
  const head = headOf(description);
  const values = valuesOf(schema);
  const read = values === null || values.length === 1 ? roleOf(nameWords.join(" "), description, typeof schema.format === "string" ? schema.format : undefined) : enumRole(nameWords, description);
  const entity = read === "ref" ? stem(wordsOf(nounOf(head)).at(-1) ?? "") : "";
  const role = read === "ref" && !required ? optionalReference(entity) : read;
  const items = schema.items;
  const hasItem = type === "array" && items !== null && typeof items === "object" && depth < SCHEMA_DEPTH_MAX;
  return {
    name, path: [name], schema, type, required, needed: required, role, entity, description, head,
    phrases: phrasesOf(nameWords, head, role, entity),
    words: weightsOf(nameWords, head, description.slice(head.length)),
    direction: directionOf(nameWords, head),
    own: new Set([...nameWords, ...wordsOf(description)].map(stem)),
    values: values === null ? null : enumOf(values, description),
    examples: examplesOf(description, schema),
    item: hasItem ? slotOf(name, items.description === undefined ? { ...items, description } : items, true, depth + 1) : null,
    parts: type === "object" && depth < SCHEMA_DEPTH_MAX ? slotsOf(schema, depth + 1) : [],
  };
}

function directionOf(nameWords: readonly string[], head: string): Slot["direction"] {
  const first = nameWords[0] ?? "";
  if (["from", "source", "origin", "base", "start", "departure"].includes(first) || /\bfrom$/.test(head)) return "from";
  return ["to", "target", "destination", "end", "arrival"].includes(first) || (/\bto$/.test(head) && !/\bfrom\b/.test(head)) ? "to" : null;
}

const ORGANISATION = stem("company");

/** Whether a noun (as a stem) stands for an organisation rather than a person. */
export function isOrganisation(noun: string): boolean {
  return noun === ORGANISATION || SYNONYM_STEMS.get(ORGANISATION)?.has(noun) === true;
}

/** A reference that is not the tool's target reads like the thing it refers to. */
function optionalReference(entity: string): Role {
  return isOrganisation(entity) ? "org" : "person";
}

function enumRole(nameWords: readonly string[], description: string): Role {
  const role = roleOf(nameWords.join(" "), description, undefined);
  return ["order", "unit", "currency", "language", "limit", "fromunit", "tounit"].includes(role) ? role : "plain";
}

/** The slots with objects replaced by their parts, so that each stands for one value. */
export function leavesOf(slots: readonly Slot[]): Slot[] {
  return slots.flatMap((slot) => {
    if (slot.type !== "object" || slot.parts.length === 0) return [slot];
    const numeric = slot.parts.filter((part) => part.type === "integer" || part.type === "number");
    return leavesOf(slot.parts).map((part) => {
      const own = part.phrases.flatMap((phrase) => slot.phrases.slice(0, 1).map((parent) => [...parent, ...phrase])).filter((phrase) => phrase.length <= 4);
      const standsForAll = numeric.length === 1 && part.name === numeric[0]?.name;
      const words = new Map(part.words);
      for (const [word, weight] of slot.words) words.set(word, Math.max(words.get(word) ?? 0, weight * 0.7));
      const phrases = [...own, ...part.phrases, ...(standsForAll ? slot.phrases : [])].sort((one, other) => other.length - one.length);
      return { ...part, path: [slot.name, ...part.path], required: slot.required && part.required, needed: part.needed, phrases, words, description: `${part.description} ${standsForAll ? slot.description : ""}`.trim() };
    });
  });
}

/** The slots of an object schema, in the schema's order. */
export function slotsOf(schema: JsonSchema | undefined, depth = 0): Slot[] {
  const required = new Set(Array.isArray(schema?.required) ? schema.required : []);
  return propertiesOf(schema).map(([name, property]) => slotOf(name, property, required.has(name), depth));
}
