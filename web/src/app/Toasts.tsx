import { useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "../ui/store";
import { TOAST_MS, type Toast, dismissToast, toastStore } from "./toasts";

/** What just happened, and how to undo it. Time stands still while a person points at it or is inside it. */
export function Toasts() {
  const toasts = useStore(toastStore);
  const [held, setHeld] = useState(false);
  return (
    <div
      className="toasts"
      role="status"
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toasts.map((toast) => (
        <ToastView key={toast.id} toast={toast} held={held} />
      ))}
    </div>
  );
}

function ToastView({ toast, held }: { toast: Toast; held: boolean }) {
  const { t } = useLingui();
  const { id, message, action } = toast;
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissToast(id), TOAST_MS);
    return () => clearTimeout(timer);
  }, [held, id]);
  const run = () => {
    dismissToast(id);
    action?.run();
  };
  return (
    <div className="toast">
      <span>{message}</span>
      {action ? (
        <button type="button" onClick={run}>
          {action.label}
        </button>
      ) : null}
      <button type="button" onClick={() => dismissToast(id)} aria-label={t`Dismiss`}>
        <X size={14} aria-hidden="true" />
      </button>
    </div>
  );
}
