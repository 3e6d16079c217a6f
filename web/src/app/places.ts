import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Building2, Contact, type LucideIcon, MessageSquareText, UserRoundPlus } from "lucide-react";

export type Place = { to: "/" | "/leads" | "/contacts" | "/companies"; label: MessageDescriptor; icon: LucideIcon; key: string };

/** The pages of the console, in the order of the sidebar, with the letter that follows `g`. */
export const places: readonly Place[] = [
  { to: "/", label: msg`Chat`, icon: MessageSquareText, key: "h" },
  { to: "/leads", label: msg`Leads`, icon: UserRoundPlus, key: "l" },
  { to: "/contacts", label: msg`Contacts`, icon: Contact, key: "c" },
  { to: "/companies", label: msg`Companies`, icon: Building2, key: "o" },
];
