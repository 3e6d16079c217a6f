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

/** How one's own account is locked: password, second factor, passkeys, wallets, providers. */
export const securityQuery = queryOptions({
  queryKey: ["security"],
  queryFn: ({ signal }) => call("identity.security.get", { signal }),
});

/** The roles of the workspace, built in and its own. */
export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: ({ signal }) => call("identity.roles.list", { signal }),
  staleTime: 60_000,
});

/** The workspaces that the person belongs to. */
export const workspacesQuery = queryOptions({
  queryKey: ["workspaces"],
  queryFn: ({ signal }) => call("identity.workspaces.list", { signal }),
  staleTime: 5 * 60_000,
});

/** What the pages before sign-in may offer: sign-up, providers, wallets. */
export const signInOptionsQuery = queryOptions({
  queryKey: ["sign-in-options"],
  queryFn: ({ signal }) => call("identity.options.get", { signal }),
  staleTime: 5 * 60_000,
});
