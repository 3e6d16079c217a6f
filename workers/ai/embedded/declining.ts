import type { Clause } from "./clauses";
import { type Decision, EXCEPT, meansAll } from "./decide";
import { fieldAt } from "./fields";
import { DETERMINERS, MARKERS, STOP } from "./lexicon";
import { humanName, joined, purposeOf } from "./speech";
import type { Toolbox, ToolIndex } from "./toolbox";

/** Why nothing is done although the command is understood in part, in words that help to say it otherwise. */

const EMPTYING = new Set("clear empty unset blank reset erase remove delete drop".split(" "));
/** What stands for a field's whole extent rather than for a condition of a search. */
const NO_CONDITIONS = new Set(["query", "limit", "order"]);
const CONDITIONS_SHOWN = 7;
const CHOICES_SHOWN = 4;

/** The reason, or null where nothing is known but that no function fits. */
export function reasonOf(decision: Decision, clause: Clause, box: Toolbox): string | null {
  const { ranked, filling } = decision;
  const { tool } = ranked;
  const emptied = emptiedField(clause, box);
  if (emptied !== null) return `I cannot empty the ${emptied} of a record. I can set it to another value.`;
  const loose = phraseOf(clause, filling.loose);
  if (tool.act === "find" && ranked.noun && clause.reading.tokens.slice(clause.start, clause.end).some((token) => EXCEPT.has(token.lower))) return "I can search for what records have, not for what they do not have.";
  if (tool.act === "find" && ranked.noun && ranked.act > 0 && loose !== "") {
    const conditions = tool.slots.filter((slot) => !NO_CONDITIONS.has(slot.role)).map((slot) => humanName(slot.path[0] ?? "")).slice(0, CONDITIONS_SHOWN);
    return `I do not know how to search by "${loose}". I can ${purposeOf(tool)} by ${joined([...new Set(conditions)], "or")}.`;
  }
  if (meansAll(clause, tool)) return `I can ${purposeOf(tool)} only by name, one or a few at a time. Please say which.`;
  if (tool.act === "delete" && ranked.act > 0 && loose !== "") return `I do not understand "${loose}" here, so nothing was done. To ${purposeOf(tool)}, say which one and no more.`;
  return whichKind(decision, clause, box);
}

/** "add Acme" may mean several things: they are named. */
function whichKind({ ranked }: Decision, clause: Clause, box: Toolbox): string | null {
  const act = clause.verb?.acts[0];
  if (ranked.noun || clause.verb === null || clause.verb.end === clause.verb.start || !namesOne(clause)) return null;
  const kinds = box.tools.filter((tool) => tool.act === act && kindOf(tool) !== "").slice(0, CHOICES_SHOWN);
  return kinds.length < 2 ? null : `Please say which it is. I can ${joined(kinds.map(purposeOf), "or")}.`;
}

function kindOf(tool: ToolIndex): string {
  return [...tool.targets][0] ?? "";
}

function namesOne({ reading, body, end }: Clause): boolean {
  const content = reading.tokens.slice(body, end).filter((token) => token.kind !== "mark" && !STOP.has(token.lower) && !MARKERS.has(token.lower));
  return content.length > 0 && content.every((token) => token.kind !== "word" || token.shape !== "lower");
}

/** "clear the phone of lead Jane": the field that is to be without a value. */
function emptiedField(clause: Clause, box: Toolbox): string | null {
  const { reading, start, end } = clause;
  const { tokens, text } = reading;
  let at = clause.verb !== null && clause.verb.leading ? clause.verb.start : start;
  if (!EMPTYING.has(tokens[at]?.lower ?? "")) return null;
  at += 1;
  while (at < end && DETERMINERS.has(tokens[at]?.lower ?? "")) at += 1;
  const length = fieldAt(reading, at, end, box);
  const link = tokens[at + length]?.lower ?? "";
  return length > 0 && ["of", "from", "for", "on"].includes(link) ? text.slice(tokens[at]?.start ?? 0, tokens[at + length - 1]?.end ?? 0) : null;
}

/** The words that nothing accounts for, with the small words between them. */
function phraseOf({ reading }: Clause, loose: readonly number[]): string {
  const first = loose[0];
  const last = loose.at(-1);
  if (first === undefined || last === undefined) return "";
  return reading.text.slice(reading.tokens[first]?.start ?? 0, reading.tokens[last]?.end ?? 0);
}
