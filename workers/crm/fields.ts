/** The vocabulary of the CRM's fields, for the wire. Storage is another matter and has its own (d1/schema/crm). */
import * as z from "zod";
import { canonicalEmail } from "#kit/email";
import { ID_PREFIXES, idPattern, type IdKind } from "#kit/ids";
import type { Value } from "#kit/work";
import { kindOfId, type Common, type KindName } from "./kind";

const SHORT_TEXT_MAX = 200;
const URL_MAX = 500;
const NOTES_MAX = 20_000;
const TAGS_MAX = 50;
const TAG_MAX = 50;
const MONEY_MAX = 10 ** 15;
const CUSTOM_FIELDS_MAX = 100;
const CUSTOM_KEY_MAX = 50;
const EXTERNAL_ID_MAX = 200;
const ROLE_MAX = 100;
const NOT_WEB = "is not a web address, like https://example.com";

/** A line of text. Stored and shown as text, whatever it holds; only NUL, which no store takes whole, is refused. */
export function line(max: number) {
  return z
    .string()
    .trim()
    .overwrite((text) => text.toWellFormed())
    .max(max, `takes at most ${max} characters`)
    .refine((text) => !text.includes("\u0000"), "holds a NUL character");
}

export const text = (description: string) => line(SHORT_TEXT_MAX).nullish().describe(description);
export const notes = line(NOTES_MAX).nullish().describe("Free notes");

export const email = line(254)
  .refine((typed) => typed === "" || canonicalEmail(typed) !== null, "is not an email address, like jane@example.com")
  .meta({ format: "email" })
  .nullish()
  .describe("Email address");

export const url = (description: string) =>
  line(URL_MAX)
    .refine((typed) => typed === "" || isWebAddress(typed), NOT_WEB)
    .nullish()
    .describe(description);

export const webAddress = (max: number) => line(max).refine(isWebAddress, NOT_WEB);

/** Only http and https, so that a stored link can never run script where it is shown. */
function isWebAddress(typed: string): boolean {
  try {
    return ["http:", "https:"].includes(new URL(typed).protocol);
  } catch {
    return false;
  }
}

export function memberRef(description: string) {
  return z.string().regex(idPattern("member"), "is not the id of a member, like mem_…").nullish().describe(description);
}
export const companyRef = (description: string) =>
  z.string().regex(idPattern("company"), "is not the id of a company, like com_…").nullish().describe(description);

export function tagList(description = "Tags") {
  return z.array(line(TAG_MAX).min(1, "is empty")).max(TAGS_MAX, `takes at most ${TAGS_MAX} tags`).nullish().describe(description);
}
/** What they must be depends on the workspace (custom-fields), so the schema bounds only their number. */
export const custom = z
  .record(z.string().max(CUSTOM_KEY_MAX, "is not the key of a field"), z.unknown())
  .refine((values) => Object.keys(values).length <= CUSTOM_FIELDS_MAX, `takes at most ${CUSTOM_FIELDS_MAX} fields`)
  .nullish()
  .describe("Values of the fields that the workspace defined, by their keys");
export const externalId = line(EXTERNAL_ID_MAX).nullish().describe("The id under which another system knows it; unique in the workspace");

/** The id of a record of this kind. */
export const idOf = (kind: IdKind) => z.string().regex(idPattern(kind), `is not the id of a ${kind}, like ${ID_PREFIXES[kind]}_…`);

const RELATED_MAX = 100;
/** Records that are named, each with what it is to this one. */
export const links = (kind: KindName, description: string) =>
  z
    .array(z.strictObject({ id: idOf(kind), role: line(ROLE_MAX).nullish().describe("What it is to this record") }))
    .max(RELATED_MAX, `takes at most ${RELATED_MAX}`)
    .nullish()
    .describe(description);

/** Records of any kind. */
export const about = z
  .array(z.string().refine((id) => kindOfId(id) !== null, "is not the id of a record"))
  .max(RELATED_MAX, `takes at most ${RELATED_MAX}`)
  .nullish()
  .describe("Ids of the records it is about");

export type Link = { id: string; role: string | null };
export const linkView = z.array(z.strictObject({ id: z.string(), role: z.string().nullable() }));

/** Named records, each once; the last word on a role holds. */
export const completeLinks = (typed: readonly { id: string; role?: string | null | undefined }[] | null | undefined): Link[] =>
  [...new Map((typed ?? []).map(({ id, role }) => [id, { id, role: orNull(role) }])).values()];

/** Milliseconds as the API shows them. */
export const instant = (at: Value | undefined): string | null => (typeof at === "number" ? new Date(at).toISOString() : null);
/** A calendar day, stored as the midnight of UTC that begins it. */
export const day = (at: Value | undefined): string | null => instant(at)?.slice(0, 10) ?? null;
export const millis = (text: string | null): number | null => (text === null ? null : Date.parse(text));

export const commonInput = { owner: memberRef("The member who owns it"), tags: tagList(), custom };
export const completeCommon = (input: { owner?: string | null | undefined; tags?: string[] | null | undefined; custom?: Record<string, unknown> | null | undefined }): Common => ({
  owner: orNull(input.owner),
  tags: [...new Set(input.tags ?? [])],
  custom: input.custom ?? {},
});

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
export const recordBase = (kind: KindName) => ({
  id: z.string().regex(idPattern(kind)),
  name: z.string().describe("The name it goes by"),
  owner: z.string().nullable(),
  tags: z.array(z.string()),
  custom: z.record(z.string(), z.unknown()),
  version: z.int().describe("Grows by one with each change; answered as ETag"),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

/** `{}` of an input: null for what is empty or left out. */
export function orNull<T>(value: T | null | undefined): T | null {
  return value === undefined || value === "" ? null : value;
}
