import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { call } from "../api/client";
import { wireRequest } from "../api/request";
import { can } from "../app/can";
import { useKeys } from "../app/useKeys";
import { usePage } from "../app/usePage";
import { useSession } from "../app/useSession";
import { ApiCall } from "../ui/ApiCall";
import { Failure } from "../ui/Failure";
import { EndpointPanel } from "./EndpointPanel";
import { EndpointRow } from "./EndpointRow";
import { NewEndpoint } from "./NewEndpoint";
import { REFRESH_MS } from "./api";

/** The endpoints that hear of what happens, how each is doing, and what became of each delivery. */
export function WebhooksPage() {
  const { t } = useLingui();
  const heading = usePage(t`Webhooks`);
  const navigate = useNavigate();
  const open = useSearch({ strict: false, select: (all) => (all as { open?: string }).open });
  const mayWrite = can(useSession(), "webhooks:write");
  const list = useQuery({ queryKey: ["webhooks", "endpoints"], queryFn: ({ signal }) => call("webhooks.endpoints.list", { signal }), refetchInterval: REFRESH_MS });
  const endpoints = list.data?.data ?? [];
  const shown = endpoints.length;
  const chosen = endpoints.find((endpoint) => endpoint.id === open);
  const show = (id: string | undefined) => void navigate({ to: "/webhooks", search: id === undefined ? {} : { open: id } });
  const close = () => {
    const row = document.querySelector<HTMLElement>(".row-link[aria-current]");
    show(undefined);
    row?.focus();
  };
  useKeys({ c: () => (mayWrite ? show("new") : undefined) });
  return (
    <div className="records">
      <div className="records-list">
        <header className="records-head">
          <h1 ref={heading} tabIndex={-1}>
            <Trans>Webhooks</Trans>
          </h1>
          {mayWrite ? (
            <button type="button" className="button button-primary" onClick={() => show("new")} aria-keyshortcuts="c">
              <Plus size={15} aria-hidden="true" />
              <Trans>New endpoint</Trans>
            </button>
          ) : null}
        </header>
        {list.error ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
        <div className="table-scroll" tabIndex={0} role="region" aria-label={t`Endpoints`}>
          <table className="table webhooks-table">
            <thead>
              <tr>
                <th scope="col">
                  <Trans>Endpoint</Trans>
                </th>
                <th scope="col">
                  <Trans>Status</Trans>
                </th>
                <th scope="col">
                  <Trans>Last attempts</Trans>
                </th>
                <th scope="col">
                  <Trans>Events</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {endpoints.map((endpoint) => (
                <EndpointRow key={endpoint.id} endpoint={endpoint} current={endpoint.id === open} onOpen={() => show(endpoint.id)} />
              ))}
            </tbody>
          </table>
          {list.isSuccess && shown === 0 ? (
            <p className="webhooks-empty">
              <Trans>Nobody is told yet. An endpoint is an address of yours that gets each event as it happens, signed.</Trans>
            </p>
          ) : null}
        </div>
        <footer className="records-foot">
          <span className="note">
            <Trans>{shown} in all</Trans>
          </span>
          <ApiCall request={wireRequest("webhooks.endpoints.list")} />
        </footer>
      </div>
      {open === "new" ? <NewEndpoint onClose={close} onMade={show} /> : chosen ? <EndpointPanel key={chosen.id} endpoint={chosen} onClose={close} /> : null}
    </div>
  );
}
