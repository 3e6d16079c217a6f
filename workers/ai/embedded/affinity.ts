import { CITIES, COUNTRIES, CURRENCIES, DAYS, MONTHS, STATES, STATE_CODES } from "./gazetteer";
import { CHANNEL_HEADS, EMPTY, GIVEN_NAMES, HONORIFICS, ORG_SUFFIXES, TITLE_HEADS, TITLE_WORDS } from "./lexicon";
import { isUnit } from "./quantities";
import type { Role } from "./roles";
import type { Slot } from "./slots";
import type { Span } from "./spans";
import { stem } from "./stem";

/** What a span's own words say about it, whatever slot is asked. */
export type Shape = { words: readonly string[]; given: boolean; org: boolean; channel: boolean; title: boolean; city: boolean; country: boolean; state: boolean; digits: boolean };

/** Reads the shape of a span's text. */
export function shapeOf(span: Span): Shape {
  const lower = span.text.toLowerCase().replace(/[.,]/g, "");
  const words = lower.split(/\s+/).filter((word) => word !== "");
  const last = words.at(-1) ?? "";
  const first = HONORIFICS.has(words[0] ?? "") ? (words[1] ?? "") : (words[0] ?? "");
  const place = span.text.split(",").map((part) => part.trim());
  const named = (set: ReadonlySet<string>): boolean => set.has(lower) || set.has(place[0]?.toLowerCase() ?? "");
  return {
    words,
    given: GIVEN_NAMES.has(first),
    org: words.length > 1 && ORG_SUFFIXES.has(last),
    channel: CHANNEL_HEADS.has(last) || CHANNEL_HEADS.has(last.replace(/s$/, "")),
    title: (TITLE_HEADS.has(last) && words.every((word) => TITLE_HEADS.has(word) || TITLE_WORDS.has(word) || words.length <= 4)) || (words.length > 1 && TITLE_HEADS.has(words[0] ?? "") && words.every((word) => TITLE_HEADS.has(word) || TITLE_WORDS.has(word))) || /^(?:head|director|vp|vice president|chief|manager) of /.test(lower),
    city: named(CITIES),
    country: named(COUNTRIES),
    state: STATES.has(lower) || STATE_CODES.has(span.text.trim()),
    digits: /\d/.test(lower),
  };
}

/** Role → marker → how strongly that preposition leads to it. `object` stands for the direct object of the verb. */
const PRIORS: Partial<Record<Role, Record<string, number>>> = {
  person: { object: 3, for: 1.5, named: 4, called: 4, by: 3.5, with: 2, to: 1.2, ",": 0.8, ":": 3, "": 1, of: 0.5, as: -2, in: -2, at: -2, from: -1, about: 0.5, starring: 3, featuring: 3 },
  org: { of: 3, at: 3.5, from: 2.5, with: 1.9, "(": 2.5, ",": 1.9, by: 1, as: -3, in: -1, "": 0.2, for: 0.8, ":": 1, "-": 1, object: -0.5, "@": 2 },
  source: { for: -3, from: 1, via: 4, through: 3, at: 0.8, on: 0.8, by: 0.5, in: 0, as: -3, of: -2, object: -3, "": -1, ",": -1 },
  title: { ",": 1, as: 0.5, "": -0.5, object: -2, "(": 1, ":": 1, of: -2, from: -3, at: -2, in: -2 },
  city: { in: 3.5, near: 3, around: 3, at: 1, from: 1, of: 0.5, for: 1.5, ",": 0.5, object: -1.5, "": -0.5, to: 0.5 },
  country: { in: 2.5, from: 1.5, of: 0.5, for: 1, ",": 0.5, object: -1.5, "": -0.5 },
  state: { in: 2.5, from: 1, of: 0.5, for: 1, ",": 1, object: -1.5, "": -0.5 },
  street: { at: 2, in: 0.5, ",": 0, object: -2 },
  place: { between: 4, in: 4, near: 4, around: 3.5, at: 2.5, for: 2, of: 1.5, from: 1.5, to: 1.5, on: 0.5, ",": 1, object: 0.5, "": 0.3, within: 2, across: 3, inside: 3 },
  origin: { from: 5, at: 1, in: 0.5, of: 0.5, to: -3, between: 3, object: 0.5 },
  destination: { to: 5, in: 2, for: 1.5, at: 1, towards: 4, from: -3, object: 0.8, and: 2 },
  owner: { by: 2, to: 1, object: -3, "": -1, of: -2, from: -2, for: 0, as: -1 },
  name: { object: 3, named: 5, called: 5, titled: 5, ":": 2.5, ",": 0.5, of: 1.2, for: 1.5, in: -1.5, at: 0, from: -1, "": 1, by: -0.5, about: 1, as: -1, to: 1 },
  query: { object: 2.6, about: 3, regarding: 3, concerning: 3, with: 2.4, for: 2.5, on: 2, named: 3.5, called: 3.5, of: 1, in: -1, from: -1, at: -1, "": 0.5, ":": 2, as: -2, to: 0, by: 0, ",": 0, like: 2 },
  subject: { about: 4, on: 3, regarding: 4, concerning: 4, titled: 4, called: 4, named: 3, for: 2.5, of: 2, object: 2.5, in: 0.5, ":": 2.5, "": 1 },
  ref: { object: 3.5, of: 2.5, for: 2, to: 1.2, ":": 1.5, from: 1, ",": 0.5, "": 0.8, named: 3.5, called: 3.5, as: -4, in: -2, at: -2, with: 0.5, by: -1, on: 1, about: 1.5 },
  text: { ":": 2, saying: 4, that: 2, object: 0.5, as: 0.5, of: 0.5, "": 0.3 },
  color: { in: 1.5, to: 1.5, object: 1.5, of: 1, as: 1 },
  language: { in: 3, to: 2, from: 1, into: 3, for: 1 },
  currency: { in: 2.5, to: 1.5, from: 1, into: 2.5 },
  fromunit: { from: 4, of: 1, in: 1 }, tounit: { to: 4, into: 4, in: 2.5, as: 2 },
  industry: { in: 2.5, from: 0.5, "": 0.2, of: 0.5, object: -1 },
  month: { in: 2, for: 1.5, of: 1, during: 2 }, weekday: { on: 3, for: 2 },
  unit: { in: 3, as: 1.5, to: 1.5, into: 2 },
  id: { object: 1.5, of: 1, for: 1.5, with: 1, ":": 2, by: 0.5, "": 0.8, named: 1 },
  tags: { as: 1, with: 1.5, object: -2, "": -1 },
};

const PLAIN_PRIORS: Record<string, number> = { object: 1.8, of: 1.8, for: 1.6, about: 1.5, with: 1.4, named: 2.5, called: 2.5, titled: 2.5, in: 1, on: 1, from: 0.8, to: 1, by: 1, at: 0.8, as: 0.8, using: 1.5, ":": 1.2, ",": 0.5, "": 1, between: 1, like: 1, against: 1, into: 0.8, via: 0.8, through: 0.8, during: 0.6, per: 0.3 };

function prior(role: Role, span: Span): number {
  const table = PRIORS[role] ?? PLAIN_PRIORS;
  if (span.object && span.marker === "") return table.object ?? 0;
  return table[span.marker] ?? (table === PLAIN_PRIORS ? 0.5 : 0);
}

/** How well a text span's shape suits a role, without regard to where it stands. */
function suits(slot: Slot, span: Span, shape: Shape): number {
  const { role } = slot;
  const long = Math.max(0, shape.words.length - 4);
  switch (role) {
    case "person": case "first": case "last":
      return (shape.given ? 2.5 : 0) + (span.capital ? 1 : 0) + (shape.words.length === 2 ? 0.6 : 0) - (shape.org ? 4 : 0) - (shape.channel && !shape.given ? 3 : 0) - (shape.title ? 3 : 0) - (shape.digits ? 4 : 0) - ((shape.city || shape.country) && !shape.given ? 2 : 0) - long * 1.5 - (/(?:^| )(?:of|and|&) /.test(span.text) ? 3 : 0);
    case "org":
      return (shape.org ? 3 : 0) + (span.capital ? 0.6 : 0) - (shape.channel ? 3.5 : 0) - (shape.given && shape.words.length > 1 && !shape.org ? 2 : 0) - (shape.title ? 3 : 0) - ((shape.city || shape.country) && span.marker !== "of" ? 2 : 0) - long + (["work", "employ"].includes(span.lead) ? 3 : 0) + (span.marker === "to" && ["mov", "transf"].includes(span.verb) && !shape.given ? 3 : 0);
    case "source":
      return (shape.channel ? 4.5 : -1.5) - (shape.org ? 2 : 0) - long;
    case "title":
      return (shape.title ? 5 : -3) - long;
    case "city":
      return (shape.city ? 3 : 0) + (span.capital ? 0.6 : 0) - (shape.country && !shape.city ? 6 : 0) - (shape.org ? 2 : 0) - (shape.channel ? 3 : 0) - (shape.title ? 3 : 0) - (MONTHS.includes(shape.words[0] ?? "") ? 4 : 0) - (shape.city || span.capital ? 0 : 0.4) - long * 2;
    case "country":
      return shape.country ? 4.5 : -4;
    case "state":
      return shape.state ? 4 : -2;
    case "place": case "origin": case "destination":
      return (shape.city || shape.country || shape.state ? 2.5 : 0) + (span.capital ? 0.8 : 0) - (shape.given && !shape.city ? 1 : 0) - (MONTHS.includes(shape.words[0] ?? "") ? 4 : 0) - long;
    case "owner":
      return (shape.given ? 1.5 : 0) + (span.capital ? 0.5 : 0) - (shape.channel ? 3 : 0) - (shape.org ? 3 : 0) - long + (assigns(span) || (shape.given && shape.words.length <= 2 && span.marker === "to" && ["mov", "transf"].includes(span.verb)) ? 3 : -1);
    case "unit":
      return isUnitText(span.text) ? 2 : -1;
    case "name": case "ref": case "query": case "subject": case "plain":
      return (role === "plain" && span.capital ? 0.4 : 0) + (role === "query" && shape.given ? 1 : 0) + (span.capital ? 0.8 : 0) + (span.kind === "quoted" ? 1.5 : 0) - long * 0.5;
    case "text":
      return span.kind === "quoted" ? 3.5 : -0.5;
    case "language":
      return span.capital || /(?:ish|ese|an|ch|ic)$/.test(shape.words[0] ?? "") ? 1.5 : -2;
    case "fromunit":
      return notMoney(slot, span) + (isUnitText(span.text) ? 1.5 : 0) + (span.afterNumber ? 4 : 0) + (CURRENCIES.has(span.text.toLowerCase()) ? 2 : 0) - long * 2;
    case "tounit":
      return notMoney(slot, span) + (isUnitText(span.text) ? 1.5 : 0) + (span.afterNumber ? -2 : 0) + (CURRENCIES.has(span.text.toLowerCase()) ? 2 : 0) - long * 2;
    case "currency":
      return CURRENCIES.has(span.text.toLowerCase()) || /^[A-Z]{3}$/.test(span.text) ? 3 : 0;
    case "month":
      return MONTHS.includes(shape.words[0] ?? "") ? 5 : -4;
    case "weekday":
      return DAYS.includes(shape.words[0] ?? "") ? 5 : -4;
    case "tags":
      return -long;
    case "timezone":
      return /\/|^utc|^gmt/i.test(span.text) ? 4 : -2;
    case "industry":
      return -1 - (shape.city || shape.country ? 3 : 0) - (shape.given ? 2 : 0);
    case "id":
      return (shape.digits ? 2 : 0) + (/^[A-Z0-9-]{2,}$/.test(span.text) ? 1.5 : 0) + (span.kind === "quoted" ? 1 : 0) - long;
    default:
      return (span.kind === "quoted" ? 1 : 0) - long;
  }
}

/** A currency slot takes currencies. */
function notMoney(slot: Slot, span: Span): number {
  return slot.own.has("currenci") && !CURRENCIES.has(span.text.toLowerCase()) && !/^[A-Z]{3}$/.test(span.text) ? -3 : 0;
}

function isUnitText(text: string): boolean {
  return isUnit(stem(text.toLowerCase())) || /^\p{L}{1,4}\/\p{L}{1,3}$/u.test(text);
}

/** Kinds of spans that are of one sort only, and what they are worth to the roles that take them. */
function kindAffinity(slot: Slot, span: Span): number | null {
  const { role } = slot;
  switch (span.kind) {
    case "email":
      if (role === "email") return 4.5;
      if (role === "ref") return 4 + (span.object ? 2 : 0) + (span.possessive ? 1.5 : 0) + (["for", "of"].includes(span.marker) ? 1 : 0);
      if (role === "owner") return prior("owner", span) + (assigns(span) ? 3 : 0);
      if (role === "query") return 3;
      return ["person", "plain", "id", "text", "name", "subject"].includes(role) ? prior(role, span) - 0.5 + (role === "person" && span.marker === "to" ? 2 : 0) : null;
    case "phone":
      return role === "phone" ? 5 : role === "query" ? 1.5 : role === "plain" || role === "id" ? 0 : null;
    case "url":
      if (role === "url") return 4.5 + overlapWithHost(slot, span);
      if (role === "domain") return /linkedin|twitter|facebook/i.test(span.text) ? 1 : 5;
      if (role === "ref" || role === "org") return 2 + (span.object ? 2 : 0);
      return role === "query" ? 1.5 : role === "plain" || role === "text" || role === "source" ? 0.5 : null;
    case "id":
      if (role === "ref") return 6;
      if (role === "id") return 5;
      if (role === "owner" || role === "org" || role === "person") return slot.description.toLowerCase().includes("id") ? prior(role, span) + 1 : null;
      return role === "plain" || role === "query" || role === "name" ? 1 : null;
    default:
      return 0;
  }
}

/** "assigned to Bob", "owned by Bob", "assign the lead to Bob". */
function assigns(span: Span): boolean {
  return ["own", "assign", "reassign"].includes(span.lead) || (span.marker === "to" && ["assign", "reassign"].includes(span.verb));
}

/** "linkedin.com/in/jane" belongs to the slot whose words say LinkedIn. */
function overlapWithHost(slot: Slot, span: Span): number {
  const lower = span.text.toLowerCase();
  const named = [...slot.words.keys()].some((word) => word.length > 4 && word !== "company" && lower.includes(word));
  const foreign = /linkedin|twitter|facebook|instagram/.test(lower) && !named;
  const special = /linkedin|twitter|facebook|instagram/.test(slot.description.toLowerCase() + slot.name.toLowerCase());
  return named ? 2 : foreign || special ? -3 : 0;
}

/** How well a span fits a string-like slot by kind, shape, preposition and mention; null where it cannot. */
export function affinity(slot: Slot, slotIndex: number, span: Span, shape: Shape): number | null {
  const kind = kindAffinity(slot, span);
  if (kind === null) return null;
  if (slot.role === "email" && span.kind !== "email") return null;
  if (slot.role === "phone" && span.kind !== "phone" && !(span.kind === "number" && span.text.replace(/\D/g, "").length >= 6)) return null;
  if ((slot.role === "url" || slot.role === "domain") && span.kind !== "url") return slot.role === "domain" && span.mention.includes(slotIndex) && span.kind === "quoted" ? 3 : null;
  const special = span.kind === "email" || span.kind === "phone" || span.kind === "url" || span.kind === "id";
  const own = special ? kind : prior(slot.role, span) + suits(slot, span, shape) - oddity(slot, span, shape);
  return own + endsInOwnWord(slot, span) + mentionBonus(slot, slotIndex, span) + directed(slot, span);
}

/** "the English Premier League" is a league. */
function endsInOwnWord(slot: Slot, span: Span): number {
  const last = span.text.split(" ").at(-1) ?? "";
  return span.capital && span.kind === "text" && span.text.includes(" ") && (slot.words.get(stem(last.toLowerCase())) ?? 0) >= 3 ? 2 : 0;
}

/** "from London to Paris": the preposition says which of two like slots is meant. */
function directed(slot: Slot, span: Span): number {
  if (slot.direction === null || ["origin", "destination", "fromunit", "tounit"].includes(slot.role)) return 0;
  const way = span.marker === "from" ? "from" : span.marker === "to" || span.marker === "into" ? "to" : null;
  return way === null ? 0 : way === slot.direction ? 2.5 : -2.5;
}

const UNIT_ROLES = new Set<Role>(["unit", "fromunit", "tounit", "currency"]);

/** What speaks against a text span as a value of any slot: a unit after a number, empty words, words around a name. */
function oddity(slot: Slot, span: Span, shape: Shape): number {
  if (span.kind !== "text") return 0;
  const words = span.text.toLowerCase().split(/\s+/);
  const unit = span.afterNumber && !UNIT_ROLES.has(slot.role) ? 2.5 : 0;
  const empty = !span.capital && words.every((word) => EMPTY.has(word)) ? 3 : 0;
  const verbal = words.length === 1 && !span.capital && /\w{3}(?:ing|ed)$/.test(words[0] ?? "") && span.mention.length === 0 ? 1.6 : 0;
  return unit + empty + verbal + (span.mixed === true && !(slot.role === "source" && shape.channel) ? 0.9 : 0) + (span.weak === true ? 2.5 : 0);
}

/** Being named by its slot counts most; being named by another slot speaks against. */
function mentionBonus(slot: Slot, slotIndex: number, span: Span): number {
  if (span.mention.includes(slotIndex)) return 5 * span.mentioned;
  if (span.mention.length === 0) return 0;
  return slot.role === "ref" && span.marker === "of" ? 0 : -3 * span.mentioned;
}
