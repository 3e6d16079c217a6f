import { Trans, useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client";
import { wireRequest } from "../../api/request";
import { securityQuery } from "../../api/session";
import { Confirm } from "../Confirm";
import { showToast } from "../../app/toasts";
import { PROVIDER_NAMES } from "../../person/providers";
import { Time } from "../../ui/Time";
import type { Security } from "../queries";
import { Row, RowMenu } from "../Rows";
import { Part } from "../SettingsPage";

type Linked = Security["providers"][number];

/** Accounts elsewhere that sign in to this one; they link themselves at the first sign-in. */
export function Providers({ security }: { security: Security }) {
  const { t } = useLingui();
  const [removing, setRemoving] = useState<Linked | null>(null);
  if (security.providers.length === 0) return null;
  return (
    <Part title={<Trans>Accounts elsewhere</Trans>} intro={<Trans>They sign you in without a password.</Trans>}>
      <ul className="rows" aria-label={t`Accounts elsewhere`}>
        {security.providers.map((linked) => (
          <Row
            key={linked.provider}
            title={PROVIDER_NAMES[linked.provider]}
            facts={
              <Trans>
                linked <Time at={linked.linkedAt} />
              </Trans>
            }
            menu={<RowMenu label={t`What to do with ${PROVIDER_NAMES[linked.provider]}`} choices={[{ label: t`Unlink…`, run: () => setRemoving(linked) }]} />}
          />
        ))}
      </ul>
      {removing ? <Unlink linked={removing} onClose={() => setRemoving(null)} /> : null}
    </Part>
  );
}

function Unlink({ linked: { provider }, onClose }: { linked: Linked; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const params = { provider };
  const name = PROVIDER_NAMES[provider];
  const run = async () => {
    await call("identity.providers.unlink", { params });
    await client.invalidateQueries({ queryKey: securityQuery.queryKey });
    showToast(t`${name} is unlinked.`);
  };
  return (
    <Confirm title={t`Unlink ${name}?`} confirm={<Trans>Unlink</Trans>} request={wireRequest("identity.providers.unlink", { params })} run={run} onClose={onClose}>
      <Trans>{name} opens your account no longer. Signing in by it again with the same verified address links it anew.</Trans>
    </Confirm>
  );
}
