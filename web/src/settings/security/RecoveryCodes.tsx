import { Trans, useLingui } from "@lingui/react/macro";
import { Download } from "lucide-react";
import { CopyButton } from "../../ui/Copyable";

/** Recovery codes, the one time that they are shown. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const { t } = useLingui();
  const text = `${codes.join("\n")}\n`;
  const href = `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
  return (
    <div className="codes">
      <p>
        <Trans>Keep these recovery codes where you keep what matters. Each opens your account once, should you lose the authenticator. They are not shown again.</Trans>
      </p>
      <ul className="codes-list" aria-label={t`Recovery codes`}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="row-acts">
        <CopyButton text={text} />
        <a className="button button-plain button-small" href={href} download="pilothouse-recovery-codes.txt">
          <Download size={13} aria-hidden="true" />
          <Trans>Download</Trans>
        </a>
      </div>
    </div>
  );
}
