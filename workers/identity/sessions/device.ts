/** A device in words a person knows, from what its browser says of itself. Enough to tell a phone from a desk; never trusted. */

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|CriOS)\//, "Chrome"],
  [/\bVersion\/[\d.]+ .*Safari\//, "Safari"],
  [/\bcurl\//, "curl"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:iPhone|iPod)\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/** @returns e.g. "Chrome on macOS"; null where it says nothing known */
export function deviceOf(userAgent: string): string | null {
  const find = (table: typeof BROWSERS) => table.find(([pattern]) => pattern.test(userAgent))?.[1];
  const names = [find(BROWSERS), find(SYSTEMS)].filter((name) => name !== undefined);
  return names.length === 0 ? null : names.join(" on ");
}

/** Where a request came from, as the network tells it: "Paris, FR"; null where it does not. */
export function placeOf(request: Request | null): string | null {
  const { city, country } = (request as { cf?: { city?: unknown; country?: unknown } } | null)?.cf ?? {};
  const names = [city, country].filter((name) => typeof name === "string" && name !== "");
  return names.length === 0 ? null : names.join(", ");
}
