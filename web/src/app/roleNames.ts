import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { rolesQuery } from "../api/session";
import { can } from "./can";
import { useSession } from "./useSession";

const builtIn: Partial<Record<string, MessageDescriptor>> = {
  owner: msg`Owner`,
  admin: msg`Admin`,
  manager: msg`Manager`,
  editor: msg`Editor`,
  analyst: msg`Analyst`,
  viewer: msg`Viewer`,
};

/** What people call a role: the built-in ones by our words, the workspace's own by its name. */
export function useRoleName(): (role: string) => string {
  const { t, i18n } = useLingui();
  const session = useSession();
  const own = !(session.member.role in builtIn);
  const roles = useQuery({ ...rolesQuery, enabled: own && can(session, "roles:read") });
  return (role) => {
    const known = builtIn[role];
    return known ? i18n._(known) : (roles.data?.data.find(({ id }) => id === role)?.name ?? t`Custom role`);
  };
}
