/** The operations of the CRM: seven for each kind of record, made from what the kind says of itself. */
import * as z from "zod";
import { idPattern } from "#kit/ids";
import { operationsOf, type Make } from "#kit/operation";
import type { Permission } from "#kit/context";
import { createFunction, findFunction, recordFunction, updateFunction } from "./functions";
import { company, type CompanyFields, companyInput } from "./company";
import { contact, type CompanyLink, type ContactFields, contactInput } from "./contact";
import { tags } from "./fields";
import { lead, type LeadFields, leadInput } from "./lead";
import type { Common, KindName, RecordKind, RecordOf } from "./kind";
import type { Crm } from "./service";

const operation = operationsOf<{ crm: Crm }>();

const LIMIT_MAX = 200;
const LIMIT_DEFAULT = 50;

type Plural = keyof Crm["records"];

/** What a kind adds to the seven operations: a request that creates one, and commands in the words of a marketer. */
type Speech<I> = {
  example: I;
  change: Partial<I>;
  say: { create: readonly string[]; get: readonly string[]; find: readonly string[]; update: readonly string[]; delete: readonly string[] };
};

function recordOperations<K extends KindName, P extends Plural, I extends z.ZodObject, F extends Common, R>(
  kind: RecordKind<K, P, I, F>,
  speech: Speech<z.input<I>>,
) {
  const { kind: one, plural } = kind;
  // The schema is the kind's own; its type is said here because a generic schema's output does not resolve.
  const record = kind.record as unknown as z.ZodType<R>;
  const path = `/api/${plural}` as const;
  const onePath = `${path}/:id` as const;
  const params = z.strictObject({ id: z.string().regex(idPattern(one)) });
  const reads: Permission = `${plural}:read`;
  const writes: Permission = `${plural}:write`;
  const fixture = async (make: Make) => ({ params: { id: String((await make(`crm.${plural}.create`))["id"]) } });
  const tagged = "tags" in kind.input.shape ? { addTags: tags.describe("Tags to add to those it has") } : {};
  const changes = z.strictObject({ ...kind.input.partial().shape, ...tagged }).meta({ id: `${kind.record.meta()?.["id"] as string}Changes` }) as unknown as z.ZodType<Partial<z.output<I>>, Partial<z.input<I>>>;
  const input = kind.input as unknown as z.ZodType<z.output<I>, z.input<I>>;

  return [
    operation({
      id: `crm.${plural}.list`,
      method: "GET",
      path,
      summary: `List ${plural}`,
      description: listDescription(kind),
      permission: reads,
      effect: "read",
      query: listQuery,
      response: listOf(kind.record) as unknown as z.ZodType<{ data: R[]; nextCursor: string | null }>,
      errors: ["QUERY_TOO_BROAD"],
      function: { name: `find_${plural}`, description: `Find, list, search or count ${plural}`, examples: speech.say.find, ...findFunction(kind) },
      fixture: () => ({ query: { limit: "10" } }),
      run: ({ query }, { act, crm }) => crm.list(plural, act, query) as Promise<{ data: R[]; nextCursor: string | null }>,
    }),
    operation({
      id: `crm.${plural}.create`,
      method: "POST",
      path,
      summary: `Create a ${one}`,
      permission: writes,
      effect: "write",
      body: input,
      response: record,
      errors: ["CONFLICT"],
      function: { name: `create_${one}`, description: `Create, add or register a new ${one}`, examples: speech.say.create, ...createFunction(kind) },
      fixture: () => ({ body: speech.example }),
      run: ({ body }, { act, crm }) => crm.records[plural].create(act, body as never) as Promise<R>,
    }),
    operation({
      id: `crm.${plural}.get`,
      method: "GET",
      path: onePath,
      summary: `Get a ${one}`,
      permission: reads,
      effect: "read",
      params,
      response: record,
      function: { name: `get_${one}`, description: `Show, open or get one ${one} with all its details`, examples: speech.say.get, ...recordFunction(kind) },
      fixture,
      run: ({ params: { id } }, { act, crm }) => crm.records[plural].get(act, id) as Promise<R>,
    }),
    operation({
      id: `crm.${plural}.replace`,
      method: "PUT",
      path: onePath,
      summary: `Replace a ${one}`,
      description: "What is left out is cleared. With If-Match, only that version.",
      permission: writes,
      effect: "write",
      params,
      body: input,
      response: record,
      errors: ["CONFLICT", "VERSION_MISMATCH"],
      fixture: async (make) => ({ ...(await fixture(make)), body: { ...speech.example, ...speech.change } }),
      run: ({ params: { id }, body }, { act, crm }) => crm.records[plural].replace(act, id, body as never) as Promise<R>,
    }),
    operation({
      id: `crm.${plural}.update`,
      method: "PATCH",
      path: onePath,
      summary: `Change fields of a ${one}`,
      description: "Fields left out stay; null clears. With If-Match, only that version.",
      permission: writes,
      effect: "write",
      params,
      body: changes,
      response: record,
      errors: ["CONFLICT", "VERSION_MISMATCH"],
      function: { name: `update_${one}`, description: `Update, change, set, mark or rename an existing ${one}`, examples: speech.say.update, ...updateFunction(kind) },
      fixture: async (make) => ({ ...(await fixture(make)), body: speech.change }),
      run: ({ params: { id }, body }, { act, crm }) => crm.records[plural].patch(act, id, body as never) as Promise<R>,
    }),
    operation({
      id: `crm.${plural}.delete`,
      method: "DELETE",
      path: onePath,
      summary: `Delete a ${one}`,
      description: "Soft: restore brings it back. With If-Match, only that version.",
      permission: `${plural}:delete`,
      effect: "destructive",
      params,
      errors: ["VERSION_MISMATCH"],
      function: { name: `delete_${one}`, description: `Delete or remove a ${one}`, examples: speech.say.delete, ...recordFunction(kind) },
      fixture,
      run: ({ params: { id } }, { act, crm }) => crm.records[plural].remove(act, id),
    }),
    operation({
      id: `crm.${plural}.restore`,
      method: "POST",
      path: `${onePath}/restore`,
      status: 200,
      summary: `Bring back a deleted ${one}`,
      permission: `${plural}:delete`,
      effect: "write",
      params,
      response: record,
      errors: ["CONFLICT", "VERSION_MISMATCH"],
      fixture: async (make) => {
        const made = await fixture(make);
        await make(`crm.${plural}.delete`, made);
        return made;
      },
      run: ({ params: { id } }, { act, crm }) => crm.records[plural].restore(act, id) as Promise<R>,
    }),
  ] as const;
}

const listQuery = z.strictObject({
  filter: z.string().max(4000).optional().describe("e.g. and(status[eq]:new,score[gte]:50)"),
  q: z.string().max(200).optional().describe("Words that must all occur"),
  orderBy: z.string().max(200).optional().describe("e.g. lastName:asc,createdAt:desc; default createdAt:desc"),
  fields: z.string().max(2000).optional().describe("Only these fields, e.g. id,email"),
  limit: z.coerce.number("is not a whole number").int("is not a whole number").min(1, "is below 1").max(LIMIT_MAX, `is above ${LIMIT_MAX}`).default(LIMIT_DEFAULT).describe(`1 to ${LIMIT_MAX}`),
  cursor: z.string().max(8000).optional().describe("nextCursor of the page before"),
});

/** A page; with `fields` an item holds only those, so that all but the id are optional. */
function listOf(record: z.ZodObject) {
  const item = record.partial().required({ id: true }).meta({ id: `${record.meta()?.["id"] as string}Item` });
  return z.strictObject({ data: z.array(item), nextCursor: z.string().nullable() });
}

function listDescription(kind: Pick<RecordKind, "indexes" | "listFields">): string {
  const served = kind.indexes.map(({ filter, order }) => {
    const conditions = filter.length === 0 ? "no filter" : filter.map((field) => `${field}[eq]`).join(" and ");
    return `${conditions} with ${order === "*" ? "any order" : `orderBy ${order}`}`;
  });
  return `Filters, orders and fields by the grammar of lists. An index serves: ${served.join("; ")}. Others run while the workspace has at most 20,000 of these records. Fields: ${Object.keys(kind.listFields).join(", ")}.`;
}

export const leadOperations = recordOperations<"lead", "leads", typeof leadInput, LeadFields, RecordOf<LeadFields>>(lead, {
  example: { firstName: "Ada", lastName: "Lovelace", company: "Analytical Engines", jobTitle: "Mathematician", source: "spring webinar" },
  change: { status: "contacted" },
  say: {
    create: ["add Maria Silva of Globex as a lead from the spring webinar", "new lead: Tom Reed, tom@initech.com"],
    get: ["show me the lead Maria Silva", "open lead tom@initech.com"],
    find: ["show all qualified leads from Globex", "the three newest leads", "find leads from the webinar"],
    update: ["mark tom@initech.com as qualified", "change the phone of lead Maria Silva to +1 555 0100"],
    delete: ["delete the lead Tom Reed", "remove lead maria@globex.com"],
  },
});

export const contactOperations = recordOperations<"contact", "contacts", typeof contactInput, ContactFields, RecordOf<ContactFields> & { company: CompanyLink }>(contact, {
  example: { firstName: "Grace", lastName: "Hopper", jobTitle: "Rear admiral", city: "New York", tags: ["navy"] },
  change: { city: "Arlington" },
  say: {
    create: ["add contact Ana Lima, ana@globex.com, at Globex", "new contact Paul Ortiz in Madrid"],
    get: ["show contact Ana Lima", "open the contact paul@ortiz.es"],
    find: ["list our contacts in Berlin", "find contacts at Globex", "contacts tagged vip"],
    update: ["set the city of contact Ana Lima to Porto", "tag contact paul@ortiz.es as vip"],
    delete: ["delete contact Ana Lima", "remove the contact paul@ortiz.es"],
  },
});

export const companyOperations = recordOperations<"company", "companies", typeof companyInput, CompanyFields, RecordOf<CompanyFields> & { parent: CompanyLink }>(company, {
  example: { name: "Analytical Engines", domain: "engines.example", industry: "Machinery", employees: 12 },
  change: { industry: "Computing" },
  say: {
    create: ["add the company Globex, globex.com, 250 employees", "new company Initech in the software industry"],
    get: ["show company Globex", "open the company Initech"],
    find: ["list companies in the software industry", "find companies called Globex"],
    update: ["rename company Globex to Globex Corporation", "set the employees of Initech to 300"],
    delete: ["delete company Initech", "remove the company Globex"],
  },
});

export const crmOperations = [...leadOperations, ...contactOperations, ...companyOperations] as const;
