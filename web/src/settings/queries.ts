import { queryOptions } from "@tanstack/react-query";
import { type ResponseOf, call } from "../api/client";

export type Role = ResponseOf<"identity.roles.list">["data"][number];
export type Invitation = ResponseOf<"identity.invitations.list">["data"][number];
export type FormerMember = ResponseOf<"identity.members.former">["data"][number];
export type ApiKey = ResponseOf<"identity.keys.list">["data"][number];
export type App = ResponseOf<"identity.apps.list">["data"][number];
export type AppGrant = ResponseOf<"identity.app_grants.list">["data"][number];
export type SignedInSession = ResponseOf<"identity.sessions.list">["data"][number];
export type Security = ResponseOf<"identity.security.get">;
export type KnownPermission = ResponseOf<"identity.permissions.list">["data"][number];

export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: ({ signal }) => call("identity.invitations.list", { signal }),
});

export const formerMembersQuery = queryOptions({
  queryKey: ["former-members"],
  queryFn: ({ signal }) => call("identity.members.former", { signal }),
});

export const permissionsQuery = queryOptions({
  queryKey: ["permissions"],
  queryFn: ({ signal }) => call("identity.permissions.list", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: ({ signal }) => call("identity.keys.list", { signal }),
});

export const appsQuery = queryOptions({
  queryKey: ["apps"],
  queryFn: ({ signal }) => call("identity.apps.list", { signal }),
});

export const appGrantsQuery = queryOptions({
  queryKey: ["app-grants"],
  queryFn: ({ signal }) => call("identity.app_grants.list", { signal }),
});

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => call("identity.sessions.list", { signal }),
});

export const mailsQuery = queryOptions({
  queryKey: ["mails"],
  queryFn: ({ signal }) => call("identity.mails.list", { signal }),
});
