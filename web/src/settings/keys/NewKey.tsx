import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef } from "react";
import { Copyable } from "../../ui/Copyable";

/** A key that was just made: the only time that it is shown. */
export function NewKey({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  const { t } = useLingui();
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <section ref={box} tabIndex={-1} className="notice shown-once" aria-label={t`The new key`}>
      <p>
        <Trans>
          This is the key <b>{name}</b>. Copy it now: it is kept only as a hash, and never shown again.
        </Trans>
      </p>
      <Copyable text={secret} label={t`The key`} />
      <div className="notice-actions">
        <button type="button" className="button button-plain button-small" onClick={onClose}>
          <Trans>I have it</Trans>
        </button>
      </div>
    </section>
  );
}
