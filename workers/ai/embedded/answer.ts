import type { Clause } from "./clauses";
import { decide } from "./decide";
import { argumentsOf, fillTool } from "./fill";
import { type Interpretation, type Pending, fits, setOwn } from "./schema";
import { askFor } from "./speech";
import type { Toolbox, ToolIndex } from "./toolbox";

/** Reads the command as the answer to last turn's question; null where it is a command of its own. */
export function answer(clauses: readonly Clause[], box: Toolbox, pending: Pending): Interpretation | null {
  const index = box.tools.find((one) => one.tool.name === pending.tool);
  const clause = clauses[0];
  if (index === undefined) return null;
  // "hello" and "thanks" answer nothing: the question stands.
  if (clause === undefined) return { kind: "question", text: askFor(index, pending.missing), ...pending };
  if (clause.verb?.leading === true && clause.verb.end > clause.verb.start) {
    const decision = decide(clause, box, null);
    if (decision?.sure === true) return null;
  }
  const isKnown = (name: string): boolean => Object.hasOwn(pending.known, name) && !pending.missing.includes(name);
  const asked: ToolIndex = {
    ...index,
    // What is known already takes nothing from the answer: an object without parts is never filled from text.
    slots: index.slots.map((slot) => ({ ...slot, type: isKnown(slot.path[0] ?? "") ? "object" : slot.type, required: slot.required || pending.missing.includes(slot.path[0] ?? "") })),
  };
  const filling = fillTool({ ...clause, verb: null, inherited: true, body: clause.start, end: clauses.at(-1)?.end ?? clause.end }, asked, box, null);
  const answers = filling.sets.map((set) => merge(index, pending, argumentsOf(index, set)));
  const valid = answers.filter((one) => fits(index.tool.parameters ?? {}, one));
  if (valid.length > 0) return { kind: "calls", calls: valid.map((one) => ({ name: pending.tool, arguments: one })) };
  const known = answers[0] ?? pending.known;
  const missing = pending.missing.filter((name) => !Object.hasOwn(known, name) || isPart(index, name, known[name]));
  return { kind: "question", text: askFor(index, missing), tool: pending.tool, missing, known };
}

/** Whether an object still lacks one of its parts. */
function isPart(tool: ToolIndex, name: string, value: unknown): boolean {
  const schema = tool.tool.parameters?.properties?.[name];
  return schema !== undefined && !fits(schema, value);
}

/** What was known and what the answer adds, in the schema's order; the parts of an object come together. */
function merge(tool: ToolIndex, pending: Pending, given: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  const answersIt = Object.keys(given).some((name) => pending.missing.includes(name));
  for (const slot of tool.slots) {
    const name = slot.path[0];
    if (name === undefined || Object.hasOwn(merged, name)) continue;
    const known = Object.hasOwn(pending.known, name) ? pending.known[name] : undefined;
    const added = Object.hasOwn(given, name) && answersIt ? given[name] : undefined;
    if (isObject(known) && isObject(added)) setOwn(merged, name, { ...known, ...added });
    else if (known !== undefined || added !== undefined) setOwn(merged, name, known ?? added);
  }
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
