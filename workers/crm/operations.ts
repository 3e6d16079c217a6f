/** The operations of the CRM: those of each kind of record, and the few that are of their own. */
import { batchOperations, upsertOperation } from "./batch-operations";
import { company, type CompanyFields, companyInput } from "./company";
import { contact, type CompanyLink, type ContactFields, contactInput } from "./contact";
import { conversionOperations } from "./conversion-operations";
import { deal, type DealFields, dealInput } from "./deal";
import { definitionOperations } from "./definition-operations";
import { functionsOf } from "./functions";
import { addNoteFunction, completeTaskFunction, createDealFunction, createTaskFunction, findDealsFunction, findTasksFunction, moveDealFunction } from "./functions-deals-tasks";
import type { RecordOf } from "./kind";
import { lead, type LeadFields, leadInput } from "./lead";
import { note, type NoteFields, noteInput } from "./note";
import { pipelineOperations } from "./pipeline-operations";
import { recordOperations } from "./record-operations";
import { task, type TaskFields, taskInput } from "./task";

/** A request that creates one of each kind. */
const examples = {
  leads: { firstName: "Ada", lastName: "Lovelace", company: "Analytical Engines", jobTitle: "Mathematician", source: "spring webinar" },
  contacts: { firstName: "Grace", lastName: "Hopper", jobTitle: "Rear admiral", city: "New York", tags: ["navy"] },
  companies: { name: "Analytical Engines", domain: "engines.example", industry: "Machinery", employees: 12 },
  deals: { name: "Analytical Engines, first order", amount: { amount: 1_200_000, currency: "EUR" }, expectedClose: "2027-03-31" },
  notes: { body: "Asked for the price list in euros." },
  tasks: { title: "Send the price list", dueAt: "2026-12-01T09:00:00Z" },
};

const leadOperations = recordOperations<"lead", "leads", typeof leadInput, LeadFields, RecordOf<LeadFields>>(lead, {
  example: examples.leads,
  change: { status: "contacted" },
  functions: functionsOf(lead, {
    create: ["add Maria Silva of Globex as a lead from the spring webinar", "new lead: Tom Reed, tom@initech.com"],
    get: ["show me the lead Maria Silva", "open lead tom@initech.com"],
    find: ["show all qualified leads from Globex", "the three newest leads", "find leads from the webinar"],
    update: ["mark tom@initech.com as qualified", "change the phone of lead Maria Silva to +1 555 0100"],
    delete: ["delete the lead Tom Reed", "remove lead maria@globex.com"],
  }),
});

const contactOperations = recordOperations<"contact", "contacts", typeof contactInput, ContactFields, RecordOf<ContactFields> & { company: CompanyLink }>(contact, {
  example: examples.contacts,
  change: { city: "Arlington" },
  functions: functionsOf(contact, {
    create: ["add contact Ana Lima, ana@globex.com, at Globex", "new contact Paul Ortiz in Madrid"],
    get: ["show contact Ana Lima", "open the contact paul@ortiz.es"],
    find: ["list our contacts in Berlin", "find contacts at Globex", "contacts tagged vip"],
    update: ["set the city of contact Ana Lima to Porto", "tag contact paul@ortiz.es as vip"],
    delete: ["delete contact Ana Lima", "remove the contact paul@ortiz.es"],
  }),
});

const companyOperations = recordOperations<"company", "companies", typeof companyInput, CompanyFields, RecordOf<CompanyFields> & { parent: CompanyLink }>(company, {
  example: examples.companies,
  change: { industry: "Computing" },
  functions: functionsOf(company, {
    create: ["add the company Globex, globex.com, 250 employees", "new company Initech in the software industry"],
    get: ["show company Globex", "open the company Initech"],
    find: ["list companies in the software industry", "find companies called Globex"],
    update: ["rename company Globex to Globex Corporation", "set the employees of Initech to 300"],
    delete: ["delete company Initech", "remove the company Globex"],
  }),
});

const dealOperations = recordOperations<"deal", "deals", typeof dealInput, DealFields, RecordOf<DealFields> & { company: CompanyLink }>(deal, {
  example: examples.deals,
  change: { status: "won" },
  functions: { list: findDealsFunction, create: createDealFunction, update: moveDealFunction },
});

const noteOperations = recordOperations<"note", "notes", typeof noteInput, NoteFields, RecordOf<NoteFields>>(note, {
  example: examples.notes,
  change: { body: "Asked for the price list in dollars." },
  functions: { create: addNoteFunction },
});

const taskOperations = recordOperations<"task", "tasks", typeof taskInput, TaskFields, RecordOf<TaskFields>>(task, {
  example: examples.tasks,
  change: { done: true },
  functions: { list: findTasksFunction, create: createTaskFunction, update: completeTaskFunction },
});

export const crmOperations = [
  ...leadOperations, ...contactOperations, ...companyOperations, ...dealOperations, ...noteOperations, ...taskOperations,
  ...batchOperations(lead, examples.leads), ...batchOperations(contact, examples.contacts), ...batchOperations(company, examples.companies),
  ...batchOperations(deal, examples.deals), ...batchOperations(note, examples.notes), ...batchOperations(task, examples.tasks),
  upsertOperation(lead, examples.leads), upsertOperation(contact, examples.contacts), upsertOperation(company, examples.companies), upsertOperation(deal, examples.deals),
  ...conversionOperations, ...pipelineOperations, ...definitionOperations,
] as const;
