import { type Clause, joinClauses } from "./clauses";
import { decide } from "./decide";
import { hasPronoun, refersBack } from "./leftovers";
import type { Toolbox } from "./toolbox";

/** Sentences that only make sense together are put together, at most this many. */
const JOINED_MAX = 6;
/** Beyond this many clauses they are taken one by one, so that the work stays bounded. */
const CLAUSES_JOINED_MAX = 16;

/**
 * Finds the parts of a command that make the best calls: "I have a circle of radius 5. What is its area?" is one.
 * Where every clause is a call of its own, nothing is put together.
 */
export function segment(all: readonly Clause[], box: Toolbox): readonly Clause[] {
  if (all.length < 2 || all.length > CLAUSES_JOINED_MAX) return all;
  const clauses = absorb(all, box);
  const alone = clauses.map((clause) => worth(clause, box, [clause]));
  if (alone.every((value) => value >= 1)) return clauses;
  const best: { value: number; parts: Clause[] }[] = [{ value: 0, parts: [] }];
  for (let end = 1; end <= clauses.length; end++) {
    let found: { value: number; parts: Clause[] } | null = null;
    for (let length = 1; length <= Math.min(JOINED_MAX, end); length++) {
      const part = clauses.slice(end - length, end);
      if (length > 1 && part.some((clause) => clause.negated)) break;
      const joined = part.reduce((one, other) => joinClauses(one, other));
      const value = (length === 1 ? (alone[end - 1] ?? 0) : worth(joined, box, part) - aside(part, alone, end, box)) + (best[end - length]?.value ?? 0);
      if (found === null || value > found.value + 1e-9) found = { value, parts: [...(best[end - length]?.parts ?? []), joined] };
    }
    best.push(found ?? { value: 0, parts: [] });
  }
  return best.at(-1)?.parts ?? clauses;
}

/** "Rosa got promoted. Change the title of contact Rosa to ...": an order that is whole by itself takes nothing from talk before it. */
function aside(part: readonly Clause[], alone: readonly number[], end: number, box: Toolbox): number {
  const last = part.at(-1);
  if (last === undefined || last.verb === null || last.verb.start === last.verb.end || hasPronoun(last)) return 0;
  const talk = alone.slice(end - part.length, end - 1).every((value) => value < 1);
  const records = talk && (alone[end - 1] ?? 0) >= 1 && decide(last, box, null)?.filling.tool.slots.some((slot) => slot.role === "ref");
  return records === true ? 1 : 0;
}

/** "add Bob as a lead. His email is ...": what goes on about a record just made, and only says more of it, belongs to its making. */
function absorb(clauses: readonly Clause[], box: Toolbox): Clause[] {
  const kept: Clause[] = [];
  for (const clause of clauses) {
    const last = kept.at(-1);
    const joined = last !== undefined && last.verb?.acts[0] === "create" && !last.negated && saysMore(clause) ? joinClauses(last, clause) : null;
    if (last !== undefined && joined !== null && givesMore(last, joined, box)) kept[kept.length - 1] = joined;
    else kept.push(clause);
  }
  return kept;
}

function saysMore(clause: Clause): boolean {
  return !clause.negated && continuesBefore(clause) && (clause.verb === null || clause.verb.start === clause.verb.end);
}

function givesMore(one: Clause, joined: Clause, box: Toolbox): boolean {
  const before = decide(one, box, null);
  const after = decide(joined, box, null);
  return before?.sure === true && after?.sure === true && after.filling.tool === before.filling.tool && after.filling.tool.act === "create" && after.filling.sets.length === 1 && after.filling.filled > before.filling.filled;
}

/** "She's from Acme": a clause that goes on about the one before costs little to join. */
function continuesBefore(clause: Clause): boolean {
  const first = clause.reading.tokens[clause.start]?.lower ?? "";
  return ["she", "he", "it", "they", "his", "her", "their", "its", "i'll", "she's", "he's", "shes", "hes", "they're"].includes(first) && (clause.verb === null || clause.verb.start === clause.verb.end || !clause.verb.leading);
}

/** 1 for a part that is a call, less where it is put together; below 0 for one that is none. */
function worth(clause: Clause, box: Toolbox, parts: readonly Clause[]): number {
  if (clause.negated) return 1;
  const decision = decide(clause, box, null);
  const joining = parts.slice(1).reduce((sum, part) => sum + (continuesBefore(part) ? 0.1 : 0.35), 0);
  if (decision === null || !decision.sure) return -0.3 - joining;
  const { tool, missing } = decision.filling;
  const later = (hasPronoun(clause) || refersBack(clause, tool)) && tool.slots.some((slot) => slot.role === "ref");
  const told = (decision.filling.filled - decision.filling.weak.size) * 0.12;
  return missing.length > 0 && !later ? -0.2 - joining : 1 + told - joining;
}
