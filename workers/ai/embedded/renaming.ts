import type { Expected, Sample } from "./fixtures";
import type { JsonSchema, Tool } from "./index";

/** Renames functions and parameters to made-up words, so that only types and descriptions are left to go by. */

const FIRST = ["br", "cl", "dr", "fl", "gr", "kl", "pr", "sn", "tr", "vl", "z", "qu"];
const VOWEL = ["a", "e", "i", "o", "u"];
const LAST = ["b", "ft", "g", "lk", "mp", "nd", "rk", "sp", "x", "zz"];

/** A fresh word for a number; no two numbers below 600 share one. */
function madeUp(seed: number): string {
  const pick = (letters: readonly string[], by: number): string => letters[Math.floor(by) % letters.length] ?? "";
  return pick(FIRST, seed) + pick(VOWEL, seed / FIRST.length) + pick(LAST, seed / (FIRST.length * VOWEL.length)) + pick(VOWEL, seed / 7 + 2);
}

/** The renamed tools in a shuffled order, and the same renaming for what samples expect. */
export function renamed(tools: readonly Tool[]): { tools: Tool[]; expected: (expected: Expected) => Expected } {
  let seed = 0;
  const functions = new Map<string, string>();
  const names = new Map<string, Map<string, string>>();
  const rename = (schema: JsonSchema, words: Map<string, string>): JsonSchema => {
    const copy: JsonSchema = { ...schema };
    if (schema.properties !== undefined) {
      const properties = Object.entries(schema.properties).map(([name, inner]) => {
        const word = words.get(name) ?? `${madeUp(seed)}${seed++}`;
        words.set(name, word);
        return [word, rename(inner, words)] as const;
      });
      copy.properties = Object.fromEntries(properties);
    }
    if (schema.required !== undefined) copy.required = schema.required.map((name) => words.get(name) ?? name);
    if (schema.anyOf !== undefined) copy.anyOf = schema.anyOf.map((option) => rename(option, words));
    return copy;
  };
  const made = tools.map((tool) => {
    const words = new Map<string, string>();
    const name = `${madeUp(seed)}_${madeUp(seed + 1)}${seed++}`;
    const parameters = rename(tool.parameters ?? {}, words);
    functions.set(tool.name, name);
    names.set(tool.name, words);
    return { name, description: tool.description ?? "", parameters };
  });
  const value = (inner: unknown, words: ReadonlyMap<string, string>): unknown => {
    if (inner === null || typeof inner !== "object" || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).map(([name, deeper]) => [words.get(name) ?? name, value(deeper, words)]));
  };
  const expected = (wanted: Expected): Expected => {
    if (wanted === "none" || wanted === "harmless") return wanted;
    if ("anyOf" in wanted) return { anyOf: wanted.anyOf.map(expected) };
    if ("asks" in wanted) return { asks: functions.get(wanted.asks) ?? wanted.asks, for: wanted.for.map((name) => names.get(wanted.asks)?.get(name) ?? name) };
    return { calls: wanted.calls.map((one) => Object.fromEntries(Object.entries(one).map(([name, args]) => [functions.get(name) ?? name, value(args, names.get(name) ?? new Map()) as Record<string, unknown>]))) };
  };
  return { tools: made, expected };
}

/** A deterministic shuffle: a linear congruential generator picks the swaps. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const copy = [...items];
  let state = seed >>> 0;
  for (let at = copy.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (at + 1);
    const swap = copy[at] as T;
    copy[at] = copy[other] as T;
    copy[other] = swap;
  }
  return copy;
}

/** The samples with what they expect renamed. */
export function renamedSamples(samples: readonly Sample[], expected: (expected: Expected) => Expected): Sample[] {
  return samples.map(([command, wanted]) => [command, expected(wanted)] as const);
}
