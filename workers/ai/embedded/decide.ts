import type { Clause } from "./clauses";
import { knowsField } from "./fields";
import { type Filling, fillTool } from "./fill";
import { isNounForm, isPlural } from "./grammar";
import type { Antecedent } from "./leftovers";
import { GIVEN_NAMES, LEADS, MARKERS, ORG_SUFFIXES, STOP } from "./lexicon";
import { asksAbout, isWish, ordersNothing } from "./moods";
import { type Ranked, rankTools } from "./rank";
import type { Toolbox, ToolIndex } from "./toolbox";

/** The tool chosen for a clause, and whether there is enough to act on it. */
export type Decision = { ranked: Ranked; filling: Filling; total: number; sure: boolean };

/** How many of the best-ranked tools are filled; the rest are too far behind to win by their slots. */
const FILLED_MAX = 6;
const RANK_WEIGHT = 0.8;

/** Decisions without an antecedent, for the same clause is weighed alone, joined and at last acted on. */
const DECIDED = new WeakMap<Clause, { box: Toolbox; decision: Decision | null }>();

/** Chooses the tool for a clause by its words and by how well its slots fill; null where the box is empty. */
export function decide(clause: Clause, box: Toolbox, before: Antecedent): Decision | null {
  const known = before === null ? DECIDED.get(clause) : undefined;
  if (known?.box === box) return known.decision;
  const decision = choose(clause, box, before);
  if (before === null) DECIDED.set(clause, { box, decision });
  return decision;
}

function choose(clause: Clause, box: Toolbox, before: Antecedent): Decision | null {
  const ranked = rankTools(clause, box).slice(0, FILLED_MAX);
  const decisions = ranked.map((one) => {
    const filling = fillTool(clause, one.tool, box, before);
    const foreign = one.noun ? 0 : foreignNouns(clause, box, one);
    const nameless = !one.noun && one.subject === 0 && !isGeneral(filling) ? 3 : 0;
    return { ranked: one, filling, total: -nameless + one.score * RANK_WEIGHT + filling.score - foreign + (continues(one, filling, before) ? 2.5 : 0) + (clause.verb?.phrase === "who" && findsPeople(one) ? 1 : 0) + asksField(clause, one, box), sure: false };
  });
  const sorted = decisions.sort((one, other) => other.total - one.total || one.ranked.tool.order - other.ranked.tool.order);
  const best = sorted[0];
  if (best === undefined) return null;
  if (isSure(clause, best, box, before)) return { ...best, sure: true };
  // The best may win by its slots alone; a tool that the verb and the noun both name comes before silence.
  const named = sorted.find((one) => one.ranked.noun && one.ranked.act >= 1 && isSure(clause, one, box, before));
  return named === undefined ? best : { ...named, sure: true };
}

/** Whether what was filled is what a command without a noun may be about: a record, a person or a search. */
function isGeneral(filling: Filling): boolean {
  const { tool, sets } = filling;
  const given = [...(sets[0]?.keys() ?? [])].map((index) => tool.slots[index]?.role);
  // "add Acme Inc" says by the name alone that it is a company.
  if (tool.organisation && [...(sets[0] ?? [])].some(([index, value]) => tool.slots[index]?.role === "name" && ORG_SUFFIXES.has(String(value).split(" ").slice(1).at(-1)?.toLowerCase().replace(".", "") ?? ""))) return true;
  return given.some((role) => role === "ref" || role === "query" || (tool.person !== null && (role === "first" || role === "last" || role === "email")));
}

/** The record that has the field asked for is the one meant. */
function asksField(clause: Clause, { tool }: Ranked, box: Toolbox): number {
  if (clause.field === undefined) return 0;
  return tool.act === "get" && knowsField(tool, clause.field, box) ? 1.5 : -1.5;
}

/** "mark her as qualified" goes on with the kind of record of the clause before. */
function continues(ranked: Ranked, filling: Filling, before: Antecedent): boolean {
  return before !== null && !ranked.noun && filling.carried && [...ranked.tool.targets].some((target) => before.targets.has(target));
}

/** Nouns of other tools speak against a tool that does not know them. */
function foreignNouns(clause: Clause, box: Toolbox, ranked: Ranked): number {
  const { tokens } = clause.reading;
  for (let at = clause.start; at < clause.end; at++) {
    const token = tokens[at];
    if (token?.kind !== "word" || token.proper) continue;
    if (box.nouns.has(token.stem) && isNounForm(token.lower) && !ranked.tool.nouns.has(token.stem) && !ranked.tool.mentions.has(token.stem)) return 2.5;
  }
  return 0;
}

function isSure(clause: Clause, decision: Omit<Decision, "sure">, box: Toolbox, before: Antecedent): boolean {
  const { ranked, filling } = decision;
  const { act, noun } = ranked;
  const records = ranked.tool.slots.some((slot) => slot.role === "ref") || ["create", "update", "delete"].includes(ranked.tool.act ?? "");
  if (asksAbout(clause) && (records || filling.weak.size > 0 || ranked.subject < 0.6)) return false;
  if (isWish(clause)) return false;
  if (ordersNothing(clause) && ["create", "update", "delete"].includes(ranked.tool.act ?? "")) return false;
  const asksOne = clause.verb?.phrase === "what" || clause.verb?.phrase === "who";
  if (asksOne && filling.missing.length > 0) return false;
  if (isUnfit(clause, decision)) return false;
  // A verb that plainly asks for another act is not argued away: "set the status" never shows a list.
  if (act <= -0.5 && (clause.verb?.acts.length ?? 0) > 0) return false;
  if (noun && act > 0) return records || isAbout(decision);
  if (noun && clause.verb === null) return filling.filled > 0 && filling.missing.length === 0 && (!["create", "update", "delete"].includes(ranked.tool.act ?? "") || opensWithNoun(clause, ranked));
  const asksWhat = ["what", "who", "which", "where", "how many", "whose"].includes(clause.verb?.phrase ?? "");
  if (clause.verb?.phrase === "who" && !noun && filling.missing.length === 0 && filling.filled > 0 && filling.unexplained === 0 && (onlyNames(clause) || (findsPeople(ranked) && isPlain(clause)))) return true;
  if (asksWhat && !noun) return ranked.subject >= 0.5 && isAbout(decision);
  if (act > 0.5 && filling.filled > 0 && filling.unexplained === 0 && foreignNouns(clause, box, ranked) === 0 && ranked.tool.act === "update") return true;
  if (act > 0.5 && filling.missing.length === 0 && isGeneral(filling) && (names(clause) || continues(ranked, filling, before))) return foreignNouns(clause, box, ranked) === 0 && filling.unexplained < 1.5;
  return isAbout(decision);
}

/** Words that leave something out. */
export const EXCEPT: ReadonlySet<string> = new Set(["not", "without", "except", "excluding", "no"]);

/**
 * Where acting would do something else than what was said: a deletion with words that it does not account for
 * ("remove the tag vip from the contact Jane"), a list with conditions that it cannot express ("leads not from Acme").
 */
function isUnfit(clause: Clause, decision: Omit<Decision, "sure">): boolean {
  const { ranked, filling } = decision;
  const { tool } = ranked;
  if (tool.act === "delete") return filling.unexplained >= 0.5 || meansAll(clause, tool) || (!ranked.noun && !filling.carried && isUnknownWord(filling));
  if (tool.act === "create" && !ranked.noun && isLoneName(filling)) return true;
  if (tool.act === "update" && meansAll(clause, tool)) return true;
  const lists = tool.act === "find" && tool.slots.some((slot) => ["query", "limit", "order"].includes(slot.role));
  if (!lists) return false;
  const excepted = clause.reading.tokens.slice(clause.start, clause.end).some((token) => token.kind === "word" && EXCEPT.has(token.lower));
  return filling.unexplained > 1 || (excepted && !tool.slots.some((slot) => slot.type === "boolean"));
}

/** "remove all contacts from Acme": a tool for one record is not for all. */
export function meansAll({ reading, start, end }: Clause, tool: ToolIndex): boolean {
  const { tokens } = reading;
  if (!tool.slots.some((slot) => slot.role === "ref" && slot.required)) return false;
  for (let at = start; at < end - 1; at++) {
    if (!["all", "every", "any"].includes(tokens[at]?.lower ?? "")) continue;
    const noun = [tokens[at + 1], tokens[at + 2], tokens[at + 3]].find((token) => token !== undefined && tool.targets.has(token.stem));
    if (noun !== undefined && (isPlural(noun.lower) || tokens[at]?.lower === "every")) return true;
  }
  return false;
}

/** "delete Acme": one word that is no given name may be any kind of record. */
function isUnknownWord({ tool, sets }: Filling): boolean {
  return sets.every((set) => [...set].every(([index, value]) => tool.slots[index]?.role === "ref" && typeof value === "string" && /^\p{L}+$/u.test(value) && !GIVEN_NAMES.has(value.toLowerCase())));
}

/** "add Acme": one word that is no given name may be a person or a company. */
function isLoneName({ tool, sets, filled }: Filling): boolean {
  const [name, ...others] = [...(sets[0]?.values() ?? [])];
  return tool.person !== null && filled === 1 && others.length === 0 && typeof name === "string" && !/[\s@]/.test(name) && !GIVEN_NAMES.has(name.toLowerCase());
}

/** "lead: Jane Doe" makes one without saying so; "merge lead Jane Doe" asks for something else. */
function opensWithNoun(clause: Clause, ranked: Ranked): boolean {
  const first = clause.reading.tokens.slice(clause.body, clause.end).find((token) => token.kind !== "mark" && !STOP.has(token.lower) && !MARKERS.has(token.lower));
  return first !== undefined && (first.kind !== "word" || first.proper || ranked.tool.targets.has(first.stem) || GIVEN_NAMES.has(first.lower));
}

/** "who works at Acme", not "who wrote Hamlet". */
function isPlain(clause: Clause): boolean {
  const next = clause.reading.tokens[clause.body]?.lower ?? "";
  return STOP.has(next) || LEADS.has(next);
}

/** "who do we know at Acme" finds persons. */
function findsPeople(ranked: Ranked): boolean {
  return ranked.tool.act === "find" && ranked.tool.targets.has("person");
}

/** "who is Jane Doe?": nothing but a name. */
function onlyNames(clause: Clause): boolean {
  return clause.reading.tokens.slice(clause.body, clause.end).every((token) => token.kind !== "word" || token.proper || STOP.has(token.lower) || GIVEN_NAMES.has(token.lower)) && names(clause);
}

const ABOUT = 0.7;
const WEAK = 0.08;

/** Whether the clause speaks of what the tool is for: its subject, its slots and its words together. */
function isAbout(decision: Omit<Decision, "sure">): boolean {
  const { ranked, filling } = decision;
  // What was only left over proves little.
  const complete = filling.missing.length > 0 ? 0 : filling.firm ? 0.4 : filling.weak.size > 0 ? WEAK : 0.2;
  return ranked.subject * 0.5 + filling.explained * 0.2 + ranked.known * 0.25 + complete + Math.min(0, ranked.act) * 0.3 >= ABOUT;
}

/** Whether the clause names someone or something: a capital, an address, an id or a given name. */
function names(clause: Clause): boolean {
  const { tokens } = clause.reading;
  for (let at = clause.body; at < clause.end; at++) {
    const token = tokens[at];
    if (token === undefined) continue;
    if (["email", "id", "quoted", "url"].includes(token.kind) || GIVEN_NAMES.has(token.lower)) return true;
    if (token.proper || (at === 0 && token.kind === "word" && token.shape !== "lower" && !STOP.has(token.lower))) return true;
  }
  return false;
}
