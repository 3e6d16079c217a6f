import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useId } from "react";
import { Failure } from "../../ui/Failure";
import { type KnownPermission, permissionsQuery } from "../queries";
import { type Grid, gridOf, holds, toggled } from "./grid";

type Edit = { own: readonly string[]; problem: string | undefined; onChange: (permissions: string[]) => void };
type Props = { label: string; permissions: readonly string[]; edit?: Edit };

/** What a role or key may do: resources down, actions across. With `edit` each is a checkbox, unless one lacks it oneself. */
export function PermissionGrid({ label, permissions, edit }: Props) {
  const { t } = useLingui();
  const known = useQuery(permissionsQuery);
  const noteId = useId();
  if (known.error) return <Failure error={known.error} onRetry={() => void known.refetch()} />;
  if (!known.data) return null;
  const grid = gridOf(known.data.data.map(({ permission }) => permission));
  const locked = edit !== undefined && !holds(edit.own, "*:*");
  return (
    <>
      <div className="grid-scroll" role="region" aria-label={label} tabIndex={0}>
        <table className="permissions" aria-describedby={locked ? noteId : undefined}>
          <thead>
            <tr>
              <th scope="col">
                <Trans>On</Trans>
              </th>
              {[...grid.actions, "*"].map((action) => (
                <th key={action} scope="col">
                  {action === "*" ? t`all` : action}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grid.resources.map((resource) => (
              <tr key={resource}>
                <th scope="row">{resource}</th>
                {[...grid.actions, "*"].map((action) => (
                  <td key={action}>
                    <Cell permission={`${resource}:${action}`} grid={grid} known={known.data.data} permissions={permissions} edit={edit} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {locked ? (
        <p id={noteId} className="field-hint">
          <Trans>What is greyed your own role does not hold, so you cannot grant it.</Trans>
        </p>
      ) : null}
      {edit?.problem ? (
        <p className="field-problem" role="alert">
          {edit.problem}
        </p>
      ) : null}
    </>
  );
}

type CellProps = { permission: string; grid: Grid; known: readonly KnownPermission[]; permissions: readonly string[]; edit: Edit | undefined };

function Cell({ permission, grid, known, permissions, edit }: CellProps) {
  const { t } = useLingui();
  const all = permission.endsWith(":*");
  if (!all && !grid.has(permission)) return null;
  const held = holds(permissions, permission);
  const allows = all ? t`Everything on it, now and later` : known.find((one) => one.permission === permission)?.allows.join(", ");
  if (!edit) {
    return held ? (
      <span title={allows}>
        <Check size={15} aria-hidden="true" />
        <span className="visually-hidden">{t`yes`}</span>
      </span>
    ) : (
      <span className="note">
        <span aria-hidden="true">·</span>
        <span className="visually-hidden">{t`no`}</span>
      </span>
    );
  }
  const granted = holds(edit.own, permission);
  const byWildcard = held && !permissions.includes(permission);
  return (
    <label className="grid-cell" title={granted ? allows : t`You cannot grant this: your own role does not hold it.`}>
      <input
        type="checkbox"
        className="checkbox"
        aria-label={permission}
        checked={held}
        // What one lacks can be taken away, but not given.
        disabled={byWildcard || (!granted && !held)}
        onChange={() => edit.onChange(toggled(permissions, permission))}
      />
    </label>
  );
}
