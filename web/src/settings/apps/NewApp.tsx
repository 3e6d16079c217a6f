import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef } from "react";
import type { ResponseOf } from "../../api/client";
import { Copyable } from "../../ui/Copyable";

export type MadeApp = ResponseOf<"identity.apps.create">;

/** An app that was just registered: what its program needs, and the only time that its secret is shown. */
export function NewApp({ app: { id, name, secret }, onClose }: { app: MadeApp; onClose: () => void }) {
  const { t } = useLingui();
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <section ref={box} tabIndex={-1} className="notice shown-once" aria-label={t`The new app`}>
      <p>
        {secret === null ? (
          <Trans>
            <b>{name}</b> is registered. It is public: its client id is all that it needs.
          </Trans>
        ) : (
          <Trans>
            <b>{name}</b> is registered. Copy its secret now: it is kept only as a hash, and never shown again.
          </Trans>
        )}
      </p>
      <p className="field-label">
        <Trans>Client id</Trans>
      </p>
      <Copyable text={id} label={t`Client id`} />
      {secret === null ? null : (
        <>
          <p className="field-label">
            <Trans>Client secret</Trans>
          </p>
          <Copyable text={secret} label={t`Client secret`} />
        </>
      )}
      <div className="notice-actions">
        <button type="button" className="button button-plain button-small" onClick={onClose}>
          <Trans>I have it</Trans>
        </button>
      </div>
    </section>
  );
}
