import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client";
import { Failure } from "../ui/Failure";
import { Status } from "../ui/Status";
import { Time } from "../ui/Time";
import { type Delivery, REFRESH_MS } from "./api";

/** A delivery; opened, it shows each attempt, what was answered, and what was sent. */
export function DeliveryItem({ delivery, mayResend }: { delivery: Delivery; mayResend: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <li className="delivery">
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <DeliveryStatus status={delivery.status} />
          <code className="truncate">{delivery.type}</code>
          <span className="note">
            <Time at={delivery.createdAt} />
          </span>
        </summary>
        {open ? <Attempts delivery={delivery} mayResend={mayResend} /> : null}
      </details>
    </li>
  );
}

function DeliveryStatus({ status }: { status: Delivery["status"] }) {
  if (status === "delivered") {
    return (
      <Status progress={1}>
        <Trans>Delivered</Trans>
      </Status>
    );
  }
  return status === "pending" ? (
    <Status progress={0}>
      <Trans>Waiting</Trans>
    </Status>
  ) : (
    <Status progress="closed">
      <Trans>Given up</Trans>
    </Status>
  );
}

function Attempts({ delivery, mayResend }: { delivery: Delivery; mayResend: boolean }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const params = { id: delivery.id };
  const one = useQuery({
    queryKey: ["webhooks", "delivery", delivery.id],
    queryFn: ({ signal }) => call("webhooks.deliveries.get", { params, signal }),
    refetchInterval: (query) => (query.state.data?.status === "pending" ? REFRESH_MS : false),
  });
  const resend = useMutation({ mutationFn: () => call("webhooks.deliveries.resend", { params }), onSuccess: () => client.invalidateQueries({ queryKey: ["webhooks"] }) });
  return (
    <div className="delivery-body">
      {one.error ? <Failure error={one.error} onRetry={() => void one.refetch()} /> : null}
      {resend.error ? <Failure error={resend.error} /> : null}
      {delivery.nextAttemptAt === null ? null : (
        <p className="note">
          <Trans>
            Next attempt <Time at={delivery.nextAttemptAt} />
          </Trans>
        </p>
      )}
      <ol className="attempts" reversed>
        {one.data?.log.map((attempt) => (
          <li key={attempt.number}>
            <span>{attempt.status ?? attempt.error ?? <Trans>under way</Trans>}</span>
            <span className="note">
              {attempt.latencyMs === null ? null : <Trans>{attempt.latencyMs} ms</Trans>} <Time at={attempt.at} />
            </span>
            {attempt.response ? (
              <pre tabIndex={0} role="region" aria-label={t`Answer to attempt ${attempt.number}`}>
                {attempt.response}
              </pre>
            ) : null}
          </li>
        ))}
      </ol>
      {one.data ? (
        <details className="disclosure">
          <summary>
            <Trans>What was sent</Trans>
          </summary>
          <pre tabIndex={0} role="region" aria-label={t`What was sent`}>
            {one.data.body}
          </pre>
        </details>
      ) : null}
      {mayResend ? (
        <button type="button" className="button button-plain button-small" disabled={resend.isPending} onClick={() => resend.mutate()}>
          <Trans>Send again now</Trans>
        </button>
      ) : null}
    </div>
  );
}
