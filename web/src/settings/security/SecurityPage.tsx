import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { wireRequest } from "../../api/request";
import { securityQuery } from "../../api/session";
import { Failure } from "../../ui/Failure";
import { SettingsPage } from "../SettingsPage";
import { Passkeys } from "./Passkeys";
import { Password } from "./Password";
import { Providers } from "./Providers";
import { SecondFactor } from "./SecondFactor";
import { Wallets } from "./Wallets";

/** How one's own account is locked. */
export function SecurityPage() {
  const { t } = useLingui();
  const security = useQuery(securityQuery);
  const { data } = security;
  return (
    <SettingsPage title={t`Security`} intro={<Trans>What opens your account, in every workspace that you belong to.</Trans>} request={wireRequest("identity.security.get")}>
      {security.error ? <Failure error={security.error} onRetry={() => void security.refetch()} /> : null}
      {data ? (
        <>
          <Password security={data} />
          <SecondFactor security={data} />
          <Passkeys security={data} />
          <Wallets security={data} />
          <Providers security={data} />
        </>
      ) : null}
    </SettingsPage>
  );
}
