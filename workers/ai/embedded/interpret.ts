import { answer } from "./answer";
import { type Clause, isCalledOff, splitClauses } from "./clauses";
import type { DateSpan } from "./dates";
import { type Decision, decide } from "./decide";
import { type Filling, argumentsOf, fillTool } from "./fill";
import { reasonOf } from "./declining";
import type { Antecedent } from "./leftovers";
import { GIVEN_NAMES } from "./lexicon";
import { asksAbout, isWish, ordersNothing } from "./moods";
import { readCommand } from "./reading";
import { type Call, type Interpretation, type Pending, fits } from "./schema";
import { segment } from "./segments";
import { abstain, askFor, purposeOf } from "./speech";
import type { Toolbox, ToolIndex } from "./toolbox";

/** The work of `interpret` once the dates are read: synchronous and pure. */
export function interpretWith(command: string, box: Toolbox, dates: readonly DateSpan[], pending: Pending | undefined): Interpretation {
  if (isCalledOff(command)) return { kind: "none", text: "Nothing was done." };
  const reading = readCommand(command, dates, box);
  const clauses = splitClauses(reading, box);
  if (pending !== undefined) {
    const answered = answer(clauses, box, pending);
    if (answered !== null) return answered;
  }
  const calls: Call[] = [];
  let before: Antecedent = null;
  let heard: Antecedent = null;
  let denied = false;
  let last: Decision | null = null;
  let asked: Interpretation | null = null;
  let reason: string | null = null;
  for (const clause of segment(clauses, box)) {
    if (clause.negated) {
      denied = true;
      heard = whoIn(clause) ?? heard;
      continue;
    }
    const decision: Decision | null = goesOn(clause, box, last) ?? decide(clause, box, before ?? heard);
    if (decision === null || !decision.sure) {
      heard = whoIn(clause) ?? heard;
      if (decision !== null && !ordersNothing(clause) && !isWish(clause) && !asksAbout(clause)) reason ??= reasonOf(decision, clause, box);
      continue;
    }
    const made = callsOf(carryOver(decision, calls));
    if (made === null) continue;
    if (!Array.isArray(made) && isAside(clause, clauses.length)) {
      heard = whoIn(clause) ?? heard;
      asked ??= made;
      continue;
    }
    if (!Array.isArray(made)) return made.kind === "none" && calls.length > 0 ? { kind: "calls", calls } : made;
    calls.push(...made.filter((call) => !calls.some((other) => JSON.stringify(other) === JSON.stringify(call))));
    last = decision;
    before = antecedentOf(decision, made) ?? before;
  }
  if (calls.length > 0) return { kind: "calls", calls };
  if (asked !== null) return asked;
  return { kind: "none", text: denied ? "Nothing was done, as you asked." : (reason ?? abstain(box)) };
}

/** "Good news about Rosa Lind! Mark her as qualified.": whom talk that orders nothing is about. */
function whoIn({ reading, start, end }: Clause): Antecedent {
  const { tokens, text } = reading;
  for (let at = start; at < end; at++) {
    const token = tokens[at];
    if (token?.kind === "email") return { reference: token.text, targets: new Set() };
    if (token?.kind !== "word" || !token.proper || !GIVEN_NAMES.has(token.lower)) continue;
    const last = tokens[at + 1]?.proper === true && at + 1 < end ? tokens[at + 1] : token;
    return { reference: text.slice(token.start, last?.end), targets: new Set() };
  }
  return null;
}

const SAME = /\b(?:same|again|repeat|once more)\b/i;

/** "then do the same for Rome": the call before once more, with what is said anew. */
function goesOn(clause: Clause, box: Toolbox, last: Decision | null): Decision | null {
  if (last === null || last.filling.tool.act === "delete" || last.filling.tool.slots.some((slot) => slot.role === "ref")) return null;
  const { text, tokens } = clause.reading;
  const said = text.slice(tokens[clause.start]?.start ?? 0, tokens[clause.end - 1]?.end ?? 0);
  if (!SAME.test(said)) return null;
  const { tool } = last.filling;
  const filling = fillTool(clause, tool, box, null);
  if (filling.filled - filling.weak.size === 0) return null;
  const known = last.filling.sets.at(-1) ?? new Map<number, unknown>();
  const sets = filling.sets.map((set) => new Map([...known, ...[...set].filter(([index]) => !filling.weak.has(index))]));
  return { ...last, filling: { ...filling, sets, missing: [] } };
}

/** What a question leaves out may have been said in the one before: reading takes it over, writing never does. */
function carryOver(decision: Decision, calls: readonly Call[]): Decision {
  const { filling } = decision;
  const { tool, missing } = filling;
  if (missing.length === 0 || calls.length === 0 || (filling.filled === filling.weak.size && calls.some((call) => call.name === tool.tool.name)) || !(tool.act === null || tool.act === "get" || tool.act === "find")) return decision;
  const sets = filling.sets.map((set) => {
    const filled = new Map(set);
    tool.slots.forEach((slot, index) => {
      if (!slot.required || filled.has(index) || slot.role === "ref") return;
      const from = calls.findLast((call) => Object.hasOwn(call.arguments, slot.name) && fits(slot.schema, call.arguments[slot.name]));
      if (from !== undefined) filled.set(index, from.arguments[slot.name]);
    });
    return filled;
  });
  const still = missing.filter((name) => !tool.slots.some((slot, index) => slot.path[0] === name && sets[0]?.has(index) === true));
  return { ...decision, filling: { ...filling, sets, missing: still } };
}

/** Of several sentences, one that is no order to add, change or delete may be said in passing. */
function isAside(clause: Clause, count: number): boolean {
  return count > 1 && !(clause.verb?.acts.some((act) => act === "create" || act === "update" || act === "delete") === true && clause.verb.end > clause.verb.start);
}

function callsOf(decision: Decision): Call[] | Interpretation | null {
  const { filling } = decision;
  const { tool } = filling;
  if (filling.missing.length > 0) {
    const known = argumentsOf(tool, filling.sets[0] ?? new Map());
    return { kind: "question", text: askFor(tool, filling.missing), tool: tool.tool.name, missing: filling.missing, known };
  }
  if (tool.act === "update" && changesNothing(filling)) return { kind: "none", text: `To ${purposeOf(tool)}, I need to know what should change.` };
  const calls = filling.sets.map((set) => ({ name: tool.tool.name, arguments: argumentsOf(tool, set) }));
  const valid = calls.filter((call) => fits(tool.tool.parameters ?? {}, call.arguments));
  return valid.length === 0 ? null : valid;
}

/** An update of which only the record is known. */
function changesNothing(filling: Filling): boolean {
  const { tool } = filling;
  const target = tool.slots.some((slot) => slot.role === "ref" && slot.required);
  return target && filling.sets.every((set) => [...set.keys()].every((index) => tool.slots[index]?.role === "ref"));
}

/** What a pronoun in the next clause stands for: the address if there is one, else the name. */
function antecedentOf(decision: Decision, calls: readonly Call[]): Antecedent {
  const { tool } = decision.filling;
  const set = decision.filling.sets.at(-1);
  if (set === undefined || calls.length === 0) return null;
  const value = (test: (slot: ToolIndex["slots"][number]) => boolean): string | undefined => {
    const index = tool.slots.findIndex((slot, at) => test(slot) && typeof set.get(at) === "string");
    const found = index < 0 ? undefined : set.get(index);
    return typeof found === "string" ? found : undefined;
  };
  const name = [value((slot) => slot.role === "first"), value((slot) => slot.role === "last")].filter((part) => part !== undefined).join(" ");
  const reference = value((slot) => slot.role === "email") ?? value((slot) => slot.role === "ref") ?? (name === "" ? value((slot) => slot.role === "name") : name);
  return reference === undefined ? null : { reference, targets: tool.targets };
}
