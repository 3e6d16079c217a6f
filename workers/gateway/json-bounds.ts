/** How deep and how wide a JSON text may be, told from the text alone: what is refused here is never built or walked. */
import { Problem } from "#kit/errors";

export const JSON_DEPTH_MAX = 64;
/** Values in all: items of arrays and members of objects. */
export const JSON_VALUES_MAX = 20_000;

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const OPEN = new Set([91, 123]); // [ {
const CLOSE = new Set([93, 125]); // ] }

/**
 * One pass over the text, without regard to whether it is JSON at all: the parser says that.
 * @throws Problem PAYLOAD_TOO_LARGE for too many values, VALIDATION_FAILED for too deep a nesting
 */
export function refuseOutOfBounds(text: string): void {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COMMA) values += 1;
    else if (OPEN.has(code)) {
      depth += 1;
      values += 1;
    } else if (CLOSE.has(code)) depth -= 1;
    if (depth > JSON_DEPTH_MAX) throw new Problem("VALIDATION_FAILED", `The body is nested more than ${JSON_DEPTH_MAX} deep.`, { problems: [{ path: "", message: "is nested too deep" }] });
    if (values > JSON_VALUES_MAX) throw new Problem("PAYLOAD_TOO_LARGE", `The body holds more than ${JSON_VALUES_MAX} values. Send less at once.`, { valuesMax: JSON_VALUES_MAX });
  }
}

/** The index of the quote that ends the string begun at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
