import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client";
import { SidePanel } from "../ui/SidePanel";
import { EndpointForm, type EndpointDraft } from "./EndpointForm";
import { SecretOnce } from "./SecretOnce";

/** A new endpoint; once it is made, its secret stands here until the panel is left. */
export function NewEndpoint({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: (body: EndpointDraft) => call("webhooks.endpoints.create", { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  const made = create.data;
  return (
    <SidePanel key={made?.id} label={t`Webhooks`} title={made?.name ?? t`New endpoint`} onClose={onClose}>
      <div className="panel-body">
        {made === undefined ? (
          <EndpointForm initial={{ name: "", url: "", events: ["*"] }} busy={create.isPending} error={create.error} submitLabel={<Trans>Add</Trans>} onSubmit={(draft) => create.mutate(draft)} />
        ) : (
          <>
            <SecretOnce secret={made.secret} />
            <button type="button" className="button button-primary" onClick={() => onMade(made.id)}>
              <Trans>I have it</Trans>
            </button>
          </>
        )}
      </div>
    </SidePanel>
  );
}
