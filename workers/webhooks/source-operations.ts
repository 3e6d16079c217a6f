/** Sources of incoming webhooks, what they sent, and the address that they send it to. */
import * as z from "zod";
import { idPattern } from "#kit/ids";
import { operationsOf, Reply, type Make } from "#kit/operation";
import { INCOMING_BYTES_MAX } from "./incoming";
import { SCHEMES } from "./schemes";
import type { Webhooks } from "./service";

const operation = operationsOf<{ webhooks: Webhooks }>();

const NAME_MAX = 120;
const SECRET_MAX = 500;
const LIMIT_MAX = 200;
/** A provider has few addresses and many events. */
const ADDRESS_PER_MINUTE = 1_200;

const name = z.string().trim().min(1, "is empty").max(NAME_MAX, `takes at most ${NAME_MAX} characters`);
const secret = z.string().min(16, "takes at least 16 characters").max(SECRET_MAX, `takes at most ${SECRET_MAX} characters`);
const time = z.iso.datetime();
const source = z.strictObject({
  id: z.string().regex(idPattern("webhook_source")),
  name: z.string(),
  scheme: z.enum(SCHEMES),
  path: z.string().describe("Where the provider posts to, under the installation's address"),
  version: z.int(),
  createdAt: time,
  updatedAt: time,
});
const view = source.meta({ id: "WebhookSource" });
const receivedId = z.string().regex(idPattern("webhook_received"));
const received = z.strictObject({ id: receivedId, source: source.shape.id, providerId: z.string(), type: z.string().nullable(), contentType: z.string().nullable(), receivedAt: time });
const receivedView = received.meta({ id: "ReceivedWebhook" });

const params = z.strictObject({ id: z.string().regex(idPattern("webhook_source")) });
const onSource = async (make: Make) => ({ params: { id: String((await make("webhooks.sources.create"))["id"]) } });
const path = "/api/v1/webhooks/sources";
const reads = "webhooks:read";
const writes = "webhooks:write";

const listSources = operation({
  id: "webhooks.sources.list",
  method: "GET",
  path,
  summary: "List the sources of incoming webhooks",
  permission: reads,
  effect: "read",
  response: z.strictObject({ data: z.array(view), nextCursor: z.null() }),
  fixture: () => ({}),
  run: async (_request, { act, webhooks }) => ({ data: await webhooks.sources.list(act), nextCursor: null }),
});

const createSource = operation({
  id: "webhooks.sources.create",
  method: "POST",
  path,
  summary: "Add a source of incoming webhooks",
  description: "standard-webhooks verifies webhook-signature, github X-Hub-Signature-256, stripe Stripe-Signature; token compares X-Webhook-Token or a bearer token. Give the provider's secret, or leave it out and take ours, which is shown this once.",
  permission: writes,
  effect: "write",
  idempotency: "none",
  body: z.strictObject({ name, scheme: z.enum(SCHEMES), secret: secret.optional() }),
  response: source.extend({ secret: z.string().nullable() }).meta({ id: "WebhookSourceWithSecret" }),
  errors: ["CONFLICT"],
  fixture: () => ({ body: { name: "Shop", scheme: "standard-webhooks" } }),
  run: async ({ body }, { act, webhooks }) => new Reply(await webhooks.sources.create(act, body), { keep: false }),
});

const updateSource = operation({
  id: "webhooks.sources.update",
  method: "PATCH",
  path: `${path}/:id`,
  summary: "Change a source's name or secret",
  permission: writes,
  effect: "write",
  params,
  body: z.strictObject({ name: name.optional(), secret: secret.optional() }),
  response: view,
  errors: ["VERSION_MISMATCH"],
  fixture: async (make) => ({ ...(await onSource(make)), body: { name: "Shop, old" } }),
  run: ({ params: { id }, body }, { act, webhooks }) => webhooks.sources.update(act, id, body),
});

const deleteSource = operation({
  id: "webhooks.sources.delete",
  method: "DELETE",
  path: `${path}/:id`,
  summary: "Delete a source",
  description: "Its address answers 404 from now on.",
  permission: writes,
  effect: "destructive",
  params,
  errors: ["VERSION_MISMATCH"],
  fixture: onSource,
  run: ({ params: { id } }, { act, webhooks }) => webhooks.sources.remove(act, id),
});

const restoreSource = operation({
  id: "webhooks.sources.restore",
  method: "POST",
  path: `${path}/:id/restore`,
  summary: "Restore a deleted source",
  permission: writes,
  effect: "write",
  status: 200,
  params,
  response: view,
  errors: ["VERSION_MISMATCH", "CONFLICT"],
  fixture: async (make) => {
    const request = await onSource(make);
    await make("webhooks.sources.delete", request);
    return request;
  },
  run: ({ params: { id } }, { act, webhooks }) => webhooks.sources.restore(act, id),
});

const listReceived = operation({
  id: "webhooks.received.list",
  method: "GET",
  path: "/api/v1/webhooks/received",
  summary: "List what came in",
  description: "Newest first. Kept for 30 days.",
  permission: reads,
  effect: "read",
  query: z.strictObject({
    filter: z.string().max(4000).optional().describe("e.g. source[eq]:whs_…; fields: source, providerId, type, receivedAt. Looks at the newest 20,000"),
    limit: z.coerce.number("is not a whole number").int("is not a whole number").min(1).max(LIMIT_MAX).default(50),
    cursor: z.string().max(8000).optional().describe("nextCursor of the page before"),
  }),
  response: z.strictObject({ data: z.array(receivedView), nextCursor: z.string().nullable() }),
  fixture: () => ({ query: { limit: "10" } }),
  run: ({ query }, { act, webhooks }) => webhooks.incoming.list(act, query),
});

const getReceived = operation({
  id: "webhooks.received.get",
  method: "GET",
  path: "/api/v1/webhooks/received/:id",
  summary: "Get what came in, with its body",
  permission: reads,
  effect: "read",
  params: z.strictObject({ id: receivedId }),
  response: received.extend({ body: z.string() }).meta({ id: "ReceivedWebhookWithBody" }),
  fixture: async (make) => ({ params: { id: String((await make("webhooks.sources.test"))["id"]) } }),
  run: ({ params: { id } }, { act, webhooks }) => webhooks.incoming.get(act, id),
});

const getSource = operation({
  id: "webhooks.sources.get",
  method: "GET",
  path: `${path}/:id`,
  summary: "Get a source",
  permission: reads,
  effect: "read",
  params,
  response: view,
  fixture: onSource,
  run: ({ params: { id } }, { act, webhooks }) => webhooks.sources.get(act, id),
});

const testSource = operation({
  id: "webhooks.sources.test",
  method: "POST",
  path: `${path}/:id/test`,
  summary: "Act as if a source had sent something",
  description: "Stores a webhook of the type test and raises webhook.received, to see what listens to it.",
  permission: writes,
  effect: "write",
  params,
  response: receivedView,
  fixture: onSource,
  run: ({ params: { id } }, { act, webhooks }) => webhooks.incoming.test(act, id),
});

const receive = operation({
  id: "webhooks.incoming.receive",
  method: "POST",
  path: "/webhooks/in/:source",
  summary: "Take a webhook from a provider",
  description: `Takes a body of any type of at most ${INCOMING_BYTES_MAX} bytes, signed by the source's scheme. It is stored before this is answered; the same one again is answered as a duplicate and changes nothing. Raises webhook.received.`,
  permission: "public",
  effect: "write",
  idempotency: "none",
  status: 202,
  bodyBytesMax: INCOMING_BYTES_MAX,
  addressPerMinute: ADDRESS_PER_MINUTE,
  params: z.strictObject({ source: z.string().regex(idPattern("webhook_source")) }),
  response: z.strictObject({ id: receivedId, duplicate: z.boolean() }),
  errors: ["UNAUTHENTICATED", "PAYLOAD_TOO_LARGE"],
  fixture: async (make) => ({ params: { source: String((await make("webhooks.sources.create"))["id"]) } }),
  run: ({ params }, { act, webhooks }) => webhooks.incoming.receive(act, params.source),
});

export const sourceOperations = [listSources, createSource, getSource, updateSource, deleteSource, restoreSource, testSource, listReceived, getReceived, receive] as const;
