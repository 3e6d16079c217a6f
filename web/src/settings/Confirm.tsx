import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { WireRequest } from "../api/request";
import { ApiCall } from "../ui/ApiCall";
import { Failure } from "../ui/Failure";
import { Dialog } from "../app/Dialog";

type Props = { title: string; confirm: ReactNode; request: WireRequest; run: () => Promise<unknown>; onClose: () => void; children: ReactNode };

/** A dangerous act, before it is done: what will happen, and to whom. */
export function Confirm({ title, confirm, request, run, onClose, children }: Props) {
  const act = useMutation({ mutationFn: run });
  return (
    <Dialog label={title} className="ask" done={act.isSuccess} onClose={onClose}>
      {(close) => (
        <>
          <h2>{title}</h2>
          <p className="quiet">{children}</p>
          {act.error ? <Failure error={act.error} /> : null}
          <ApiCall request={request} />
          <div className="ask-actions">
            <button type="button" className="button button-signal" disabled={act.isPending} onClick={() => act.mutate()}>
              {act.isPending ? <Trans>One moment…</Trans> : confirm}
            </button>
            <button type="button" data-first className="button button-ghost" onClick={close}>
              <Trans>Cancel</Trans>
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
