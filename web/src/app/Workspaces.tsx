import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { call } from "../api/client";
import { workspacesQuery } from "../api/session";
import { forgetChat } from "../chat/store";
import { Failure } from "../ui/Failure";

/** The person's workspaces, where there are several, and going on in another. */
export function Workspaces() {
  const { t } = useLingui();
  const workspaces = useQuery(workspacesQuery);
  const go = useMutation({
    mutationFn: (workspace: string) => call("identity.session.switch", { body: { workspace } }),
    onSuccess() {
      forgetChat();
      // Loaded anew: nothing of the workspace before, its live socket least of all, may stay.
      location.assign("/");
    },
  });
  const rows = workspaces.data?.data ?? [];
  if (rows.length < 2) return null;
  return (
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
  );
}
