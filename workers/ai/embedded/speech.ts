import type { Toolbox, ToolIndex } from "./toolbox";
import { wordsOf } from "./tokens";

const SAMPLES_SHOWN = 3;

/** A parameter's name in human words: `firstName` → "first name". */
export function humanName(name: string): string {
  return wordsOf(name).join(" ") || name;
}

/** "a, b or c" */
export function joined(words: readonly string[], conjunction: "and" | "or"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`;
}

/** What a tool does, in its own words, as the rest of a sentence. */
export function purposeOf(tool: ToolIndex): string {
  const sentence = (tool.tool.description ?? "").split(/;|[.!?](?:\s|$)/)[0]?.trim() ?? "";
  // "Create, add or register a lead" is said as "create a lead".
  const short = sentence.replace(/^(\p{L}+)(?:, \p{L}+)*,? or \p{L}+ /u, "$1 ");
  return short === "" ? humanName(tool.tool.name) : short.charAt(0).toLowerCase() + short.slice(1);
}

/** Asks for what a call lacks. Alternatives are named together: any one of them is enough. */
export function askFor(tool: ToolIndex, missing: readonly string[]): string {
  const choices = new Set(tool.alternatives.flat());
  const required = missing.filter((name) => tool.slots.some((slot) => slot.path[0] === name && slot.required));
  const any = missing.filter((name) => !required.includes(name) && choices.has(name));
  const incomplete = missing.filter((name) => !required.includes(name) && !choices.has(name));
  const parts = [
    incomplete.length === 0 ? "" : `the whole ${joined(incomplete.map((name) => wholeName(tool, name)), "and")}`,
    required.length === 0 ? "" : `the ${joined(required.map(humanName), "and")}`,
    any.length === 0 ? "" : `${any.length > 1 ? "at least one of the " : "the "}${joined(any.map(humanName), "or")}`,
  ].filter((part) => part !== "");
  return `To ${purposeOf(tool)}, I need ${parts.join(", and ")}.`;
}

/** "annual revenue (amount and currency)" */
function wholeName(tool: ToolIndex, name: string): string {
  const needed = tool.slots.filter((slot) => slot.path[0] === name && slot.path.length > 1 && slot.needed).map((slot) => humanName(slot.name));
  return needed.length === 0 ? humanName(name) : `${humanName(name)} (${joined(needed, "and")})`;
}

/** Says that nothing fits and shows what can be said instead. */
export function abstain(box: Toolbox): string {
  const samples = box.tools.flatMap((tool) => tool.tool.examples?.slice(0, 1) ?? []).slice(0, SAMPLES_SHOWN);
  if (samples.length > 0) return `I did not find a function for that. You could say, for example: ${samples.map((sample) => `"${sample}"`).join(", ")}.`;
  const purposes = box.tools.slice(0, SAMPLES_SHOWN).map(purposeOf);
  return purposes.length === 0 ? "I did not find a function for that." : `I did not find a function for that. I can ${joined(purposes, "or")}.`;
}
