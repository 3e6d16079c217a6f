import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { ChevronRight } from "lucide-react";
import { Time } from "../../ui/Time";
import type { AppGrant } from "../queries";

const LOOPBACK = /^(?:127\.0\.0\.1|\[::1\]|localhost)(?::|$)/;

/** An app with access: where it lives and since when; opened, what it may do, and the way to end that. */
export function GrantRow({ grant, onRevoke }: { grant: AppGrant; onRevoke: () => void }) {
  const { clientName, host, resource, scopes, createdAt, updatedAt } = grant;
  return (
    <li>
      <details className="role">
        <summary className="row">
          <ChevronRight size={15} aria-hidden="true" className="role-mark" />
          <div className="row-main">
            <p className="row-title">{clientName}</p>
            <p className="note row-facts">
              {host === null ? null : <span>{LOOPBACK.test(host) ? <Trans>a program on one’s own computer</Trans> : host}</span>}
              <span>
                <Plural value={scopes.length} _0="no permission" one="# permission" other="# permissions" />
              </span>
              {updatedAt === createdAt ? null : (
                <span>
                  <Trans>
                    allowed again <Time at={updatedAt} />
                  </Trans>
                </span>
              )}
            </p>
          </div>
          <div className="row-end">
            <Trans>
              allowed <Time at={createdAt} />
            </Trans>
          </div>
        </summary>
        <div className="role-inside">
          <Scopes grant={grant} />
          <p className="note">
            <Trans>
              Its tokens are taken at <code>{resource}</code> alone.
            </Trans>
          </p>
          <div className="row-acts">
            <button type="button" className="button button-plain button-small" onClick={onRevoke}>
              <Trans>Revoke…</Trans>
            </button>
          </div>
        </div>
      </details>
    </li>
  );
}

function Scopes({ grant: { clientName: name, scopes, offline } }: { grant: AppGrant }) {
  const { t } = useLingui();
  return (
    <ul className="consent-scopes" aria-label={t`What ${name} may do for you`}>
      {scopes.map(({ scope, allows }) => (
        <li key={scope}>
          <span>{allows.join(" · ")}</span>
          <code className="note">{scope}</code>
        </li>
      ))}
      {offline ? (
        <li>
          <Trans>Go on while you are away, until you take the access away</Trans>
        </li>
      ) : null}
      {scopes.length === 0 ? (
        <li>
          <Trans>Nothing but know that you allowed it</Trans>
        </li>
      ) : null}
    </ul>
  );
}
