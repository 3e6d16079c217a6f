import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "../api/errors";
import { ifMatch, wireRequest } from "../api/request";
import { showToast } from "../app/toasts";
import { Conflict } from "./Conflict";
import { RecordForm } from "./RecordForm";
import { useRecordChanges } from "./changes";
import { type Draft, changesBetween, toDraft } from "./form";
import { updateRecord } from "./recordApi";
import { type BaseRecord, type RecordSpec, fieldsOf } from "./spec";

type Props = { spec: RecordSpec; record: BaseRecord; onDone: () => void };

/**
 * Edits the version that was opened. If the record changed elsewhere meanwhile, the server refuses and the
 * person decides: take theirs, or write one's own changes over it.
 */
export function EditRecord({ spec, record, onDone }: Props) {
  const { t } = useLingui();
  const { written } = useRecordChanges(spec);
  const fields = fieldsOf(spec);
  const [base, setBase] = useState(record);
  const [formKey, setFormKey] = useState(0);
  const opened = toDraft(fields, base);

  const save = useMutation({
    mutationFn: async ({ draft, version }: { draft: Draft; version: number }) => {
      const body = changesBetween(fields, opened, draft);
      return Object.keys(body).length === 0 ? base : updateRecord(spec.plural, base.id, version, body);
    },
    onSuccess(saved) {
      if (saved.version !== base.version) {
        written(saved);
        showToast(t`You changed ${saved.name}.`);
      }
      onDone();
    },
  });
  const conflict = save.error instanceof ApiError && save.error.status === 412 ? save.variables : undefined;
  const reload = (theirs: BaseRecord) => {
    setBase(theirs);
    setFormKey((key) => key + 1);
    save.reset();
  };
  return (
    <RecordForm
      key={formKey}
      spec={spec}
      record={base}
      initial={opened}
      error={conflict ? null : save.error}
      busy={save.isPending}
      submitLabel={<Trans>Save</Trans>}
      onSubmit={(draft) => save.mutate({ draft, version: base.version })}
      onCancel={onDone}
      notice={
        conflict ? (
          <Conflict
            spec={spec}
            base={base}
            mine={conflict.draft}
            onReload={reload}
            onOverwrite={(theirs) => save.mutate({ draft: conflict.draft, version: theirs.version })}
          />
        ) : record.version > base.version && !save.isPending ? (
          <p className="notice" role="status">
            <Trans>This record just changed elsewhere. Saving will ask what to do with that.</Trans>
          </p>
        ) : null
      }
      request={(draft) =>
        wireRequest(`crm.${spec.plural}.update`, {
          params: { id: base.id },
          body: changesBetween(fields, opened, draft),
          headers: ifMatch(base.version),
        })
      }
    />
  );
}
