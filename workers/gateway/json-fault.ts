/**
 * Where a text stops being JSON (RFC 8259). The engine's own message names the place for some faults only, and for the
 * others repeats the data, so that a caller would be told nothing or too much.
 */

const SPACE = /[\t\n\r ]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
/** What stands in a string for itself: all from the space on but the quote and the backslash. */
const PLAIN = /[ !#-[\]-\uffff]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** What may come next. The `first` of a list or an object may also be its end. */
type Next = "value" | "firstValue" | "key" | "firstKey" | "colon" | "rest";

/** The offset of the first character that cannot stand where it stands; null for a text that is JSON. */
export function jsonFault(text: string): number | null {
  const open: ("]" | "}")[] = [];
  let next: Next = "value";
  let at = endOf(SPACE, text, 0);
  while (next !== "rest" || open.length > 0 || at < text.length) {
    const mark = text.charAt(at);
    const closes = next === "rest" || (next === "firstValue" && mark === "]") || (next === "firstKey" && mark === "}");
    let end = at + 1;
    if (closes && mark !== "" && mark === open.at(-1)) {
      open.pop();
      next = "rest";
    } else if (next === "rest" && mark === "," && open.length > 0) {
      next = open.at(-1) === "}" ? "key" : "value";
    } else if (next === "colon" && mark === ":") {
      next = "value";
    } else if (isValue(next) && (mark === "[" || mark === "{")) {
      open.push(mark === "[" ? "]" : "}");
      next = mark === "[" ? "firstValue" : "firstKey";
    } else if (isValue(next) || (isKey(next) && mark === '"')) {
      const scalar = mark === '"' ? stringAt(text, at) : scalarAt(text, at);
      if (scalar.fault) return scalar.at;
      end = scalar.at;
      next = isKey(next) ? "colon" : "rest";
    } else return at;
    at = endOf(SPACE, text, end);
  }
  return null;
}

const isValue = (next: Next) => next === "value" || next === "firstValue";
const isKey = (next: Next) => next === "key" || next === "firstKey";

/** Where a match that begins here ends; -1 where there is none. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** The end of a number or a word, or the place of its fault. */
function scalarAt(text: string, at: number): { fault: boolean; at: number } {
  const end = Math.max(endOf(NUMBER, text, at), endOf(LITERAL, text, at));
  return end < 0 ? { fault: true, at } : { fault: false, at: end };
}

/** The same for a string. In steps, because one pattern for the whole would take exponential time to fail. */
function stringAt(text: string, start: number): { fault: boolean; at: number } {
  let at = start + 1;
  for (;;) {
    at = endOf(PLAIN, text, at);
    if (text.charAt(at) === '"') return { fault: false, at: at + 1 };
    const end = endOf(ESCAPE, text, at);
    if (end < 0) return { fault: true, at };
    at = end;
  }
}
