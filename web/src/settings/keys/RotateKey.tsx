import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client";
import { wireRequest } from "../../api/request";
import { SheetForm } from "../SheetForm";
import { Labelled, useField } from "../../ui/TextField";
import { type ApiKey, keysQuery } from "../queries";

const FIELDS = ["graceHours"];
const HOURS = [0, 1, 4, 24] as const;

type Props = { apiKey: ApiKey; onMade: (made: { name: string; key: string }) => void; onClose: () => void };

/** A new secret for a key, with time for its programs to change over. */
export function RotateKey({ apiKey: { id, name }, onMade, onClose }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [graceHours, setGraceHours] = useState<number>(24);
  const parts = { params: { id }, body: { graceHours } };
  const rotate = useMutation({
    mutationFn: () => call("identity.keys.rotate", parts),
    async onSuccess(made) {
      await client.invalidateQueries({ queryKey: keysQuery.queryKey });
      onMade(made);
    },
  });
  const ids = useField(undefined);
  const labels = { 0: t`At once`, 1: t`In an hour`, 4: t`In four hours`, 24: t`In a day` };
  return (
    <SheetForm
      title={t`Rotate the key ${name}`}
      intro={<Trans>It gets a new secret, shown once. What it may do stays. Programs that use the old secret are refused when that ends.</Trans>}
      fields={FIELDS}
      error={rotate.error}
      busy={rotate.isPending}
      done={rotate.isSuccess}
      submit={<Trans>Rotate</Trans>}
      request={wireRequest("identity.keys.rotate", parts)}
      onSubmit={rotate.mutate}
      onClose={onClose}
    >
      {() => (
        <Labelled label={t`The old secret ends`} field={ids}>
          <select data-first className="input" {...ids.control} value={graceHours} onChange={(event) => setGraceHours(Number(event.target.value))}>
            {HOURS.map((hours) => (
              <option key={hours} value={hours}>
                {labels[hours]}
              </option>
            ))}
          </select>
        </Labelled>
      )}
    </SheetForm>
  );
}
