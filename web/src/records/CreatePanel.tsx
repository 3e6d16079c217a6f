import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { wireRequest } from "../api/request";
import { can } from "../app/can";
import { showToast } from "../app/toasts";
import { useSession } from "../app/useSession";
import { Panel, useClosePanel, usePanelSearch } from "./Panel";
import { RecordForm } from "./RecordForm";
import { useRecordChanges } from "./changes";
import { type Draft, filledIn, toDraft } from "./form";
import { createRecord } from "./recordApi";
import { type RecordSpec, fieldsOf } from "./spec";

/** A new record, in the side panel. */
export function CreatePanel({ spec }: { spec: RecordSpec }) {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const search = usePanelSearch();
  const close = useClosePanel(spec);
  const { written, remove } = useRecordChanges(spec);
  const mayUndo = can(useSession(), `${spec.plural}:delete`);
  const fields = fieldsOf(spec);
  const create = useMutation({
    mutationFn: (draft: Draft) => createRecord(spec.plural, filledIn(fields, draft)),
    async onSuccess(record) {
      written(record);
      showToast(t`You added ${record.name}.`, mayUndo ? { label: t`Undo`, run: () => void remove([record]) } : undefined);
      await navigate({ to: `/${spec.plural}/$id`, params: { id: record.id }, search: { ...search, edit: undefined } });
    },
  });
  return (
    <Panel spec={spec} label={i18n._(spec.one)} title={i18n._(spec.newLabel)}>
      <RecordForm
        spec={spec}
        initial={toDraft(fields)}
        error={create.error}
        busy={create.isPending}
        submitLabel={<Trans>Add</Trans>}
        onSubmit={create.mutate}
        onCancel={close}
        request={(draft) => wireRequest(`crm.${spec.plural}.create`, { body: filledIn(fields, draft) })}
      />
    </Panel>
  );
}
