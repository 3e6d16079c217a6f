/** Endpoints, their deliveries, and the types of events there are. */
import * as z from "zod";
import { EVENT_TYPES } from "#kit/events";
import { idPattern } from "#kit/ids";
import { operationsOf, Reply, type Make } from "#kit/operation";
import { DELIVERY_STATUSES } from "./deliveries";
import { isPattern, PATTERNS_MAX } from "./endpoints";
import type { Webhooks } from "./service";

const operation = operationsOf<{ webhooks: Webhooks }>();

const NAME_MAX = 120;
const URL_MAX = 2_000;
const OVERLAP_HOURS_MAX = 168;
const LIMIT_MAX = 200;

const endpointId = z.string().regex(idPattern("webhook_endpoint"));
const deliveryId = z.string().regex(idPattern("webhook_delivery"));
const name = z.string().trim().min(1, "is empty").max(NAME_MAX, `takes at most ${NAME_MAX} characters`);
const url = z.string().trim().max(URL_MAX, `takes at most ${URL_MAX} characters`).describe("https, on a public host; redirects are not followed");
const events = z
  .array(z.string().max(100).refine(isPattern, "is no type of event; take one of GET /api/v1/webhooks/event-types, a kind like contact.*, or *"))
  .min(1, "is empty")
  .max(PATTERNS_MAX, `takes at most ${PATTERNS_MAX} patterns`)
  .describe("Types of events: lead.created, all of a kind as contact.*, or * for all");

const time = z.iso.datetime();
const endpoint = z
  .strictObject({
    id: endpointId,
    name: z.string(),
    url: z.string(),
    events: z.array(z.string()),
    status: z.enum(["active", "paused", "disabled"]),
    statusReason: z.string().nullable(),
    previousSecretUntil: time.nullable().describe("Until when the secret before this one signs too"),
    recent: z.array(z.strictObject({ at: time, outcome: z.string(), status: z.int().nullable(), latencyMs: z.int().nullable() })).describe("Its last attempts, newest first"),
    version: z.int(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: "WebhookEndpoint" });
const withSecret = endpoint.extend({ secret: z.string().describe("Signs by Standard Webhooks; shown this once") }).meta({ id: "WebhookEndpointWithSecret" });

const delivery = z.strictObject({
  id: deliveryId,
  endpoint: endpointId,
  event: z.string().describe("The event's id, which is the webhook-id of every attempt"),
  type: z.string(),
  status: z.enum(DELIVERY_STATUSES).describe("failed: the schedule ended without success"),
  cause: z.string().describe("event, test, resend or replay"),
  attempts: z.int(),
  nextAttemptAt: time.nullable(),
  createdAt: time,
  settledAt: time.nullable(),
});
const deliveryView = delivery.meta({ id: "WebhookDelivery" });
const attempt = z.strictObject({
  number: z.int(),
  at: time,
  outcome: z.string().nullable().describe("delivered, failed, gone or interrupted; null while it is under way"),
  status: z.int().nullable(),
  error: z.string().nullable(),
  latencyMs: z.int().nullable(),
  response: z.string().nullable().describe("The beginning of the answer, as the receiver wrote it: show it as text"),
});

const params = z.strictObject({ id: endpointId });
const deliveryParams = z.strictObject({ id: deliveryId });
const onEndpoint = async (make: Make) => ({ params: { id: String((await make("webhooks.endpoints.create"))["id"]) } });
const onDelivery = async (make: Make) => ({ params: { id: String((await make("webhooks.endpoints.test"))["id"]) } });
const path = "/api/v1/webhooks/endpoints";
const reads = "webhooks:read";
const writes = "webhooks:write";

const listEndpoints = operation({
  id: "webhooks.endpoints.list",
  method: "GET",
  path,
  summary: "List the endpoints of webhooks",
  permission: reads,
  effect: "read",
  response: z.strictObject({ data: z.array(endpoint), nextCursor: z.null() }),
  fixture: () => ({}),
  run: async (_request, { act, webhooks }) => ({ data: await webhooks.endpoints.list(act), nextCursor: null }),
});

const createEndpoint = operation({
  id: "webhooks.endpoints.create",
  method: "POST",
  path,
  summary: "Add an endpoint for webhooks",
  description: "Events that fit are posted to it, signed by Standard Webhooks, until it answers 2xx: at once, then after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h. The secret is shown in this answer and never again.",
  permission: writes,
  effect: "external",
  idempotency: "none",
  body: z.strictObject({ name, url, events }),
  response: withSecret,
  errors: ["CONFLICT"],
  fixture: () => ({ body: { name: "Data warehouse", url: "https://hooks.example.com/pilothouse", events: ["lead.created", "contact.*"] } }),
  run: async ({ body }, { act, webhooks }) => new Reply(await webhooks.endpoints.create(act, body), { keep: false }),
});

const getEndpoint = operation({
  id: "webhooks.endpoints.get",
  method: "GET",
  path: `${path}/:id`,
  summary: "Get an endpoint",
  permission: reads,
  effect: "read",
  params,
  response: endpoint,
  fixture: onEndpoint,
  run: ({ params: { id } }, { act, webhooks }) => webhooks.endpoints.get(act, id),
});

const updateEndpoint = operation({
  id: "webhooks.endpoints.update",
  method: "PATCH",
  path: `${path}/:id`,
  summary: "Change, pause or resume an endpoint",
  description: "A paused endpoint keeps what happens for it and gets it when it is active again; a disabled one (it answered 410) is passed by.",
  permission: writes,
  effect: "external",
  params,
  body: z.strictObject({ name: name.optional(), url: url.optional(), events: events.optional(), status: z.enum(["active", "paused"]).optional() }),
  response: endpoint,
  errors: ["VERSION_MISMATCH"],
  fixture: async (make) => ({ ...(await onEndpoint(make)), body: { events: ["*"], status: "paused" } }),
  run: ({ params: { id }, body }, { act, webhooks }) => webhooks.endpoints.update(act, id, body),
});

const deleteEndpoint = operation({
  id: "webhooks.endpoints.delete",
  method: "DELETE",
  path: `${path}/:id`,
  summary: "Delete an endpoint",
  description: "Nothing is sent to it from now on. It can be restored for 30 days.",
  permission: writes,
  effect: "destructive",
  params,
  errors: ["VERSION_MISMATCH"],
  fixture: onEndpoint,
  run: ({ params: { id } }, { act, webhooks }) => webhooks.endpoints.remove(act, id),
});

const restoreEndpoint = operation({
  id: "webhooks.endpoints.restore",
  method: "POST",
  path: `${path}/:id/restore`,
  summary: "Restore a deleted endpoint",
  permission: writes,
  effect: "external",
  status: 200,
  params,
  response: endpoint,
  errors: ["VERSION_MISMATCH", "CONFLICT"],
  fixture: async (make) => {
    const request = await onEndpoint(make);
    await make("webhooks.endpoints.delete", request);
    return request;
  },
  run: ({ params: { id } }, { act, webhooks }) => webhooks.endpoints.restore(act, id),
});

const rotateSecret = operation({
  id: "webhooks.endpoints.rotate",
  method: "POST",
  path: `${path}/:id/rotate`,
  summary: "Give an endpoint a new secret",
  description: "The secret is shown in this answer and never again. For the hours of the overlap both sign; with 0 the old one ends now.",
  permission: writes,
  effect: "write",
  idempotency: "none",
  status: 200,
  params,
  body: z.strictObject({ overlapHours: z.int().min(0).max(OVERLAP_HOURS_MAX).default(24) }),
  response: withSecret,
  errors: ["VERSION_MISMATCH"],
  fixture: async (make) => ({ ...(await onEndpoint(make)), body: { overlapHours: 24 } }),
  run: async ({ params: { id }, body }, { act, webhooks }) => new Reply(await webhooks.endpoints.rotate(act, id, body.overlapHours), { keep: false }),
});

const testEndpoint = operation({
  id: "webhooks.endpoints.test",
  method: "POST",
  path: `${path}/:id/test`,
  summary: "Send a test event to an endpoint",
  permission: writes,
  effect: "external",
  status: 202,
  params,
  response: deliveryView,
  errors: ["CONFLICT"],
  fixture: onEndpoint,
  run: ({ params: { id } }, { act, webhooks }) => webhooks.deliveries.test(act, id),
});

const replay = operation({
  id: "webhooks.endpoints.replay",
  method: "POST",
  path: `${path}/:id/replay`,
  summary: "Send again what was made in a time",
  description: "Those that failed, or all that do not wait. At most 5,000 at once; nextFrom says where the rest begins.",
  permission: writes,
  effect: "external",
  idempotency: "none",
  status: 202,
  params,
  body: z.strictObject({ from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }).optional(), status: z.enum(["failed", "all"]).default("failed") }),
  response: z.strictObject({ replayed: z.int(), nextFrom: time.nullable() }),
  errors: ["CONFLICT"],
  fixture: async (make) => ({ ...(await onEndpoint(make)), body: { from: "2026-01-01T00:00:00Z", status: "failed" } }),
  run: ({ params: { id }, body }, { act, webhooks }) => webhooks.deliveries.replay(act, id, body),
});

const listDeliveries = operation({
  id: "webhooks.deliveries.list",
  method: "GET",
  path: "/api/v1/webhooks/deliveries",
  summary: "List deliveries of webhooks",
  description: "Newest first; those with status failed are the dead letters. Kept for 30 days.",
  permission: reads,
  effect: "read",
  query: z.strictObject({
    filter: z.string().max(4000).optional().describe("e.g. endpoint[eq]:whe_…,status[eq]:failed; fields: endpoint, event, type, status, createdAt. Looks at the newest 20,000"),
    limit: z.coerce.number("is not a whole number").int("is not a whole number").min(1).max(LIMIT_MAX).default(50),
    cursor: z.string().max(8000).optional().describe("nextCursor of the page before"),
  }),
  response: z.strictObject({ data: z.array(deliveryView), nextCursor: z.string().nullable() }),
  fixture: () => ({ query: { limit: "10" } }),
  run: ({ query }, { act, webhooks }) => webhooks.deliveries.list(act, query),
});

const getDelivery = operation({
  id: "webhooks.deliveries.get",
  method: "GET",
  path: "/api/v1/webhooks/deliveries/:id",
  summary: "Get a delivery with its attempts",
  permission: reads,
  effect: "read",
  params: deliveryParams,
  response: delivery.extend({ body: z.string().describe("What was sent, byte for byte"), log: z.array(attempt).describe("Newest first") }).meta({ id: "WebhookDeliveryWithAttempts" }),
  fixture: onDelivery,
  run: ({ params: { id } }, { act, webhooks }) => webhooks.deliveries.get(act, id),
});

const resend = operation({
  id: "webhooks.deliveries.resend",
  method: "POST",
  path: "/api/v1/webhooks/deliveries/:id/resend",
  summary: "Send a delivery again",
  description: "Now, with the same webhook-id. One that has ended begins its schedule anew.",
  permission: writes,
  effect: "external",
  status: 202,
  params: deliveryParams,
  response: deliveryView,
  errors: ["CONFLICT"],
  fixture: onDelivery,
  run: ({ params: { id } }, { act, webhooks }) => webhooks.deliveries.resend(act, id),
});

const eventTypes = operation({
  id: "webhooks.eventTypes.list",
  method: "GET",
  path: "/api/v1/webhooks/event-types",
  summary: "List the types of events",
  permission: reads,
  effect: "read",
  response: z.strictObject({ data: z.array(z.strictObject({ type: z.string(), kind: z.string() })), nextCursor: z.null() }),
  fixture: () => ({}),
  run: async () => ({ data: EVENT_TYPES.map((type) => ({ type, kind: type.slice(0, type.indexOf(".")) })), nextCursor: null }),
});

export const webhookOperations = [listEndpoints, createEndpoint, getEndpoint, updateEndpoint, deleteEndpoint, restoreEndpoint, rotateSecret, testEndpoint, replay, listDeliveries, getDelivery, resend, eventTypes] as const;
