import { useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useKeys } from "../app/useKeys";

type Props = { label: string; title: string; actions?: ReactNode; onClose: () => void; children: ReactNode };

/** The panel beside a list: closed by Escape, never a modal. Its heading has the focus when it opens; a new `key` opens it anew. */
export function SidePanel({ label, title, actions, onClose, children }: Props) {
  const { t } = useLingui();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [label]);
  useKeys({ escape: onClose });
  return (
    <section className="panel" aria-label={label}>
      <header className="panel-head">
        <div className="panel-title">
          <p className="note">{label}</p>
          <h2 ref={heading} tabIndex={-1}>
            {title}
          </h2>
        </div>
        <div className="panel-actions">
          {actions}
          <button type="button" className="button button-ghost button-icon" onClick={onClose} aria-label={t`Close`}>
            <X size={16} aria-hidden="true" />
          </button>
        </div>
      </header>
      {children}
    </section>
  );
}
