import { useLingui } from "@lingui/react";
import { absoluteTime, relativeTime } from "./time";

/** A moment: relative to read, absolute on hover. */
export function Time({ at }: { at: string }) {
  const { i18n } = useLingui();
  const moment = Date.parse(at);
  return (
    <time dateTime={at} title={absoluteTime(moment, i18n.locale)}>
      {relativeTime(moment, Date.now(), i18n.locale)}
    </time>
  );
}
