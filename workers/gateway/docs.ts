/** The reference at /docs: one page of plain HTML, made from the document. No script, and nothing from elsewhere. */
import { html, prose, type Html } from "./docs-html";
import { methodBadge, operationArticle, type Entry } from "./docs-operation";
import { DOCS_STYLE } from "./docs-style";
import type { OpenApiDocument } from "./openapi-types";

const KEPT_SECONDS = 300;
/** The console's own. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath fill='%2312181b' d='M1 22 5 5h14l4 17z'/%3E%3Cpath fill='%23ff8f57' d='M5.6 13 6.7 8.5h10.6l1.1 4.5z'/%3E%3C/svg%3E";

const pages = new WeakMap<OpenApiDocument, string>();

type Group = { name: string; entries: Entry[] };
type Service = { name: string; description: string; groups: Group[] };

/** The page; written once for each document. */
export function docsPage(document: OpenApiDocument): Response {
  let page = pages.get(document);
  if (page === undefined) pages.set(document, (page = `<!doctype html>\n${pageOf(document).text}\n`));
  return new Response(page, { headers: { "content-type": "text/html; charset=utf-8", "cache-control": `public, max-age=${KEPT_SECONDS}` } });
}

/** The page's style sheet, at /docs/style.css. */
export function docsStyle(): Response {
  return new Response(DOCS_STYLE, { headers: { "content-type": "text/css; charset=utf-8", "cache-control": `public, max-age=${KEPT_SECONDS}` } });
}

function pageOf(document: OpenApiDocument): Html {
  const { info } = document;
  const services = servicesOf(document);
  return html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${info.title} API reference</title>
<meta name="description" content="${info.summary}">
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<a class="skip" href="#content">Skip to the reference</a>
<header><a class="mark" href="/docs">${info.title}</a> <span>API reference, version ${info.version}</span> <a class="raw" href="/openapi.json">OpenAPI 3.1 document</a></header>
<nav aria-label="Operations">${services.map(serviceLinks)}</nav>
<main id="content" tabindex="-1">
<section class="intro"><h1>${info.title} API</h1>${prose(info.description)}</section>
${services.map((service) => serviceSection(service, document))}
</main>
</body>
</html>`;
}

/** Operations by service, and within one by the thing they work on: the second part of their id. */
function servicesOf(document: OpenApiDocument): Service[] {
  const entries = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]): Entry => ({ method, path, operation })));
  return document.tags.map(({ name, description }) => {
    const own = entries.filter(({ operation }) => operation.tags.includes(name));
    const groups = Object.entries(Object.groupBy(own, ({ operation }) => operation.operationId.split(".")[1] ?? name));
    return { name, description, groups: groups.map(([group, members = []]) => ({ name: group, entries: members })) };
  });
}

function serviceLinks({ name, groups }: Service): Html {
  const links = groups.map((group) => html`<div class="group"><p>${title(group.name)}</p><ul>${group.entries.map(operationLink)}</ul></div>`);
  return html`<div class="service"><p class="service-name"><a href="#${name}">${serviceTitle(name)}</a></p>${links}</div>`;
}

function operationLink({ method, operation }: Entry): Html {
  return html`<li><a href="#${operation.operationId}">${methodBadge(method)}<span>${operation.summary}</span></a></li>`;
}

function serviceSection({ name, description, groups }: Service, document: OpenApiDocument): Html {
  const articles = groups.map((group) => html`<h3 id="${name}.${group.name}">${title(group.name)}</h3>${group.entries.map((entry) => operationArticle(entry, document))}`);
  return html`<section aria-labelledby="${name}"><h2 id="${name}">${serviceTitle(name)}</h2>
<div class="lead">${prose(description)}</div>
<ul class="contents">${groups.flatMap(({ entries }) => entries).map(operationLink)}</ul>
${articles}</section>`;
}

/** Short names are initials: CRM, AI. */
const serviceTitle = (name: string) => (name.length <= 3 ? name.toUpperCase() : title(name));
const title = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll(/[-_]/g, " ");
