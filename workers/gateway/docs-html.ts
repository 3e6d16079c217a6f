/** HTML written by hand and safe by default: every value is escaped unless it is HTML itself. */

export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | string | number | null | undefined | readonly Value[];

/** @example html`<p>${userText}</p>` */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(strings.reduce((text, part, at) => text + (at === 0 ? "" : markup(values[at - 1])) + part, ""));
}

function markup(value: Value): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Html) return value.text;
  return typeof value === "string" || typeof value === "number" ? escapeHtml(String(value)) : value.map(markup).join("");
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);

/** Paragraphs at blank lines, `code` between backticks; everything else is text. */
export function prose(text: string): Html[] {
  return text.split(/\n{2,}/).map((paragraph) => html`<p>${inline(paragraph)}</p>`);
}

/** One line of prose. */
export function inline(text: string): Html[] {
  return text.split("`").map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
