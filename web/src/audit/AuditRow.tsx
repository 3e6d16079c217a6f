import { Trans } from "@lingui/react/macro";
import type { ResponseOf } from "../api/client";
import { RecordLink } from "../records/RecordLink";
import { Time } from "../ui/Time";

type Entry = ResponseOf<"identity.audit.list">["data"][number];

/** One entry: when, who, what, to which record, from where. */
export function AuditRow({ entry }: { entry: Entry }) {
  const { actor, target } = entry;
  const count = entry.outcome === "refused" ? Number(entry.details["count"] ?? 1) : 0;
  return (
    <tr data-outcome={entry.outcome}>
      <td>
        <Time at={entry.at} />
      </td>
      <td className="truncate">
        {actor.name ?? <code>{actor.id}</code>}
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
        <code>{entry.action}</code>
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
