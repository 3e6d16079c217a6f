import type { Clause } from "./clauses";
import { type Antecedent, type Filling, fillTool } from "./fill";
import { GIVEN_NAMES, STOP } from "./lexicon";
import { type Ranked, isNounForm, rankTools } from "./rank";
import type { Toolbox } from "./toolbox";

/** The tool chosen for a clause, and whether there is enough to act on it. */
export type Decision = { ranked: Ranked; filling: Filling; total: number; sure: boolean };

/** How many of the best-ranked tools are filled; the rest are too far behind to win by their slots. */
const FILLED_MAX = 6;
const RANK_WEIGHT = 0.8;

/** Chooses the tool for a clause by its words and by how well its slots fill; null where the box is empty. */
export function decide(clause: Clause, box: Toolbox, before: Antecedent): Decision | null {
  const ranked = rankTools(clause, box).slice(0, FILLED_MAX);
  const decisions = ranked.map((one) => {
    const filling = fillTool(clause, one.tool, box, before);
    const foreign = one.noun ? 0 : foreignNouns(clause, box, one);
    const nameless = !one.noun && one.subject === 0 && !isGeneral(filling) ? 3 : 0;
    return { ranked: one, filling, total: -nameless + one.score * RANK_WEIGHT + filling.score - foreign + (continues(one, filling, before) ? 2.5 : 0), sure: false };
  });
  const best = decisions.sort((one, other) => other.total - one.total || one.ranked.tool.order - other.ranked.tool.order)[0];
  return best === undefined ? null : { ...best, sure: isSure(clause, best, box, before) };
}

/** Whether what was filled is what a command without a noun may be about: a record, a person or a search. */
function isGeneral(filling: Filling): boolean {
  const { tool, sets } = filling;
  const given = [...(sets[0]?.keys() ?? [])].map((index) => tool.slots[index]?.role);
  return given.some((role) => role === "ref" || role === "query" || (tool.person !== null && (role === "first" || role === "last" || role === "email")));
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
  if (records && asksAbout(clause)) return false;
  const asksOne = clause.verb?.phrase === "what" || clause.verb?.phrase === "who";
  if (asksOne && filling.missing.length > 0) return false;
  if (noun && act > 0) return true;
  if (noun && clause.verb === null) return filling.filled > 0 && filling.missing.length === 0;
  const asksWhat = ["what", "who", "which", "where", "how many", "whose"].includes(clause.verb?.phrase ?? "");
  if (clause.verb?.phrase === "who" && !noun && filling.missing.length === 0 && isGeneral(filling) && filling.unexplained === 0 && onlyNames(clause)) return true;
  if (asksWhat && !noun) return ranked.subject >= 0.5 && isAbout(decision);
  if (act > 0.5 && filling.filled > 0 && filling.unexplained === 0 && foreignNouns(clause, box, ranked) === 0 && ranked.tool.act === "update") return true;
  if (act > 0.5 && filling.missing.length === 0 && isGeneral(filling) && (names(clause) || continues(ranked, filling, before))) return foreignNouns(clause, box, ranked) === 0 && filling.unexplained < 1.5;
  return isAbout(decision);
}

const ASKING = /^(?:why|how (?:do|can|should|would|could|did) (?:i|we|you|one)|how to|did|have you|has|when (?:did|will|do)|should (?:i|we)|was|were|is it|it (?:would|is|was)|what (?:if|happens))\b/i;

/** Whether the clause asks how, why or whether something is done, rather than for it to be done. */
function asksAbout(clause: Clause): boolean {
  const { text, tokens } = clause.reading;
  return ASKING.test(text.slice(tokens[clause.start]?.start ?? 0));
}

/** "who is Jane Doe?": nothing but a name. */
function onlyNames(clause: Clause): boolean {
  return clause.reading.tokens.slice(clause.body, clause.end).every((token) => token.kind !== "word" || token.proper || STOP.has(token.lower) || GIVEN_NAMES.has(token.lower)) && names(clause);
}

const ABOUT = 0.62;

/** Whether the clause speaks of what the tool is for: its subject, its slots and its words together. */
function isAbout(decision: Omit<Decision, "sure">): boolean {
  const { ranked, filling } = decision;
  const complete = filling.missing.length === 0 ? (filling.firm ? 0.4 : 0.2) : 0;
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
