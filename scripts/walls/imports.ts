/** One import of a file: what it names, where, and whether only types come through it. */
export type Import = { specifier: string; line: number; typeOnly: boolean };

const STATEMENT = /^[ \t]*(?:import|export)\s+(type\s+)?(?:[^"';()]*?\sfrom\s*)?["']([^"'\n]+)["']/gm;
const DYNAMIC = /\bimport\(\s*["']([^"'\n]+)["']\s*\)/g;

/** The imports and re-exports of a module, by text: enough for code that one formatter has written. */
export function importsOf(source: string): Import[] {
  const code = blankComments(source);
  const line = (index: number): number => code.slice(0, index).split("\n").length;
  const statements = [...code.matchAll(STATEMENT)].map((match) => ({
    specifier: match[2] ?? "",
    line: line(match.index + match[0].length),
    typeOnly: match[1] !== undefined,
  }));
  // `import("x")` in a type position brings types only, but such a form has no use here: write `import type`.
  const dynamic = [...code.matchAll(DYNAMIC)].map((match) => ({ specifier: match[1] ?? "", line: line(match.index), typeOnly: false }));
  return [...statements, ...dynamic];
}

const TOKENS = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;

/** Comments as spaces, so that lines and columns stay where they are. Strings are stepped over: they may hold `//`. */
export function blankComments(source: string): string {
  return source.replace(TOKENS, (token) => (token.startsWith("/") ? blank(token) : token));
}

/** Comments and strings as spaces: what is left is code. */
export function blankText(source: string): string {
  // A template may hold code in `${}`; keeping templates whole errs on the side of looking at more.
  return source.replace(TOKENS, (token) => (token.startsWith("`") ? token : blank(token)));
}

function blank(token: string): string {
  return token.replace(/[^\n]/g, " ");
}
