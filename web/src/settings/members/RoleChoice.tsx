import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { rolesQuery } from "../../api/session";
import { useRoleName } from "../../app/roleNames";
import { useSession } from "../../app/useSession";
import { Failure } from "../../ui/Failure";
import { missing } from "../roles/grid";
import { Reach } from "../roles/Reach";

type Props = { value: string; problem: string | undefined; onPick: (role: string) => void };

/** The roles one may give, each with what it may do; those that can do more than oneself stand apart, with the reason. */
export function RoleChoice({ value, problem, onPick }: Props) {
  const { t } = useLingui();
  const session = useSession();
  const roles = useQuery(rolesQuery);
  const roleName = useRoleName();
  const noteId = useId();
  if (roles.error) return <Failure error={roles.error} onRetry={() => void roles.refetch()} />;
  return (
    <fieldset className="options" aria-invalid={problem !== undefined} aria-describedby={problem ? noteId : undefined}>
      <legend className="field-label">
        <Trans>Role</Trans>
      </legend>
      {roles.data?.data.map((role) => {
        const lacking = missing(session.permissions, role.permissions);
        return (
          <label key={role.id} className="option" title={lacking.length > 0 ? t`It can do more than you may.` : undefined}>
            <input type="radio" name="role" value={role.id} checked={value === role.id} disabled={lacking.length > 0} onChange={() => onPick(role.id)} />
            <span>
              <span className="option-title">{role.builtIn ? roleName(role.id) : role.name}</span>
              <span className="note">{lacking.length > 0 ? <Trans>Can do more than you may, so you cannot give it</Trans> : <Reach permissions={role.permissions} />}</span>
            </span>
          </label>
        );
      })}
      {problem ? (
        <p id={noteId} className="field-problem">
          {problem}
        </p>
      ) : null}
    </fieldset>
  );
}
