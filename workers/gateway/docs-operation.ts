/** One operation on the page. */
import { html, inline, prose, type Html } from "./docs-html";
import { limitsIn, schemaTree, typeOf } from "./docs-schema";
import { resolved } from "./openapi";
import { accessSentence } from "./openapi-operation";
import type { OpenApiDocument, OperationObject, Parameter } from "./openapi-types";

export type Entry = { method: string; path: string; operation: OperationObject };

const EFFECTS: Record<string, string> = {
  read: "changes nothing",
  write: "changes data",
  destructive: "takes away; an AI must have it confirmed by a person",
  external: "reaches the world outside; an AI must have it confirmed by a person",
};

export function operationArticle({ method, path, operation }: Entry, document: OpenApiDocument): Html {
  const parameters = (operation.parameters ?? []).flatMap((entry) => parameterOf(entry, document));
  return html`<article id="${operation.operationId}" aria-labelledby="${operation.operationId}-title">
<h4 id="${operation.operationId}-title"><a href="#${operation.operationId}">${operation.summary}</a></h4>
<p class="address">${methodBadge(method)} <code>${breakable(path)}</code></p>
<div class="columns"><div>
${prose(operation.description).filter((part) => part.text !== prose(accessSentence(operation["x-permission"]))[0]?.text)}
${facts(operation)}
${parametersTable(parameters, operation.summary)}
${requestTree(operation, document)}
${responsesList(operation, document)}
</div><div class="aside">
<h5>Example</h5>
<pre tabindex="0" aria-label="curl example: ${operation.summary}"><code>${curlOf({ method, path, operation }, parameters, document.servers[0]?.url ?? "")}</code></pre>
${functionNote(operation)}
</div></div>
</article>`;
}

export const methodBadge = (method: string) => html`<span class="method method-${method}">${method.toUpperCase()}</span>`;

/** A long path may break at its slashes on a narrow screen. */
const breakable = (path: string) => path.split("/").flatMap((part, at) => (at === 0 ? [html`${part}`] : [html`<wbr>/${part}`]));

function parameterOf(entry: Parameter | { $ref: string }, document: OpenApiDocument): Parameter[] {
  if (!("$ref" in entry)) return [entry];
  const found = document.components.parameters[entry.$ref.slice(entry.$ref.lastIndexOf("/") + 1)];
  return found === undefined ? [] : [found];
}

function facts(operation: OperationObject): Html {
  const permission = operation["x-permission"];
  const needs = permission === "operator" ? "The operator's token." : accessSentence(permission);
  return html`<dl class="facts">
<div><dt>Permission</dt><dd>${inline(needs)}</dd></div>
<div><dt>Effect</dt><dd><span class="effect effect-${operation["x-effect"]}">${operation["x-effect"]}</span>: ${EFFECTS[operation["x-effect"]]}</dd></div>
</dl>`;
}

function parametersTable(parameters: readonly Parameter[], summary: string): Html | null {
  if (parameters.length === 0) return null;
  const rows = parameters.map(
    (parameter) => html`<tr>
<th scope="row"><code class="name">${parameter.name}</code>${parameter.required ? html` <span class="required">required</span>` : null}</th>
<td>${parameter.in}</td>
<td><span class="type">${typeOf(parameter.schema, {})}</span></td>
<td>${inline(parameter.description ?? "")} ${limitsIn(parameter.schema)}</td>
</tr>`,
  );
  return html`<h5>Parameters</h5>
<div class="scroll" tabindex="0" role="group" aria-label="Parameters: ${summary}"><table>
<thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function requestTree(operation: OperationObject, document: OpenApiDocument): Html | null {
  const schema = operation.requestBody?.content["application/json"]?.schema;
  if (schema === undefined) return null;
  const { schemas } = document.components;
  return html`<details open><summary>Request body <span class="type">${typeOf(schema, schemas)}</span></summary>${schemaTree(schema, schemas)}</details>`;
}

function responsesList(operation: OperationObject, document: OpenApiDocument): Html {
  const { schemas } = document.components;
  const responses = Object.entries(operation.responses).map(([status, entry]) => {
    const response = resolved(document, entry);
    const types = Object.entries(response.content ?? {});
    const isError = Number(status) >= 400;
    const label = isError ? null : types.map(([type, { schema }]) => html`<span class="type">${type === "application/json" ? typeOf(schema, schemas) : type}</span> `);
    const headers = Object.keys(response.headers ?? {});
    return html`<details class="${isError ? "failure" : "success"}"><summary><span class="status">${status}</span> ${isError ? codesIn(response.description) : response.description} ${label}</summary>
${isError ? prose(response.description) : null}
${headers.length === 0 ? null : html`<p class="limits">Headers: ${headers.map((name) => html`<code>${name}</code> `)}</p>`}
${isError ? null : types.map(([, { schema }]) => schemaTree(schema, schemas))}</details>`;
  });
  return html`<h5>Responses</h5>${responses}`;
}

/** The codes that an error's description begins its paragraphs with. */
const codesIn = (description: string) => [...description.matchAll(/^`([A-Z_]+)`/gm)].map(([, code]) => html`<code>${code}</code> `);

function functionNote(operation: OperationObject): Html | null {
  const note = operation["x-function"];
  if (note === undefined) return null;
  return html`<h5>In words</h5>
<p>The AI calls it <code>${note.name}</code>, for example when it hears:</p>
<ul class="said">${note.examples.map((example) => html`<li>${example}</li>`)}</ul>`;
}

/** The operation as a command for a terminal, from its examples. */
export function curlOf({ method, path, operation }: Entry, parameters: readonly Parameter[], origin: string): string {
  const query = parameters.flatMap(({ in: place, name, example }) => (place === "query" && example !== undefined ? [`${name}=${encodeURIComponent(textOf(example))}`] : []));
  const filled = path.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const example = parameters.find((parameter) => parameter.in === "path" && parameter.name === name)?.example;
    return example === undefined ? whole : encodeURIComponent(textOf(example));
  });
  const body = operation.requestBody?.content["application/json"];
  const lines = [
    `curl ${method === "get" ? "" : `-X ${method.toUpperCase()} `}${quoted(`${origin}${filled}${query.length === 0 ? "" : `?${query.join("&")}`}`)}`,
    ...credentialOf(operation),
    ...(body === undefined ? [] : [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(body.example ?? {}, null, 2))}`]),
  ];
  return lines.join(" \\\n  ");
}

function credentialOf(operation: OperationObject): string[] {
  const [first] = operation.security;
  if (first === undefined) return [];
  return [`-H "Authorization: Bearer $${"operator" in first ? "OPERATOR_TOKEN" : "API_KEY"}"`];
}

const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** A shell's word that stands for nothing but itself. */
const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
