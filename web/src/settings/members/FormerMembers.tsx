import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { wireRequest } from "../../api/request";
import { can } from "../../app/can";
import { useRoleName } from "../../app/roleNames";
import { useSession } from "../../app/useSession";
import { ApiCall } from "../../ui/ApiCall";
import { Avatar } from "../../ui/Avatar";
import { Time } from "../../ui/Time";
import { type FormerMember, formerMembersQuery } from "../queries";
import { Row, Rows } from "../Rows";
import { useRestore } from "./MemberActs";

/** Who was removed, asked for when it is opened, with the way back. */
export function FormerMembers() {
  const [open, setOpen] = useState(false);
  return (
    <details className="disclosure settings-part" onToggle={(event) => event.target === event.currentTarget && setOpen(event.currentTarget.open)}>
      <summary>
        <Trans>Removed</Trans>
      </summary>
      {open ? <FormerRows /> : null}
    </details>
  );
}

function FormerRows() {
  const { t } = useLingui();
  const mayWrite = can(useSession(), "members:write");
  const roleName = useRoleName();
  const former = useQuery(formerMembersQuery);
  return (
    <>
      <Rows query={former} label={t`Removed`} rows={former.data?.data ?? []} empty={<Trans>Nobody was removed.</Trans>}>
        {(member) => (
          <Row
            key={member.id}
            lead={<Avatar name={member.name} />}
            title={member.name}
            facts={
              <>
                <span>{member.email}</span>
                <span>
                  <Trans>
                    removed <Time at={member.removedAt} />
                  </Trans>
                </span>
              </>
            }
            end={roleName(member.role)}
            menu={mayWrite ? <Restore member={member} /> : null}
          />
        )}
      </Rows>
      <ApiCall request={wireRequest("identity.members.former")} />
    </>
  );
}

function Restore({ member }: { member: FormerMember }) {
  const { t } = useLingui();
  const restore = useRestore();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    await restore(member);
    setBusy(false);
  };
  return (
    <button type="button" className="button button-plain button-small" aria-label={t`Restore ${member.name}`} disabled={busy} onClick={() => void run()}>
      <Trans>Restore</Trans>
    </button>
  );
}
