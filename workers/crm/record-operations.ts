/** The operations that every kind of record has, made from what the kind says of itself. */
import * as z from "zod";
import type { Permission } from "#kit/context";
import { idPattern } from "#kit/ids";
import { operationsOf, type FunctionSpec, type Make } from "#kit/operation";
import { tagList } from "./fields";
import { GROUPS_MAX } from "./groups";
import type { Common, KindName, RecordKind } from "./kind";
import { groupQuery, groupsView, listDescription, listOf, listQuery, pageQuery, timelineView } from "./record-schemas";
import type { Crm, Plural } from "./service";

const operation = operationsOf<{ crm: Crm }>();

export type Verb = "list" | "create" | "get" | "update" | "delete";
export type Functions = Partial<Record<Verb, FunctionSpec>>;

/** As parts of operations: an operation without a function has no such property. */
function named(functions: Functions): Record<Verb, { function?: FunctionSpec }> {
  const part = (spec: FunctionSpec | undefined) => (spec === undefined ? {} : { function: spec });
  return { list: part(functions.list), create: part(functions.create), get: part(functions.get), update: part(functions.update), delete: part(functions.delete) };
}

/** What a kind adds to its operations: a request that creates one, a change of it, and how the AI may call them. */
export type Spoken<I> = { example: I; change: Partial<I>; functions: Functions };

export function recordOperations<K extends KindName, P extends Plural, I extends z.ZodObject, F extends Common, R>(
  kind: RecordKind<K, P, I, F>,
  { example, change, functions: spoken }: Spoken<z.input<I>>,
) {
  const { kind: one, plural } = kind;
  // The schema is the kind's own; its type is said here because a generic schema's output does not resolve.
  const record = kind.record as unknown as z.ZodType<R>;
  const functions = named(spoken);
  const path = `/api/${plural}` as const;
  const onePath = `${path}/:id` as const;
  const params = z.strictObject({ id: z.string().regex(idPattern(one)) });
  const reads: Permission = `${plural}:read`;
  const writes: Permission = `${plural}:write`;
  const fixture = async (make: Make) => ({ params: { id: String((await make(`crm.${plural}.create`))["id"]) } });
  const changes = z.strictObject({ ...kind.input.partial().shape, addTags: tagList("Tags to add to those it has") }).meta({ id: `${kind.record.meta()?.["id"] as string}Changes` }) as unknown as z.ZodType<Partial<z.output<I>>, Partial<z.input<I>>>;
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
      ...functions.list,
      fixture: () => ({ query: { limit: "10" } }),
      run: ({ query }, { act, crm }) => crm.list(plural, act, query) as Promise<{ data: R[]; nextCursor: string | null }>,
    }),
    operation({
      id: `crm.${plural}.group`,
      method: "GET",
      path: `${path}/groups`,
      summary: `Count and add up ${plural}`,
      description: `Groups by the values of up to three fields, those with the most records first, at most ${GROUPS_MAX}. Amounts of different currencies are not added up. Runs while the workspace has at most 20,000 of these records.`,
      permission: reads,
      effect: "read",
      query: groupQuery,
      response: groupsView,
      errors: ["QUERY_TOO_BROAD"],
      fixture: () => ({ query: { by: "owner" } }),
      run: ({ query }, { act, crm }) => crm.group(plural, act, query),
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
      ...functions.create,
      fixture: () => ({ body: example }),
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
      ...functions.get,
      fixture,
      run: ({ params: { id } }, { act, crm }) => crm.records[plural].get(act, id) as Promise<R>,
    }),
    operation({
      id: `crm.${plural}.timeline`,
      method: "GET",
      path: `${onePath}/timeline`,
      summary: `What happened to a ${one}`,
      description: "Newest first: its changes with the fields before and after, and the notes, tasks and deals that name it. A deleted record keeps its timeline.",
      permission: reads,
      effect: "read",
      params,
      query: pageQuery,
      response: timelineView,
      fixture,
      run: ({ params: { id }, query }, { act, crm }) => crm.timeline(plural, act, id, query),
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
      fixture: async (make) => ({ ...(await fixture(make)), body: { ...example, ...change } }),
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
      ...functions.update,
      fixture: async (make) => ({ ...(await fixture(make)), body: change }),
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
      ...functions.delete,
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
