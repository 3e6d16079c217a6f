import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Blocks, KeyRound, type LucideIcon, Mail, MonitorSmartphone, ShieldCheck, SquareUserRound, Users } from "lucide-react";
import type { Session } from "../api/session";
import { can } from "../app/can";

export type SectionAddress = "/settings/members" | "/settings/roles" | "/settings/keys" | "/settings/apps" | "/settings/mail" | "/settings/sessions" | "/settings/security";

export type Section = { to: SectionAddress; label: MessageDescriptor; about: MessageDescriptor; icon: LucideIcon; of: "workspace" | "person"; permission?: string };

const sections: readonly Section[] = [
  { to: "/settings/members", label: msg`Members`, about: msg`Who is here, and who is invited`, icon: Users, of: "workspace", permission: "members:read" },
  { to: "/settings/roles", label: msg`Roles`, about: msg`What each of them may do`, icon: SquareUserRound, of: "workspace", permission: "roles:read" },
  { to: "/settings/keys", label: msg`API keys`, about: msg`What programs may do here`, icon: KeyRound, of: "workspace", permission: "keys:read" },
  { to: "/settings/apps", label: msg`Apps`, about: msg`Which may act for you here`, icon: Blocks, of: "workspace" },
  { to: "/settings/mail", label: msg`Mail`, about: msg`What the workspace sent to people`, icon: Mail, of: "workspace", permission: "settings:read" },
  { to: "/settings/sessions", label: msg`Sessions`, about: msg`Where you are signed in`, icon: MonitorSmartphone, of: "person" },
  { to: "/settings/security", label: msg`Security`, about: msg`Password, second factor, passkeys`, icon: ShieldCheck, of: "person" },
];

/** The pages of the settings that a person may see. */
export function sectionsFor(session: Session): Section[] {
  return sections.filter(({ permission }) => permission === undefined || can(session, permission));
}
