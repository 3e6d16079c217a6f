import { isObject } from "../api/errors";
import { createStore } from "../ui/store";
import { readJson, writeJson } from "../ui/storage";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Also read by theme-early.js before the first paint, which knows no person yet: hence `last`. */
const KEY = "pilothouse.theme";

export const themeStore = createStore<Theme>("system", apply);

/** Takes up the theme that this person chose on this device. */
export function loadTheme(userId: string): void {
  themeStore.set(asTheme(stored()[userId]));
  remember(userId, themeStore.get());
}

export function chooseTheme(userId: string, theme: Theme): void {
  themeStore.set(theme);
  remember(userId, theme);
}

function remember(userId: string, theme: Theme): void {
  writeJson(localStorage, KEY, { ...stored(), [userId]: theme, last: theme });
}

function stored(): Record<string, unknown> {
  const value = readJson(localStorage, KEY);
  return isObject(value) ? value : {};
}

function asTheme(value: unknown): Theme {
  return THEMES.find((theme) => theme === value) ?? "system";
}

function apply(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
