import { paths } from "./operations.generated";

export type QueryValue = string | number | boolean | null | undefined;

/** A request as it goes over the wire, and as the console shows it. */
export type WireRequest = { method: string; path: string; body?: unknown; headers?: Record<string, string> };

type Parts = {
  params?: Record<string, string> | undefined;
  query?: Record<string, QueryValue> | undefined;
  body?: unknown;
  headers?: Record<string, string> | undefined;
};

/** Writes an operation's request: its path with parameters filled in and the query appended. */
export function wireRequest(operationId: string, parts: Parts = {}): WireRequest {
  const entry = paths[operationId];
  if (!entry) throw new Error(`no such operation: ${operationId}`);
  const [method, template] = entry;
  const path = template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parts.params?.[name] ?? ""));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts.query ?? {})) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  const search = query.toString();
  return {
    method,
    path: search === "" ? path : `${path}?${search}`,
    ...(parts.body === undefined ? {} : { body: parts.body }),
    ...(parts.headers ? { headers: parts.headers } : {}),
  };
}

/** The header that refuses a change of what has changed since it was read. */
export function ifMatch(version: number): Record<string, string> {
  return { "If-Match": `"${version}"` };
}
