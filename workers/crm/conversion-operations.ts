/** Converting leads, and searching all records: operations of no single kind. */
import * as z from "zod";
import { operationsOf } from "#kit/operation";
import { companyRecord } from "./company";
import { contactRecord } from "./contact";
import { dealInput, dealRecord } from "./deal";
import { idOf } from "./fields";
import { convertLeadFunction } from "./functions-deals-tasks";
import { KIND_NAMES } from "./kind";
import { leadRecord } from "./lead";
import type { Conversion } from "./conversion";
import type { Crm } from "./service";

const operation = operationsOf<{ crm: Crm }>();

const SEARCH_LIMIT_MAX = 50;
const SEARCH_LIMIT_DEFAULT = 20;

const dealOfLead = z
  .strictObject({ ...dealInput.pick({ amount: true, stageId: true, expectedClose: true }).shape, name: dealInput.shape.name.optional() })
  .nullish()
  .describe("The deal to make; null makes none");

const conversionView = z
  .strictObject({
    lead: leadRecord,
    contact: contactRecord,
    company: companyRecord.nullable(),
    deal: dealRecord.nullable(),
    created: z.strictObject({ contact: z.boolean(), company: z.boolean(), deal: z.boolean() }).describe("Which were made; the others were there"),
  })
  .meta({ id: "Conversion" }) as unknown as z.ZodType<Conversion>;

export const convertLead = operation({
  id: "crm.leads.convert",
  method: "POST",
  path: "/api/leads/:id/convert",
  status: 200,
  summary: "Convert a lead into a contact, a company and a deal",
  description: "One unit of work. A company of the same domain or name and a contact of the same email are taken instead of made again. A lead that was converted before answers what it was converted into. Needs the permission to write contacts, companies and deals too.",
  permission: "leads:write",
  effect: "write",
  params: z.strictObject({ id: idOf("lead") }),
  body: z
    .strictObject({
      companyId: idOf("company").nullish().describe("The company to take; left out, one of the same domain or name, else a new one"),
      contactId: idOf("contact").nullish().describe("The contact to take; left out, one of the same email, else a new one"),
      deal: dealOfLead,
    })
    .meta({ id: "ConversionInput" }),
  response: conversionView,
  errors: ["VERSION_MISMATCH"],
  function: convertLeadFunction,
  fixture: async (make) => ({ params: { id: String((await make("crm.leads.create"))["id"]) }, body: { deal: { name: "First order" } } }),
  run: ({ params: { id }, body }, { act, crm }) => crm.convert(act, id, body),
});

export const searchAll = operation({
  id: "crm.records.search",
  method: "GET",
  path: "/api/search",
  summary: "Search all records",
  description: "Records of which a word begins with each word asked for, in names, emails, companies and notes; the best names first, then the newest. Only kinds that the caller may read. Looks at the newest 200 that match.",
  permission: "member",
  effect: "read",
  query: z.strictObject({
    q: z.string().describe("At most 10 words in 200 characters"),
    limit: z.coerce.number("is not a whole number").int("is not a whole number").min(1).max(SEARCH_LIMIT_MAX).default(SEARCH_LIMIT_DEFAULT),
  }),
  response: z.strictObject({ data: z.array(z.strictObject({ kind: z.enum(KIND_NAMES), id: z.string(), name: z.string(), hint: z.string().describe("What tells it from another of the same name") })), nextCursor: z.null() }),
  fixture: () => ({ query: { q: "ada" } }),
  run: async ({ query: { q, limit } }, { act, crm }) => ({ data: await crm.search(act, q, limit), nextCursor: null }),
});

export const conversionOperations = [convertLead, searchAll] as const;
