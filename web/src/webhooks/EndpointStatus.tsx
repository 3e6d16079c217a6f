import { Trans } from "@lingui/react/macro";
import { Status } from "../ui/Status";
import type { Endpoint } from "./api";

/** Whether an endpoint takes events, by shape and word. */
export function EndpointStatus({ endpoint }: { endpoint: Pick<Endpoint, "status"> }) {
  if (endpoint.status === "active") {
    return (
      <Status progress={1}>
        <Trans>Active</Trans>
      </Status>
    );
  }
  return endpoint.status === "paused" ? (
    <Status progress={0.5}>
      <Trans>Paused</Trans>
    </Status>
  ) : (
    <Status progress="closed">
      <Trans>Disabled</Trans>
    </Status>
  );
}
