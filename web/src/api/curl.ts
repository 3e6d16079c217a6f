import type { WireRequest } from "./request";

/** The same request for a terminal, with the key left as a variable so that none is ever shown. */
export function curl(request: WireRequest, origin: string): string {
  const lines = [`curl ${request.method === "GET" ? "" : `-X ${request.method} `}${quote(origin + request.path)}`];
  lines.push(`  -H "Authorization: Bearer $PILOTHOUSE_API_KEY"`);
  for (const [name, value] of Object.entries(request.headers ?? {})) lines.push(`  -H ${quote(`${name}: ${value}`)}`);
  if (request.body !== undefined) {
    lines.push(`  -H 'Content-Type: application/json'`, `  -d ${quote(JSON.stringify(request.body))}`);
  }
  return lines.join(" \\\n");
}

/** Single quotes for a POSIX shell: nothing inside them is special but the quote itself. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
