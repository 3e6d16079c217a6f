import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Building2, Contact, type LucideIcon, MessageSquareText, UserRoundPlus, Webhook } from "lucide-react";

import type { Session } from "../api/session";
import { can } from "./can";

export type Place = {
  to: "/" | "/leads" | "/contacts" | "/companies" | "/webhooks";
  label: MessageDescriptor;
  icon: LucideIcon;
  key: string;
  /** Whoever lacks it is not shown the way. */
  permission?: string;
  /** Not among the few that a thumb reaches; the command line goes there. */
  desk?: true;
};

/** The pages of the console, in the order of the sidebar, with the letter that follows `g`. */
const places: readonly Place[] = [
  { to: "/", label: msg`Chat`, icon: MessageSquareText, key: "h" },
  { to: "/leads", label: msg`Leads`, icon: UserRoundPlus, key: "l" },
  { to: "/contacts", label: msg`Contacts`, icon: Contact, key: "c" },
  { to: "/companies", label: msg`Companies`, icon: Building2, key: "o" },
  { to: "/webhooks", label: msg`Webhooks`, icon: Webhook, key: "w", permission: "webhooks:read", desk: true },
];

/** The pages that this person may open. */
export function placesFor(session: Pick<Session, "permissions">): readonly Place[] {
  return places.filter(({ permission }) => permission === undefined || can(session, permission));
}
