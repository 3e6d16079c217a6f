// How fast an event travels from a change to somebody else's endpoint: outbox, queue, object, queue, signed request.
import http from "node:http";
import type { AddressInfo } from "node:net";
import { percentile } from "./report.ts";

export type FanOut = { events: number; seconds: number; latenciesMs: number[] };

const CONNECTIONS = 8;
const PATIENCE_MS = 60_000;

/** Makes so many leads and waits until a receiver of our own has heard of each of them. */
export async function measureFanOut(product: string, apiKey: string, events: number): Promise<FanOut> {
  const ask = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(product + path, { method, headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
  };
  const heard = new Map<string, number>();
  const receiver = await listen((lead) => void (heard.has(lead) || heard.set(lead, performance.now())));
  const { port } = receiver.address() as AddressInfo;
  const endpoint = await ask("POST", "/api/v1/webhooks/endpoints", { name: "Bench", url: `http://127.0.0.1:${port}/`, events: ["lead.created"] });
  const made = new Map<string, number>();
  const started = performance.now();
  let next = 0;
  const loop = async (): Promise<void> => {
    while (next < events) {
      next += 1;
      const { id } = await ask("POST", "/api/leads", { firstName: "Fan", email: `fan.${next}.${Date.now()}@basalt.example` });
      made.set(String(id), performance.now());
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
  while ([...made.keys()].some((id) => !heard.has(id)) && performance.now() - started < PATIENCE_MS) await new Promise((resolve) => setTimeout(resolve, 20));
  const last = Math.max(...heard.values());
  await ask("DELETE", `/api/v1/webhooks/endpoints/${String(endpoint["id"])}`);
  receiver.close();
  const missing = [...made.keys()].filter((id) => !heard.has(id)).length;
  if (missing > 0) throw new Error(`${missing} of ${events} events did not reach the endpoint within ${PATIENCE_MS / 1000} s.`);
  return { events, seconds: (last - started) / 1000, latenciesMs: [...made].map(([id, at]) => Math.max(0, (heard.get(id) ?? 0) - at)) };
}

/** A receiver that tells of the record in each event. */
function listen(onEvent: (id: string) => void): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      response.end();
      onEvent((JSON.parse(body) as { data: { object: { id: string } } }).data.object.id);
    });
  });
  return new Promise((resolve) => void server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** The figure as a sentence. */
export function fanOutLine({ events, seconds, latenciesMs }: FanOut): string {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const [p50, p95] = [percentile(sorted, 0.5), percentile(sorted, 0.95)];
  return `Event fan-out, from POST /api/leads to a signed request at a local endpoint: ${(events / seconds).toFixed(0)} events a second end to end (${events} in ${seconds.toFixed(1)} s; after the answer p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms).`;
}
