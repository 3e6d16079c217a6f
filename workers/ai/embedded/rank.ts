import type { Clause } from "./clauses";
import { isNounForm, isPlural } from "./grammar";
import { ACT_FIT, DETERMINERS, LEADING_ACT, MARKERS, STOP, SYNONYM_STEMS } from "./lexicon";
import { stem } from "./stem";
import type { Toolbox, ToolIndex } from "./toolbox";

/** A tool with how well the clause's words speak for it. */
export type Ranked = {
  tool: ToolIndex;
  score: number;
  /** How well the verb suits: 1 the same act, below 0 another one, 0 unknown. */
  act: number;
  /** Whether the clause names what the tool works on. */
  noun: boolean;
  /** Share of what the tool is about (its name's words, or its description's noun) that the clause has, 0 to 1. */
  subject: number;
  /** Share of the clause's content words that the tool knows, 0 to 1. */
  known: number;
};

type Query = { stem: string; weight: number; noun: boolean };

/** The clause's content words as stems; names in capitals weigh little, for they are values rather than functions. */
function queryOf(clause: Clause): Query[] {
  const seen = new Map<string, Query>();
  const { tokens } = clause.reading;
  for (let at = clause.start; at < clause.end; at++) {
    const token = tokens[at];
    if (token?.kind !== "word" || (STOP.has(token.lower) && clause.verb?.start !== at) || MARKERS.has(token.lower)) continue;
    const weight = token.proper ? 0.35 : 1;
    const known = seen.get(token.stem);
    seen.set(token.stem, { stem: token.stem, weight: Math.max(known?.weight ?? 0, weight), noun: known?.noun === true || (isNounForm(token.lower) && !isFieldLabel(clause, at)) });
  }
  return [...seen.values()];
}

/** "Company: Acme" among pasted fields names one of them, unless it stands first. */
function isFieldLabel({ reading, body }: Clause, at: number): boolean {
  return reading.record && at > body && [":", "="].includes(reading.tokens[at + 1]?.text ?? "");
}

function idf(box: Toolbox, stem: string): number {
  const count = box.tools.length;
  const df = box.frequency.get(stem) ?? 0;
  // With one tool in the box every word would be worthless; the added constant keeps a floor.
  return Math.log(1 + (count - df + 0.5) / (df + 0.5)) + 0.4;
}

function actFit(clause: Clause, tool: ToolIndex): number {
  const { verb } = clause;
  if (verb === null || tool.act === null) return 0;
  const target = tool.act;
  // A verb of another kind ("calculate") asks for an answer: it neither makes, changes nor deletes.
  if (verb.acts.length === 0) return verb.phrase !== "" && stem(verb.phrase) !== tool.verb && ["create", "update", "delete"].includes(target) ? -1 : 0;
  let best = -2;
  verb.acts.forEach((act, index) => {
    // The first meaning of a verb is the likeliest.
    const fit = ACT_FIT[act][target] - index * (LEADING_ACT.has(verb.phrase) ? 0.7 : 0.4);
    if (fit > best) best = fit;
  });
  if (addsTo(clause, tool)) return target === "update" ? 1 : Math.min(best, -0.6);
  return LEADING_ACT.get(verb.phrase) === target ? Math.max(best, 1) : best;
}

/** "add a note to lead Jane": what is added is a slot's value, and the record is there already. */
function addsTo(clause: Clause, tool: ToolIndex): boolean {
  const { verb } = clause;
  const { tokens } = clause.reading;
  if (verb === null || !verb.acts.includes("create") || !verb.acts.includes("update")) return false;
  const as = tokens.findIndex((token, at) => at > verb.end && at < clause.end && token.lower === "as");
  // "add Emaar as company of contact Omar"
  if (as > 0 && tool.mentions.has(tokens[as + 1]?.stem ?? "") && ["of", "for", "to"].includes(tokens[as + 2]?.lower ?? "")) return true;
  const object = DETERMINERS.has(tokens[verb.end]?.lower ?? "") ? verb.end + 1 : verb.end;
  if (object >= clause.end || !tool.mentions.has(tokens[object]?.stem ?? "") || tool.targets.has(tokens[object]?.stem ?? "")) return false;
  return tokens.slice(object, clause.end).some((token) => ["to", "on", "for", ":"].includes(token.lower));
}

/** "the lead Jane" is one, "the leads from Acme" are many: number tells showing one from finding many. */
function agreement(clause: Clause, tool: ToolIndex): number {
  if (tool.act !== "get" && tool.act !== "find") return 0;
  const { tokens } = clause.reading;
  for (let at = clause.start; at < clause.end; at++) {
    const token = tokens[at];
    if (token?.kind !== "word" || !tool.targets.has(token.stem) || at === clause.verb?.start) continue;
    return isPlural(token.lower) === (tool.act === "find") ? 0.5 : -0.5;
  }
  return 0;
}

function nounIn(query: readonly Query[], nouns: ReadonlySet<string>): boolean {
  return query.some(({ stem, noun }) => noun && nouns.has(stem));
}

/** Ranks all tools for a clause, best first; equal ones keep the order of the list. */
export function rankTools(clause: Clause, box: Toolbox): Ranked[] {
  const query = queryOf(clause);
  const total = query.reduce((sum, { weight }) => sum + weight, 0) || 1;
  return box.tools
    .map((tool) => {
      let score = 0;
      let known = 0;
      for (const { stem: one, weight } of query) {
        let field = tool.weights.get(one) ?? 0;
        let via = 1;
        if (field === 0) {
          for (const other of SYNONYM_STEMS.get(one) ?? []) {
            const found = tool.weights.get(other) ?? 0;
            if (found > field) [field, via] = [found, 0.7];
          }
        }
        if (field === 0) continue;
        score += weight * via * idf(box, one) * (field / (field + 1.2));
        known += weight;
      }
      const act = actFit(clause, tool) + agreement(clause, tool);
      const noun = nounIn(query, tool.targets);
      return { tool, act, noun, known: known / total, subject: shareOf(tool, query, clause), score: score + act * 2.5 + (noun ? 2.5 : 0) + (sameVerb(clause, tool) ? 1.5 : 0) };
    })
    .sort((one, other) => other.score - one.score || one.tool.order - other.tool.order);
}

/** The tool starts with the clause's verb, and the verb is one that says something: "convert", "play", "book". */
function sameVerb(clause: Clause, tool: ToolIndex): boolean {
  const { verb } = clause;
  return verb !== null && verb.acts.length === 0 && verb.phrase !== "" && stem(verb.phrase) === tool.verb;
}

function shareOf(tool: ToolIndex, query: readonly Query[], clause: Clause): number {
  const verb = clause.verb === null || clause.verb.start === clause.verb.end ? "" : (clause.reading.tokens[clause.verb.start]?.stem ?? "");
  // "book a table" is not about books.
  const stems = new Set(query.map((one) => one.stem).filter((one) => one !== verb || one === tool.verb));
  const has = (stem: string): boolean => stems.has(stem) || [...(SYNONYM_STEMS.get(stem) ?? [])].some((other) => stems.has(other));
  const share = (words: readonly string[]): number => (words.length === 0 ? 0 : words.filter(has).length / words.length);
  return Math.max(share(tool.subject.name), share(tool.subject.description));
}
