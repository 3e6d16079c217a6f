/**
 * A lead becomes a contact, at a company, with a deal: one explicit act in one unit of work. A company of the same domain
 * or name and a contact of the same email are taken instead of made again. Repeated, it gives what it gave the first time.
 */
import type { Act } from "#kit/context";
import { canonicalEmail } from "#kit/email";
import { invalid, notFound, Problem } from "#kit/errors";
import { isAllowed } from "#kit/permissions";
import { fold } from "#kit/text";
import { WorkRefused, type Row, type Statement, type Store } from "#kit/work";
import { workOf, type Change } from "./changes";
import { company, type CompanyFields } from "./company";
import { contact, type ContactFields } from "./contact";
import { definitionsOf, definitionsRead, validateCustom, type Definition } from "./custom-fields";
import { deal, type DealFields } from "./deal";
import { lead, type LeadFields } from "./lead";
import { fieldsOf, recordOf, type AnyKind, type Common, type Decision, type KindName, type RecordOf } from "./kind";
import { unknownReference, versionMismatch } from "./record-answers";
import { planCreate, planUpdate } from "./records";
import { selectFrom } from "./selects";
import { stagesRead } from "./stages";

const ATTEMPTS_MAX = 3;
/** Where everybody may have a mailbox, a shared domain says nothing of the company. */
const PUBLIC_MAIL: ReadonlySet<string> = new Set([
  "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "ymail.com", "icloud.com", "me.com", "mac.com",
  "aol.com", "proton.me", "protonmail.com", "pm.me", "gmx.com", "gmx.de", "gmx.net", "web.de", "mail.com", "mail.ru", "yandex.ru", "yandex.com", "qq.com", "163.com", "126.com", "zoho.com",
]);

export type ConversionInput = {
  companyId?: string | null | undefined;
  contactId?: string | null | undefined;
  deal?: { name?: string | undefined; amount?: { amount: number; currency: string } | null | undefined; stageId?: string | null | undefined; expectedClose?: string | null | undefined } | null | undefined;
};

export type Conversion = {
  lead: RecordOf<LeadFields>;
  contact: RecordOf<ContactFields>;
  company: RecordOf<CompanyFields> | null;
  deal: RecordOf<DealFields> | null;
  /** Which of them were made by it. */
  created: { contact: boolean; company: boolean; deal: boolean };
};

const read = (kind: AnyKind<never>, tenantId: string, where: string, params: (string | number | null)[]): Statement => ({
  sql: `${selectFrom(kind)} where t.tenant_id = ? and t.deleted_at is null and ${where}`,
  params: [tenantId, ...params],
});

const any = (kind: unknown) => kind as AnyKind<never>;

/** @throws Problem with the permission that is missing: whoever converts writes to all four kinds */
function refuseUnpermitted(act: Act): void {
  for (const permission of ["contacts:write", "companies:write", "deals:write"] as const) {
    if (!isAllowed(act.principal, permission)) throw new Problem("FORBIDDEN", `Converting a lead needs the permission ${permission} too, which you do not have. Ask an owner or admin of the workspace.`, { permission });
  }
}

export function converterOf(store: Store) {
  return async function convert(act: Act, id: string, input: ConversionInput): Promise<Conversion> {
    refuseUnpermitted(act);
    for (let attempt = 1; ; attempt++) {
      const row = await loadLead(store, act, id);
      if (typeof row["converted_at"] === "number") {
        const answer = await earlier(store, act, row);
        // Kept for its key, so that a retry meets the answer of its first try instead.
        if (act.idempotency !== null) await store.commit(act, { statements: [], events: [], answer: { json: JSON.stringify(answer) } });
        return answer;
      }
      const plan = planConversion(act, row, await around(store, act, row, input), input);
      try {
        const { changes, also, answer, guards } = plan;
        const work = workOf(act, changes);
        await store.commit(act, { ...work, guards: [...guards, ...work.guards], statements: [...also, ...work.statements], answer: { json: JSON.stringify(answer) } });
        return answer;
      } catch (error) {
        if (!(error instanceof WorkRefused) || error.reason === "idempotency") throw error;
        if (error.reason === "guard" && error.subject !== SAME_COMPANY) throw unknownReference(error.subject);
        // Somebody converted it, or made the same contact or company, in between: look again.
        if (attempt === ATTEMPTS_MAX) throw versionMismatch(null);
      }
    }
  };
}

async function loadLead(store: Store, act: Act, id: string): Promise<Row> {
  const [row] = await store.read(read(any(lead), act.tenant.id, "t.id = ?", [id]));
  if (row === undefined) throw notFound("lead");
  if (act.ifMatch !== null && act.ifMatch !== row["version"]) throw versionMismatch(row["version"] as number);
  return row;
}

/** What it was converted into before, as it is now. */
async function earlier(store: Store, act: Act, row: Row): Promise<Conversion> {
  const one = (kind: AnyKind<never>, id: unknown): Statement => ({ sql: `${selectFrom(kind)} where t.tenant_id = ? and t.id = ?`, params: [act.tenant.id, id as string | null] });
  const [[contactRow] = [], [companyRow] = [], [dealRow] = []] = await store.readAll([one(any(contact), row["contact_id"]), one(any(company), row["company_id"]), one(any(deal), row["deal_id"])]);
  if (contactRow === undefined) throw notFound("contact");
  return {
    lead: recordOf(lead as never, row),
    contact: recordOf(contact as never, contactRow),
    company: companyRow === undefined ? null : recordOf(any(company), companyRow) as unknown as RecordOf<CompanyFields>,
    deal: dealRow === undefined ? null : recordOf(any(deal), dealRow) as unknown as RecordOf<DealFields>,
    created: { contact: false, company: false, deal: false },
  };
}

type Around = { contact: Row | undefined; company: Row | undefined; stages: Row[]; definitions: Definition[] };

/** Everything that the decision needs, in one round trip. */
async function around(store: Store, act: Act, row: Row, input: ConversionInput): Promise<Around> {
  const tenantId = act.tenant.id;
  const email = row["email_key"] as string | null;
  const name = row["company"] === null ? "" : fold(row["company"] as string);
  const byContact = input.contactId == null ? read(any(contact), tenantId, "t.email_key = ?", [email]) : read(any(contact), tenantId, "t.id = ?", [input.contactId]);
  const byName = input.companyId == null ? read(any(company), tenantId, "t.name_key = ? and t.name_key <> '' order by t.id limit 1", [name]) : read(any(company), tenantId, "t.id = ?", [input.companyId]);
  const byDomain = read(any(company), tenantId, "t.domain = ? order by t.id limit 1", [input.companyId == null ? companyDomain(email) : null]);
  const [contacts = [], named = [], domains = [], stages = [], definitions = []] = await store.readAll([byContact, byName, byDomain, stagesRead(tenantId), definitionsRead(tenantId)]);
  if (input.contactId != null && contacts.length === 0) throw unknownReference("contactId.contact");
  if (input.companyId != null && named.length === 0) throw unknownReference("companyId.company");
  return { contact: contacts[0], company: domains[0] ?? named[0], stages, definitions: definitionsOf(definitions) };
}

/** The domain that an address tells of its company; null where it tells nothing. */
export function companyDomain(email: string | null): string | null {
  const domain = email === null ? "" : email.slice(email.lastIndexOf("@") + 1);
  return domain === "" || PUBLIC_MAIL.has(domain) ? null : domain;
}

const SAME_COMPANY = "same_company";

/** Decides what is made, what is taken and what changes. Pure but for the ids of what is new. */
function planConversion(act: Act, row: Row, known: Around, input: ConversionInput) {
  const source = recordOf(lead as never, row) as RecordOf<LeadFields>;
  const domain = companyDomain(source.email === null ? null : canonicalEmail(source.email));
  const made: Change[] = [];
  const custom = (kind: KindName) => carried(known.definitions, kind, source.custom);

  const companyName = source.company ?? null;
  const newCompany = known.company === undefined && companyName !== null
    ? planned(any(company), act, { ...company.complete({ name: companyName, domain, owner: source.owner }), ...custom("company") } as never, known)
    : null;
  if (newCompany !== null) made.push(newCompany.change);
  const companyId = newCompany?.change.id ?? (known.company?.["id"] as string | undefined) ?? null;

  const contactPlan = known.contact === undefined
    ? planned(any(contact), act, { ...contactOf(source, companyId), ...custom("contact") } as never, known)
    : joined(act, known.contact, companyId);
  if (contactPlan.change !== null) made.push(contactPlan.change);
  const contactId = contactPlan.record.id;

  const dealPlan = input.deal === null ? null : planned(any(deal), act, { ...dealOf(source, companyId, contactId, input.deal ?? {}), ...custom("deal") } as never, known);
  if (dealPlan !== null) made.push(dealPlan.change);

  const leadChange = convertedLead(act, row, source, { contactId, companyId, dealId: dealPlan?.change.id ?? null });
  const companyRecord = newCompany?.record ?? (known.company === undefined ? null : recordOf(any(company), known.company));
  const link = companyRecord === null ? null : { id: companyRecord.id, name: companyRecord.name };
  const answer: Conversion = {
    lead: leadChange.record as RecordOf<LeadFields>,
    contact: { ...(contactPlan.record as object), ...(known.contact === undefined || contactPlan.change !== null ? { company: link } : {}) } as unknown as RecordOf<ContactFields>,
    company: companyRecord === null ? null : ({ parent: null, ...(companyRecord as object) } as unknown as RecordOf<CompanyFields>),
    deal: dealPlan === null ? null : ({ ...(dealPlan.record as object), company: link } as unknown as RecordOf<DealFields>),
    created: { contact: known.contact === undefined, company: newCompany !== null, deal: dealPlan !== null },
  };
  const guards = newCompany === null ? [] : [
    { name: SAME_COMPANY, condition: "not exists (select 1 from companies where tenant_id = ? and name_key = ? and deleted_at is null)", params: [act.tenant.id, fold(companyName ?? "")] },
  ];
  return { changes: [...made, leadChange], also: dealPlan?.also ?? [], answer, guards };
}

/** A record that is made of the lead, as a change. */
function planned(kind: AnyKind<never>, act: Act, fields: Common, known: Around): { change: Change; record: RecordOf<Common>; also: Statement[] } {
  const definitions = known.definitions.filter((one) => one.kind === kind.kind);
  const decided = (kind.decide?.(fields as never, null, [known.stages], { tenantId: act.tenant.id, now: act.now }) ?? { fields, problems: [], columns: {}, joined: {} }) as Decision<Common>;
  const problems = [...kind.check(decided.fields as never), ...decided.problems];
  if (problems.length > 0) throw invalid(problems.map((problem) => ({ ...problem, path: `${kind.kind}.${problem.path}` })));
  const change = planCreate(kind as unknown as AnyKind, act, { ...decided, definitions });
  return { change, record: change.record, also: decided.also ?? [] };
}

/** A contact that was there is left as it is; one without a company joins the lead's. */
function joined(act: Act, row: Row, companyId: string | null): { change: Change | null; record: RecordOf<Common> } {
  const kind = contact as unknown as AnyKind<ContactFields>;
  const before = recordOf(kind, row);
  if (companyId === null || before.companyId !== null) return { change: null, record: before };
  const change = planUpdate(kind, act, row, { fields: { ...fieldsOf(kind, before), companyId }, columns: {}, joined: {}, definitions: null });
  return { change, record: change.record };
}

/** Values whose key and type the other kind has too go along. */
function carried(definitions: readonly Definition[], kind: KindName, values: Record<string, unknown>): { custom: Record<string, unknown> } {
  const types = new Map(definitions.filter((one) => one.kind === "lead").map((one) => [one.key, one.type]));
  const same = definitions.filter((one) => one.kind === kind && !one.archived && types.get(one.key) === one.type);
  const fitting = same.filter(({ key }) => Object.hasOwn(values, key) && validateCustom(same, {}, { [key]: values[key] }).problems.length === 0);
  return { custom: Object.fromEntries(fitting.map(({ key }) => [key, values[key]])) };
}

function contactOf(source: RecordOf<LeadFields>, companyId: string | null): ContactFields {
  const { firstName, lastName, email, phone, jobTitle, notes, owner, tags } = source;
  return contact.complete({ firstName, lastName, email, phone, jobTitle, notes, owner, tags, companyId });
}

function dealOf(source: RecordOf<LeadFields>, companyId: string | null, contactId: string, typed: NonNullable<ConversionInput["deal"]>): DealFields {
  const { name, ...rest } = typed;
  return deal.complete({ name: name ?? source.company ?? source.name, companyId, contacts: [{ id: contactId }], owner: source.owner, ...rest });
}

function convertedLead(act: Act, row: Row, source: RecordOf<LeadFields>, into: { contactId: string; companyId: string | null; dealId: string | null }): Change {
  const kind = lead as unknown as AnyKind<LeadFields>;
  const columns = { converted_at: act.now, contact_id: into.contactId, company_id: into.companyId, deal_id: into.dealId };
  const change = planUpdate(kind, act, row, { fields: { ...fieldsOf(kind, source), status: "converted" as const }, columns, joined: {}, definitions: null });
  return { ...change, moments: ["lead.converted"], alsoOn: [into.contactId, into.companyId, into.dealId].filter((id) => id !== null) };
}

