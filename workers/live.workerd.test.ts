import { createExecutionContext, createMessageBatch, getQueueResult, runDurableObjectAlarm } from "cloudflare:test";
import { expect, test } from "vitest";
import { env, makeTenant, ORIGIN } from "../test/harness";
import { newMember } from "../test/operations";
import type { Notice } from "./kit/outbox";
import worker from "./index";

async function openSocket(credential: string | { cookie: string }): Promise<{ socket: WebSocket; messages: { type: string; seq: number; object?: { id: string } }[] }> {
  const who: Record<string, string> = typeof credential === "string" ? { authorization: `Bearer ${credential}` } : { ...credential, origin: ORIGIN };
  const request = new Request(`${ORIGIN}/api/v1/live`, { headers: { upgrade: "websocket", ...who } });
  const response = await worker.fetch(request as never, env, createExecutionContext());
  expect(response.status).toBe(101);
  const socket = response.webSocket as WebSocket;
  const messages: { type: string; seq: number }[] = [];
  socket.addEventListener("message", (event) => messages.push(JSON.parse(String(event.data))));
  socket.accept();
  return { socket, messages };
}

const noticesOf = async (tenantId: string): Promise<Notice[]> => {
  const { results } = await env.DB.prepare("select envelope from outbox where tenant_id = ? order by rowid").bind(tenantId).all<{ envelope: string }>();
  return results.map((row) => JSON.parse(row.envelope)).map((event) => ({ tenant: event.tenant, id: event.id, type: event.type, object: { kind: "lead", id: event.data.object.id, version: event.data.object.version } }));
};

const waiting = async (tenantId: string) => (await env.DB.prepare("select count(*) as n from outbox where tenant_id = ? and done_at is null").bind(tenantId).first<{ n: number }>())?.n;

test("a committed event is told to the consoles of its own tenant, and marked once however often it comes", async () => {
  const [mine, theirs] = [await makeTenant(), await makeTenant()];
  const [here, there] = [await openSocket(mine.client.key), await openSocket(theirs.client.key)];
  const { body } = await mine.client.post("/api/leads", { firstName: "Ada" });
  const notices = await noticesOf(mine.id);
  expect(notices).toHaveLength(1);
  for (let times = 0; times < 2; times++) {
    const batch = createMessageBatch<Notice[]>("pilothouse-events", [{ id: `m${times}`, timestamp: new Date(), attempts: 1, body: notices }]);
    const context = createExecutionContext();
    await worker.queue(batch, env, context);
    expect((await getQueueResult(batch, context)).ackAll).toBe(true);
  }
  expect(await waiting(mine.id)).toBe(0);
  await expect.poll(() => here.messages.filter((message) => message.type === "lead.created").map((message) => message.object?.id)).toContain(body.id);
  expect(there.messages.filter((message) => message.type !== "hello")).toEqual([]);
  const seqs = here.messages.map((message) => message.seq);
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  here.socket.close();
  there.socket.close();
});

test("an event whose message was lost is sent again by the sweeper", async () => {
  const tenant = await makeTenant();
  const broken = new Proxy({}, { get: () => () => Promise.reject(new Error("down")) }) as never;
  await tenant.client.post("/api/leads", { firstName: "Ada" }, { env: { ...env, EVENTS: broken } });
  expect(await waiting(tenant.id)).toBe(1);
  await env.DB.prepare("update outbox set created_at = 1 where tenant_id = ?").bind(tenant.id).run();
  const sweeper = env.OUTBOX_SWEEPER.getByName("all");
  await sweeper.arm();
  expect(await runDurableObjectAlarm(sweeper)).toBe(true);
  await expect.poll(() => waiting(tenant.id), { timeout: 10_000 }).toBe(0);
});

test("the socket of a member who is removed, of a key that is revoked and of a session that is ended closes, and nobody else's", async () => {
  const tenant = await makeTenant();
  const [removed, ended] = [await newMember(tenant, "viewer"), await newMember(tenant, "viewer")];
  const key = (await tenant.client.post("/api/v1/keys", { name: "Key", permissions: ["leads:read"] })).body;
  const opened = await Promise.all([{ cookie: removed.cookie }, key.key, { cookie: ended.cookie }, tenant.client.key].map(openSocket));
  const closed = opened.map(({ socket }) => new Promise<number>((resolve) => socket.addEventListener("close", (event) => resolve(event.code))));
  await tenant.client.delete(`/api/v1/members/${removed.id}`);
  await tenant.client.delete(`/api/v1/keys/${key.id}`);
  await ended.client.send("DELETE", "/api/v1/session");
  expect(await Promise.all(closed.slice(0, 3))).toEqual([1012, 1012, 1012]);
  expect(opened[3]?.socket.readyState).toBe(WebSocket.OPEN);
  opened[3]?.socket.close();
});

test("another origin's page opens no socket", async () => {
  const { client } = await makeTenant();
  const headers = { upgrade: "websocket", authorization: `Bearer ${client.key}`, origin: "https://evil.example" };
  const response = await worker.fetch(new Request(`${ORIGIN}/api/v1/live`, { headers }) as never, env, createExecutionContext());
  expect(response.status).toBe(403);
});

test("without a caller no socket opens", async () => {
  const response = await worker.fetch(new Request(`${ORIGIN}/api/v1/live`, { headers: { upgrade: "websocket" } }) as never, env, createExecutionContext());
  expect(response.status).toBe(401);
});
