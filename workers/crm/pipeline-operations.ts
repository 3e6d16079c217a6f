/** Arranging pipelines and their stages. */
import * as z from "zod";
import { operationsOf, type Make } from "#kit/operation";
import { idOf, line } from "./fields";
import { PIPELINES_MAX, STAGES_MAX } from "./pipelines";
import type { Crm } from "./service";
import { OUTCOMES } from "./stages";

const operation = operationsOf<{ crm: Crm }>();

const NAME_MAX = 100;
const name = line(NAME_MAX).min(1, "is empty");
const probability = z.int("is not a whole number").min(0).max(100).describe("Percent of its deals that are won");
const position = z.int("is not a whole number").min(0).max(PIPELINES_MAX).describe("Its place, from 0");
const archived = z.boolean().describe("Archived ones take no more deals");
const stageShape = { name, probability, outcome: z.enum(OUTCOMES).describe("What standing there means; never changed") };

const pipelineView = z
  .strictObject({
    id: idOf("pipeline"),
    name: z.string(),
    position: z.int(),
    archived: z.boolean(),
    version: z.int(),
    stages: z.array(z.strictObject({ id: idOf("stage"), name: z.string(), position: z.int(), probability: z.int(), outcome: z.enum(OUTCOMES), archived: z.boolean() })),
  })
  .meta({ id: "Pipeline" });

const params = z.strictObject({ id: idOf("pipeline") });
const made = async (make: Make) => ({ params: { id: String((await make("crm.pipelines.create"))["id"]) } });

export const pipelineOperations = [
  operation({
    id: "crm.pipelines.list",
    method: "GET",
    path: "/api/pipelines",
    summary: "List the pipelines with their stages",
    permission: "deals:read",
    effect: "read",
    response: z.strictObject({ data: z.array(pipelineView), nextCursor: z.null() }),
    fixture: () => ({}),
    run: async (_request, { act, crm }) => ({ data: await crm.pipelines.list(act), nextCursor: null }),
  }),
  operation({
    id: "crm.pipelines.create",
    method: "POST",
    path: "/api/pipelines",
    summary: "Create a pipeline with its stages",
    permission: "settings:write",
    effect: "write",
    body: z.strictObject({ name, stages: z.array(z.strictObject(stageShape)).min(1, "has no stage").max(STAGES_MAX) }).meta({ id: "PipelineInput" }),
    response: pipelineView,
    idempotency: "claim",
    fixture: () => ({ body: { name: "Partners", stages: [{ name: "Talking", probability: 20, outcome: "open" }, { name: "Signed", probability: 100, outcome: "won" }] } }),
    run: ({ body }, { act, crm }) => crm.pipelines.create(act, body),
  }),
  operation({
    id: "crm.pipelines.update",
    method: "PATCH",
    path: "/api/pipelines/:id",
    summary: "Rename, move or archive a pipeline",
    permission: "settings:write",
    effect: "write",
    params,
    body: z.strictObject({ name: name.optional(), position: position.optional(), archived: archived.optional() }).meta({ id: "PipelineChanges" }),
    response: pipelineView,
    idempotency: "claim",
    fixture: async (make) => ({ ...(await made(make)), body: { name: "Alliances", position: 0 } }),
    run: ({ params: { id }, body }, { act, crm }) => crm.pipelines.update(act, id, body),
  }),
  operation({
    id: "crm.stages.create",
    method: "POST",
    path: "/api/pipelines/:id/stages",
    summary: "Add a stage to a pipeline",
    permission: "settings:write",
    effect: "write",
    params,
    body: z.strictObject({ ...stageShape, position: position.optional() }).meta({ id: "StageInput" }),
    response: pipelineView,
    idempotency: "claim",
    fixture: async (make) => ({ ...(await made(make)), body: { name: "Contract", probability: 80, outcome: "open", position: 1 } }),
    run: ({ params: { id }, body }, { act, crm }) => crm.pipelines.addStage(act, id, body),
  }),
  operation({
    id: "crm.stages.update",
    method: "PATCH",
    path: "/api/stages/:id",
    summary: "Rename, move, weigh or archive a stage",
    permission: "settings:write",
    effect: "write",
    params: z.strictObject({ id: idOf("stage") }),
    body: z.strictObject({ name: name.optional(), probability: probability.optional(), position: position.optional(), archived: archived.optional() }).meta({ id: "StageChanges" }),
    response: pipelineView,
    idempotency: "claim",
    fixture: async (make) => {
      const { stages } = (await make("crm.pipelines.create")) as { stages: { id: string }[] };
      return { params: { id: stages[0]?.id ?? "" }, body: { name: "In talks", probability: 30 } };
    },
    run: ({ params: { id }, body }, { act, crm }) => crm.pipelines.updateStage(act, id, body),
  }),
] as const;
