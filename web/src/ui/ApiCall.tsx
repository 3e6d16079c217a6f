import { Trans, useLingui } from "@lingui/react/macro";
import { curl } from "../api/curl";
import type { WireRequest } from "../api/request";
import { CopyButton } from "./Copyable";

/** The request behind what is on screen, ready for a terminal. */
export function ApiCall({ request }: { request: WireRequest }) {
  return (
    <details className="disclosure">
      <summary>
        <Trans>API call</Trans>
      </summary>
      <Code text={curl(request, location.origin)} />
    </details>
  );
}

/** Text to copy, in a box that scrolls by keyboard too. */
export function Code({ text }: { text: string }) {
  const { t } = useLingui();
  return (
    <div className="code">
      <pre tabIndex={0} aria-label={t`Request`} role="region">
        {text}
      </pre>
      <CopyButton text={text} />
    </div>
  );
}
