/** A company: an organisation that people work for, and that may belong to another. */
import * as z from "zod";
import { companies } from "#d1/crm";
import type { FieldProblem } from "#kit/errors";
import { ANY_ORDER } from "#kit/list";
import type { Row } from "#kit/work";
import { address, commonInput, companyRef, completeCommon, count, externalId, line, money, notes, orNull, recordBase, text, url } from "./fields";
import { companyLink } from "./contact";
import { commonListFields, foldedText, type Common, type RecordKind } from "./kind";

const EMPLOYEES_MAX = 100_000_000;
const NAME_MAX = 200;

export const companyInput = z
  .strictObject({
    name: line(NAME_MAX).min(1, "is empty").describe("Name of the company"),
    domain: text("Web domain, e.g. acme.io"),
    industry: text("Industry"),
    employees: count("Number of employees", EMPLOYEES_MAX),
    annualRevenue: money("Annual revenue"),
    address,
    linkedinUrl: url("LinkedIn page"),
    parentId: companyRef("The company it belongs to"),
    notes,
    externalId,
    ...commonInput,
  })
  .meta({ id: "CompanyInput" });

type Input = z.output<typeof companyInput>;
type Money = { amount: number; currency: string };
type Address = { street: string | null; city: string | null; region: string | null; postalCode: string | null; country: string | null };

export type CompanyFields = Common & {
  name: string;
  domain: string | null;
  industry: string | null;
  employees: number | null;
  annualRevenue: Money | null;
  address: Address | null;
  linkedinUrl: string | null;
  parentId: string | null;
  notes: string | null;
  externalId: string | null;
};

const nullableText = z.string().nullable();

export const companyRecord = z
  .strictObject({
    ...recordBase("company"),
    domain: nullableText,
    industry: nullableText,
    employees: z.int().nullable(),
    annualRevenue: z.strictObject({ amount: z.int(), currency: z.string() }).nullable(),
    address: z
      .strictObject({ street: nullableText, city: nullableText, region: nullableText, postalCode: nullableText, country: nullableText })
      .nullable(),
    linkedinUrl: nullableText,
    parentId: nullableText,
    parent: companyLink,
    notes: nullableText,
    externalId: nullableText,
  })
  .meta({ id: "Company" });

function completeAddress(typed: Input["address"]): Address | null {
  if (typed === null || typed === undefined) return null;
  const full = {
    street: orNull(typed.street),
    city: orNull(typed.city),
    region: orNull(typed.region),
    postalCode: orNull(typed.postalCode),
    country: orNull(typed.country),
  };
  return Object.values(full).every((part) => part === null) ? null : full;
}

export const company: RecordKind<"company", "companies", typeof companyInput, CompanyFields> = {
  kind: "company",
  plural: "companies",
  table: companies,
  input: companyInput,
  record: companyRecord,
  link: { field: "parentId", column: "parent_id", as: "parent" },
  complete: (input: Input): CompanyFields => ({
    name: input.name,
    domain: orNull(input.domain)?.toLowerCase() ?? null,
    industry: orNull(input.industry),
    employees: input.employees ?? null,
    annualRevenue: input.annualRevenue ?? null,
    address: completeAddress(input.address),
    linkedinUrl: orNull(input.linkedinUrl),
    parentId: orNull(input.parentId),
    notes: orNull(input.notes),
    externalId: orNull(input.externalId),
    ...completeCommon(input),
  }),
  check: (fields): FieldProblem[] => (fields.name ? [] : [{ path: "name", message: "Give the company a name." }]),
  references: (fields) => (fields.parentId === null ? [] : [{ path: "parentId", kind: "company", id: fields.parentId, role: "parent" }]),
  display: (fields) => fields.name,
  email: () => null,
  folded: ["domain", "industry"],
  searched: (fields) => [fields.domain, fields.industry, fields.address?.city ?? null, fields.notes],
  hint: (fields) => [fields.domain, fields.industry],
  columns: (fields) => ({
    name: fields.name,
    domain: fields.domain,
    industry: fields.industry,
    employees: fields.employees,
    revenueAmount: fields.annualRevenue?.amount ?? null,
    revenueCurrency: fields.annualRevenue?.currency ?? null,
    address: fields.address === null ? null : JSON.stringify(fields.address),
    linkedinUrl: fields.linkedinUrl,
    parentId: fields.parentId,
    notes: fields.notes,
    externalId: fields.externalId,
  }),
  fields: (row: Row) => ({
    name: row["name"] as string,
    domain: row["domain"] as string | null,
    industry: row["industry"] as string | null,
    employees: row["employees"] as number | null,
    annualRevenue:
      row["revenue_amount"] === null ? null : { amount: row["revenue_amount"] as number, currency: row["revenue_currency"] as string },
    address: row["address"] === null ? null : (JSON.parse(row["address"] as string) as Address),
    linkedinUrl: row["linkedin_url"] as string | null,
    parentId: row["parent_id"] as string | null,
    notes: row["notes"] as string | null,
    externalId: row["external_id"] as string | null,
  }),
  listFields: {
    ...commonListFields,
    domain: foldedText("domain", "domain"),
    industry: foldedText("industry", "industry"),
    employees: { type: "number", sql: "t.employees", sortable: true },
    parentId: { type: "reference", sql: "t.parent_id" },
    externalId: { type: "reference", sql: "t.external_id" },
  },
  indexes: [
    { filter: [], order: "createdAt" },
    { filter: [], order: "name" },
    { filter: ["externalId"], order: ANY_ORDER },
  ],
};
