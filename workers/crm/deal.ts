/** A deal: what may be sold to a company, where it stands in its pipeline, and what it would bring. */
import * as z from "zod";
import { deals } from "#d1/crm";
import type { FieldProblem } from "#kit/errors";
import { ANY_ORDER } from "#kit/list";
import type { Row } from "#kit/work";
import { companyLink } from "./contact";
import { commonInput, companyRef, completeCommon, completeLinks, count, day, externalId, idOf, instant, line, links, linkView, millis, money, notes, orNull, recordBase, text, type Link } from "./fields";
import { commonListFields, foldedText, related, type Common, type Decision, type RecordKind } from "./kind";
import { chooseStage, defaultPipeline, OUTCOMES, pipelineInserts, stagesOf, stagesRead, type Outcome } from "./stages";

const NAME_MAX = 200;
const PERCENT_MAX = 100;

export const dealInput = z
  .strictObject({
    name: line(NAME_MAX).min(1, "is empty").describe("What the deal is called"),
    companyId: companyRef("The company it is with"),
    contacts: links("contact", "The people it is made with, each with a role"),
    amount: money("What it would bring"),
    stageId: pipelinePart("stage", "The stage it stands at; left out, the first of its pipeline"),
    pipelineId: pipelinePart("pipeline", "Its pipeline; left out, that of its stage, else the first"),
    status: z.enum(OUTCOMES).nullish().describe("open, won or lost; changing it moves the deal to the first stage of that outcome"),
    probability: count("How likely it is to be won, in percent; left out, its stage's", PERCENT_MAX),
    expectedClose: z.iso.date("is not a day, like 2026-12-31").nullish().describe("The day on which it should be closed"),
    lostReason: text("Why it was lost"),
    notes,
    externalId,
    ...commonInput,
  })
  .meta({ id: "DealInput" });

function pipelinePart(kind: "stage" | "pipeline", description: string) {
  return idOf(kind).nullish().describe(description);
}

export type DealFields = Common & {
  name: string;
  companyId: string | null;
  contacts: Link[];
  amount: { amount: number; currency: string } | null;
  /** Null only until the stage is chosen. */
  stageId: string | null;
  pipelineId: string | null;
  status: Outcome | null;
  probability: number | null;
  expectedClose: string | null;
  lostReason: string | null;
  notes: string | null;
  externalId: string | null;
};

const nullableText = z.string().nullable();

export const dealRecord = z
  .strictObject({
    ...recordBase("deal"),
    companyId: nullableText,
    company: companyLink,
    contacts: linkView,
    amount: z.strictObject({ amount: z.int(), currency: z.string() }).nullable(),
    pipelineId: z.string(),
    stageId: z.string(),
    stage: z.strictObject({ id: z.string(), name: z.string() }),
    status: z.enum(OUTCOMES),
    probability: z.int().nullable().describe("Its own; null takes the stage's"),
    likelihood: z.int().describe("Percent: its own probability, else its stage's"),
    expectedClose: z.iso.date().nullable(),
    lostReason: nullableText,
    stageSince: z.iso.datetime(),
    closedAt: z.iso.datetime().nullable(),
    notes: nullableText,
    externalId: nullableText,
  })
  .meta({ id: "Deal" });

export const deal: RecordKind<"deal", "deals", typeof dealInput, DealFields> = {
  kind: "deal",
  plural: "deals",
  table: deals,
  input: dealInput,
  record: dealRecord,
  link: { field: "companyId", column: "company_id", as: "company" },
  join: {
    columns: "stage.name as stage_name, stage.probability as stage_probability",
    sql: "left join stages stage on stage.tenant_id = t.tenant_id and stage.id = t.stage_id",
  },
  complete: (input) => ({
    name: input.name,
    companyId: orNull(input.companyId),
    contacts: completeLinks(input.contacts),
    amount: input.amount ?? null,
    stageId: orNull(input.stageId),
    pipelineId: orNull(input.pipelineId),
    status: input.status ?? null,
    probability: input.probability ?? null,
    expectedClose: orNull(input.expectedClose),
    lostReason: orNull(input.lostReason),
    notes: orNull(input.notes),
    externalId: orNull(input.externalId),
    ...completeCommon(input),
  }),
  check: (fields): FieldProblem[] => (fields.name ? [] : [{ path: "name", message: "Give the deal a name." }]),
  reads: (tenantId) => [stagesRead(tenantId)],
  decide: (fields, before, [rows = []], { now, tenantId }): Decision<DealFields> => {
    const was = before === null ? null : { stageId: before["stage_id"] as string, pipelineId: before["pipeline_id"] as string, status: before["status"] as Outcome };
    // Until somebody changes its pipelines, a workspace has those that it begins with, and the first deal writes them.
    const fresh = rows.length === 0 ? defaultPipeline(tenantId, now) : null;
    const chosen = chooseStage(stagesOf(fresh?.stages ?? rows), fields, was);
    if (!chosen.ok) return { fields, problems: [chosen.problem], columns: {}, joined: {} };
    const { stage } = chosen;
    const moved = was?.stageId !== stage.id;
    const closed = stage.outcome !== "open";
    const reasonMisplaced = fields.lostReason !== null && stage.outcome !== "lost" && fields.lostReason !== (before?.["lost_reason"] ?? null);
    return {
      fields: { ...fields, stageId: stage.id, pipelineId: stage.pipelineId, status: stage.outcome, lostReason: stage.outcome === "lost" ? fields.lostReason : null },
      problems: reasonMisplaced ? [{ path: "lostReason", message: "Only a lost deal has a reason for it." }] : [],
      columns: {
        stage_since: moved ? now : (before?.["stage_since"] ?? now),
        closed_at: !closed ? null : was?.status === stage.outcome ? (before?.["closed_at"] ?? now) : now,
      },
      joined: { stage_name: stage.name, stage_probability: stage.probability },
      also: fresh === null ? [] : pipelineInserts(fresh),
    };
  },
  references: (fields) => [
    ...(fields.companyId === null ? [] : [{ path: "companyId", kind: "company" as const, id: fields.companyId, role: null }]),
    ...fields.contacts.map(({ id, role }) => ({ path: "contacts", kind: "contact" as const, id, role })),
  ],
  moments: (before, after) => {
    if (before.stageId === after.stageId) return [];
    const closed = after.status !== before.status && (after.status === "won" || after.status === "lost");
    return closed ? ["deal.stage_changed", `deal.${after.status as "won" | "lost"}`] : ["deal.stage_changed"];
  },
  display: (fields) => fields.name,
  email: () => null,
  folded: ["lostReason"],
  searched: (fields) => [fields.lostReason, fields.notes],
  hint: (fields) => [fields.status, fields.expectedClose],
  columns: (fields) => ({
    name: fields.name,
    companyId: fields.companyId,
    contacts: JSON.stringify(fields.contacts),
    pipelineId: fields.pipelineId,
    stageId: fields.stageId,
    status: fields.status,
    amount: fields.amount?.amount ?? null,
    currency: fields.amount?.currency ?? null,
    probability: fields.probability,
    expectedClose: millis(fields.expectedClose),
    lostReason: fields.lostReason,
    notes: fields.notes,
    externalId: fields.externalId,
  }),
  fields: (row: Row) => ({
    name: row["name"] as string,
    companyId: row["company_id"] as string | null,
    contacts: JSON.parse(row["contacts"] as string) as Link[],
    amount: row["amount"] === null ? null : { amount: row["amount"] as number, currency: row["currency"] as string },
    stageId: row["stage_id"] as string,
    pipelineId: row["pipeline_id"] as string,
    status: row["status"] as Outcome,
    probability: row["probability"] as number | null,
    expectedClose: day(row["expected_close"]),
    lostReason: row["lost_reason"] as string | null,
    notes: row["notes"] as string | null,
    externalId: row["external_id"] as string | null,
  }),
  shown: (row: Row) => ({
    stage: { id: row["stage_id"], name: row["stage_name"] },
    likelihood: row["probability"] ?? row["stage_probability"],
    stageSince: instant(row["stage_since"]),
    closedAt: instant(row["closed_at"]),
  }),
  listFields: {
    ...commonListFields,
    companyId: { type: "reference", sql: "t.company_id" },
    company: { type: "text", sql: "link.name", folded: "link.name_key", sortable: true },
    contacts: related(),
    amount: { type: "number", sql: "t.amount", sortable: true, per: "currency" },
    currency: { type: "reference", sql: "t.currency" },
    pipelineId: { type: "reference", sql: "t.pipeline_id" },
    stageId: { type: "reference", sql: "t.stage_id" },
    status: { type: "enum", sql: "t.status", values: OUTCOMES, sortable: true, required: true },
    likelihood: { type: "number", sql: "coalesce(t.probability, stage.probability)", sortable: true },
    expectedClose: { type: "date", sql: "t.expected_close", sortable: true, day: true },
    stageSince: { type: "date", sql: "t.stage_since", sortable: true, required: true },
    closedAt: { type: "date", sql: "t.closed_at", sortable: true },
    lostReason: foldedText("lostReason", "lost_reason"),
    externalId: { type: "reference", sql: "t.external_id" },
  },
  indexes: [
    { filter: [], order: "createdAt" },
    { filter: [], order: "name" },
    { filter: ["stageId"], order: "createdAt" },
    { filter: ["status"], order: "createdAt" },
    { filter: ["companyId"], order: "createdAt" },
    { filter: ["contacts"], order: ANY_ORDER },
    { filter: ["externalId"], order: ANY_ORDER },
  ],
};
