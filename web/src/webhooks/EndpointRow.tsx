import { EndpointStatus } from "./EndpointStatus";
import { HealthBar } from "./HealthBar";
import type { Endpoint } from "./api";

/** One endpoint: where it is, whether it takes events, and how its last attempts went. */
export function EndpointRow({ endpoint, current, onOpen }: { endpoint: Endpoint; current: boolean; onOpen: () => void }) {
  return (
    <tr>
      <td>
        <button type="button" className="row-link webhooks-open" aria-current={current || undefined} onClick={onOpen}>
          {endpoint.name}
        </button>
        <span className="note truncate webhooks-url">{endpoint.url}</span>
      </td>
      <td>
        <EndpointStatus endpoint={endpoint} />
      </td>
      <td>
        <HealthBar recent={endpoint.recent} />
      </td>
      <td className="truncate">
        <code>{endpoint.events.join(", ")}</code>
      </td>
    </tr>
  );
}
