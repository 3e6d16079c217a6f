import { Trans, useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { type Problems, problemsOf } from "../api/problems";
import type { WireRequest } from "../api/request";
import { ApiCall } from "../ui/ApiCall";
import { Failure } from "../ui/Failure";
import { Dialog } from "../app/Dialog";

type Props = {
  title: string;
  /** For what has columns. */
  wide?: boolean;
  intro?: ReactNode;
  /** The call's fields, by whose names its problems are placed. */
  fields: readonly string[];
  error: unknown;
  busy: boolean;
  done: boolean;
  submit: ReactNode;
  /** The call as it would be sent now, without secrets. */
  request: WireRequest;
  onSubmit: () => void;
  onClose: () => void;
  children: (at: Problems["at"]) => ReactNode;
};

/** A form in a sheet at the side, with the call that it makes. */
export function SheetForm({ title, wide = false, intro, fields, error, busy, done, submit, request, onSubmit, onClose, children }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const problems = problemsOf(error, fields);
  // What the server refused is where the person must go next.
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog label={title} className={wide ? "sheet sheet-wide" : "sheet"} stays done={done} onClose={onClose}>
      {(close) => (
        <>
          <SheetHead title={title} close={close} />
          <form ref={form} className="panel-form" onSubmit={send}>
            <div className="panel-body">
              {intro ? <p className="quiet">{intro}</p> : null}
              {problems.rest ? <Failure error={problems.rest} /> : null}
              {children(problems.at)}
              <ApiCall request={request} />
            </div>
            <footer className="panel-submit">
              <button type="submit" className="button button-primary" disabled={busy}>
                {busy ? <Trans>One moment…</Trans> : submit}
              </button>
              <button type="button" className="button button-ghost" onClick={close}>
                <Trans>Cancel</Trans>
              </button>
            </footer>
          </form>
        </>
      )}
    </Dialog>
  );
}

export function SheetHead({ title, close }: { title: string; close: () => void }) {
  const { t } = useLingui();
  return (
    <header className="panel-head">
      <h2>{title}</h2>
      <button type="button" className="button button-ghost button-icon" onClick={close} aria-label={t`Close`}>
        <X size={16} aria-hidden="true" />
      </button>
    </header>
  );
}
