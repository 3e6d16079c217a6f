import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client";
import { can } from "../app/can";
import { showToast } from "../app/toasts";
import { useSession } from "../app/useSession";
import { Failure } from "../ui/Failure";
import { Time } from "../ui/Time";
import { SidePanel } from "../ui/SidePanel";
import { Deliveries } from "./Deliveries";
import { EndpointForm, type EndpointDraft } from "./EndpointForm";
import { EndpointStatus } from "./EndpointStatus";
import { HealthBar } from "./HealthBar";
import { Replay } from "./Replay";
import { SecretOnce } from "./SecretOnce";
import type { Endpoint } from "./api";

/** One endpoint: how it does, what can be done to it, and its deliveries. */
export function EndpointPanel({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const { t } = useLingui();
  const mayWrite = can(useSession(), "webhooks:write");
  const [editing, setEditing] = useState(false);
  const acts = useActs(endpoint, onClose, () => setEditing(false));
  const active = endpoint.status === "active";
  const failed = [acts.change, acts.test, acts.rotate, acts.remove].find((act) => act.error !== null && !(editing && act === acts.change))?.error;
  return (
    <SidePanel label={t`Endpoint`} title={endpoint.name} onClose={onClose}>
      <div className="panel-body">
        <div className="panel-group">
          <p className="webhooks-address">{endpoint.url}</p>
          <EndpointStatus endpoint={endpoint} />
          {endpoint.statusReason === null ? null : <p className="webhooks-reason">{endpoint.statusReason}</p>}
          <HealthBar recent={endpoint.recent} />
          {endpoint.previousSecretUntil === null ? null : (
            <p className="note">
              <Trans>
                The secret before this one signs too until <Time at={endpoint.previousSecretUntil} />.
              </Trans>
            </p>
          )}
        </div>
        {acts.rotate.data ? <SecretOnce secret={acts.rotate.data.secret} /> : null}
        {failed ? <Failure error={failed} /> : null}
        {mayWrite ? (
          <div className="webhooks-acts">
            <button type="button" className="button button-plain button-small" disabled={!active || acts.test.isPending} onClick={() => acts.test.mutate()}>
              <Trans>Send a test event</Trans>
            </button>
            <button type="button" className="button button-plain button-small" disabled={acts.change.isPending} onClick={() => acts.change.mutate({ status: active ? "paused" : "active" })}>
              {active ? <Trans>Pause</Trans> : <Trans>Resume</Trans>}
            </button>
            <button type="button" className="button button-plain button-small" disabled={acts.rotate.isPending} onClick={() => acts.rotate.mutate()}>
              <Trans>Rotate the secret</Trans>
            </button>
            <button type="button" className="button button-plain button-small" aria-expanded={editing} onClick={() => setEditing(!editing)}>
              <Trans>Edit</Trans>
            </button>
            <button type="button" className="button button-plain button-small" disabled={acts.remove.isPending} onClick={() => acts.remove.mutate()}>
              <Trans>Delete</Trans>
            </button>
          </div>
        ) : null}
        {editing ? <EndpointForm initial={endpoint} busy={acts.change.isPending} error={acts.change.error} submitLabel={<Trans>Save</Trans>} onSubmit={(draft) => acts.change.mutate(draft)} /> : null}
        {mayWrite && active ? <Replay endpoint={endpoint} /> : null}
        <Deliveries endpoint={endpoint.id} mayResend={mayWrite && active} />
      </div>
    </SidePanel>
  );
}

/** What a person may do to an endpoint; each act reads the page again. */
function useActs(endpoint: Endpoint, onGone: () => void, onChanged: () => void) {
  const { t } = useLingui();
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ["webhooks"] });
  const params = { id: endpoint.id };
  const restore = () => void call("webhooks.endpoints.restore", { params }).then(again);
  return {
    change: useMutation({
      mutationFn: ({ name, url, events, status }: Partial<EndpointDraft> & { status?: "active" | "paused" }) =>
        call("webhooks.endpoints.update", { params, body: { name, url, events, status }, headers: { "if-match": `"${endpoint.version}"` } }),
      onSuccess: () => {
        onChanged();
        return again();
      },
    }),
    test: useMutation({
      mutationFn: () => call("webhooks.endpoints.test", { params }),
      onSuccess: () => {
        showToast(t`A test event is on its way.`);
        return again();
      },
    }),
    rotate: useMutation({ mutationFn: () => call("webhooks.endpoints.rotate", { params, body: {} }), onSuccess: again }),
    remove: useMutation({
      mutationFn: () => call("webhooks.endpoints.delete", { params }),
      onSuccess: () => {
        showToast(t`You deleted ${endpoint.name}.`, { label: t`Undo`, run: restore });
        onGone();
        return again();
      },
    }),
  };
}
