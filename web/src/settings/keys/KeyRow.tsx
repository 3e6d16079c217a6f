import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { membersQuery } from "../../api/session";
import { Time } from "../../ui/Time";
import { Until } from "../../ui/Until";
import type { ApiKey } from "../queries";
import { Row, RowMenu } from "../Rows";
import { Reach } from "../roles/Reach";

type Props = { apiKey: ApiKey; mayWrite: boolean; onAct: (act: "rotate" | "revoke") => void };

/** A key: how it begins, what it may do, when it was used, and until when it is taken. */
export function KeyRow({ apiKey, mayWrite, onAct }: Props) {
  const { t } = useLingui();
  const members = useQuery(membersQuery);
  const { name, prefix, addresses, createdBy, expiresAt, lastUsedAt, previousUntil, revokedAt } = apiKey;
  const by = members.data?.get(createdBy ?? "")?.name;
  const over = revokedAt !== null || isPast(expiresAt);
  return (
    <Row
      title={
        <>
          {name}
          {revokedAt === null ? null : (
            <span className="tag">
              <Trans>Revoked</Trans>
            </span>
          )}
          {revokedAt === null && over ? (
            <span className="tag">
              <Trans>Expired</Trans>
            </span>
          ) : null}
        </>
      }
      facts={
        <>
          <code>{prefix}…</code>
          <span>
            <Reach permissions={apiKey.permissions} />
          </span>
          {addresses ? (
            <span>
              <Trans>only from {addresses.join(", ")}</Trans>
            </span>
          ) : null}
          {by === undefined ? null : (
            <span>
              <Trans>made by {by}</Trans>
            </span>
          )}
          {expiresAt && !over ? (
            <span>
              <Trans>
                expires <Until at={expiresAt} />
              </Trans>
            </span>
          ) : null}
          {previousUntil && !isPast(previousUntil) && !over ? (
            <span className="row-alert">
              <Trans>
                its old secret ends <Until at={previousUntil} />
              </Trans>
            </span>
          ) : null}
        </>
      }
      end={
        lastUsedAt ? (
          <Trans>
            used <Time at={lastUsedAt} />
          </Trans>
        ) : (
          <span className="quiet">
            <Trans>never used</Trans>
          </span>
        )
      }
      menu={
        mayWrite && revokedAt === null ? (
          <RowMenu
            label={t`What to do with the key ${name}`}
            choices={[...(over ? [] : [{ label: t`Rotate…`, run: () => onAct("rotate") }]), { label: t`Revoke…`, run: () => onAct("revoke") }]}
          />
        ) : null
      }
    />
  );
}

function isPast(at: string | null): boolean {
  return at !== null && Date.parse(at) <= Date.now();
}
