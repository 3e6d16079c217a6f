/** The CRM: leads, contacts and companies. The source of truth that every other part trusts. */
export { crmOperations } from "./operations";
export { createCrm, type Crm } from "./service";
export { type LeadFields } from "./lead";
export { type ContactFields } from "./contact";
export { type CompanyFields } from "./company";
export { type RecordOf } from "./kind";
