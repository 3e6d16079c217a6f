import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client";
import { wireRequest } from "../api/request";
import { LoadMore } from "../records/LoadMore";
import { ApiCall } from "../ui/ApiCall";
import { Failure } from "../ui/Failure";
import { DeliveryItem } from "./DeliveryItem";
import { REFRESH_MS } from "./api";

const PAGE_SIZE = 25;

/** What was sent to an endpoint, newest first. */
export function Deliveries({ endpoint, mayResend }: { endpoint: string; mayResend: boolean }) {
  const { t } = useLingui();
  const [failedOnly, setFailedOnly] = useState(false);
  const query = { filter: `endpoint[eq]:${endpoint}${failedOnly ? ",status[eq]:failed" : ""}`, limit: PAGE_SIZE };
  const list = useInfiniteQuery({
    queryKey: ["webhooks", "deliveries", query],
    queryFn: ({ pageParam, signal }) => call("webhooks.deliveries.list", { query: { ...query, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: REFRESH_MS,
  });
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <section className="panel-group" aria-label={t`Deliveries`}>
      <h3>
        <Trans>Deliveries</Trans>
      </h3>
      <label className="webhooks-filter">
        <input type="checkbox" className="checkbox" checked={failedOnly} onChange={(event) => setFailedOnly(event.target.checked)} />
        <Trans>Only what was given up</Trans>
      </label>
      {list.error ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && rows.length === 0 ? (
        <p className="note">{failedOnly ? <Trans>Nothing was given up.</Trans> : <Trans>Nothing was sent yet.</Trans>}</p>
      ) : null}
      <ul className="deliveries">
        {rows.map((delivery) => (
          <DeliveryItem key={delivery.id} delivery={delivery} mayResend={mayResend} />
        ))}
      </ul>
      <LoadMore list={list} label={t`Load more`} />
      <ApiCall request={wireRequest("webhooks.deliveries.list", { query })} />
    </section>
  );
}
