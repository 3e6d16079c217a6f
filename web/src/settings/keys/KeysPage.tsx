import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { call } from "../../api/client";
import { wireRequest } from "../../api/request";
import { Confirm } from "../Confirm";
import { can } from "../../app/can";
import { showToast } from "../../app/toasts";
import { useSession } from "../../app/useSession";
import { type ApiKey, keysQuery } from "../queries";
import { Rows } from "../Rows";
import { SettingsPage } from "../SettingsPage";
import { CreateKey } from "./CreateKey";
import { KeyRow } from "./KeyRow";
import { NewKey } from "./NewKey";
import { RotateKey } from "./RotateKey";

type Open = { act: "new" } | { act: "rotate" | "revoke"; key: ApiKey };

/** The keys of the workspace: what programs may do here. */
export function KeysPage() {
  const { t } = useLingui();
  const mayWrite = can(useSession(), "keys:write");
  const keys = useQuery(keysQuery);
  const [open, setOpen] = useState<Open | null>(null);
  const [shown, setShown] = useState<{ name: string; key: string } | null>(null);
  const close = () => setOpen(null);
  const rows = (keys.data?.data ?? []).toSorted((one, other) => Number(one.revokedAt !== null) - Number(other.revokedAt !== null));
  return (
    <SettingsPage
      title={t`API keys`}
      intro={<Trans>What programs sign in with. A key belongs to the workspace: it stays as it is when who made it leaves.</Trans>}
      request={wireRequest("identity.keys.list")}
      actions={
        mayWrite ? (
          <button type="button" className="button button-primary" onClick={() => setOpen({ act: "new" })}>
            <Plus size={15} aria-hidden="true" />
            <Trans>New key</Trans>
          </button>
        ) : null
      }
    >
      {shown ? <NewKey key={shown.key} name={shown.name} secret={shown.key} onClose={() => setShown(null)} /> : null}
      <Rows query={keys} label={t`API keys`} rows={rows} empty={<Trans>No keys yet. Make one for each program, so that each can be revoked alone.</Trans>}>
        {(key) => <KeyRow key={key.id} apiKey={key} mayWrite={mayWrite} onAct={(act) => setOpen({ act, key })} />}
      </Rows>
      {open?.act === "new" ? <CreateKey onMade={setShown} onClose={close} /> : null}
      {open?.act === "rotate" ? <RotateKey apiKey={open.key} onMade={setShown} onClose={close} /> : null}
      {open?.act === "revoke" ? <RevokeKey apiKey={open.key} onClose={close} /> : null}
    </SettingsPage>
  );
}

function RevokeKey({ apiKey: { id, name }, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const params = { id };
  const run = async () => {
    await call("identity.keys.revoke", { params });
    await client.invalidateQueries({ queryKey: keysQuery.queryKey });
    showToast(t`The key ${name} is revoked.`);
  };
  return (
    <Confirm title={t`Revoke the key ${name}?`} confirm={<Trans>Revoke</Trans>} request={wireRequest("identity.keys.revoke", { params })} run={run} onClose={onClose}>
      <Trans>Every program that uses it is refused with its next request, everywhere. It cannot be undone.</Trans>
    </Confirm>
  );
}
