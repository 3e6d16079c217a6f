import { useQueryClient } from "@tanstack/react-query";
import { useLingui } from "@lingui/react/macro";
import { showToast } from "../app/toasts";
import { ApiError } from "../api/errors";
import { type Pages, removeRecords, replaceRecord } from "./lists";
import { deleteRecord, restoreRecord } from "./recordApi";
import type { BaseRecord, RecordSpec } from "./spec";

/** Versions that this tab wrote, so that its own changes do not flash as somebody else's. */
export const ownVersions = new Set<string>();

/** Deletes and restores at a time; the rest wait their turn. */
const PARALLEL = 4;

/** Changes to records together with what the screen shows of them. */
export function useRecordChanges(spec: RecordSpec) {
  const client = useQueryClient();
  const { t } = useLingui();
  const lists = { queryKey: [spec.plural, "list"] };

  /** Shows a record that was just written, before any list is read again. */
  const written = (record: BaseRecord) => {
    ownVersions.add(`${record.id}@${record.version}`);
    client.setQueryData([spec.plural, "record", record.id], record);
    client.setQueriesData<Pages<BaseRecord>>(lists, (pages) => pages && replaceRecord(pages, record));
    void client.invalidateQueries(lists);
  };

  const restore = async (records: readonly BaseRecord[]) => {
    const failed = await each(records, ({ id }) => restoreRecord(spec.plural, id));
    const [first] = failed;
    if (first) showToast(t`${first.record.name} could not be restored: ${first.message}`);
    void client.invalidateQueries({ queryKey: [spec.plural] });
  };

  /** Takes rows off the screen at once, deletes them on the server, and offers to bring them back. */
  const remove = async (records: readonly BaseRecord[]) => {
    const ids = new Set(records.map(({ id }) => id));
    await client.cancelQueries(lists);
    client.setQueriesData<Pages<BaseRecord>>(lists, (pages) => pages && removeRecords(pages, ids));
    const failed = await each(records, ({ id }) => deleteRecord(spec.plural, id));
    const [first] = failed;
    if (first) showToast(t`${first.record.name} could not be deleted: ${first.message}`);
    const gone = records.filter((record) => !failed.some((failure) => failure.record === record));
    const [name = ""] = gone.map((record) => record.name);
    const count = gone.length;
    if (count > 0) {
      const message = count === 1 ? t`You deleted ${name}.` : t`You deleted ${count} records.`;
      showToast(message, { label: t`Undo`, run: () => void restore(gone) });
    }
    void client.invalidateQueries({ queryKey: [spec.plural] });
  };

  return { written, remove };
}

type Failure = { record: BaseRecord; message: string };

async function each(records: readonly BaseRecord[], act: (record: BaseRecord) => Promise<void>): Promise<Failure[]> {
  const waiting = [...records];
  const failed: Failure[] = [];
  const worker = async () => {
    for (let record = waiting.shift(); record; record = waiting.shift()) {
      try {
        await act(record);
      } catch (error) {
        failed.push({ record, message: error instanceof ApiError ? error.message : String(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return failed;
}
