import type { Expected, Sample } from "./fixtures";
import { type Interpretation, type Toolbox, interpret } from "./index";

/** Whether an interpretation is what a sample expects, with arguments compared exactly. */
export function meets(got: Interpretation, expected: Expected): boolean {
  if (expected === "none") return got.kind === "none";
  if (expected === "harmless") return got.kind !== "calls" || got.calls.every((call) => /^(?:get|find)_/.test(call.name));
  if ("anyOf" in expected) return expected.anyOf.some((option) => meets(got, option));
  if ("asks" in expected) return got.kind === "question" && got.tool === expected.asks && same([...got.missing].sort(), [...expected.for].sort());
  if (got.kind !== "calls") return false;
  return same(got.calls.map((call) => ({ [call.name]: call.arguments })), expected.calls);
}

function same(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

/** JSON with the keys in order, so that two equal values have one text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "undefined";
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(",")}}`;
}

/** Interprets all samples and tells which ones failed. */
export async function score(samples: readonly Sample[], box: Toolbox, options: { now: number; timeZone: string }): Promise<{ accuracy: number; failures: string[] }> {
  const failures: string[] = [];
  for (const [command, expected] of samples) {
    const got = await interpret(command, box, options);
    if (!meets(got, expected)) failures.push(`${command}\n    got  ${JSON.stringify(got)}\n    want ${JSON.stringify(expected)}`);
  }
  return { accuracy: (samples.length - failures.length) / samples.length, failures };
}
