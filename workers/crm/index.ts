/** The CRM: leads, contacts, companies, deals, notes and tasks. The source of truth that every other part trusts. */
export { crmOperations } from "./operations";
export { REINDEX_JOB, REINDEX_SUBJECT, type ReindexCursor } from "./search-rebuild";
export { createCrm, type Crm } from "./service";
export { type LeadFields } from "./lead";
export { type ContactFields } from "./contact";
export { type CompanyFields } from "./company";
export { type RecordOf } from "./kind";
