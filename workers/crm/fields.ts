/** The vocabulary of the CRM's fields, for the wire. Storage is another matter and has its own (d1/schema/crm). */
import * as z from "zod";
import { canonicalEmail } from "#kit/email";
import { idPattern } from "#kit/ids";

const SHORT_TEXT_MAX = 200;
const URL_MAX = 500;
const NOTES_MAX = 20_000;
const TAGS_MAX = 50;
const TAG_MAX = 50;
const MONEY_MAX = 10 ** 15;

/** A line of text. Stored and shown as text, whatever it holds; only NUL, which no store takes whole, is refused. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .overwrite((text) => text.toWellFormed())
    .max(max, `takes at most ${max} characters`)
    .refine((text) => !text.includes("\u0000"), "holds a NUL character");

export const text = (description: string) => line(SHORT_TEXT_MAX).nullish().describe(description);
export const notes = line(NOTES_MAX).nullish().describe("Free notes");

export const email = line(254)
  .refine((typed) => typed === "" || canonicalEmail(typed) !== null, "is not an email address, like jane@example.com")
  .meta({ format: "email" })
  .nullish()
  .describe("Email address");

export const url = (description: string) =>
  line(URL_MAX)
    .refine((typed) => typed === "" || isWebAddress(typed), "is not a web address, like https://example.com")
    .nullish()
    .describe(description);

/** Only http and https, so that a stored link can never run script where it is shown. */
function isWebAddress(typed: string): boolean {
  try {
    return ["http:", "https:"].includes(new URL(typed).protocol);
  } catch {
    return false;
  }
}

export const owner = z.string().regex(idPattern("member"), "is not the id of a member, like mem_…").nullish().describe("The member who owns it");
export const companyRef = (description: string) =>
  z.string().regex(idPattern("company"), "is not the id of a company, like com_…").nullish().describe(description);

export const tags = z.array(line(TAG_MAX).min(1, "is empty")).max(TAGS_MAX, `takes at most ${TAGS_MAX} tags`).nullish().describe("Tags");
/** Empty until fields can be defined; an unknown field is refused by name. */
export const customFields = z.strictObject({}).nullish().describe("Values of custom fields");

export const count = (description: string, max: number) =>
  z.int("is not a whole number").min(0, "is below 0").max(max, `is above ${max}`).nullish().describe(description);

export const money = (description: string) =>
  z
    .strictObject({
      amount: z.int("is not a whole number of minor units").min(-MONEY_MAX).max(MONEY_MAX).describe("Minor units, e.g. cents"),
      currency: z.string().regex(/^[A-Z]{3}$/, "is not a currency code, like USD").describe("ISO 4217 code"),
    })
    .nullish()
    .describe(description);

export const address = z
  .strictObject({
    street: text("Street and number"),
    city: text("City"),
    region: text("State or region"),
    postalCode: text("Postal code"),
    country: text("Country"),
  })
  .nullish()
  .describe("Postal address");

export const timeZone = line(64)
  .refine((typed) => typed === "" || isTimeZone(typed), "is not a time zone, like Europe/Paris")
  .nullish()
  .describe("IANA time zone, e.g. Europe/Paris");

function isTimeZone(typed: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: typed });
    return true;
  } catch {
    return false;
  }
}

/** What every record answers beside its own fields. */
export const recordBase = (kind: "lead" | "contact" | "company") => ({
  id: z.string().regex(idPattern(kind)),
  name: z.string().describe("The name it goes by"),
  owner: z.string().nullable(),
  notes: z.string().nullable(),
  customFields: z.record(z.string(), z.unknown()),
  version: z.int().describe("Grows by one with each change; answered as ETag"),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

/** `{}` of an input: null for what is empty or left out. */
export const orNull = <T>(value: T | null | undefined): T | null => (value === undefined || value === "" ? null : value);
