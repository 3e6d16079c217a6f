/** What the operations of every kind of record take and answer. */
import * as z from "zod";
import { KIND_NAMES, type RecordKind } from "./kind";

const LIMIT_MAX = 200;
const LIMIT_DEFAULT = 50;

const limit = z.coerce.number("is not a whole number").int("is not a whole number").min(1, "is below 1").max(LIMIT_MAX, `is above ${LIMIT_MAX}`).default(LIMIT_DEFAULT).describe(`1 to ${LIMIT_MAX}`);
const cursor = z.string().max(8000).optional().describe("nextCursor of the page before");
const filter = z.string().max(4000).optional().describe("e.g. and(status[eq]:new,score[gte]:50)");
const q = z.string().max(200).optional().describe("Words of which each must begin a word of the record; looks at the newest 1,000 that match");

export const pageQuery = z.strictObject({ limit, cursor });

export const listQuery = z.strictObject({
  filter,
  q,
  orderBy: z.string().max(200).optional().describe("e.g. lastName:asc,createdAt:desc; default createdAt:desc"),
  fields: z.string().max(2000).optional().describe("Only these fields, e.g. id,email"),
  limit,
  cursor,
});

export const groupQuery = z.strictObject({
  by: z.string().min(1, "is empty").max(200).describe("Fields whose values make the groups, e.g. status,owner"),
  sum: z.string().max(200).optional().describe("Fields to add up, e.g. amount"),
  avg: z.string().max(200).optional().describe("Fields to take the average of, e.g. score"),
  filter,
  q,
});

const numbers = z.record(z.string(), z.number().nullable());

export const groupsView = z
  .strictObject({
    data: z.array(
      z.strictObject({ by: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])), count: z.int(), sum: numbers, avg: numbers }),
    ),
    truncated: z.boolean().describe("Whether there are more groups"),
  })
  .meta({ id: "RecordGroups" });

export const recordLink = z.strictObject({ kind: z.enum(KIND_NAMES), id: z.string(), name: z.string() });

export const timelineView = z
  .strictObject({
    data: z.array(
      z.strictObject({
        id: z.string().describe("That of the event"),
        at: z.iso.datetime(),
        type: z.string().describe("The type of the event, e.g. deal.won"),
        actor: z.strictObject({ kind: z.string(), id: z.string() }),
        record: recordLink.describe("The record that changed: this one, or one that names it"),
        changes: z.array(z.strictObject({ field: z.string(), before: z.unknown(), after: z.unknown() })),
        cause: z.record(z.string(), z.string()),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: "Timeline" });

/** A page; with `fields` an item holds only those, so that all but the id are optional. */
export function listOf(record: z.ZodObject) {
  const item = record.partial().required({ id: true }).meta({ id: `${record.meta()?.["id"] as string}Item` });
  return z.strictObject({ data: z.array(item), nextCursor: z.string().nullable() });
}

export function listDescription(kind: Pick<RecordKind, "indexes" | "listFields">): string {
  const served = kind.indexes.map(({ filter, order }) => {
    const conditions = filter.length === 0 ? "no filter" : filter.map((field) => `${field}[${kind.listFields[field]?.type === "relation" ? "contains" : "eq"}]`).join(" and ");
    return `${conditions} with ${order === "*" ? "any order" : `orderBy ${order}`}`;
  });
  return `Filters, orders and fields by the grammar of lists. An index serves: ${served.join("; ")}. Others run while the workspace has at most 20,000 of these records. Fields: ${Object.keys(kind.listFields).join(", ")}.`;
}
