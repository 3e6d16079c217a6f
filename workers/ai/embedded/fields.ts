import { DETERMINERS, STOP } from "./lexicon";
import { isPlural } from "./grammar";
import { type Reading, verbAt } from "./reading";
import type { Toolbox, ToolIndex } from "./toolbox";

/** "what is Jane Doe's phone?": a question for a field of a record is answered by showing the record. */

/** The tokens that name the record, and the field asked for as a phrase of stems. */
export type AskedField = { start: number; end: number; field: string };

const PHRASE_TOKENS_MAX = 3;
const RECORD_TOKENS_MAX = 8;
/** With one of these between, something is said of the field, not asked. */
const SAYING = new Set(["to", "is", "as", ":", "=", "and", "or", ",", "by", "from", "with"]);

/** Noun stem → the phrases that name a field of such records, as the tools that make or change them know them. */
export function fieldsOf(tools: readonly ToolIndex[]): Map<string, ReadonlySet<string>> {
  const fields = new Map<string, Set<string>>();
  for (const tool of tools) {
    if (tool.act !== "create" && tool.act !== "update") continue;
    const phrases = [...tool.mentions.values()].flat().map((phrase) => phrase.stems.join(" "));
    for (const target of tool.targets) {
      const known = fields.get(target) ?? new Set();
      for (const phrase of phrases) known.add(phrase);
      fields.set(target, known);
    }
  }
  return fields;
}

/** Whether records of the tool's kind have a field of that name. */
export function knowsField(tool: ToolIndex, field: string, box: Toolbox): boolean {
  return [...tool.targets].some((target) => box.fields.get(target)?.has(field) === true);
}

function shows(tool: ToolIndex): boolean {
  return tool.act === "get" && tool.slots.some((slot) => slot.role === "ref" && slot.required);
}

/** The phrase at a token that names a field of some record that can be shown: its length, 0 where there is none. */
export function fieldAt(reading: Reading, at: number, end: number, box: Toolbox): number {
  for (let length = Math.min(PHRASE_TOKENS_MAX, end - at); length >= 1; length--) {
    const field = keyOf(reading, at, at + length);
    if (box.tools.some((tool) => shows(tool) && knowsField(tool, field, box))) return length;
  }
  return 0;
}

function keyOf({ tokens }: Reading, start: number, end: number): string {
  return tokens.slice(start, end).map((token) => token.stem).join(" ");
}

/** The record and the field that a clause asks for, or null where it asks for something else. */
export function askedField(reading: Reading, start: number, end: number, box: Toolbox): AskedField | null {
  const { tokens } = reading;
  let last = end;
  while (last > start && tokens[last - 1]?.kind === "mark") last -= 1;
  const verb = verbAt(tokens, start, last);
  if (verb !== null && !verb.acts.some((act) => act === "get" || act === "find")) return null;
  let at = verb?.end ?? start;
  while (at < last && (["is", "are", "was", "'s", "’s", "me", "us"].includes(tokens[at]?.lower ?? "") || DETERMINERS.has(tokens[at]?.lower ?? ""))) at += 1;
  const length = fieldAt(reading, at, last, box);
  const link = tokens[at + length]?.lower ?? "";
  if (length > 0 && (link === "of" || link === "for")) return record(reading, at + length + 1, last, keyOf(reading, at, at + length), box);
  for (let owner = at + 1; owner < last; owner++) {
    if (!/^['’]s?$/.test(tokens[owner]?.text ?? "")) continue;
    const size = fieldAt(reading, owner + 1, last, box);
    return size > 0 && owner + 1 + size === last ? record(reading, at, owner, keyOf(reading, owner + 1, last), box) : null;
  }
  return null;
}

function record(reading: Reading, from: number, end: number, field: string, box: Toolbox): AskedField | null {
  const { tokens } = reading;
  let start = from;
  while (start < end && DETERMINERS.has(tokens[start]?.lower ?? "")) start += 1;
  const named = tokens.slice(start, end);
  if (named.length === 0 || named.length > RECORD_TOKENS_MAX || named.every((token) => STOP.has(token.lower))) return null;
  const other = named.some((token) => SAYING.has(token.lower) || (!token.proper && isPlural(token.lower) && box.nouns.has(token.stem)));
  return other ? null : { start, end, field };
}
