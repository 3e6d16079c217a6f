import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { membersQuery } from "../api/session";
import { Avatar } from "../ui/Avatar";

/** A member by name; a former one by the words that say so. */
export function Owner({ id }: { id: string | null }) {
  const members = useQuery(membersQuery);
  if (id === null) return <span className="quiet">–</span>;
  const member = members.data?.get(id);
  if (!member) return members.data ? <span className="quiet"><Trans>Former member</Trans></span> : null;
  return (
    <span className="person">
      <Avatar name={member.name} />
      <span className="truncate">{member.name}</span>
    </span>
  );
}
