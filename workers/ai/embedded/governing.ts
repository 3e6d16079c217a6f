import { isPlural } from "./grammar";
import { type Act, GENERAL_VERBS, GIVEN_NAMES, MARKERS, STOP, VERBS } from "./lexicon";
import { type Reading, type Verb, verbAt } from "./reading";
import type { Token } from "./tokens";
import type { Toolbox } from "./toolbox";

/** The verb that governs a clause: the one it opens with, one inside it, or one that is only implied. */
export function governingVerb(reading: Reading, at: number, first: number, end: number, box: Toolbox): Verb | null {
  const { tokens } = reading;
  const leading = pluralNew(reading, at, end, box) ? null : verbAt(tokens, at, end);
  return noteOn(leading, tokens) ?? leading ?? inner(reading, first, end, box) ?? valueVerb(reading, first, end, box) ?? ownVerb(reading, first, end, box) ?? implied(reading, first, end, box);
}

/** "note on lead Jane: call back": a noun that is written to something there is, where "note lead Jane" makes one. */
function noteOn(verb: Verb | null, tokens: readonly Token[]): Verb | null {
  const writes = verb !== null && verb.phrase === "note" && ["on", "for", "about", "to"].includes(tokens[verb.end]?.lower ?? "");
  return writes ? { ...verb, acts: ["update"] } : null;
}

/** A verb inside the clause ("Jane Doe should be deleted", "jane@acme.io new lead"); nouns after a determiner do not count. */
function inner(reading: Reading, start: number, end: number, box: Toolbox): Verb | null {
  const { tokens } = reading;
  for (let at = start; at < end; at++) {
    const token = tokens[at];
    if (token?.kind !== "word" || STOP.has(token.lower) || MARKERS.has(token.lower)) continue;
    if (token.proper) continue;
    const before = tokens[at - 1]?.lower ?? "";
    const verb = verbAt(tokens, at, end);
    if (verb === null) continue;
    // Inside a clause only "new", "to delete" and "be deleted" are verbs: "trade show" and "leads created today" are not.
    const passive = token.lower.endsWith("ed") && [before, tokens[at - 2]?.lower ?? ""].some((word) => BE.has(word));
    const infinitive = (before === "to" || MODALS.has(before)) && VERBS.has(verb.phrase) && onlyStops(tokens, start, at);
    // "jane@acme.io new lead" makes one; "leads with status new from Acme" names a value.
    const isNew = token.lower === "new" && before !== "'s" && !isPlural(tokens[at + 1]?.lower ?? "s") && box.nouns.has(tokens[at + 1]?.stem ?? "");
    if (passive || infinitive || isNew) return { ...verb, leading: false };
  }
  return null;
}

/** "it would be wrong to delete Bob" orders nothing: only words without content may stand before the verb. */
function onlyStops(tokens: readonly Token[], start: number, end: number): boolean {
  return tokens.slice(start, end).every((token) => token.kind !== "word" || STOP.has(token.lower) || MARKERS.has(token.lower) || token.proper);
}

/** "is to be deleted" orders; "was deleted" and "has been deleted" report. */
const BE = new Set(["be", "get"]);
const MODALS = new Set("can could should would will must may shall".split(" "));

/** "new leads" asks for the leads whose status is new; "new lead" makes one. */
function pluralNew(reading: Reading, at: number, end: number, box: Toolbox): boolean {
  const next = at + 1 < end ? reading.tokens[at + 1] : undefined;
  return reading.tokens[at]?.lower === "new" && next !== undefined && isPlural(next.lower) && box.nouns.has(next.stem);
}

/** A verb that only the tools know ("convert", "play"), at the start of the clause. */
function ownVerb(reading: Reading, start: number, end: number, box: Toolbox): Verb | null {
  const token = reading.tokens[start];
  const isVerb = token?.kind === "word" && start + 1 < end && (box.verbs.has(token.stem) || GENERAL_VERBS.has(token.stem)) && reading.tokens[start + 1]?.kind !== "mark";
  return isVerb ? { start, end: start + 1, acts: [], phrase: token.lower, leading: true } : null;
}

/** "qualify the lead Jane" sets what the value "qualified" says. */
function valueVerb(reading: Reading, start: number, end: number, box: Toolbox): Verb | null {
  const token = reading.tokens[start];
  const isValue = token?.kind === "word" && start + 1 < end && !box.nouns.has(token.stem) && !token.lower.endsWith("ed") && box.participles.has(token.stem);
  return isValue ? { start, end: start + 1, acts: ["update"], phrase: "", leading: true } : null;
}

/** A clause without a verb of its own: "leads from Acme" finds, "Acme now has 300 employees" changes. */
function implied(reading: Reading, start: number, end: number, box: Toolbox): Verb | null {
  const { tokens } = reading;
  const made = (act: Act): Verb => ({ start, end: start, acts: [act], phrase: "", leading: true });
  if (reading.record && end - start > 3) return made("create");
  for (let at = start; at < end; at++) {
    const token = tokens[at];
    if (token?.kind === "word" && isPlural(token.lower) && box.nouns.has(token.stem) && !token.proper) return made("find");
  }
  // "I met Tom, who is CTO" says nothing of a record by itself.
  const tells = ["i", "we", "you", "i'm", "we're"].includes(tokens[start]?.lower ?? "");
  const states = !tells && tokens.slice(start + 1, end).some((token) => ["is", "has", "works", "lives", "moved"].includes(token.lower));
  const asks = tokens[end]?.text === "?" || /^(?:what|who|how|why|when|where|which|is|are|does|do|did)$/.test(tokens[start]?.lower ?? "");
  return !asks && (states || statesValue(reading, start, end, box)) ? made("update") : null;
}

/** "jane@acme.io qualified": who, and then how they stand. */
function statesValue({ tokens }: Reading, start: number, end: number, box: Toolbox): boolean {
  const first = tokens[start];
  const last = tokens[end - 1]?.kind === "mark" ? tokens[end - 2] : tokens[end - 1];
  const who = first !== undefined && (first.kind === "email" || first.kind === "id" || (first.kind === "word" && (first.proper || GIVEN_NAMES.has(first.lower))));
  return who && end - start <= 4 && last?.kind === "word" && last.lower.endsWith("ed") && box.participles.has(last.stem);
}
