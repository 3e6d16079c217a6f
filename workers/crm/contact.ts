/** A contact: a person the team knows, at a company or by themselves. */
import * as z from "zod";
import { contacts } from "#d1/crm";
import { canonicalEmail } from "#kit/email";
import { idPattern } from "#kit/ids";
import { ANY_ORDER } from "#kit/list";
import type { Row } from "#kit/work";
import { companyRef, customFields, email, notes, orNull, owner, recordBase, tags, text, timeZone, url } from "./fields";
import { commonListFields, foldedText, NAME_OR_EMAIL, needsName, personName, type Common, type RecordKind } from "./kind";

export const contactInput = z
  .strictObject({
    firstName: text("First name"),
    lastName: text("Last name"),
    email,
    phone: text("Phone number"),
    jobTitle: text("Job title"),
    companyId: companyRef("The company the person works for"),
    linkedinUrl: url("LinkedIn page"),
    city: text("City"),
    country: text("Country"),
    timeZone,
    owner,
    tags,
    notes,
    customFields,
  })
  .meta({ id: "ContactInput", ...NAME_OR_EMAIL });

type Input = z.output<typeof contactInput>;

export type ContactFields = Common & {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  jobTitle: string | null;
  companyId: string | null;
  linkedinUrl: string | null;
  city: string | null;
  country: string | null;
  timeZone: string | null;
  tags: string[];
};

const nullableText = z.string().nullable();

/** A company as other records show it. */
export const companyLink = z.strictObject({ id: z.string().regex(idPattern("company")), name: z.string() }).nullable();

export type CompanyLink = z.output<typeof companyLink>;

export const contactRecord = z
  .strictObject({
    ...recordBase("contact"),
    firstName: nullableText,
    lastName: nullableText,
    email: nullableText,
    phone: nullableText,
    jobTitle: nullableText,
    companyId: nullableText,
    company: companyLink,
    linkedinUrl: nullableText,
    city: nullableText,
    country: nullableText,
    timeZone: nullableText,
    tags: z.array(z.string()),
  })
  .meta({ id: "Contact" });

export const contact: RecordKind<"contact", "contacts", typeof contactInput, ContactFields> = {
  kind: "contact",
  plural: "contacts",
  table: contacts,
  input: contactInput,
  record: contactRecord,
  link: { field: "companyId", column: "company_id", as: "company" },
  complete: (input: Input): ContactFields => ({
    firstName: orNull(input.firstName),
    lastName: orNull(input.lastName),
    email: orNull(input.email),
    phone: orNull(input.phone),
    jobTitle: orNull(input.jobTitle),
    companyId: orNull(input.companyId),
    linkedinUrl: orNull(input.linkedinUrl),
    city: orNull(input.city),
    country: orNull(input.country),
    timeZone: orNull(input.timeZone),
    tags: [...new Set(input.tags ?? [])],
    owner: orNull(input.owner),
    notes: orNull(input.notes),
    customFields: input.customFields ?? {},
  }),
  check: needsName,
  display: personName,
  email: (fields) => fields.email,
  folded: ["firstName", "lastName", "phone", "jobTitle", "city", "country", "tags"],
  searched: (fields) => [fields.email, fields.jobTitle, fields.city],
  columns: (fields) => ({
    firstName: fields.firstName,
    lastName: fields.lastName,
    email: fields.email,
    emailKey: fields.email === null ? null : canonicalEmail(fields.email),
    phone: fields.phone,
    jobTitle: fields.jobTitle,
    companyId: fields.companyId,
    linkedinUrl: fields.linkedinUrl,
    city: fields.city,
    country: fields.country,
    timeZone: fields.timeZone,
    tags: JSON.stringify(fields.tags),
  }),
  fields: (row: Row) => ({
    firstName: row["first_name"] as string | null,
    lastName: row["last_name"] as string | null,
    email: row["email"] as string | null,
    phone: row["phone"] as string | null,
    jobTitle: row["job_title"] as string | null,
    companyId: row["company_id"] as string | null,
    linkedinUrl: row["linkedin_url"] as string | null,
    city: row["city"] as string | null,
    country: row["country"] as string | null,
    timeZone: row["time_zone"] as string | null,
    tags: JSON.parse(row["tags"] as string) as string[],
  }),
  listFields: {
    ...commonListFields,
    firstName: foldedText("firstName", "first_name"),
    lastName: foldedText("lastName", "last_name"),
    email: { type: "email", sql: "t.email_key", sortable: true },
    phone: foldedText("phone", "phone"),
    jobTitle: foldedText("jobTitle", "job_title"),
    companyId: { type: "reference", sql: "t.company_id" },
    company: { type: "text", sql: "link.name", folded: "link.name_key", sortable: true },
    city: foldedText("city", "city"),
    country: foldedText("country", "country"),
    timeZone: { type: "reference", sql: "t.time_zone" },
    tags: { type: "list", sql: "t.tags", folded: "json_extract(t.fold, '$.tags')" },
  },
  indexes: [
    { filter: [], order: "createdAt" },
    { filter: [], order: "name" },
    { filter: ["companyId"], order: "createdAt" },
    { filter: ["email"], order: ANY_ORDER },
  ],
};
