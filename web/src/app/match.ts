/**
 * How well a typed text fits a label, lower is better; null when it does not. Beginnings of words beat
 * letters in between, so "nl" finds "New lead" before "Only".
 */
export function matchScore(typed: string, label: string): number | null {
  const needle = typed.toLowerCase().replace(/\s+/g, "");
  const hay = label.toLowerCase();
  let score = 0;
  let from = 0;
  for (const letter of needle) {
    const at = hay.indexOf(letter, from);
    if (at === -1) return null;
    const startsWord = at === 0 || /[\s/-]/.test(hay.charAt(at - 1));
    score += at === from || startsWord ? 0 : at - from + 1;
    from = at + 1;
  }
  return score + hay.length / 100;
}

/** The labels that fit, best first. */
export function bestMatches<T>(typed: string, items: readonly T[], labelOf: (item: T) => string): T[] {
  if (typed.trim() === "") return [...items];
  return items
    .flatMap((item) => {
      const score = matchScore(typed, labelOf(item));
      return score === null ? [] : [{ item, score }];
    })
    .sort((one, other) => one.score - other.score)
    .map(({ item }) => item);
}
