/** Where to go after sign-in: an address of our own, whatever the query says (no open redirect). */
export function returnAddress(value: unknown): string {
  if (typeof value !== "string" || !value.startsWith("/")) return "/";
  const url = new URL(value, "http://console.invalid");
  // "//host" and "/\host" parse as another host.
  if (url.host !== "console.invalid" || url.pathname === "/sign-in") return "/";
  return url.pathname + url.search + url.hash;
}
