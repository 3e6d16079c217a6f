import { Trans, useLingui } from "@lingui/react/macro";
import type { ResponseOf } from "../api/client";
import { RecordLink } from "../records/RecordLink";
import { Time } from "../ui/Time";

type Entry = ResponseOf<"identity.audit.list">["data"][number];

export type AuditChoice = { field: "actor" | "action"; value: string; label: string };

/** One entry: when, who, what, to which record, from where. Who and what narrow the log to their like. */
export function AuditRow({ entry, onChoose }: { entry: Entry; onChoose: (choice: AuditChoice) => void }) {
  const { t } = useLingui();
  const { actor, target } = entry;
  const count = entry.outcome === "refused" ? Number(entry.details["count"] ?? 1) : 0;
  return (
    <tr data-outcome={entry.outcome}>
      <td>
        <Time at={entry.at} />
      </td>
      <td className="truncate">
        <button type="button" className="audit-choice" title={t`Only what they did`} onClick={() => onChoose({ field: "actor", value: actor.id, label: actor.name ?? actor.id })}>
          {actor.name ?? <code>{actor.id}</code>}
        </button>
        {actor.kind === "ai" ? (
          <span className="note">
            {" "}
            <Trans>through chat</Trans>
          </span>
        ) : null}
        {actor.kind === "key" ? (
          <span className="note">
            {" "}
            <Trans>API key</Trans>
          </span>
        ) : null}
      </td>
      <td className="truncate">
        <button type="button" className="audit-choice" title={t`Only this`} onClick={() => onChoose({ field: "action", value: entry.action, label: entry.action })}>
          <code>{entry.action}</code>
        </button>
        {entry.outcome === "refused" ? (
          <span className="audit-refused">
            {" "}
            {count > 1 ? <Trans>refused, {count} times</Trans> : <Trans>refused</Trans>}
          </span>
        ) : null}
      </td>
      <td className="truncate">{target === null ? "–" : <RecordLink record={{ kind: target.kind, id: target.id, name: target.name ?? target.id }} gone={entry.action.endsWith(".delete")} />}</td>
      <td className="truncate">{entry.address ?? "–"}</td>
    </tr>
  );
}
