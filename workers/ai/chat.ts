/** Chat completions in OpenAI's shape, the models that answer them, and the functions that they may call. */
import * as z from "zod";
import type { Act } from "#kit/context";
import { Problem } from "#kit/errors";
import { newId } from "#kit/ids";
import { operationsOf } from "#kit/operation";
import { type Backend, type Backends, type ChatEvent, MODEL_DEFAULT } from "./backends";
import type { Ai } from "./service";
import { askedOf } from "./wire/chat-request";
import { type AnswerHead, chatCompletion, completionOf } from "./wire/completion";
import { chatCompletionRequest } from "./wire/request";
import { chunksOf, sseBody } from "./wire/stream";

const operation = operationsOf<{ ai: Ai }>();

const createChat = operation({
  id: "ai.chat.create",
  method: "POST",
  path: "/v1/chat/completions",
  status: 200,
  summary: "Answer a talk with words or with calls of functions",
  description:
    "Takes what OpenAI's clients send. Calls are proposed, never run. Without tools, the functions of the workspace that you may call are offered. Taken without effect: logit_bias, prediction, prompt_cache_key, prompt_cache_retention, reasoning_effort, safety_identifier, service_tier, store, verbosity, metadata, user.",
  permission: "ai:execute",
  effect: "read",
  idempotency: "none",
  errorShape: "openai",
  body: chatCompletionRequest,
  response: chatCompletion,
  produces: ["text/event-stream"],
  errors: ["NOT_FOUND", "BACKEND_FAILED", "BACKEND_TIMEOUT", "UNAVAILABLE"],
  fixture: () => ({ body: { model: MODEL_DEFAULT, messages: [{ role: "user", content: "add Maria Silva of Globex as a lead" }] } }),
  async run({ body }, { act, ai }) {
    const backend = backendFor(ai.backends, body.model);
    const asked = askedOf(body, { own: ai.functions.allowed(act.principal), now: act.now, timeZone: act.tenant.timeZone });
    const head = headOf(act, backend, body.model, asked.legacy);
    const gone = new AbortController();
    const signal = act.request === null ? gone.signal : AbortSignal.any([gone.signal, act.request.signal]);
    const events = backend.chat(asked.request, signal);
    if (!asked.stream) return await completionOf(events, head);
    const chunks = chunksOf(await begun(events), head, asked.includeUsage);
    const headers = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" };
    return new Response(sseBody(chunks, (reason) => gone.abort(reason)), { headers });
  },
});

function headOf(act: Act, backend: Backend, asked: string, legacy: boolean): AnswerHead {
  const id = `chatcmpl-${newId("completion", act.now).replace(/^.*_/, "")}`;
  const model = backend.models.includes(asked) ? asked : (backend.models[0] ?? backend.id);
  return { id, created: Math.floor(act.now / 1000), model, legacy };
}

/** Waits for the first event, so that a backend that fails at once is told of by the status. */
async function begun(events: AsyncIterable<ChatEvent>): Promise<AsyncIterable<ChatEvent>> {
  const iterator = events[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<ChatEvent>> | null = iterator.next();
  await first;
  return {
    [Symbol.asyncIterator]: () => ({
      next() {
        const next = first ?? iterator.next();
        first = null;
        return next;
      },
      return: () => iterator.return?.() ?? Promise.resolve({ done: true, value: undefined }),
    }),
  };
}

const model = z
  .strictObject({ id: z.string(), object: z.literal("model"), created: z.int().describe("0: not known"), owned_by: z.string() })
  .meta({ id: "Model" });

const listModels = operation({
  id: "ai.models.list",
  method: "GET",
  path: "/v1/models",
  summary: "List the models",
  permission: "member",
  effect: "read",
  errorShape: "openai",
  response: z.strictObject({ object: z.literal("list"), data: z.array(model) }),
  fixture: () => ({}),
  run: (_request, { ai }) => Promise.resolve({ object: "list" as const, data: modelsOf(ai.backends) }),
});

const getModel = operation({
  id: "ai.models.get",
  method: "GET",
  path: "/v1/models/:id",
  summary: "Get a model",
  permission: "member",
  effect: "read",
  errorShape: "openai",
  params: z.strictObject({ id: z.string().min(1).max(200) }),
  response: model,
  fixture: async (make) => {
    const [first] = (await make("ai.models.list"))["data"] as { id: string }[];
    return { params: { id: first?.id ?? MODEL_DEFAULT } };
  },
  async run({ params: { id } }, { ai }) {
    const found = modelsOf(ai.backends).find((one) => one.id === id);
    if (found === undefined) throw noModel(ai.backends, id);
    return found;
  },
});

/** The models that can answer: those of backends that are set up, the default's first. */
function modelsOf({ default: chosen, byId }: Backends): z.output<typeof model>[] {
  const owners = new Map<string, string>();
  for (const backend of [chosen, ...byId.values()]) {
    for (const id of backend.models) if (!owners.has(id)) owners.set(id, backend.kind === "embedded" ? "pilothouse" : backend.id);
  }
  return [...owners].map(([id, owner]) => ({ id, object: "model", created: 0, owned_by: owner }));
}

function backendFor(backends: Backends, name: string): Backend {
  const backend = backends.forModel(name);
  if (backend === null) throw noModel(backends, name);
  return backend;
}

function noModel(backends: Backends, name: string): Problem {
  const known = [MODEL_DEFAULT, ...modelsOf(backends).map((one) => one.id)].join(", ");
  const details = { code: "model_not_found", problems: [{ path: "model", message: "is not one of the models" }] };
  return new Problem("NOT_FOUND", `There is no model ${JSON.stringify(name.slice(0, 80))}. There are: ${known}.`, details);
}

const functionView = z
  .strictObject({
    name: z.string(),
    description: z.string(),
    parameters: z.record(z.string(), z.unknown()).describe("JSON Schema of the arguments"),
    effect: z.enum(["read", "write", "destructive", "external"]),
    source: z.literal("builtin"),
    permission: z.string(),
  })
  .meta({ id: "Function" });

const listFunctions = operation({
  id: "ai.functions.list",
  method: "GET",
  path: "/v1/functions",
  summary: "List the functions that you may call",
  permission: "member",
  effect: "read",
  errorShape: "openai",
  response: z.strictObject({ object: z.literal("list"), data: z.array(functionView) }),
  fixture: () => ({}),
  run: (_request, { act, ai }) =>
    Promise.resolve({
      object: "list" as const,
      data: ai.functions.allowed(act.principal).map(({ name, description, parameters, effect, source, permission }) => ({ name, description, parameters, effect, source, permission })),
    }),
});

export const chatOperations = [createChat, listModels, getModel, listFunctions] as const;
