import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client";
import { wireRequest } from "../../api/request";
import { SheetForm } from "../SheetForm";
import { useSession } from "../../app/useSession";
import { Labelled, TextField, useField } from "../../ui/TextField";
import { keysQuery } from "../queries";
import { PermissionGrid } from "../roles/PermissionGrid";
import { EXPIRIES, type KeyDraft, keyBody } from "./draft";

const FIELDS = ["name", "permissions", "expiresAt", "addresses"];
const EMPTY: KeyDraft = { name: "", permissions: [], days: "90", addresses: "" };

type Props = { onMade: (made: { name: string; key: string }) => void; onClose: () => void };

/** A new key, with no more than its maker may do. */
export function CreateKey({ onMade, onClose }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const session = useSession();
  const [draft, setDraft] = useState(EMPTY);
  const [openedAt] = useState(() => Date.now());
  const change = (changes: Partial<KeyDraft>) => setDraft((now) => ({ ...now, ...changes }));
  const body = keyBody(draft, openedAt);
  const create = useMutation({
    mutationFn: () => call("identity.keys.create", { body }),
    async onSuccess(made) {
      await client.invalidateQueries({ queryKey: keysQuery.queryKey });
      onMade(made);
    },
  });
  return (
    <SheetForm
      wide
      title={t`New API key`}
      intro={<Trans>It is shown once, after you made it.</Trans>}
      fields={FIELDS}
      error={create.error}
      busy={create.isPending}
      done={create.isSuccess}
      submit={<Trans>Make the key</Trans>}
      request={wireRequest("identity.keys.create", { body })}
      onSubmit={create.mutate}
      onClose={onClose}
    >
      {(at) => (
        <>
          <TextField
            data-first
            label={t`Name`}
            hint={t`The program that will use it, such as Website form`}
            required
            autoComplete="off"
            value={draft.name}
            problem={at("name")}
            onChange={(event) => change({ name: event.target.value })}
          />
          <div className="field">
            <span className="field-label">
              <Trans>May</Trans>
            </span>
            <PermissionGrid
              label={t`What the key may do`}
              permissions={draft.permissions}
              edit={{ own: session.permissions, problem: at("permissions"), onChange: (permissions) => change({ permissions }) }}
            />
          </div>
          <Expiry value={draft.days} problem={at("expiresAt")} onPick={(days) => change({ days })} />
          <Addresses value={draft.addresses} problem={at("addresses")} onChange={(addresses) => change({ addresses })} />
        </>
      )}
    </SheetForm>
  );
}

function Expiry({ value, problem, onPick }: { value: KeyDraft["days"]; problem: string | undefined; onPick: (days: KeyDraft["days"]) => void }) {
  const { t } = useLingui();
  const ids = useField(problem);
  const labels = { "7": t`In a week`, "30": t`In 30 days`, "90": t`In 90 days`, "365": t`In a year`, never: t`Never` };
  return (
    <Labelled label={t`Expires`} field={ids} problem={problem}>
      <select className="input" {...ids.control} value={value} onChange={(event) => onPick(EXPIRIES.find((days) => days === event.target.value) ?? "never")}>
        {EXPIRIES.map((days) => (
          <option key={days} value={days}>
            {labels[days]}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

function Addresses({ value, problem, onChange }: { value: string; problem: string | undefined; onChange: (text: string) => void }) {
  const { t } = useLingui();
  const hint = t`Addresses or ranges, one a line, such as 203.0.113.7 or 2001:db8::/32. Left empty, it is taken from everywhere.`;
  const ids = useField(problem, hint);
  return (
    <Labelled label={t`Only from`} field={ids} problem={problem} hint={hint}>
      <textarea className="input mono" {...ids.control} rows={3} spellCheck={false} value={value} onChange={(event) => onChange(event.target.value)} />
    </Labelled>
  );
}
