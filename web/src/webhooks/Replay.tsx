import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { call } from "../api/client";
import { Failure } from "../ui/Failure";
import type { Endpoint } from "./api";

const DAY_MS = 24 * 3600_000;

/** Sends again what failed, or everything, of the last days. */
export function Replay({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [id, statusId] = [useId(), useId()];
  const [days, setDays] = useState(1);
  const [status, setStatus] = useState<"failed" | "all">("failed");
  const replay = useMutation({
    mutationFn: () => call("webhooks.endpoints.replay", { params: { id: endpoint.id }, body: { from: new Date(Date.now() - days * DAY_MS).toISOString(), status } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  return (
    <details className="disclosure">
      <summary>
        <Trans>Send again</Trans>
      </summary>
      <div className="webhooks-replay">
        <label htmlFor={statusId} className="visually-hidden">
          <Trans>Which deliveries</Trans>
        </label>
        <select id={statusId} className="input" value={status} onChange={(event) => setStatus(event.target.value === "all" ? "all" : "failed")}>
          <option value="failed">{t`What failed`}</option>
          <option value="all">{t`Everything`}</option>
        </select>
        <label htmlFor={id} className="visually-hidden">
          <Trans>Of which time</Trans>
        </label>
        <select id={id} className="input" value={days} onChange={(event) => setDays(Number(event.target.value))}>
          <option value={1}>{t`of the last day`}</option>
          <option value={7}>{t`of the last week`}</option>
          <option value={30}>{t`of the last 30 days`}</option>
        </select>
        <button type="button" className="button button-plain" disabled={replay.isPending} onClick={() => replay.mutate()}>
          <Trans>Send</Trans>
        </button>
      </div>
      <p role="status" className="note">
        {replay.data ? <Plural value={replay.data.replayed} one="# delivery is sent again." other="# deliveries are sent again." /> : null}
      </p>
      {replay.error ? <Failure error={replay.error} /> : null}
    </details>
  );
}
