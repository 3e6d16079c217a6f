import { useLingui } from "@lingui/react";
import { absoluteTime, relativeUntil } from "./time";

/** A moment to come: relative to read, absolute on hover. */
export function Until({ at }: { at: string }) {
  const { i18n } = useLingui();
  const moment = Date.parse(at);
  return (
    <time dateTime={at} title={absoluteTime(moment, i18n.locale)}>
      {relativeUntil(moment, Date.now(), i18n.locale)}
    </time>
  );
}
