/** What others send: verified before it is read, stored once before it is answered, and told of by an event. */
import type { Act } from "#kit/context";
import { notFound, Problem } from "#kit/errors";
import { envelope } from "#kit/events";
import type { ListFields } from "#kit/filter";
import { newId } from "#kit/ids";
import { WorkRefused, type Row, type Store } from "#kit/work";
import { systemAct } from "./act";
import { newestFirst, type PageQuery } from "#kit/newest";
import { verify } from "./schemes";
import type { Sources } from "./sources";

/** Of one request. Bytes. */
export const INCOMING_BYTES_MAX = 256 * 1024;
const CONTENT_TYPE_MAX = 100;

export type ReceivedView = { id: string; source: string; providerId: string; type: string | null; contentType: string | null; receivedAt: string };

const FIELDS: ListFields = {
  source: { type: "reference", sql: "t.source_id" },
  providerId: { type: "reference", sql: "t.provider_id" },
  type: { type: "reference", sql: "t.type" },
  receivedAt: { type: "date", sql: "t.received_at" },
};

/** Takes one call from a workspace's bucket of incoming webhooks. @returns the seconds to wait, or 0 */
export type Allow = (tenant: string) => Promise<number>;

export type Incoming = ReturnType<typeof incomingOf>;

export function incomingOf(store: Store, sources: Sources, allow: Allow) {
  const keep = (act: Act, received: Row, name: string) => {
    const columns = Object.keys(received);
    return store.commit(act, {
      statements: [{ sql: `insert into webhook_received (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`, params: columns.map((column) => received[column] ?? null) }],
      events: [envelope(act, "webhook.received", { object: { ...viewOf(received), name, version: 1 }, changed: [], previous: {} }, act.now)],
      answer: { json: JSON.stringify(viewOf(received)) },
    });
  };

  return {
    /** Says no more than that it was taken: who sends is told nothing of what is inside. */
    async receive(act: Act, sourceId: string): Promise<{ id: string; duplicate: boolean }> {
      const found = await sources.at(sourceId);
      if (found === null || act.request === null) throw notFound("source");
      const wait = await allow(found.tenant);
      if (wait > 0) throw new Problem("RATE_LIMITED", `Too many webhooks for this workspace. Try again in ${wait} s.`, { retryAfterSeconds: wait }, { "retry-after": String(wait) });
      const body = await textOf(act.request);
      const { headers } = act.request;
      const verified = await verify(found.source.scheme, found.secret, headers, body, act.now);
      if (verified === null) throw new Problem("UNAUTHENTICATED", "The signature does not fit. Check the secret, the clock, and that the body is sent as it was signed.");
      const id = newId("webhook_received", act.now);
      const received: Row = {
        tenant_id: found.tenant, id, source_id: sourceId, provider_id: verified.id ?? id, type: verified.type,
        content_type: headers.get("content-type")?.slice(0, CONTENT_TYPE_MAX) ?? null, body, received_at: act.now,
      };
      const as: Act = { ...systemAct(found.tenant, act.operation, act.now, (work) => act.waitUntil(work)), actor: { kind: "system", id: sourceId }, requestId: act.requestId, cause: act.cause, request: act.request };
      try {
        await keep(as, received, found.source.name);
        return { id, duplicate: false };
      } catch (error) {
        if (!(error instanceof WorkRefused) || error.reason !== "unique") throw error;
        const [first] = await store.read({ sql: "select id from webhook_received where tenant_id = ? and source_id = ? and provider_id = ?", params: [found.tenant, sourceId, verified.id] });
        return { id: (first?.["id"] as string | undefined) ?? id, duplicate: true };
      }
    },

    /** As if the provider had sent a word, to see what listens to it. */
    async test(act: Act, sourceId: string): Promise<ReceivedView> {
      const source = await sources.get(act, sourceId);
      const id = newId("webhook_received", act.now);
      const received: Row = { tenant_id: act.tenant.id, id, source_id: sourceId, provider_id: id, type: "test", content_type: "application/json", body: JSON.stringify({ type: "test" }), received_at: act.now };
      await keep(act, received, source.name);
      return viewOf(received);
    },

    async list(act: Act, query: PageQuery): Promise<{ data: ReceivedView[]; nextCursor: string | null }> {
      const { rows, nextCursor } = await newestFirst(store, act, "webhook_received", FIELDS, query);
      return { data: rows.map(viewOf), nextCursor };
    },

    async get(act: Act, id: string): Promise<ReceivedView & { body: string }> {
      const [row] = await store.read({ sql: "select * from webhook_received where tenant_id = ? and id = ?", params: [act.tenant.id, id] });
      if (row === undefined) throw notFound("webhook");
      return { ...viewOf(row), body: row["body"] as string };
    },
  };
}

/** The body as it was sent, read no further than the bound. */
async function textOf(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > INCOMING_BYTES_MAX) throw new Problem("PAYLOAD_TOO_LARGE", `The body is larger than ${INCOMING_BYTES_MAX} bytes.`, { bytesMax: INCOMING_BYTES_MAX });
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(joined(chunks, length));
  } catch {
    throw new Problem("VALIDATION_FAILED", "The body is not valid UTF-8.");
  }
}

function joined(chunks: Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function viewOf(row: Row): ReceivedView {
  return {
    id: row["id"] as string,
    source: row["source_id"] as string,
    providerId: row["provider_id"] as string,
    type: row["type"] as string | null,
    contentType: row["content_type"] as string | null,
    receivedAt: new Date(row["received_at"] as number).toISOString(),
  };
}
