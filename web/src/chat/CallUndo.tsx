import { Trans } from "@lingui/react/macro";
import { Redo2, Undo2 } from "lucide-react";
import { can } from "../app/can";
import { useSession } from "../app/useSession";
import { toggleUndo } from "./commands";
import type { CallView } from "./turn";
import { undoOf } from "./undo";

/** Takes a call back, or does it again after that. */
export function CallUndo({ call, turnId }: { call: CallView; turnId: string }) {
  const session = useSession();
  const ways = undoOf(call);
  // Deleting and restoring are one permission, and taking back a call needs one of the two.
  if (!ways || !can(session, `${ways.undo.plural}:delete`)) return null;
  const undone = call.undo === "undone";
  return (
    <span className="card-undo">
      {call.undo === "failed" ? (
        <span className="field-problem" role="alert">
          <Trans>That did not work; the record may have changed since.</Trans>
        </span>
      ) : undone ? (
        <span className="note">
          <Trans>Undone by you</Trans>
        </span>
      ) : null}
      <button
        type="button"
        className="button button-plain button-small"
        disabled={call.undo === "working"}
        onClick={() => void toggleUndo(turnId, call.id)}
      >
        {undone ? <Redo2 size={13} aria-hidden="true" /> : <Undo2 size={13} aria-hidden="true" />}
        {undone ? <Trans>Redo</Trans> : <Trans>Undo</Trans>}
      </button>
    </span>
  );
}
