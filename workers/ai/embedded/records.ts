/** Text that is pasted rather than written: labelled fields, rows of a table, lines of a signature. Bounded repeats, so that it is read in linear time. */

const LABEL = /(?:^|[\n\t;,|])[^\S\n]{0,3}\p{L}[\p{L} ]{0,24}[:=][^\S\n]{0,3}[^\s/]/gu;
const CELL_END = /[\t|;\n]/g;
const CELL_CHARS_MAX = 40;
/** A line longer than this is prose that was broken, not a line of a record. */
const LINE_CHARS_MAX = 60;

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** Whether a text holds the fields of a record, by its labels or by its cells. */
export function isRecord(text: string): boolean {
  const labels = count(text, LABEL);
  const address = text.includes("@");
  return labels >= 3 || (labels >= 2 && address) || (address && (count(text, CELL_END) >= 2 || isRow(text)));
}

/** "Jane Doe, CMO, Acme, jane@acme.io": short cells, of which one is an address and the others open with capitals or digits. */
function isRow(text: string): boolean {
  const cells = text.split(",").map((cell) => cell.trim());
  return cells.length >= 3 && cells.some((cell) => /^[^\s@]{1,64}@[^\s@]{3,255}$/.test(cell)) && cells.every((cell) => cell.includes("@") || (/^[\p{Lu}\d+(]/u.test(cell) && cell.length <= CELL_CHARS_MAX));
}

/** Whether white space ends a cell or a short line, as a comma would. */
export function isBreak(text: string, at: number, space: string): boolean {
  if (space.includes("\t")) return true;
  if (!space.includes("\n") || /^(?:as|and|or|from|of|to|with|in|at|for|by)\b/i.test(text.slice(at + space.length, at + space.length + 6))) return false;
  return at - (text.lastIndexOf("\n", at - 1) + 1) <= LINE_CHARS_MAX;
}

/** More rows than this are read as they stand. */
const ROWS_MAX = 24;
const ADDRESS = /[^\s@,;|]{1,64}@[^\s@,;|]{1,255}\.[^\s@,;|]{2,24}/g;

/** "add as leads:" over rows with an address each: the heading once more for every row. */
export function rowsApart(text: string): string {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const [heading = "", ...rows] = lines;
  if (rows.length < 2 || rows.length > ROWS_MAX || heading.includes("@")) return text;
  return rows.every((row) => count(row, ADDRESS) === 1 && /[\t,|;]/.test(row)) ? rows.map((row) => `${heading.replace(/:?$/, ":")} ${row.replace(/[;|]/g, ",")}`).join("\n;\n") : text;
}
