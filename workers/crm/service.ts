/** The CRM as the rest of the house sees it. */
import type { Act } from "#kit/context";
import type { Resolvers } from "#kit/ref";
import type { Store } from "#kit/work";
import { company, type CompanyFields, companyInput } from "./company";
import { contact, type ContactFields, contactInput } from "./contact";
import { lead, type LeadFields, leadInput } from "./lead";
import { findByReference, listRecords, type ListQuery, type Page } from "./lists";
import type { Common } from "./kind";
import { recordsOf, type IsMember, type Records } from "./records";

export type Crm = {
  records: {
    leads: Records<typeof leadInput, LeadFields>;
    contacts: Records<typeof contactInput, ContactFields>;
    companies: Records<typeof companyInput, CompanyFields>;
  };
  list(plural: "leads" | "contacts" | "companies", act: Act, query: ListQuery): Promise<Page<Common>>;
  /** Finds leads, contacts and companies by what a person calls them. */
  resolvers: Resolvers;
};

export function createCrm(store: Store, isMember: IsMember): Crm {
  const list = {
    leads: (act: Act, query: ListQuery) => listRecords(lead, store, act, query),
    contacts: (act: Act, query: ListQuery) => listRecords(contact, store, act, query),
    companies: (act: Act, query: ListQuery) => listRecords(company, store, act, query),
  };
  return {
    records: { leads: recordsOf(lead, store, isMember), contacts: recordsOf(contact, store, isMember), companies: recordsOf(company, store, isMember) },
    list: (plural, act, query) => list[plural](act, query),
    resolvers: {
      lead: (act, text) => findByReference(lead, store, act, text),
      contact: (act, text) => findByReference(contact, store, act, text),
      company: (act, text) => findByReference(company, store, act, text),
    },
  };
}
