import { type ReactNode, useEffect, useRef } from "react";

type Props = {
  label: string;
  className: string;
  /** A press beside it leaves it open: what was typed, or is shown once, must not be lost by it. */
  stays?: boolean;
  /** What it was for is done: it closes by itself. */
  done?: boolean;
  onClose: () => void;
  children: (close: () => void) => ReactNode;
};

/** A native dialog: the browser keeps focus inside, closes it on Escape and gives focus back. */
export function Dialog({ label, className, stays = false, done = false, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => dialog.current?.close();
  useEffect(() => {
    const element = dialog.current;
    if (!element?.open) element?.showModal();
    // The browser would take the first thing that can be focused, which may be a list that scrolls.
    element?.querySelector<HTMLElement>("[data-first]")?.focus();
  }, []);
  useEffect(() => {
    if (done) dialog.current?.close();
  }, [done]);
  return (
    <dialog
      ref={dialog}
      className={className}
      aria-label={label}
      onClose={(event) => {
        // The end of a dialog inside this one is not the end of this one.
        if (event.target === dialog.current) onClose();
      }}
      onMouseDown={(event) => {
        // The dialog itself is hit only outside its content, on the backdrop. Text dragged out of a field is no press.
        if (!stays && event.target === dialog.current) close();
      }}
    >
      <div className="dialog-inside">{children(close)}</div>
    </dialog>
  );
}
