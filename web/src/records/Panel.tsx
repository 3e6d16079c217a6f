import { useLingui } from "@lingui/react/macro";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useKeys } from "../app/useKeys";
import type { ListSearch } from "./recordApi";
import type { RecordSpec } from "./spec";

type Props = { spec: RecordSpec; label: string; title: string; actions?: ReactNode; children: ReactNode };

/** The side panel of a list: named by the address, closed by Escape, never a modal. */
export function Panel({ spec, label, title, actions, children }: Props) {
  const { t } = useLingui();
  const close = useClosePanel(spec);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [label]);
  useKeys({ escape: close });
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
          <button type="button" className="button button-ghost button-icon" onClick={close} aria-label={t`Close`}>
            <X size={16} aria-hidden="true" />
          </button>
        </div>
      </header>
      {children}
    </section>
  );
}

/** Back to the list with its search and filters; focus returns to the row that was open. */
export function useClosePanel(spec: RecordSpec): () => void {
  const navigate = useNavigate();
  const search = usePanelSearch();
  return () => {
    const row = document.querySelector<HTMLElement>(".row-link[aria-current]");
    void navigate({ to: `/${spec.plural}`, search: { ...search, edit: undefined } }).then(() => row?.focus());
  };
}

export function usePanelSearch(): ListSearch {
  return useSearch({ strict: false, select: (all) => all as ListSearch });
}
