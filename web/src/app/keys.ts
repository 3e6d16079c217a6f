/** What the key handling looks at in an event; a real KeyboardEvent fits. */
export type KeyPress = {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
};

export type KeyState = { prefix: "g" | null; at: number };
export const NO_KEYS: KeyState = { prefix: null, at: 0 };

/** `g` waits this long for its second letter. Milliseconds. */
const SEQUENCE_MS = 1_200;

/**
 * Names what a key press means ("mod+k", "j", "g l", "?"), or null, and the state for the next press.
 * While someone types in a field only combinations with Ctrl or Cmd and Escape count (WCAG 2.1.4).
 */
export function readKey(
  state: KeyState,
  press: KeyPress,
  options: { now: number; typing: boolean; singleKeys: boolean },
): { name: string | null; state: KeyState } {
  if (press.altKey) return { name: null, state: NO_KEYS };
  if (press.ctrlKey || press.metaKey) return { name: `mod+${press.key.toLowerCase()}`, state: NO_KEYS };
  if (press.key === "Escape") return { name: "escape", state: NO_KEYS };
  if (options.typing || !options.singleKeys) return { name: null, state: NO_KEYS };
  if (press.key.length !== 1) return { name: null, state };
  const letter = press.key.toLowerCase();
  if (state.prefix !== null && options.now - state.at <= SEQUENCE_MS) {
    return { name: `${state.prefix} ${letter}`, state: NO_KEYS };
  }
  if (letter === "g" && !press.shiftKey) return { name: null, state: { prefix: "g", at: options.now } };
  return { name: press.shiftKey && /[a-z]/.test(letter) ? `shift+${letter}` : letter, state: NO_KEYS };
}
