import { Plural, Trans } from "@lingui/react/macro";
import { Trash2 } from "lucide-react";

/** What to do with the selected rows. */
export function SelectionBar({ count, onClear, onDelete }: { count: number; onClear: () => void; onDelete?: (() => void) | undefined }) {
  return (
    <div className="selection" role="status">
      <span>
        <Plural value={count} one="# selected" other="# selected" />
      </span>
      {onDelete ? (
        <button type="button" className="button button-plain button-small" onClick={onDelete} aria-keyshortcuts="#">
          <Trash2 size={13} aria-hidden="true" />
          <Trans>Delete</Trans>
        </button>
      ) : null}
      <button type="button" className="button button-ghost button-small" onClick={onClear}>
        <Trans>Clear</Trans>
      </button>
    </div>
  );
}
