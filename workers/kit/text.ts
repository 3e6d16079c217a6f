/**
 * The one form in which text is compared and searched.
 *
 * Columns that are filtered, sorted or searched are stored a second time in this form, because SQLite's own
 * lower() knows ASCII only. It follows Unicode NFKC (UAX #15) and the simple lower-case mapping, without the
 * one mapping that depends on a letter's neighbours, so that a part of a text folds like the whole.
 */

/** NFKC, lower case, control characters and runs of white space as one space, trimmed. Idempotent. */
export function fold(text: string): string {
  return (
    text
      // A lone surrogate cannot be stored as UTF-8: it would come back from the database as another character.
      .toWellFormed()
      .normalize("NFKC")
      .toLowerCase()
      // Σ becomes ς only at the end of a word, and "ος" must be found inside "οσο".
      .replaceAll("ς", "σ")
      // Lowering can leave a sequence that composes (İ followed by a mark).
      .normalize("NFKC")
      .replace(/[\s\p{Cc}]+/gu, " ")
      .trim()
  );
}

/** What people put around a word when they type a list or a sentence. */
const WORD_EDGES = /^[,.;:!?"'()[\]{}<>]+|[,.;:!?"'()[\]{}<>]+$/gu;

/** The first `max` different words of a text, folded, without the punctuation at their edges. */
export function words(text: string, max: number): string[] {
  const found = new Set<string>();
  for (const part of fold(text).split(" ")) {
    const word = part.replace(WORD_EDGES, "");
    if (word !== "") found.add(word);
    if (found.size >= max) break;
  }
  return [...found];
}
