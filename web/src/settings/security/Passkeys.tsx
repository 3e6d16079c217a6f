import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { call } from "../../api/client";
import { wireRequest } from "../../api/request";
import { securityQuery } from "../../api/session";
import { Confirm } from "../Confirm";
import { SheetForm } from "../SheetForm";
import { showToast } from "../../app/toasts";
import { addPasskey, passkeysWork, wasLeft } from "../../person/passkeys";
import { TextField } from "../../ui/TextField";
import { Time } from "../../ui/Time";
import type { Security } from "../queries";
import { Row, RowMenu } from "../Rows";
import { Part } from "../SettingsPage";

type Passkey = Security["passkeys"][number];
type Open = { act: "add" } | { act: "rename" | "remove"; passkey: Passkey };

/** Keys that a device holds, opened by its screen lock: no password to be stolen. */
export function Passkeys({ security }: { security: Security }) {
  const { t } = useLingui();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <Part
      title={<Trans>Passkeys</Trans>}
      intro={<Trans>Sign in with the screen lock of a device. No password is asked for, and no code.</Trans>}
      actions={
        passkeysWork() ? (
          <button type="button" className="button button-plain" onClick={() => setOpen({ act: "add" })}>
            <Trans>Add a passkey</Trans>
          </button>
        ) : null
      }
    >
      {security.passkeys.length === 0 ? null : (
        <ul className="rows" aria-label={t`Passkeys`}>
          {security.passkeys.map((passkey) => (
            <Row
              key={passkey.id}
              lead={<Fingerprint size={18} aria-hidden="true" />}
              title={passkey.name}
              facts={
                <Trans>
                  added <Time at={passkey.createdAt} />
                </Trans>
              }
              end={
                passkey.lastUsedAt ? (
                  <Trans>
                    used <Time at={passkey.lastUsedAt} />
                  </Trans>
                ) : null
              }
              menu={
                <RowMenu
                  label={t`What to do with the passkey ${passkey.name}`}
                  choices={[
                    { label: t`Rename…`, run: () => setOpen({ act: "rename", passkey }) },
                    { label: t`Remove…`, run: () => setOpen({ act: "remove", passkey }) },
                  ]}
                />
              }
            />
          ))}
        </ul>
      )}
      {open?.act === "add" ? <NamePasskey onClose={close} /> : null}
      {open?.act === "rename" ? <NamePasskey passkey={open.passkey} onClose={close} /> : null}
      {open?.act === "remove" ? <RemovePasskey passkey={open.passkey} onClose={close} /> : null}
    </Part>
  );
}

const FIELDS = ["name"];

/** A new passkey under a name, or another name for one. */
function NamePasskey({ passkey, onClose }: { passkey?: Passkey; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [name, setName] = useState(passkey?.name ?? "");
  const parts = passkey && { params: { id: passkey.id }, body: { name } };
  const save = useMutation({
    mutationFn: async () => {
      if (parts) await call("identity.passkeys.update", parts);
      else await addPasskey(name);
    },
    async onSuccess() {
      await client.invalidateQueries({ queryKey: securityQuery.queryKey });
      showToast(passkey ? t`The passkey is called ${name} now.` : t`The passkey ${name} is added.`);
    },
  });
  return (
    <SheetForm
      title={passkey ? t`Rename the passkey` : t`Add a passkey`}
      intro={passkey ? undefined : <Trans>Name it after the device or the password manager that keeps it. Your browser asks for the screen lock next.</Trans>}
      fields={FIELDS}
      error={wasLeft(save.error) ? null : save.error}
      busy={save.isPending}
      done={save.isSuccess}
      submit={passkey ? <Trans>Save</Trans> : <Trans>Go on</Trans>}
      request={parts ? wireRequest("identity.passkeys.update", parts) : wireRequest("identity.passkeys.create", { body: { name, credential: "…" } })}
      onSubmit={save.mutate}
      onClose={onClose}
    >
      {(at) => (
        <TextField
          data-first
          label={t`Name`}
          required
          autoComplete="off"
          value={name}
          problem={at("name")}
          hint={wasLeft(save.error) ? t`No passkey was made. You can try again.` : undefined}
          onChange={(event) => setName(event.target.value)}
        />
      )}
    </SheetForm>
  );
}

function RemovePasskey({ passkey: { id, name }, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const params = { id };
  const run = async () => {
    await call("identity.passkeys.delete", { params });
    await client.invalidateQueries({ queryKey: securityQuery.queryKey });
    showToast(t`The passkey ${name} is removed.`);
  };
  return (
    <Confirm title={t`Remove the passkey ${name}?`} confirm={<Trans>Remove</Trans>} request={wireRequest("identity.passkeys.delete", { params })} run={run} onClose={onClose}>
      <Trans>It opens your account no longer. The device still offers it until you delete it there too.</Trans>
    </Confirm>
  );
}
