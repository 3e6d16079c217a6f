/** The console's files: hashed ones come from the platform itself, the rest and the page for every route from here. */

/** Paths that belong to the API; an unknown one is a 404 in the one shape, never the console's page. */
const API = /^\/(?:api|v1|webhook|health|healthz|metrics|openapi\.json|docs|\.well-known|oauth|mcp)(?:\/|$)/;

export const isApiPath = (path: string) => API.test(path);

/** A file of the console, or its page for an address of its router; null for what is neither. */
export async function consoleAnswer(request: Request, url: URL, assets: { fetch(request: Request): Promise<Response> }): Promise<Response | null> {
  if (request.method !== "GET" && request.method !== "HEAD") return null;
  if (url.pathname !== "/" && /\.[a-z0-9]+$/i.test(url.pathname)) {
    const file = await assets.fetch(request);
    return file.ok || file.status === 304 ? file : null;
  }
  const page = await assets.fetch(new Request(new URL("/", url), { method: request.method, headers: request.headers }));
  if (!page.ok && page.status !== 304) return null;
  const answer = new Response(page.body, page);
  // The page names the hashed files, so a stale one would ask for files that are gone.
  answer.headers.set("cache-control", "no-cache");
  return answer;
}
