/**
 * Reads the filter language (grammar in ./filter) into a tree whose every part knows where it stood.
 *
 * The parser knows no fields and no operators, so that each list can refuse those that it does not have by name.
 * It is a recursive descent of bounded depth over a text of bounded length.
 */

import { type ListResult, problemAt } from "./list-types";

export const FILTER_LENGTH_MAX = 4_000; // characters
export const FILTER_CONDITIONS_MAX = 20;
export const FILTER_DEPTH_MAX = 5; // and(), or() and not() inside each other
export const IN_LIST_MAX = 100; // items

/** Offsets (`at`) count from 0, in UTF-16 units. */
export type FilterText = { text: string; at: number };
export type FilterValue = ({ kind: "text" } & FilterText) | { kind: "list"; items: FilterText[]; at: number };
export type FilterCondition = {
  kind: "condition";
  field: FilterText;
  operator: FilterText;
  /** Null for an operator that stands alone, such as `phone[missing]`. */
  value: FilterValue | null;
};
export type FilterNode =
  | { kind: "and" | "or"; of: FilterNode[]; at: number }
  | { kind: "not"; of: FilterNode; at: number }
  | FilterCondition;

/** The tree of a filter, or the first character that does not fit and what was expected there. */
export function parseFilter(text: string): ListResult<FilterNode> {
  if (text.length > FILTER_LENGTH_MAX) {
    return problemAt(FILTER_LENGTH_MAX, `a filter has at most ${FILTER_LENGTH_MAX} characters.`);
  }
  try {
    return { ok: true, value: new FilterReader(text).readAll() };
  } catch (error) {
    if (error instanceof FilterSyntaxError) return problemAt(error.at, error.message);
    throw error;
  }
}

/** Never leaves this file: it unwinds the descent. */
class FilterSyntaxError extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const SPACE = /\s*/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const PATH = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/y;
const BARE = /[^,()[\]"]+/y;
const QUOTED = /"(?:[^"\\]|\\[^])*"/y;

class FilterReader {
  readonly #text: string;
  #at = 0;
  #conditions = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readAll(): FilterNode {
    const items = this.#items(0);
    if (this.#at < this.#text.length) this.#fail('expected "," and another condition, or the end.');
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: "and", of: items, at: 0 };
  }

  #items(depth: number): FilterNode[] {
    const items = [this.#item(depth)];
    while (this.#take(",")) items.push(this.#item(depth));
    return items;
  }

  #item(depth: number): FilterNode {
    const at = this.#skip();
    const path = this.#match(PATH);
    if (path === null) return this.#fail("expected a condition such as status[eq]:new, or and(…), or(…), not(…).");
    if ((path === "and" || path === "or" || path === "not") && this.#take("(")) return this.#group(path, at, depth + 1);
    return this.#condition({ text: path, at });
  }

  #group(kind: "and" | "or" | "not", at: number, depth: number): FilterNode {
    if (depth > FILTER_DEPTH_MAX) {
      throw new FilterSyntaxError(at, `and(…), or(…) and not(…) nest at most ${FILTER_DEPTH_MAX} deep.`);
    }
    const node: FilterNode =
      kind === "not" ? { kind, of: this.#item(depth), at } : { kind, of: this.#items(depth), at };
    if (!this.#take(")")) this.#fail(kind === "not" ? 'expected ")" after the one condition of not(…).' : 'expected "," or ")".');
    return node;
  }

  #condition(field: FilterText): FilterNode {
    this.#conditions += 1;
    if (this.#conditions > FILTER_CONDITIONS_MAX) {
      throw new FilterSyntaxError(field.at, `a filter has at most ${FILTER_CONDITIONS_MAX} conditions.`);
    }
    if (!this.#take("[")) this.#fail(`expected an operator in brackets after "${field.text}", such as ${field.text}[eq]:value.`);
    const at = this.#skip();
    const operator = this.#match(NAME);
    if (operator === null) return this.#fail("expected an operator such as eq, contains or gte.");
    if (!this.#take("]")) this.#fail('expected "]" after the operator.');
    const value = this.#take(":") ? this.#value() : null;
    return { kind: "condition", field, operator: { text: operator, at }, value };
  }

  #value(): FilterValue {
    const at = this.#skip();
    if (!this.#take("[")) return { kind: "text", ...this.#scalar("a value") };
    const items: FilterText[] = [];
    if (this.#take("]")) return { kind: "list", items, at };
    do {
      if (items.length >= IN_LIST_MAX) this.#fail(`a list has at most ${IN_LIST_MAX} items.`);
      items.push(this.#scalar("an item of the list"));
    } while (this.#take(","));
    if (!this.#take("]")) this.#fail('expected "," or "]" in the list.');
    return { kind: "list", items, at };
  }

  #scalar(what: string): FilterText {
    const at = this.#skip();
    if (this.#text[at] === '"') return { text: this.#quoted(), at };
    const text = this.#match(BARE)?.trim() ?? "";
    if (text === "") return this.#fail(`expected ${what}; an empty one is written "".`);
    const next = this.#text[this.#at];
    if (next === "(" || next === '"' || (next === "[" && what === "a value")) {
      this.#fail(`expected the end of ${what}; put a text with commas, brackets or quotes into double quotes.`);
    }
    return { text, at };
  }

  #quoted(): string {
    const at = this.#at;
    const literal = this.#match(QUOTED);
    if (literal === null) throw new FilterSyntaxError(at, "this double quote is never closed.");
    try {
      // Raw control characters are refused by JSON, and a line break in a text is no reason to.
      const json = literal.replace(/\p{Cc}/gu, (raw) => `\\u${raw.charCodeAt(0).toString(16).padStart(4, "0")}`);
      return String(JSON.parse(json));
    } catch {
      throw new FilterSyntaxError(at, 'a quoted text knows the escapes of JSON: \\" \\\\ \\n \\t \\u0041.');
    }
  }

  /** Skips white space and gives where it stands. */
  #skip(): number {
    this.#match(SPACE);
    return this.#at;
  }

  #take(character: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  #fail(message: string): never {
    throw new FilterSyntaxError(this.#skip(), message);
  }
}

