import { isBreak } from "./records";
import { stem } from "./stem";

/** What a token is, as far as its own shape tells. */
type TokenKind = "word" | "number" | "email" | "url" | "phone" | "id" | "quoted" | "mark";

/** A piece of the command: `text` is verbatim, `value` is the inside of a quoted string. */
export type Token = {
  kind: TokenKind;
  text: string;
  lower: string;
  stem: string;
  start: number;
  end: number;
  value?: string;
  /** `title` starts with a capital, `upper` has capitals only (two or more letters). */
  shape: "lower" | "title" | "upper" | "mixed";
  /** Written with a capital where that marks a name; known only once the whole text is read. */
  proper: boolean;
};

// Sticky and with bounded repetition: each is tried once a position, so reading is linear in the command.
const SPACE = /\s+/y;
const NUMBER = /(?:[-+](?=[\d.]))?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:e[-+]?\d{1,3}(?![\p{L}\p{N}]))?/iuy;
const NUMBER_SUFFIX = /(?:%|(?:k|m|mm|bn|b)(?![\p{L}\p{N}/])|(?:st|nd|rd|th)(?![\p{L}\p{N}]))/iuy;
/** Units that are written without a blank after a number: "70kg", "5J/K". */
const UNIT = /(?:kg|mg|g|lbs?|oz|km|cm|mm|m|mi|ft|in|yd|ms|sec|s|hrs?|h|mins?|ml|l|kph|mph|[kmg]?hz|[km]?w|kwh|mv|v|ma|a|[km]?j|[km]?pa|nm|n|°?c|°?f|k|[kmgt]b|usd|eur|gbp|bpm|rpm|atm|mol|x|ohms?)(?:[/*][a-z]{1,3}(?:\^?[23]|[²³])?)?(?![\p{L}\p{N}])/iuy;
const PHONE = /(?:\+|\()?\d[\d\s()./-]{5,24}\d(?:\s?(?:x|ext\.?)\s?\d{1,5})?/iy;
const CHUNK = /[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}]|['’_&+./@#~^-](?=[\p{L}\p{N}_])){0,254}/uy;
const LINK = /(?:https?:\/\/|www\.)[^\s<>"'“”]{1,2000}/iy;

const EMAIL = /^[^\s@]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u;
const ID = /^[a-z]{2,12}_[0-9a-z]*\d[0-9a-z]*$/i;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DOMAIN = /^(?:[\p{L}\p{N}-]{2,63}\.)+([a-z]{2,24})(?:\/\S*)?$/iu;
const TOP_LEVEL = new Set(
  "com org net io co ai dev app edu gov info biz me tv cloud tech online store shop site xyz agency studio design example test".split(" "),
);
const DATE_LIKE = /^\(?\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$|^\d{4}\s?-\s?\d{4}$/;
const PHONE_WORDS = new Set("phone telephone mobile cell tel call number fax phone: whatsapp".split(" "));
const QUOTES: Record<string, string> = { '"': '"', "“": "”", "«": "»", "‘": "’", "`": "`", "'": "'", "„": "“" };
/** A quoted string longer than this is read as plain words. */
const QUOTED_CHARS_MAX = 1_000;

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function shapeOf(text: string): Token["shape"] {
  const letters = text.replace(/[^\p{L}]/gu, "");
  if (letters === "" || letters === letters.toLowerCase()) return "lower";
  if (letters.length > 1 && letters === letters.toUpperCase()) return "upper";
  const first = letters.charAt(0);
  return first !== first.toLowerCase() ? "title" : "mixed";
}

function token(kind: TokenKind, text: string, start: number, value?: string): Token {
  const lower = text.toLowerCase().replaceAll("’", "'");
  const made: Token = { kind, text, lower, stem: kind === "word" ? stem(lower) : lower, start, end: start + text.length, shape: shapeOf(text), proper: false };
  if (value !== undefined) made.value = value;
  return made;
}

/** An apostrophe opens a quotation only where no letter stands before it, and closes one only where none follows. */
function quotedAt(text: string, at: number): Token | null {
  const close = QUOTES[text.charAt(at)];
  if (close === undefined) return null;
  const single = close === "'" || close === "’";
  if (single && at > 0 && /[\p{L}\p{N}]/u.test(text.charAt(at - 1))) return null;
  for (let end = at + 1; end < text.length && end - at <= QUOTED_CHARS_MAX; end++) {
    if (text.charAt(end) !== close) continue;
    if (single && /[\p{L}\p{N}]/u.test(text.charAt(end + 1))) continue;
    const inner = text.slice(at + 1, end);
    return inner.trim() === "" ? null : token("quoted", text.slice(at, end + 1), at, inner.trim());
  }
  return null;
}

function phoneAt(text: string, at: number, before: Token | undefined): Token | null {
  const found = match(PHONE, text, at);
  const digits = found.replace(/\D/g, "").length;
  if (digits < 7 || digits > 17 || DATE_LIKE.test(found)) return null;
  if (/[\p{L}@]/u.test(text.charAt(at + found.length))) return null;
  const plus = found.startsWith("+");
  const announced = before !== undefined && (PHONE_WORDS.has(before.lower) || before.text === ":");
  const grouped = /\d[-().]\s?\d/.test(found) && !/^\d+\.\d+$/.test(found) && !/\.\d+\s/.test(found);
  // Bare groups of digits ("10 20 30 40") are a list of numbers unless something says that they are a phone.
  if (plus || (announced && digits >= 7) || (grouped && !/\d\s+\d/.test(found)) || /^\(\d{3}\)/.test(found)) return token("phone", found, at);
  return null;
}

const FORMULA = /(?:[-+]?\s?(?:\d+(?:\.\d+)?|[a-z](?![a-z])|\d*(?:\.\d+)?[a-z](?![a-z])|(?:sin|cos|tan|log|ln|exp|sqrt)\([^()]{1,20}\)|\([^()\p{L}]{1,20}[a-z]?\))(?:(?:\^|\*\*)\d+|[²³])?\s?[-+*/=]?\s?){1,12}/iuy;

/** "3x^2 + 2x - 1": a formula of one-letter unknowns is one value. */
function formulaAt(text: string, at: number): Token | null {
  if (!/[\dA-Za-z(+-]/.test(text.charAt(at)) || (at > 0 && /[\p{L}\p{N}]/u.test(text.charAt(at - 1)))) return null;
  const found = match(FORMULA, text, at).replace(/[\s=+*/-]+$/, "");
  const next = text.charAt(at + found.length);
  // "3.5 m/s^2" is a number with a unit.
  if (/^[\d.]+\s?[a-z]{1,2}\/[a-z]/i.test(found)) return null;
  if (!/[a-z]/i.test(found) || !/[\^²³]|\*\*|\d[a-z]\s?[-+*/]|[a-z]\s?[-+*/]\s?\d/i.test(found) || /[\p{L}\p{N}@_]/u.test(next)) return null;
  return token("quoted", found, at, found);
}

function numberAt(text: string, at: number): Token | null {
  const sign = "+-".includes(text.charAt(at)) && text.charAt(at) !== "";
  if (sign && at > 0 && /[\p{L}\p{N})]/u.test(text.charAt(at - 1))) return null;
  const digits = match(NUMBER, text, at);
  if (!/\d/.test(digits)) return null;
  const currency = /[$€£¥₹]\s?$/.test(text.slice(Math.max(0, at - 2), at)) || /^.{1,3}\s(?:euros?|dollars?|pounds?|usd|eur|gbp)\b/i.test(text.slice(at + digits.length, at + digits.length + 14));
  const found = match(NUMBER_SUFFIX, text, at + digits.length);
  // "$2m" is two millions, "2m" is two metres; "10k" is ten thousand, "300K" is a temperature.
  const suffix = !currency && /^(?:m|mm|b|K)$/.test(found) ? "" : found;
  if (suffix === "" && match(UNIT, text, at + digits.length) !== "") return token("number", digits, at);
  const next = text.charAt(at + digits.length + suffix.length);
  const after = text.charAt(at + digits.length + suffix.length + 1);
  if (suffix === "" && (/[\p{L}_@:]/u.test(next) && !(next === ":" && !/\d/.test(after)))) return null;
  if (suffix === "" && /[-/]/.test(next) && /[\p{L}\p{N}]/u.test(after)) return null;
  return token("number", digits + suffix, at);
}

function chunkAt(text: string, at: number): Token | null {
  const link = match(LINK, text, at).replace(/[.,;:!?)\]]+$/, "");
  if (link.length > 4) return token("url", link, at);
  const chunk = match(CHUNK, text, at);
  if (chunk === "") return null;
  if (chunk.includes("@") && EMAIL.test(chunk)) return token("email", chunk, at);
  if (ID.test(chunk) || UUID.test(chunk)) return token("id", chunk, at);
  const domain = DOMAIN.exec(chunk)?.[1]?.toLowerCase();
  if (domain !== undefined && (domain.length === 2 || TOP_LEVEL.has(domain))) return token("url", chunk, at);
  // The possessive is a token of its own, so that "Jane Doe's" holds the name "Jane Doe".
  const owner = /^(.{1,253})(['’]s)$/u.exec(chunk);
  return token("word", owner?.[1] ?? chunk, at);
}

/** Reads a command as tokens, in order; blanks fall away, everything else is in exactly one token. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const space = match(SPACE, text, at);
    const last = tokens.at(-1);
    // The end of a cell or of a short line stands for a comma.
    if (space !== "" && last !== undefined && (last.kind !== "mark" || /^[)>\]]$/.test(last.text)) && isBreak(text, at, space) && !/^[,;:.)|]?$/.test(text.charAt(at + space.length))) {
      tokens.push({ ...token("mark", ",", at), end: at + space.length });
    }
    at += space.length;
    if (at >= text.length) break;
    const possessive = /^['’]s(?![\p{L}\p{N}])/u.test(text.slice(at, at + 3)) ? text.slice(at, at + 2) : "";
    const next =
      (possessive !== "" && tokens.at(-1)?.end === at ? token("mark", possessive, at) : null) ??
      quotedAt(text, at) ??
      phoneAt(text, at, tokens.at(-1)?.text === "." ? tokens.at(-2) : tokens.at(-1)) ??
      formulaAt(text, at) ??
      numberAt(text, at) ??
      chunkAt(text, at) ??
      token("mark", text.charAt(at), at);
    tokens.push(next);
    at = next.end;
  }
  return tokens;
}

/** The words of an identifier or a description, in lower case: `jobTitle` and `job_title` are both `job title`. */
export function wordsOf(text: string): string[] {
  const spaced = text.replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2").replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2");
  return spaced.toLowerCase().match(/[\p{L}\p{M}]+(?:'[\p{L}]+)?|\p{N}+/gu) ?? [];
}
