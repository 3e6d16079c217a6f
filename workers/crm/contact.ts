/** A contact: a person the team knows, at a company or by themselves. */
import * as z from "zod";
import { contacts } from "#d1/crm";
import { canonicalEmail } from "#kit/email";
import { idPattern } from "#kit/ids";
import { ANY_ORDER } from "#kit/list";
import type { Row } from "#kit/work";
import { commonInput, companyRef, completeCommon, completeLinks, email, externalId, links, linkView, notes, orNull, recordBase, text, timeZone, url, type Link } from "./fields";
import { commonListFields, foldedText, NAME_OR_EMAIL, needsName, personName, related, type Common, type RecordKind } from "./kind";

export const contactInput = z
  .strictObject({
    firstName: text("First name"),
    lastName: text("Last name"),
    email,
    phone: text("Phone number"),
    jobTitle: text("Job title"),
    companyId: companyRef("The company the person works for"),
    otherCompanies: links("company", "Companies beside that one"),
    linkedinUrl: url("LinkedIn page"),
    city: text("City"),
    country: text("Country"),
    timeZone,
    notes,
    externalId,
    ...commonInput,
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
  otherCompanies: Link[];
  linkedinUrl: string | null;
  city: string | null;
  country: string | null;
  timeZone: string | null;
  notes: string | null;
  externalId: string | null;
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
    otherCompanies: linkView,
    linkedinUrl: nullableText,
    city: nullableText,
    country: nullableText,
    timeZone: nullableText,
    notes: nullableText,
    externalId: nullableText,
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
    otherCompanies: completeLinks(input.otherCompanies).filter(({ id }) => id !== input.companyId),
    linkedinUrl: orNull(input.linkedinUrl),
    city: orNull(input.city),
    country: orNull(input.country),
    timeZone: orNull(input.timeZone),
    notes: orNull(input.notes),
    externalId: orNull(input.externalId),
    ...completeCommon(input),
  }),
  check: needsName,
  references: (fields) => [
    ...(fields.companyId === null ? [] : [{ path: "companyId", kind: "company" as const, id: fields.companyId, role: "primary" }]),
    ...fields.otherCompanies.map(({ id, role }) => ({ path: "otherCompanies", kind: "company" as const, id, role })),
  ],
  display: personName,
  email: (fields) => fields.email,
  folded: ["firstName", "lastName", "phone", "jobTitle", "city", "country"],
  searched: (fields) => [fields.email, fields.jobTitle, fields.city, fields.notes],
  hint: (fields) => [fields.email, fields.city],
  columns: (fields) => ({
    firstName: fields.firstName,
    lastName: fields.lastName,
    email: fields.email,
    emailKey: fields.email === null ? null : canonicalEmail(fields.email),
    phone: fields.phone,
    jobTitle: fields.jobTitle,
    companyId: fields.companyId,
    otherCompanies: JSON.stringify(fields.otherCompanies),
    linkedinUrl: fields.linkedinUrl,
    city: fields.city,
    country: fields.country,
    timeZone: fields.timeZone,
    notes: fields.notes,
    externalId: fields.externalId,
  }),
  fields: (row: Row) => ({
    firstName: row["first_name"] as string | null,
    lastName: row["last_name"] as string | null,
    email: row["email"] as string | null,
    phone: row["phone"] as string | null,
    jobTitle: row["job_title"] as string | null,
    companyId: row["company_id"] as string | null,
    otherCompanies: JSON.parse(row["other_companies"] as string) as Link[],
    linkedinUrl: row["linkedin_url"] as string | null,
    city: row["city"] as string | null,
    country: row["country"] as string | null,
    timeZone: row["time_zone"] as string | null,
    notes: row["notes"] as string | null,
    externalId: row["external_id"] as string | null,
  }),
  listFields: {
    ...commonListFields,
    firstName: foldedText("firstName", "first_name"),
    lastName: foldedText("lastName", "last_name"),
    email: { type: "email", sql: "t.email_key", sortable: true },
    phone: foldedText("phone", "phone"),
    jobTitle: foldedText("jobTitle", "job_title"),
    companyId: { type: "reference", sql: "t.company_id" },
    companies: related(),
    company: { type: "text", sql: "link.name", folded: "link.name_key", sortable: true },
    city: foldedText("city", "city"),
    country: foldedText("country", "country"),
    timeZone: { type: "reference", sql: "t.time_zone" },
    externalId: { type: "reference", sql: "t.external_id" },
  },
  indexes: [
    { filter: [], order: "createdAt" },
    { filter: [], order: "name" },
    { filter: ["externalId"], order: ANY_ORDER },
    { filter: ["companyId"], order: "createdAt" },
    { filter: ["companies"], order: ANY_ORDER },
    { filter: ["email"], order: ANY_ORDER },
  ],
};
