/** A lead: somebody who may become a customer, not yet sorted. */
import * as z from "zod";
import { leads } from "#d1/crm";
import { canonicalEmail } from "#kit/email";
import { ANY_ORDER } from "#kit/list";
import type { Row } from "#kit/work";
import { commonInput, completeCommon, count, email, externalId, instant, notes, orNull, recordBase, text } from "./fields";
import { commonListFields, foldedText, NAME_OR_EMAIL, needsName, personName, type Common, type RecordKind } from "./kind";

export const LEAD_STATUSES = ["new", "contacted", "qualified", "unqualified", "converted"] as const;
const SCORE_MAX = 1_000_000;

export const leadInput = z
  .strictObject({
    firstName: text("First name"),
    lastName: text("Last name"),
    email,
    phone: text("Phone number"),
    company: text("Company the person works for"),
    jobTitle: text("Job title"),
    status: z.enum(LEAD_STATUSES).nullish().describe("Where the lead stands"),
    source: text("Where the lead came from, e.g. webinar, referral, website"),
    score: count("How promising the lead is", SCORE_MAX),
    notes,
    externalId,
    ...commonInput,
  })
  .meta({ id: "LeadInput", ...NAME_OR_EMAIL });

type Input = z.output<typeof leadInput>;

export type LeadFields = Common & {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  company: string | null;
  jobTitle: string | null;
  status: (typeof LEAD_STATUSES)[number];
  source: string | null;
  score: number;
  notes: string | null;
  externalId: string | null;
};

const nullableText = z.string().nullable();

export const leadRecord = z
  .strictObject({
    ...recordBase("lead"),
    firstName: nullableText,
    lastName: nullableText,
    email: nullableText,
    phone: nullableText,
    company: nullableText,
    jobTitle: nullableText,
    status: z.enum(LEAD_STATUSES),
    source: nullableText,
    score: z.int(),
    notes: nullableText,
    externalId: nullableText,
    converted: z
      .strictObject({ at: z.iso.datetime(), contactId: z.string(), companyId: nullableText, dealId: nullableText })
      .nullable()
      .describe("What the lead was converted into"),
  })
  .meta({ id: "Lead" });

export const lead: RecordKind<"lead", "leads", typeof leadInput, LeadFields> = {
  kind: "lead",
  plural: "leads",
  table: leads,
  input: leadInput,
  record: leadRecord,
  link: null,
  complete: (input: Input): LeadFields => ({
    firstName: orNull(input.firstName),
    lastName: orNull(input.lastName),
    email: orNull(input.email),
    phone: orNull(input.phone),
    company: orNull(input.company),
    jobTitle: orNull(input.jobTitle),
    status: input.status ?? "new",
    source: orNull(input.source),
    score: input.score ?? 0,
    notes: orNull(input.notes),
    externalId: orNull(input.externalId),
    ...completeCommon(input),
  }),
  check: needsName,
  display: personName,
  email: (fields) => fields.email,
  folded: ["firstName", "lastName", "phone", "company", "jobTitle", "source"],
  searched: (fields) => [fields.email, fields.company, fields.source, fields.notes],
  hint: (fields) => [fields.email, fields.company],
  columns: (fields) => ({
    firstName: fields.firstName,
    lastName: fields.lastName,
    email: fields.email,
    emailKey: fields.email === null ? null : canonicalEmail(fields.email),
    phone: fields.phone,
    company: fields.company,
    jobTitle: fields.jobTitle,
    status: fields.status,
    source: fields.source,
    score: fields.score,
    notes: fields.notes,
    externalId: fields.externalId,
  }),
  fields: (row: Row) => ({
    firstName: row["first_name"] as string | null,
    lastName: row["last_name"] as string | null,
    email: row["email"] as string | null,
    phone: row["phone"] as string | null,
    company: row["company"] as string | null,
    jobTitle: row["job_title"] as string | null,
    status: row["status"] as LeadFields["status"],
    source: row["source"] as string | null,
    score: row["score"] as number,
    notes: row["notes"] as string | null,
    externalId: row["external_id"] as string | null,
  }),
  shown: (row: Row) => ({
    converted: typeof row["converted_at"] !== "number" ? null : { at: instant(row["converted_at"]), contactId: row["contact_id"], companyId: row["company_id"], dealId: row["deal_id"] },
  }),
  listFields: {
    ...commonListFields,
    firstName: foldedText("firstName", "first_name"),
    lastName: foldedText("lastName", "last_name"),
    email: { type: "email", sql: "t.email_key", sortable: true },
    phone: foldedText("phone", "phone"),
    company: foldedText("company", "company"),
    jobTitle: foldedText("jobTitle", "job_title"),
    status: { type: "enum", sql: "t.status", values: LEAD_STATUSES, sortable: true, required: true },
    source: foldedText("source", "source"),
    score: { type: "number", sql: "t.score", sortable: true, required: true },
    externalId: { type: "reference", sql: "t.external_id" },
    convertedAt: { type: "date", sql: "t.converted_at" },
  },
  indexes: [
    { filter: [], order: "createdAt" },
    { filter: [], order: "name" },
    { filter: ["externalId"], order: ANY_ORDER },
    { filter: ["status"], order: "createdAt" },
    { filter: ["email"], order: ANY_ORDER },
  ],
};
