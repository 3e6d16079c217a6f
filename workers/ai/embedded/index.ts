/**
 * The embedded AI backend: a deterministic, offline parser from a person's command to calls of any list of
 * JSON-Schema tools. It reads, it does not write prose: the same command, tools and clock give the same bytes.
 */
import { type DateReader, loadDates, mayHoldDate } from "./dates";
import { paraphrase } from "./paraphrase";
import { interpretWith } from "./interpret";
import type { Interpretation, Pending, Tool } from "./schema";
import { type Toolbox, buildToolbox } from "./toolbox";

export type { Call, Interpretation, JsonSchema, Pending, Tool } from "./schema";
export type { Toolbox } from "./toolbox";

/** The longest command that is read. */
export const COMMAND_CHARS_MAX = 4_000;

/** Indexes a list of tools. Costs milliseconds, so the caller keeps it for as long as the list is the same. */
export function toolbox(tools: readonly Tool[]): Toolbox {
  return buildToolbox(tools);
}

let reader: Promise<DateReader> | null = null;

/** Interprets a command. All work is synchronous but the loading of the date library, once, when a date may be meant. */
export async function interpret(
  command: string,
  box: Toolbox,
  options: { now: number; timeZone: string; pending?: Pending },
): Promise<Interpretation> {
  if (command.length > COMMAND_CHARS_MAX) return { kind: "none", text: `That is longer than I read: at most ${COMMAND_CHARS_MAX} characters.` };
  const text = paraphrase(unwrap(command));
  if (!mayHoldDate(text)) return interpretWith(text, box, [], options.pending);
  reader ??= loadDates();
  const readDates = await reader;
  const dates = readDates(text, options.now, options.timeZone).filter((date) => !isTitle(date.text, date.start));
  return interpretWith(text, box, dates, options.pending);
}

/** "play Yesterday": a lone word with a capital inside a sentence is a title, unless dates are written so. */
function isTitle(text: string, start: number): boolean {
  return start > 0 && /^(?:Yesterday|Today|Tomorrow|Tonight|Now)$/.test(text);
}

/** A command that is quoted as a whole is the command, not a string in one. */
function unwrap(command: string): string {
  const trimmed = command.trim();
  const inner = /^["“]([^"“”]*)["”]$/.exec(trimmed)?.[1];
  return inner !== undefined && inner.trim().includes(" ") ? inner.trim() : trimmed;
}
