/** Whether a noun is in the plural, as far as its ending tells. */
export function isPlural(word: string): boolean {
  return (word.endsWith("s") && !word.endsWith("ss")) || word === "people";
}

/** "contacted" shares its stem with "contact", but is no noun. */
export function isNounForm(word: string): boolean {
  return !/(?:ed|ing)$/.test(word) || word.length < 5;
}
