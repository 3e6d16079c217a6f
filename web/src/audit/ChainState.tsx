import { Plural, Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client";
import { Failure } from "../ui/Failure";

/** Walks the chain when asked, and says in words whether the log still holds. */
export function ChainState() {
  const [walked, setWalked] = useState(0);
  const walk = useMutation({ mutationFn: () => walkChain(setWalked) });
  const found = walk.data;
  return (
    <div className="audit-chain" role="status">
      {found === undefined ? null : found.problem === null ? (
        <span className="audit-holds">
          <ShieldCheck size={16} aria-hidden="true" />
          <span>
            <Plural value={found.checked} one="# sealed entry holds" other="# sealed entries hold" />
            {found.unsealed > 0 ? (
              <>
                , <Plural value={found.unsealed} one="# waits for its seal" other="# wait for their seal" />
              </>
            ) : null}
          </span>
        </span>
      ) : (
        <span className="audit-broken">
          <ShieldAlert size={16} aria-hidden="true" />
          <Trans>The log was touched: {found.problem.reason}.</Trans>
        </span>
      )}
      {walk.error ? <Failure error={walk.error} /> : null}
      <button type="button" className="button button-plain button-small" disabled={walk.isPending} onClick={() => walk.mutate()}>
        {walk.isPending ? walked === 0 ? <Trans>Verifying…</Trans> : <Plural value={walked} one="# entry holds …" other="# entries hold …" /> : found === undefined ? <Trans>Verify the log</Trans> : <Trans>Verify again</Trans>}
      </button>
    </div>
  );
}

/** The chain is verified in parts, each where the one before ended. */
async function walkChain(onProgress: (checked: number) => void) {
  onProgress(0);
  let part = await call("identity.audit.verify", { query: {} });
  let checked = part.checked;
  while (part.nextSeq !== null && part.problem === null) {
    onProgress(checked);
    part = await call("identity.audit.verify", { query: { from: String(part.nextSeq) } });
    checked += part.checked;
  }
  return { ...part, checked };
}
