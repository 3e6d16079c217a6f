/** Reading a request: its size, type, text and the parts an operation parses. */
import { invalid, Problem } from "#kit/errors";
import { BODY_BYTES_MAX } from "#kit/limits";
import type { AnyOperation } from "#kit/operation";
import { refuseOutOfBounds } from "./json-bounds";
import { jsonFault } from "./json-fault";

const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** The caller's request id where it is one, else a new one. */
export function requestIdOf(request: Request): string {
  const given = request.headers.get("x-request-id");
  return given !== null && REQUEST_ID.test(given) ? given : crypto.randomUUID();
}

/** Refuses by the declared length before anything is read. */
export function refuseLargeBody(request: Request, op: AnyOperation<never>): void {
  const length = Number(request.headers.get("content-length") ?? 0);
  const max = op.bodyBytesMax ?? BODY_BYTES_MAX;
  if (length > max) throw tooLarge(max);
}

function tooLarge(max: number): Problem {
  return new Problem("PAYLOAD_TOO_LARGE", `The body is larger than ${max} bytes, the most that is taken here. Send less at once.`, { bytesMax: max });
}

export function refuseOtherTypes(request: Request, op: AnyOperation<never>): void {
  if (op.body === undefined) return;
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json" || /^application\/[\w.+-]+\+json$/.test(type)) return;
  throw new Problem("UNSUPPORTED_MEDIA_TYPE", `Send the body as application/json${type === "" ? "" : `, not ${type.slice(0, 80)}`}.`);
}

/** The body's text, read no further than the bound. */
export async function readBody(request: Request, op: AnyOperation<never>): Promise<string> {
  if (request.body === null) return "";
  const max = op.bodyBytesMax ?? BODY_BYTES_MAX;
  // With a length that was checked, the runtime reads the whole at once, which is faster than chunk by chunk.
  const bytes = /^\d+$/.test(request.headers.get("content-length") ?? "") ? new Uint8Array(await request.arrayBuffer()) : await readBounded(request.body, max);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new Problem("MALFORMED_JSON", "The body is not valid UTF-8.");
  }
}

async function readBounded(stream: ReadableStream<Uint8Array>, max: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > max) throw tooLarge(max);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

export function parseJson(text: string): unknown {
  if (text.trim() === "") throw new Problem("MALFORMED_JSON", "The body is empty; send a JSON object.");
  refuseOutOfBounds(text);
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(text);
  }
}

/** Names where the text stops being JSON; the engine's own message may repeat the data and is not passed on. */
function malformed(text: string): Problem {
  const position = jsonFault(text) ?? text.length;
  const before = text.slice(0, position);
  const line = before.split("\n").length;
  const column = position - before.lastIndexOf("\n");
  return new Problem("MALFORMED_JSON", `The body is not JSON: it goes wrong at position ${position} (line ${line}, column ${column}).`, { position, line, column });
}

/** The query as an object; a parameter given twice is refused, for only one of the two would count. */
export function queryOf(url: URL): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (Object.hasOwn(query, name)) throw invalid([{ path: `query.${name}`, message: "is given twice" }]);
    Object.defineProperty(query, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return query;
}

/** `If-Match`: the version the caller saw. `*` and a missing header match every version. */
export function ifMatchOf(request: Request): number | null {
  const header = request.headers.get("if-match");
  if (header === null || header.trim() === "*") return null;
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(header.trim())?.[1];
  if (version === undefined) throw invalid([{ path: "If-Match", message: 'takes the ETag of a record, like "3"' }]);
  return Number(version);
}

