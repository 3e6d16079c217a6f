/** Writing an answer: status, ETag, Location, the one error shape, and the headers every answer carries. */
import { Problem } from "#kit/errors";
import { openAiError } from "#kit/openai-error";
import { Reply, successStatus, type AnyOperation } from "#kit/operation";

const JSON_TYPE = "application/json; charset=utf-8";

/** The HTTP answer for what an operation gave. */
export function answerOf(op: AnyOperation<never>, path: string, value: unknown): Response {
  if (value instanceof Response) return value;
  const body = value instanceof Reply ? (value.body as unknown) : value;
  const status = (value instanceof Reply ? value.status : undefined) ?? successStatus(op);
  const headers = new Headers();
  if (value instanceof Reply) for (const [name, content] of value.headers) headers.append(name, content);
  if (status === 204 || body === undefined || body === null) return new Response(null, { status: 204, headers });
  headers.set("content-type", JSON_TYPE);
  const { id, version } = body as { id?: unknown; version?: unknown };
  if (typeof version === "number") headers.set("etag", `"${version}"`);
  if (status === 201 && typeof id === "string") headers.set("location", `${path}/${id}`);
  return new Response(JSON.stringify(body), { status, headers });
}

/** The answer for an error. What is not a Problem is a fault of ours: it says nothing of its inside. */
export function errorAnswer(error: unknown, shape: "pilothouse" | "openai" = "pilothouse"): Response {
  const problem = error instanceof Problem ? error : new Problem("INTERNAL", "Something went wrong on our side. Try again; if it stays, name the request id to support.");
  const headers = new Headers({ "content-type": JSON_TYPE, ...problem.headers });
  const body = shape === "openai" ? openAiError(problem) : problem.toJSON();
  return new Response(JSON.stringify(body), { status: problem.status, headers });
}

/** Scripts, styles and connections come from our own origin alone; nothing inline, nothing framed. */
const CONSOLE_CSP =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";
const API_CSP = "default-src 'none'; frame-ancestors 'none'";

/** Adds what every answer carries. Answers of the API are never stored by anybody on the way. */
export function secured(response: Response, requestId: string, url: URL, page: boolean): Response {
  // A switch of protocols has no headers of ours.
  if (response.status === 101) return response;
  const answer = withOwnHeaders(response, requestId);
  const { headers } = answer;
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "same-origin");
  headers.set("x-frame-options", "DENY");
  headers.set("content-security-policy", page ? CONSOLE_CSP : API_CSP);
  if (url.protocol === "https:") headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  return answer;
}

/** An answer of ours takes headers as it is; only one of a binding is immutable and must be copied, which costs. */
function withOwnHeaders(response: Response, requestId: string): Response {
  try {
    response.headers.set("x-request-id", requestId);
    return response;
  } catch {
    const copy = new Response(response.body, response);
    copy.headers.set("x-request-id", requestId);
    return copy;
  }
}
