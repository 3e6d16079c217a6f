import { useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useKeys } from "../app/useKeys";

/** The side panel of the page: closed by Escape, never a modal. */
export function WebhookPanel({ label, title, onClose, children }: { label: string; title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useLingui();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [title]);
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
          <button type="button" className="button button-ghost button-icon" onClick={onClose} aria-label={t`Close`}>
            <X size={16} aria-hidden="true" />
          </button>
        </div>
      </header>
      <div className="panel-body">{children}</div>
    </section>
  );
}
