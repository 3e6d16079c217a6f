/** Where a person stands in their earlier commands: 0 is the newest; -1 is what they were writing. */
export type HistoryPlace = { index: number; draft: string };
export const NOT_IN_HISTORY: HistoryPlace = { index: -1, draft: "" };

/**
 * Steps through earlier commands like a shell: up goes back, down comes forward and ends with the draft.
 * @returns null when there is nowhere to go.
 */
export function stepHistory(
  history: readonly string[],
  place: HistoryPlace,
  text: string,
  direction: "up" | "down",
): { place: HistoryPlace; text: string } | null {
  const draft = place.index === -1 ? text : place.draft;
  const index = place.index + (direction === "up" ? 1 : -1);
  if (index < -1 || index >= history.length) return null;
  const found = index === -1 ? draft : history[history.length - 1 - index];
  return found === undefined ? null : { place: { index, draft }, text: found };
}
