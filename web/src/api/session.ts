import { queryOptions } from "@tanstack/react-query";
import { type ResponseOf, call } from "./client";

export type Session = ResponseOf<"identity.session.get">;
export type Member = ResponseOf<"identity.members.list">["data"][number];

/** Who is signed in, where, and what they may do. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => call("identity.session.get", { signal }),
  staleTime: 5 * 60_000,
  retry: false,
});

/** The workspace's people, by whose names owners are shown. */
export const membersQuery = queryOptions({
  queryKey: ["members"],
  queryFn: ({ signal }) => call("identity.members.list", { signal }),
  staleTime: 5 * 60_000,
  select: (page): ReadonlyMap<string, Member> => new Map(page.data.map((member) => [member.id, member])),
});
