import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { wireRequest } from "../../api/request";
import { type Member, membersQuery, rolesQuery } from "../../api/session";
import { can } from "../../app/can";
import { useRoleName } from "../../app/roleNames";
import { useSession } from "../../app/useSession";
import { Avatar } from "../../ui/Avatar";
import { Time } from "../../ui/Time";
import { Row, RowMenu, Rows } from "../Rows";
import { SettingsPage } from "../SettingsPage";
import { ChangeRole } from "./ChangeRole";
import { FormerMembers } from "./FormerMembers";
import { Invitations } from "./Invitations";
import { Invite } from "./Invite";
import { RemoveMember, SignOutMember } from "./MemberActs";

type Open = { act: "invite" } | { act: "role" | "remove" | "sign-out"; member: Member };

/** Who is in the workspace, who may do what, and who is invited. */
export function MembersPage() {
  const { t } = useLingui();
  const session = useSession();
  const mayWrite = can(session, "members:write");
  const members = useQuery(membersQuery);
  // For the names of the workspace's own roles.
  useQuery({ ...rolesQuery, enabled: can(session, "roles:read") });
  const roleName = useRoleName();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const rows = [...(members.data?.values() ?? [])];
  return (
    <SettingsPage
      title={t`Members`}
      intro={mayWrite ? <Trans>People who work here, and what each of them may do.</Trans> : <Trans>People who work here. An owner or admin can invite others and change roles.</Trans>}
      request={wireRequest("identity.members.list")}
      actions={
        mayWrite ? (
          <button type="button" className="button button-primary" onClick={() => setOpen({ act: "invite" })}>
            <UserPlus size={15} aria-hidden="true" />
            <Trans>Invite</Trans>
          </button>
        ) : null
      }
    >
      <Rows query={members} label={t`Members`} rows={rows} empty={<Trans>Nobody is here.</Trans>}>
        {(member) => (
          <Row
            key={member.id}
            lead={<Avatar name={member.name} />}
            title={
              <>
                {member.name}
                {member.id === session.member.id ? (
                  <span className="tag">
                    <Trans>You</Trans>
                  </span>
                ) : null}
              </>
            }
            facts={
              <>
                <span>{member.email}</span>
                <span>
                  <Trans>
                    here since <Time at={member.createdAt} />
                  </Trans>
                </span>
              </>
            }
            end={roleName(member.role)}
            menu={
              mayWrite ? (
                <RowMenu
                  label={t`What to do with ${member.name}`}
                  choices={[
                    { label: t`Change role…`, run: () => setOpen({ act: "role", member }) },
                    ...(member.id === session.member.id ? [] : [{ label: t`End their sessions…`, run: () => setOpen({ act: "sign-out", member }) }]),
                    { label: t`Remove…`, run: () => setOpen({ act: "remove", member }) },
                  ]}
                />
              ) : null
            }
          />
        )}
      </Rows>
      <Invitations />
      <FormerMembers />
      {open?.act === "invite" ? <Invite onClose={close} /> : null}
      {open?.act === "role" ? <ChangeRole member={open.member} onClose={close} /> : null}
      {open?.act === "remove" ? <RemoveMember member={open.member} onClose={close} /> : null}
      {open?.act === "sign-out" ? <SignOutMember member={open.member} onClose={close} /> : null}
    </SettingsPage>
  );
}
