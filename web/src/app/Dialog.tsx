import { type ReactNode, useEffect, useRef } from "react";
import { type Overlay, closeOverlay } from "./commandState";

type Props = { overlay: Overlay; label: string; className: string; children: (close: () => void) => ReactNode };

/** A native dialog: the browser keeps focus inside, closes it on Escape and gives focus back. */
export function Dialog({ overlay, label, className, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => dialog.current?.close();
  useEffect(() => {
    const element = dialog.current;
    if (!element?.open) element?.showModal();
    // The browser would take the first thing that can be focused, which may be a list that scrolls.
    element?.querySelector<HTMLElement>("[data-first]")?.focus();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={className}
      aria-label={label}
      onClose={() => closeOverlay(overlay)}
      onClick={(event) => {
        // The dialog itself is hit only outside its content, on the backdrop.
        if (event.target === dialog.current) close();
      }}
    >
      <div className="dialog-inside">{children(close)}</div>
    </dialog>
  );
}
