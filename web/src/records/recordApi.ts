import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "../api/client";
import { type WireRequest, ifMatch, wireRequest } from "../api/request";
import { type FilterRule, buildFilter } from "./filter";
import type { Page } from "./lists";
import type { Plural } from "./plurals";
import type { BaseRecord } from "./spec";

const PAGE_SIZE = 50;
const DEFAULT_ORDER = "createdAt:desc";

/** What the address says of a list: q, sort and the filters' values. */
export type ListSearch = { [name: string]: string | undefined };
export type ListQuery = { q?: string; filter?: string; orderBy: string; limit: number };

export function listQueryOf(rules: readonly FilterRule[], search: ListSearch): ListQuery {
  const q = search["q"]?.trim();
  const filter = buildFilter(rules, search);
  return {
    ...(q ? { q } : {}),
    ...(filter ? { filter } : {}),
    orderBy: search["sort"] ?? DEFAULT_ORDER,
    limit: PAGE_SIZE,
  };
}

/** A list, page after page. `pollMs` is how often to look again while no socket tells of changes. */
export function listOptions(plural: Plural, query: ListQuery, pollMs: number | false) {
  return infiniteQueryOptions({
    queryKey: [plural, "list", query],
    queryFn: async ({ pageParam, signal }) => {
      const asked = pageParam === undefined ? query : { ...query, cursor: pageParam };
      return (await call(`crm.${plural}.list`, { query: asked, signal })) as Page<BaseRecord>;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: pollMs,
  });
}

export function recordOptions(plural: Plural, id: string, pollMs: number | false) {
  return queryOptions({
    queryKey: [plural, "record", id],
    queryFn: async ({ signal }) => (await call(`crm.${plural}.get`, { params: { id }, signal })) as BaseRecord,
    refetchInterval: pollMs,
  });
}

export function listRequest(plural: Plural, query: ListQuery): WireRequest {
  return wireRequest(`crm.${plural}.list`, { query });
}

export async function createRecord(plural: Plural, body: Record<string, unknown>): Promise<BaseRecord> {
  return (await call(`crm.${plural}.create`, { body: body as never })) as BaseRecord;
}

/** Merges changes into the version that the person saw; another version there is a 412. */
export async function updateRecord(plural: Plural, id: string, version: number, body: Record<string, unknown>): Promise<BaseRecord> {
  const headers = ifMatch(version);
  return (await call(`crm.${plural}.update`, { params: { id }, body: body as never, headers })) as BaseRecord;
}

export async function deleteRecord(plural: Plural, id: string): Promise<void> {
  await call(`crm.${plural}.delete`, { params: { id } });
}

export async function restoreRecord(plural: Plural, id: string): Promise<void> {
  await call(`crm.${plural}.restore`, { params: { id } });
}
