/** How the AI speaks of deals, tasks and notes, and of converting a lead. */
import * as z from "zod";
import type { FunctionSpec } from "#kit/operation";
import { ref } from "#kit/ref";
import { findFunction, self } from "./functions";
import { deal } from "./deal";
import { line, money, text } from "./fields";
import type { AnyKind } from "./kind";
import { task } from "./task";

const TITLE_MAX = 200;
const BODY_MAX = 20_000;

/** The one record that something is about, by what a person calls it. */
const subjects = {
  contact: ref("contact", "The contact it is about: id, email or name").optional(),
  lead: ref("lead", "The lead it is about: id, email or name").optional(),
  company: ref("company", "The company it is about: id, domain or name").optional(),
  deal: ref("deal", "The deal it is about: id or name").optional(),
};
const SUBJECTS = Object.keys(subjects);

/** Arguments with the records they name as the one list that a request takes. */
function aboutOf(args: Record<string, unknown>): Record<string, unknown> {
  const rest = Object.entries(args).filter(([name]) => !SUBJECTS.includes(name));
  const about = SUBJECTS.map((name) => args[name]).filter((id) => id !== undefined);
  return { ...Object.fromEntries(rest), ...(about.length === 0 ? {} : { about }) };
}

export const createDealFunction: FunctionSpec = {
  name: "create_deal",
  description: "Create, add or open a new deal",
  examples: ["open a deal Globex renewal with Globex", "new deal Initech licences, at the stage Proposal"],
  input: z.strictObject({
    name: line(TITLE_MAX).min(1).describe("What the deal is called"),
    company: ref("company", "The company it is with: id, domain or name").optional(),
    contact: ref("contact", "The person it is made with: id, email or name").optional(),
    amount: money("What it would bring").unwrap().unwrap().optional(),
    stage: ref("stage", "The stage it stands at, by name").optional(),
    expectedClose: z.iso.date().optional().describe("The day on which it should be closed"),
    owner: ref("member", "The member who owns it: id, email or name").optional(),
  }),
  toRequest: ({ company, contact, stage, ...rest }) => ({
    body: { ...rest, ...(company === undefined ? {} : { companyId: company }), ...(contact === undefined ? {} : { contacts: [{ id: contact }] }), ...(stage === undefined ? {} : { stageId: stage }) },
  }),
};

export const moveDealFunction: FunctionSpec = {
  name: "move_deal",
  description: "Move a deal to another stage of its pipeline, or mark the deal won or lost",
  examples: ["move the deal Globex renewal to Negotiation", "the deal Initech licences goes to the stage Won"],
  input: z.strictObject({
    deal: self("deal"),
    stage: ref("stage", "The stage to move it to, by name"),
    lostReason: text("Why it was lost").unwrap().unwrap().optional(),
  }),
  toRequest: ({ deal: id, stage, ...rest }) => ({ params: { id: String(id) }, body: { stageId: stage, ...rest } }),
};

export const findDealsFunction: FunctionSpec = {
  name: "find_deals",
  description: "Find, list or search deals of the pipeline",
  examples: ["show all open deals", "which deals did we win"],
  ...findFunction(deal as unknown as AnyKind),
};

export const createTaskFunction: FunctionSpec = {
  name: "create_task",
  description: "Create a task or to-do, a reminder for somebody to do something by a time",
  examples: ["create a task: send Globex the price list", "remind me to call Ana Lima, task for Monday"],
  input: z.strictObject({
    title: line(TITLE_MAX).min(1).describe("What is to be done"),
    dueAt: z.iso.datetime({ offset: true }).optional().describe("When it is due"),
    assignee: ref("member", "The member who is to do it: id, email or name").optional(),
    ...subjects,
  }),
  toRequest: (args) => ({ body: aboutOf(args) }),
};

export const completeTaskFunction: FunctionSpec = {
  name: "complete_task",
  description: "Complete a task, tick it off as done",
  examples: ["complete the task send the price list", "the task call Ana Lima is done"],
  input: z.strictObject({ task: self("task") }),
  toRequest: ({ task: id }) => ({ params: { id: String(id) }, body: { done: true } }),
};

export const findTasksFunction: FunctionSpec = {
  name: "find_tasks",
  description: "Find or list tasks and to-dos",
  examples: ["list my tasks", "show the open tasks"],
  ...findFunction(task as unknown as AnyKind),
};

export const addNoteFunction: FunctionSpec = {
  name: "add_note",
  description: "Write a note about a contact, lead, company or deal",
  examples: ["add a note to contact Ana Lima: asked for the price list", "note on the deal Globex renewal: wants a discount"],
  input: z.strictObject({ body: line(BODY_MAX).min(1).describe("What the note says"), ...subjects }),
  toRequest: (args) => ({ body: aboutOf(args) }),
};

export const convertLeadFunction: FunctionSpec = {
  name: "convert_lead",
  description: "Convert a lead into a contact, its company and a deal",
  examples: ["convert the lead Maria Silva", "convert lead tom@initech.com into a contact with a deal"],
  input: z.strictObject({ lead: self("lead") }),
  toRequest: ({ lead: id }) => ({ params: { id: String(id) }, body: {} }),
};
