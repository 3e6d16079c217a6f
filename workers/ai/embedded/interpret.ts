import { type Clause, isCalledOff, joinClauses, splitClauses } from "./clauses";
import type { DateSpan } from "./dates";
import { type Decision, decide } from "./decide";
import { type Antecedent, type Filling, argumentsOf, fillTool, hasPronoun } from "./fill";
import { readCommand } from "./reading";
import { type Call, fits } from "./schema";
import { abstain, askFor, purposeOf } from "./speech";
import type { Toolbox, ToolIndex } from "./toolbox";

/** What a command means: calls to make, a question back, or nothing that the tools can do. */
export type Interpretation =
  | { kind: "calls"; calls: Call[] }
  | { kind: "question"; text: string; tool: string; missing: string[]; known: Record<string, unknown> }
  | { kind: "none"; text: string };

/** The question asked last turn, whose answer this command may be. */
export type Pending = { tool: string; missing: string[]; known: Record<string, unknown> };

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
  let denied = false;
  let last: Decision | null = null;
  let asked: Interpretation | null = null;
  for (const clause of segment(clauses, box)) {
    if (clause.negated) {
      denied = true;
      continue;
    }
    const decision: Decision | null = goesOn(clause, box, last) ?? decide(clause, box, before);
    if (decision === null || !decision.sure) continue;
    const made = callsOf(carryOver(decision, calls));
    if (made === null) continue;
    if (!Array.isArray(made) && made.kind === "question" && isAside(clause, clauses.length)) {
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
  return { kind: "none", text: denied ? "Nothing was done, as you asked." : abstain(box) };
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
  if (missing.length === 0 || calls.length === 0 || !(tool.act === null || tool.act === "get" || tool.act === "find")) return decision;
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

/** Sentences that only make sense together are put together, at most this many. */
const JOINED_MAX = 6;
/** Beyond this many clauses they are taken one by one, so that the work stays bounded. */
const CLAUSES_JOINED_MAX = 16;

/**
 * Finds the parts of a command that make the best calls: "I have a circle of radius 5. What is its area?" is one.
 * Where every clause is a call of its own, nothing is put together.
 */
function segment(clauses: readonly Clause[], box: Toolbox): readonly Clause[] {
  if (clauses.length < 2 || clauses.length > CLAUSES_JOINED_MAX) return clauses;
  const alone = clauses.map((clause) => worth(clause, box, [clause]));
  if (alone.every((value) => value >= 1)) return clauses;
  const best: { value: number; parts: Clause[] }[] = [{ value: 0, parts: [] }];
  for (let end = 1; end <= clauses.length; end++) {
    let found: { value: number; parts: Clause[] } | null = null;
    for (let length = 1; length <= Math.min(JOINED_MAX, end); length++) {
      const part = clauses.slice(end - length, end);
      if (length > 1 && part.some((clause) => clause.negated)) break;
      const joined = part.reduce((one, other) => joinClauses(one, other));
      const value = (length === 1 ? (alone[end - 1] ?? 0) : worth(joined, box, part)) + (best[end - length]?.value ?? 0);
      if (found === null || value > found.value + 1e-9) found = { value, parts: [...(best[end - length]?.parts ?? []), joined] };
    }
    best.push(found ?? { value: 0, parts: [] });
  }
  return best.at(-1)?.parts ?? clauses;
}

/** "She's from Acme": a clause that goes on about the one before costs little to join. */
function continuesBefore(clause: Clause): boolean {
  const first = clause.reading.tokens[clause.start]?.lower ?? "";
  return ["she", "he", "it", "they", "his", "her", "their", "its", "i'll", "she's", "he's"].includes(first) && (clause.verb === null || clause.verb.start === clause.verb.end || !clause.verb.leading);
}

/** 1 for a part that is a call, less where it is put together; below 0 for one that is none. */
function worth(clause: Clause, box: Toolbox, parts: readonly Clause[]): number {
  if (clause.negated) return 1;
  const decision = decide(clause, box, null);
  const joining = parts.slice(1).reduce((sum, part) => sum + (continuesBefore(part) ? 0.1 : 0.35), 0);
  if (decision === null || !decision.sure) return -0.3 - joining;
  const { tool, missing } = decision.filling;
  const later = hasPronoun(clause) && tool.slots.some((slot) => slot.role === "ref");
  return missing.length > 0 && !later ? -0.2 - joining : 1 - joining;
}

function callsOf(decision: Decision): Call[] | Interpretation | null {
  const { filling } = decision;
  const { tool } = filling;
  if (filling.missing.length > 0) {
    const known = argumentsOf(tool, filling.sets[0] ?? new Map());
    return { kind: "question", text: askFor(tool, filling.missing), tool: tool.tool.name, missing: filling.missing, known };
  }
  if (tool.act === "update" && filling.filled > 0 && changesNothing(filling)) return { kind: "none", text: `To ${purposeOf(tool)}, I need to know what should change.` };
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

/** Reads the command as the answer to last turn's question; null where it is a command of its own. */
function answer(clauses: readonly Clause[], box: Toolbox, pending: Pending): Interpretation | null {
  const index = box.tools.find((one) => one.tool.name === pending.tool);
  const clause = clauses[0];
  if (index === undefined || clause === undefined) return null;
  if (clause.verb?.leading === true && clause.verb.end > clause.verb.start) {
    const decision = decide(clause, box, null);
    if (decision?.sure === true) return null;
  }
  const wanted = new Set([...pending.missing, ...Object.keys(pending.known)]);
  const asked: ToolIndex = { ...index, slots: index.slots.map((slot) => ({ ...slot, required: slot.required || pending.missing.includes(slot.path[0] ?? "") })) };
  const filling = fillTool({ ...clause, verb: null, inherited: true, body: clause.start, end: clauses.at(-1)?.end ?? clause.end }, asked, box, null);
  const given = argumentsOf(index, filling.sets[0] ?? new Map());
  const merged: Record<string, unknown> = {};
  for (const slot of index.slots) {
    const name = slot.path[0];
    if (name === undefined || Object.hasOwn(merged, name)) continue;
    if (Object.hasOwn(pending.known, name)) merged[name] = pending.known[name];
    else if (Object.hasOwn(given, name) && (wanted.has(name) || Object.keys(given).some((one) => wanted.has(one)))) merged[name] = given[name];
  }
  const satisfied = fits(index.tool.parameters ?? {}, merged);
  if (satisfied) return { kind: "calls", calls: [{ name: pending.tool, arguments: merged }] };
  const missing = pending.missing.filter((name) => !Object.hasOwn(merged, name));
  return { kind: "question", text: askFor(index, missing), tool: pending.tool, missing, known: merged };
}
