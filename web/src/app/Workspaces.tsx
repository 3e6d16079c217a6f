import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Check, Plus } from "lucide-react";
import { call } from "../api/client";
import { signInOptionsQuery, workspacesQuery } from "../api/session";
import { forgetChat } from "../chat/store";
import { Failure } from "../ui/Failure";

/** After the session went on in another workspace. Loaded anew: nothing of the one before, its live socket least of all, may stay. */
export function startOver(): void {
  forgetChat();
  location.assign("/");
}

/** The person's workspaces, where there are several, going on in another, and opening one more where anybody may. */
export function Workspaces({ onNew }: { onNew: () => void }) {
  const { t } = useLingui();
  const workspaces = useQuery(workspacesQuery);
  const options = useQuery(signInOptionsQuery);
  const go = useMutation({
    mutationFn: (workspace: string) => call("identity.session.switch", { body: { workspace } }),
    onSuccess: startOver,
  });
  const rows = workspaces.data?.data ?? [];
  return (
    <>
      {rows.length < 2 ? null : (
        <div role="group" aria-label={t`Workspaces`}>
          <p className="menu-title">
            <Trans>Workspaces</Trans>
          </p>
          {go.error ? <Failure error={go.error} /> : null}
          {rows.map(({ id, name, roleName, current }) => (
            <button key={id} type="button" className="menu-item" aria-current={current || undefined} disabled={go.isPending} onClick={() => (current ? undefined : go.mutate(id))}>
              <span className="truncate">{name}</span>
              <span className="note menu-end">{current ? <Check size={14} aria-hidden="true" /> : roleName}</span>
            </button>
          ))}
        </div>
      )}
      {options.data?.signUp === "open" ? (
        <button type="button" className="menu-item" onClick={onNew}>
          <Plus size={15} aria-hidden="true" />
          <Trans>New workspace</Trans>
        </button>
      ) : null}
    </>
  );
}
