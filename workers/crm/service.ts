/** The CRM as the rest of the house sees it. */
import type { Act } from "#kit/context";
import type { Resolvers } from "#kit/ref";
import type { Store } from "#kit/work";
import { batcherOf, type BatchInput, type BatchOutcome } from "./batch";
import { company, type CompanyFields, companyInput } from "./company";
import { contact, type ContactFields, contactInput } from "./contact";
import { converterOf, type Conversion, type ConversionInput } from "./conversion";
import { deal, type DealFields, dealInput } from "./deal";
import { definitionsService, type Definitions } from "./definitions";
import { groupRecords, type GroupQuery, type Groups } from "./groups";
import { lead, type LeadFields, leadInput } from "./lead";
import { findByReference, listRecords, type ListQuery, type Page } from "./lists";
import type { AnyKind, Common } from "./kind";
import { note, type NoteFields, noteInput } from "./note";
import { pipelinesOf, type Pipelines } from "./pipelines";
import { recordsOf, type IsMember, type Records } from "./records";
import { searchRecords, type Found } from "./search";
import { reindexer } from "./search-rebuild";
import { task, type TaskFields, taskInput } from "./task";
import { readTimeline, type TimelinePage } from "./timeline";

export type Crm = {
  records: {
    leads: Records<typeof leadInput, LeadFields>;
    contacts: Records<typeof contactInput, ContactFields>;
    companies: Records<typeof companyInput, CompanyFields>;
    deals: Records<typeof dealInput, DealFields>;
    notes: Records<typeof noteInput, NoteFields>;
    tasks: Records<typeof taskInput, TaskFields>;
  };
  list(plural: Plural, act: Act, query: ListQuery): Promise<Page<Common>>;
  group(plural: Plural, act: Act, query: GroupQuery): Promise<Groups>;
  timeline(plural: Plural, act: Act, id: string, query: { limit: number; cursor?: string | undefined }): Promise<TimelinePage>;
  /** Many records of a kind in one unit of work, with an outcome for each. */
  batch(plural: Plural, act: Act, input: BatchInput): Promise<{ data: BatchOutcome[] }>;
  search(act: Act, q: string, limit: number): Promise<Found[]>;
  /** Makes contact, company and deal of a lead. */
  convert(act: Act, id: string, input: ConversionInput): Promise<Conversion>;
  /** Fills the full-text index where it lacks records. */
  reindex: ReturnType<typeof reindexer>;
  pipelines: Pipelines;
  definitions: Definitions;
  /** Finds records and stages by what a person calls them. */
  resolvers: Resolvers;
};

export type Plural = keyof Crm["records"];

export const KINDS: Record<Plural, AnyKind> = { leads: lead, contacts: contact, companies: company, deals: deal, notes: note, tasks: task } as unknown as Record<Plural, AnyKind>;

export function createCrm(store: Store, isMember: IsMember): Crm {
  const pipelines = pipelinesOf(store);
  const batch = batcherOf(store, isMember);
  const named = (kind: AnyKind) => (act: Act, text: string) => findByReference(kind, store, act, text);
  return {
    records: {
      leads: recordsOf(lead, store, isMember),
      contacts: recordsOf(contact, store, isMember),
      companies: recordsOf(company, store, isMember),
      deals: recordsOf(deal, store, isMember),
      notes: recordsOf(note, store, isMember),
      tasks: recordsOf(task, store, isMember),
    },
    list: (plural, act, query) => listRecords(KINDS[plural], store, act, query),
    group: (plural, act, query) => groupRecords(KINDS[plural], store, act, query),
    timeline: (plural, act, id, query) => readTimeline(KINDS[plural], store, act, id, query),
    batch: (plural, act, input) => batch(KINDS[plural], act, input),
    search: (act, q, limit) => searchRecords(store, act, q, limit),
    convert: converterOf(store),
    reindex: reindexer(store, KINDS),
    pipelines,
    definitions: definitionsService(store),
    resolvers: {
      ...Object.fromEntries(Object.values(KINDS).map((kind) => [kind.kind, named(kind)])),
      stage: (act, text) => pipelines.resolveStage(act, text),
    },
  };
}
