import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { askHealth } from "./health/ask.ts";

const servers: http.Server[] = [];

/** A server with these answers by path. */
async function installation(answers: Record<string, [status: number, body: unknown]>): Promise<URL> {
  const server = http.createServer((request, response) => {
    const [status, body] = answers[request.url ?? ""] ?? [404, {}];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const PARTS = [
  { name: "database", status: "up", required: true, latencyMs: 3 },
  { name: "metrics", status: "down", required: false, latencyMs: 2000, detail: "no answer in 2000 ms" },
];

test("a ready installation shows each part with its state and latency", async () => {
  const { ready, lines } = await askHealth(await installation({ "/health": [200, { status: "degraded", parts: PARTS }], "/health/ready": [200, { status: "ready" }] }));
  expect(ready).toBe(true);
  expect(lines[0]).toMatch(/^database +up +3 ms$/);
  expect(lines[1]).toMatch(/^metrics +down +2000 ms {2}\(optional, no answer in 2000 ms\)$/);
});

test("one that is not ready says which part is missing", async () => {
  const error = { code: "UNAVAILABLE", message: "Not ready: database does not answer." };
  const { ready, lines } = await askHealth(await installation({ "/health": [200, { parts: PARTS }], "/health/ready": [503, { error }] }));
  expect(ready).toBe(false);
  expect(lines.at(-1)).toBe("not ready (503): Not ready: database does not answer.");
});

test("another server, and none, are told apart from an installation", async () => {
  const other = await installation({});
  expect(await askHealth(other)).toEqual({ ready: false, lines: [`${other.origin} answers 404 without its parts: is this a Pilothouse installation?`] });
  const { ready, lines } = await askHealth(new URL("http://127.0.0.1:1"));
  expect(ready).toBe(false);
  expect(lines[0]).toContain("http://127.0.0.1:1 does not answer");
});
