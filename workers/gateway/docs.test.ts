import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import type { AnyOperation } from "#kit/operation";
import { operations } from "../operations";
import { docsPage, docsStyle } from "./docs";
import { escapeHtml, html } from "./docs-html";
import { curlOf } from "./docs-operation";
import { schemaTree, typeOf } from "./docs-schema";
import { openApiDocument } from "./openapi";
import type { OperationObject, Parameter } from "./openapi-types";

const VOID = new Set(["meta", "link", "wbr"]);
const document = openApiDocument(operations, "https://pilothouse.test");
const page = await docsPage(document).text();

const tagsOf = (text: string) => [...text.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*>/g)].map(([whole, close, name = "", attributes = ""]) => ({ whole, close: close === "/", name, attributes }));
const attributesOf = (text: string, name: string) => tagsOf(text).flatMap(({ attributes }) => [...attributes.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"))].map(([, value = ""]) => value));

/** An operation whose every text is hostile. */
function hostile(text: string): AnyOperation<never> {
  return {
    id: "things.things.create",
    method: "POST",
    path: "/api/v1/things/:id",
    summary: text,
    description: text,
    permission: "things:write",
    effect: "write",
    params: z.strictObject({ id: z.string().describe(text) }),
    body: z.strictObject({ [text]: z.enum([text, "b"]).describe(text) }),
    response: z.strictObject({ colour: z.literal(text).describe(text) }),
    function: { name: text, description: text, examples: [text] },
    fixture: () => ({ params: { id: text }, body: { [text]: text } }),
    run: () => Promise.resolve(undefined),
  };
}

test("the page shows every operation: method, path, summary, permission, function and what people say", () => {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item) as [string, OperationObject][]) {
      const start = page.indexOf(`<article id="${operation.operationId}"`);
      const article = page.slice(start, page.indexOf("</article>", start));
      const shown = article.replaceAll("<wbr>", "");
      expect(start, operation.operationId).toBeGreaterThan(0);
      for (const text of [operation.summary, path, ...(operation["x-function"]?.examples ?? [])]) expect(shown).toContain(escapeHtml(text));
      expect(shown).toContain(`<span class="method method-${method}">${method.toUpperCase()}</span>`);
      expect(shown).toContain(`effect-${operation["x-effect"]}`);
      if (operation["x-permission"].includes(":")) expect(shown).toContain(`<code>${operation["x-permission"]}</code>`);
    }
  }
});

test("text from the document never becomes markup", async () => {
  const text = `</code></pre><script>alert("x")</script><img src=x onerror='alert(1)'>&amp;`;
  const found = await docsPage(openApiDocument([hostile(text)], "https://pilothouse.test")).text();
  expect(found).not.toContain("<script");
  expect(found).not.toContain("<img");
  expect(found).toContain(`<a href="#things.things.create">${escapeHtml(text)}</a>`);
});

test("whatever an operation says, the page keeps its shape", async () => {
  const shapeOf = (text: string) => tagsOf(text).map(({ close, name }) => `${close ? "/" : ""}${name}`);
  const calm = shapeOf(await docsPage(openApiDocument([hostile("plain")], "https://pilothouse.test")).text());
  const spice = fc.constantFrom("<", ">", '"', "'", "&", "</a>", "<b>", "-->", "<!--", "]]>", "$&", "a", " ");
  const texts = fc.array(spice, { minLength: 1, maxLength: 8 }).map((parts) => parts.join("")).filter((text) => text.trim() !== "" && text !== "b");
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const found = await docsPage(openApiDocument([hostile(text)], "https://pilothouse.test")).text();
      expect(shapeOf(found)).toEqual(calm);
      // Every "<" begins a tag of ours.
      expect(found.slice("<!doctype html>".length).replace(/<\/?[a-z][^<>]*>/g, "")).not.toMatch(/[<>]/);
    }),
    { numRuns: 100 },
  );
});

test("escaping loses nothing", () => {
  const names: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(escapeHtml(text)).not.toMatch(/[<>"']/);
      expect(escapeHtml(text).replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => names[entity] ?? entity)).toBe(text);
    }),
  );
});

test("html escapes values, keeps HTML, joins lists and leaves out what is missing", () => {
  expect(html`<p title="${'"'}">${["<", html`<b>${1}</b>`, null, undefined]}</p>`.text).toBe('<p title="&quot;">&lt;<b>1</b></p>');
});

test("nothing is inline and nothing comes from elsewhere", () => {
  expect(page).not.toMatch(/<(?:script|style|iframe|object|embed|base|form)\b/i);
  for (const { attributes } of tagsOf(page)) expect(attributes).not.toMatch(/\s(?:style|on\w+|src)=/i);
  for (const href of attributesOf(page, "href")) expect(href).toMatch(/^(?:#|\/(?!\/)|data:image\/svg\+xml,)/);
});

test("every element is closed, and headings go down one step at a time", () => {
  const open: string[] = [];
  let level = 0;
  for (const { close, name, whole } of tagsOf(page)) {
    if (VOID.has(name)) continue;
    if (close) expect(open.pop(), whole).toBe(name);
    else open.push(name);
    const heading = Number(/^h([1-6])$/.exec(name)?.[1] ?? 0);
    if (close || heading === 0) continue;
    expect(heading, whole).toBeLessThanOrEqual(level + 1);
    level = heading;
  }
  expect(open).toEqual([]);
});

test("every link of the page leads to a place on it, and no place is named twice", () => {
  const ids = attributesOf(page, "id");
  expect(new Set(ids).size).toBe(ids.length);
  for (const href of attributesOf(page, "href")) if (href.startsWith("#")) expect(ids).toContain(href.slice(1));
  for (const label of attributesOf(page, "aria-labelledby")) expect(ids).toContain(label);
});

test("the keyboard finds a way past the list, and can scroll what scrolls", () => {
  expect(page.indexOf('<a class="skip" href="#content">')).toBeLessThan(page.indexOf("<nav"));
  expect(page).toContain('<main id="content" tabindex="-1">');
  for (const { name, close, whole } of tagsOf(page)) if (name === "pre" && !close) expect(whole).toContain('tabindex="0"');
});

test("the page and its style are what they say they are, and may be kept for a while", () => {
  expect(docsPage(document).headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(docsStyle().headers.get("content-type")).toBe("text/css; charset=utf-8");
  for (const answer of [docsPage(document), docsStyle()]) expect(answer.headers.get("cache-control")).toMatch(/^public, max-age=\d+$/);
});

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: string, other: string): number {
  const luminance = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

test("every colour of text stands out from every ground it lies on, in light and in dark (AA, 4.5 to 1)", async () => {
  const css = await docsStyle().text();
  const pairs = Object.fromEntries([...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name = "", light = "", dark = ""]) => [name, [light, dark]]));
  for (const ink of ["ink", "ink-2", "ink-3", "signal"]) {
    for (const ground of ["ground", "surface", "sunken"]) {
      for (const mode of [0, 1]) expect(contrast(pairs[ink]?.[mode] ?? "", pairs[ground]?.[mode] ?? ""), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  }
});

const operationWith = (body: unknown): OperationObject => ({
  operationId: "things.things.create",
  tags: ["things"],
  summary: "Create a thing",
  description: "",
  requestBody: { required: true, content: { "application/json": { schema: {}, example: body } } },
  responses: {},
  security: [{ bearer: [] }],
  "x-permission": "things:write",
  "x-effect": "write",
});

test.skipIf(process.platform === "win32")("a shell reads the example as it is meant, whatever quotes it holds", () => {
  const texts = fc.array(fc.constantFrom("'", '"', "\\", "$HOME", "`id`", "\n", " ", "é", "a", "!", ";"), { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, texts, (body, id) => {
      const parameters: Parameter[] = [{ name: "id", in: "path", required: true, schema: { type: "string" }, example: id }, { name: "q", in: "query", schema: { type: "string" }, example: id }];
      const command = curlOf({ method: "post", path: "/api/things/{id}", operation: operationWith({ body }) }, parameters, "https://pilothouse.test");
      const told = execFileSync("sh", ["-c", `API_KEY=secret; curl() { printf '%s\\0' "$@"; }; ${command}`], { encoding: "utf8" }).split("\0");
      const coded = encodeURIComponent(id);
      expect(told.slice(0, 4)).toEqual(["-X", "POST", `https://pilothouse.test/api/things/${coded}?q=${coded}`, "-H"]);
      expect(told[4]).toBe("Authorization: Bearer secret");
      expect(JSON.parse(told.at(-2) ?? "")).toEqual({ body });
    }),
    { numRuns: 60 },
  );
});

test("types read as people say them", () => {
  const components = { Lead: { type: "object", properties: { id: { type: "string" } } } };
  const nullable = { anyOf: [{ type: "string", format: "email" }, { type: "null" }] };
  expect(typeOf({ type: ["string", "null"] }, {})).toBe("string or null");
  expect(typeOf(nullable, {})).toBe("email or null");
  expect(typeOf({ type: "array", items: { $ref: "#/components/schemas/Lead" } }, components)).toBe("list of Lead");
  expect(typeOf({ const: "list" }, {})).toBe('"list"');
  expect(typeOf({}, {})).toBe("anything");
});

test("a schema that contains itself ends", () => {
  const components = { Tree: { type: "object", properties: { children: { type: "array", items: { $ref: "#/components/schemas/Tree" } } } } };
  expect(schemaTree({ $ref: "#/components/schemas/Tree" }, components)?.text.match(/list of Tree/g)).toHaveLength(6);
});
