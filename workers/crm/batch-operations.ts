/** Many records in one request, and a record made or changed by what another system calls it. */
import * as z from "zod";
import type { Permission } from "#kit/context";
import { operationsOf, type Make } from "#kit/operation";
import { BATCH_MAX, type BatchInput } from "./batch";
import { idOf } from "./fields";
import type { Common, KindName, RecordKind, RecordOf } from "./kind";
import { MATCH_KEYS, type MatchKey } from "./records";
import type { Crm, Plural } from "./service";

const operation = operationsOf<{ crm: Crm }>();

const outcome = z.strictObject({
  index: z.int().describe("Its place in the request, from 0"),
  status: z.enum(["created", "updated", "unchanged", "deleted", "failed"]),
  id: z.string().nullable(),
  version: z.int().nullable(),
  error: z.strictObject({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()) }).nullable(),
});
const outcomes = z.strictObject({ data: z.array(outcome) }).meta({ id: "BatchOutcomes" });

const items = z.array(z.record(z.string(), z.unknown())).min(1, "is empty").max(BATCH_MAX, `takes at most ${BATCH_MAX} items`);

/** @param example an input that creates one */
export function batchOperations<P extends Plural>(kind: Pick<RecordKind, "kind" | "input"> & { plural: P }, example: Record<string, unknown>) {
  const { plural } = kind;
  const one: KindName = kind.kind;
  const keys = MATCH_KEYS.filter((key) => key in kind.input.shape);
  const by = keys.length === 0 ? {} : { by: z.enum(keys as [MatchKey, ...MatchKey[]]).optional().describe("For upsert: by what a record is found again") };
  const actions = keys.length === 0 ? (["create", "update"] as const) : (["create", "update", "upsert"] as const);
  const writes: Permission = `${plural}:write`;
  const deletes: Permission = `${plural}:delete`;
  const body = z
    .strictObject({ action: z.enum(actions), ...by, items: items.describe(`To create or upsert, inputs of a ${one}; to update, changes with the id`) })
    .refine((typed: { action: string; by?: unknown }) => typed.action !== "upsert" || typed.by !== undefined, { path: ["by"], message: "Say by what a record is found again." });
  return [
    operation({
      id: `crm.${plural}.batch`,
      method: "POST",
      path: `/api/${plural}/batch`,
      status: 200,
      summary: `Create, change or upsert up to ${BATCH_MAX} ${plural}`,
      description: "One unit of work; each item has its own outcome, and one that fails holds up no other. A 404 says that none of them is there.",
      permission: writes,
      effect: "write",
      body: body as unknown as z.ZodType<BatchInput, { action: (typeof actions)[number]; by?: MatchKey; items: Record<string, unknown>[] }>,
      response: outcomes,
      errors: ["NOT_FOUND", "VERSION_MISMATCH"],
      fixture: () => ({ body: { action: "create", items: [example] } }),
      run: ({ body: input }, { act, crm }) => crm.batch(plural, act, input),
    }),
    operation({
      id: `crm.${plural}.batchDelete`,
      method: "POST",
      path: `/api/${plural}/batch/delete`,
      status: 200,
      summary: `Delete up to ${BATCH_MAX} ${plural}`,
      description: "Soft, as deleting one. Each has its own outcome; a 404 says that none of them is there.",
      permission: deletes,
      effect: "destructive",
      body: z.strictObject({ ids: z.array(idOf(one)).min(1, "is empty").max(BATCH_MAX, `takes at most ${BATCH_MAX} ids`) }),
      response: outcomes,
      errors: ["NOT_FOUND", "VERSION_MISMATCH"],
      fixture: async (make: Make) => ({ body: { ids: [String((await make(`crm.${plural}.create`))["id"])] } }),
      run: ({ body: { ids } }, { act, crm }) => crm.batch(plural, act, { action: "delete", items: ids.map((id) => ({ id })) }),
    }),
  ] as const;
}

type Upsertable = Exclude<Plural, "notes" | "tasks">;

/** @param example an input that creates one */
export function upsertOperation<P extends Upsertable, I extends z.ZodObject, F extends Common, R extends RecordOf<F>>(kind: RecordKind<KindName, P, I, F>, example: z.input<I>) {
  const { kind: one, plural } = kind;
  const writes: Permission = `${plural}:write`;
  const keys = MATCH_KEYS.filter((key) => key in kind.input.shape) as [MatchKey, ...MatchKey[]];
  const body = z.strictObject({ by: z.enum(keys).describe("By what the record is found"), record: kind.input.partial() });
  return operation({
    id: `crm.${plural}.upsert`,
    method: "POST",
    path: `/api/${plural}/upsert`,
    status: 200,
    summary: `Change the ${one} that has this ${keys.length > 1 ? "email or external id" : "external id"}, or create it`,
    description: "Fields left out stay as they are; null clears.",
    permission: writes,
    effect: "write",
    body: body as unknown as z.ZodType<{ by: MatchKey; record: Partial<z.output<I>> }, { by: MatchKey; record: Partial<z.input<I>> }>,
    response: kind.record as unknown as z.ZodType<R>,
    errors: ["CONFLICT", "VERSION_MISMATCH"],
    fixture: () => ({ body: { by: "externalId", record: { ...example, externalId: "erp-1" } } }),
    run: ({ body: { by, record } }, { act, crm }) => crm.records[plural].upsert(act, by, record as never) as unknown as Promise<R>,
  });
}
