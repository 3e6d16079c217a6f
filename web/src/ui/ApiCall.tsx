import { Trans, useLingui } from "@lingui/react/macro";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { curl } from "../api/curl";
import type { WireRequest } from "../api/request";

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
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <div className="code">
      <pre tabIndex={0} aria-label={t`Request`} role="region">
        {text}
      </pre>
      <button type="button" className="button button-plain button-small" onClick={() => void copy()}>
        {copied ? <Check size={13} aria-hidden="true" /> : <Copy size={13} aria-hidden="true" />}
        <span aria-live="polite">{copied ? t`Copied` : t`Copy`}</span>
      </button>
    </div>
  );
}
