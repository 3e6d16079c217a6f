import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client";
import { wireRequest } from "../../api/request";
import { can } from "../../app/can";
import { showToast } from "../../app/toasts";
import { useSession } from "../../app/useSession";
import { Confirm } from "../Confirm";
import { type AppGrant, appGrantsQuery, appsQuery } from "../queries";
import { Rows } from "../Rows";
import { SettingsPage } from "../SettingsPage";
import { GrantRow } from "./GrantRow";
import { RegisteredApps } from "./RegisteredApps";

/** The apps that may act for a person, and those that the workspace registered. */
export function AppsPage() {
  const { t } = useLingui();
  const session = useSession();
  const workspace = session.tenant.name;
  const grants = useQuery(appGrantsQuery);
  const [revoking, setRevoking] = useState<AppGrant | null>(null);
  return (
    <SettingsPage
      title={t`Apps`}
      intro={<Trans>Apps that you allowed to act for you in {workspace}. None can do more than you may yourself.</Trans>}
      request={wireRequest("identity.app_grants.list")}
    >
      <Rows query={grants} label={t`Apps with access`} rows={grants.data?.data ?? []} empty={<Trans>No app may act for you here. One that wants to asks you first.</Trans>}>
        {(grant) => <GrantRow key={grant.id} grant={grant} onRevoke={() => setRevoking(grant)} />}
      </Rows>
      {can(session, "apps:read") ? <RegisteredApps /> : null}
      {revoking ? <RevokeGrant grant={revoking} onClose={() => setRevoking(null)} /> : null}
    </SettingsPage>
  );
}

function RevokeGrant({ grant: { id, clientName: name }, onClose }: { grant: AppGrant; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const params = { id };
  const run = async () => {
    await call("identity.app_grants.revoke", { params });
    await Promise.all([appGrantsQuery, appsQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey })));
    showToast(t`${name} has no access any more.`);
  };
  return (
    <Confirm title={t`Take the access of ${name} away?`} confirm={<Trans>Revoke</Trans>} request={wireRequest("identity.app_grants.revoke", { params })} run={run} onClose={onClose}>
      <Trans>It is refused with its next request, everywhere, and cannot go on while you are away. What it did stays. If it asks again, you decide anew.</Trans>
    </Confirm>
  );
}
