/** Defining the fields that a workspace adds to its records. */
import * as z from "zod";
import { operationsOf } from "#kit/operation";
import { FIELD_TYPES, KEY } from "./custom-fields";
import { DEFINITIONS_MAX } from "./definitions";
import { idOf, line } from "./fields";
import { KIND_NAMES } from "./kind";
import type { Crm } from "./service";

const operation = operationsOf<{ crm: Crm }>();

const LABEL_MAX = 100;
const OPTIONS_MAX = 200;

const label = line(LABEL_MAX).min(1, "is empty").describe("What people call it");
const option = z.strictObject({ value: line(LABEL_MAX).min(1, "is empty").describe("As it is stored and filtered"), label });
const options = z.array(option).max(OPTIONS_MAX, `takes at most ${OPTIONS_MAX} options`).describe("For select and multi_select: what there is to choose");

const fieldView = z
  .strictObject({
    id: idOf("field"),
    kind: z.enum(KIND_NAMES),
    key: z.string().describe("Its name in `custom` and, as custom.<key>, in filters and orders"),
    label: z.string(),
    type: z.enum(FIELD_TYPES),
    options: z.array(z.strictObject({ value: z.string(), label: z.string() })),
    position: z.int(),
    archived: z.boolean(),
    version: z.int(),
  })
  .meta({ id: "Field" });

export const definitionOperations = [
  operation({
    id: "crm.fields.list",
    method: "GET",
    path: "/api/fields",
    summary: "List the fields that the workspace defined",
    permission: "member",
    effect: "read",
    query: z.strictObject({ kind: z.enum(KIND_NAMES).optional().describe("Only those of this kind of record") }),
    response: z.strictObject({ data: z.array(fieldView), nextCursor: z.null() }),
    fixture: () => ({}),
    run: async ({ query: { kind } }, { act, crm }) => ({ data: await crm.definitions.list(act, kind), nextCursor: null }),
  }),
  operation({
    id: "crm.fields.create",
    method: "POST",
    path: "/api/fields",
    summary: "Define a field",
    description: `Its kind, key and type never change. A kind has at most ${DEFINITIONS_MAX}.`,
    permission: "settings:write",
    effect: "write",
    body: z
      .strictObject({
        kind: z.enum(KIND_NAMES),
        key: z.string().regex(KEY, "is a letter in lower case, then letters, digits and underscores, at most 50"),
        label,
        type: z.enum(FIELD_TYPES),
        options: options.optional(),
      })
      .meta({ id: "FieldInput" }),
    response: fieldView,
    errors: ["CONFLICT"],
    idempotency: "claim",
    // A key is taken once and for all, so each has another.
    fixture: () => ({ body: { kind: "contact", key: `size_${crypto.randomUUID().slice(0, 8)}`, label: "Shoe size", type: "number" } }),
    run: ({ body }, { act, crm }) => crm.definitions.create(act, body),
  }),
  operation({
    id: "crm.fields.update",
    method: "PATCH",
    path: "/api/fields/:id",
    summary: "Rename, move or archive a field, or change its options",
    description: "Values that records have stay as they are; an archived field takes no more, and is no longer filtered by.",
    permission: "settings:write",
    effect: "write",
    params: z.strictObject({ id: idOf("field") }),
    body: z
      .strictObject({ label: label.optional(), options: options.optional(), position: z.int().min(0).max(DEFINITIONS_MAX).optional(), archived: z.boolean().optional() })
      .meta({ id: "FieldChanges" }),
    response: fieldView,
    errors: ["VERSION_MISMATCH"],
    idempotency: "claim",
    fixture: async (make) => ({ params: { id: String((await make("crm.fields.create"))["id"]) }, body: { label: "Size of shoe", position: 0 } }),
    run: ({ params: { id }, body }, { act, crm }) => crm.definitions.update(act, id, body),
  }),
] as const;
