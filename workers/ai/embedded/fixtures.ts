import type { JsonSchema, Tool } from "./index";

/** A realistic CRM toolbox of fifteen functions, for the tests. */

const text = (description: string): JsonSchema => ({ type: "string", description });
const tags: JsonSchema = { type: "array", items: { type: "string" }, description: "Tags, e.g. vip, newsletter" };
const owner = text("The member who owns it: id, email or name");
const notes = text("Notes, free text");
const limit: JsonSchema = { type: "integer", minimum: 1, maximum: 200, description: "How many to return at most" };
const q = text("Free text search over names, emails and notes");
const since: JsonSchema = { type: "string", format: "date-time", description: "Created at or after this time" };
const until: JsonSchema = { type: "string", format: "date-time", description: "Created before this time" };

function orderBy(...fields: string[]): JsonSchema {
  return { type: "string", enum: ["createdAt:desc", "createdAt:asc", ...fields], description: "Order of the results: createdAt:desc is newest first, createdAt:asc is oldest first" };
}

const status: JsonSchema = { type: "string", enum: ["new", "contacted", "qualified", "unqualified", "converted"], description: "Where the lead stands" };

const leadFields: Record<string, JsonSchema> = {
  firstName: text("First name"),
  lastName: text("Family name"),
  email: { type: "string", format: "email", description: "Email address" },
  phone: text("Phone number"),
  company: text("Company the person works for"),
  jobTitle: text("Job title, e.g. Head of Marketing"),
  status,
  source: text("Where the lead came from, e.g. webinar, referral"),
  owner,
  score: { type: "integer", minimum: 0, maximum: 1000, description: "Lead score" },
  notes,
};

const contactFields: Record<string, JsonSchema> = {
  firstName: text("First name"),
  lastName: text("Family name"),
  email: { type: "string", format: "email", description: "Email address" },
  phone: text("Phone number"),
  jobTitle: text("Job title, e.g. Head of Marketing"),
  company: text("The company the person works for: its id, domain or name"),
  linkedinUrl: { type: "string", format: "uri", description: "Address of the LinkedIn profile" },
  city: text("City the person lives in"),
  country: text("Country the person lives in"),
  timeZone: text("Time zone, e.g. Europe/Berlin"),
  owner,
  tags,
  notes,
};

const companyFields: Record<string, JsonSchema> = {
  name: text("Name of the company"),
  domain: text("Domain of the website, e.g. acme.com"),
  industry: text("Industry, e.g. Software"),
  employees: { type: "integer", minimum: 0, description: "Number of employees" },
  annualRevenue: {
    type: "object",
    description: "Annual revenue",
    properties: { amount: { type: "integer", description: "Amount in minor units (cents)" }, currency: { type: "string", pattern: "^[A-Z]{3}$", description: "Currency, ISO 4217" } },
    required: ["amount", "currency"],
    additionalProperties: false,
  },
  address: {
    type: "object",
    description: "Address of the head office",
    properties: { street: text("Street and number"), city: text("City"), postcode: text("Postal code"), country: text("Country") },
    additionalProperties: false,
  },
  linkedinUrl: { type: "string", format: "uri", description: "Address of the LinkedIn page" },
  parent: text("The parent company: its id, domain or name"),
  owner,
  tags,
  notes,
};

const object = (properties: Record<string, JsonSchema>, required: string[] = [], more: JsonSchema = {}): JsonSchema => ({ type: "object", properties, required, additionalProperties: false, ...more });

/** At least one way to know the person. */
const someone: JsonSchema = { anyOf: [{ required: ["firstName"] }, { required: ["lastName"] }, { required: ["email"] }] };

const lead = text("The lead: its id, email or name");
const contact = text("The contact: its id, email or name");
const company = text("The company: its id, domain or name");

export const crmTools: readonly Tool[] = [
  { name: "create_lead", description: "Create a lead", parameters: object(leadFields, [], someone), examples: ["add Jane Doe from Acme as a lead"] },
  { name: "get_lead", description: "Show one lead with all its details", parameters: object({ lead }, ["lead"]), examples: ["show the lead jane@acme.io"] },
  {
    name: "find_leads",
    description: "Find leads by status, company, source, owner or text",
    parameters: object({ q, status, company: text("Company the person works for"), source: text("Where the lead came from, e.g. webinar, referral"), owner, createdAfter: since, createdBefore: until, orderBy: orderBy("lastName:asc", "score:desc"), limit }),
    examples: ["show me all qualified leads from Acme"],
  },
  { name: "update_lead", description: "Update a lead; only what is given changes", parameters: object({ lead, ...leadFields }, ["lead"]), examples: ["mark jane@acme.io as qualified"] },
  { name: "delete_lead", description: "Delete a lead", parameters: object({ lead }, ["lead"]), examples: ["delete the lead Bob Smith"] },
  { name: "create_contact", description: "Create a contact", parameters: object(contactFields, [], someone), examples: ["create a contact for John Smith at Globex"] },
  { name: "get_contact", description: "Show one contact with all its details", parameters: object({ contact }, ["contact"]), examples: ["show the contact Jane Doe"] },
  {
    name: "find_contacts",
    description: "Find contacts by company, city, country, tag, owner or text",
    parameters: object({ q, company: text("Company the person works for"), city: text("City the person lives in"), country: text("Country the person lives in"), tag: text("A tag that the contact has"), owner, createdAfter: since, createdBefore: until, orderBy: orderBy("lastName:asc"), limit }),
    examples: ["who are our contacts in Berlin"],
  },
  { name: "update_contact", description: "Update a contact; only what is given changes", parameters: object({ contact, ...contactFields }, ["contact"]), examples: ["change Jane Doe's phone to +1 555 0100"] },
  { name: "delete_contact", description: "Delete a contact", parameters: object({ contact }, ["contact"]), examples: ["remove the contact john@globex.com"] },
  { name: "create_company", description: "Create a company", parameters: object(companyFields, ["name"]), examples: ["add the company Globex with domain globex.com"] },
  { name: "get_company", description: "Show one company with all its details", parameters: object({ company }, ["company"]), examples: ["show the company Acme"] },
  {
    name: "find_companies",
    description: "Find companies by industry, city, country, owner or text",
    parameters: object({ q, industry: text("Industry, e.g. Software"), city: text("City of the head office"), country: text("Country of the head office"), owner, createdAfter: since, createdBefore: until, orderBy: orderBy("name:asc", "employees:desc"), limit }),
    examples: ["list companies in Germany"],
  },
  { name: "update_company", description: "Update a company; only what is given changes", parameters: object({ company, ...companyFields }, ["company"]), examples: ["rename Acme to Acme Inc"] },
  { name: "delete_company", description: "Delete a company", parameters: object({ company }, ["company"]), examples: ["delete the company Initech"] },
];

/** What a command must come to: calls in order, several acceptable readings, a question for a tool, nothing, or anything that changes nothing. */
export type Expected = { calls: Readonly<Record<string, Record<string, unknown>>>[] } | { anyOf: Expected[] } | { asks: string; for: string[] } | "none" | "harmless";
export type Sample = readonly [command: string, expected: Expected];

/** One call. */
export const call = (name: string, args: Record<string, unknown>): Expected => ({ calls: [{ [name]: args }] });
/** Several calls in order. */
export const calls = (...all: readonly (readonly [name: string, args: Record<string, unknown>])[]): Expected => ({ calls: all.map(([name, args]) => ({ [name]: args })) });
/** Any of several readings. */
export const either = (...options: Expected[]): Expected => ({ anyOf: options });
/** A question that names these properties. */
export const asks = (tool: string, ...missing: string[]): Expected => ({ asks: tool, for: missing });

/** 2026-03-11T10:00:00Z, a Wednesday. */
export const NOW = Date.UTC(2026, 2, 11, 10);
export const ZONE = "Europe/Berlin";
