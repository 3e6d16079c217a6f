import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Wallet as WalletIcon } from "lucide-react";
import { useState } from "react";
import { call } from "../../api/client";
import { wireRequest } from "../../api/request";
import { securityQuery, signInOptionsQuery } from "../../api/session";
import { Confirm } from "../Confirm";
import { showToast } from "../../app/toasts";
import { type Wallet, signedBy, useWallets, wasDeclined } from "../../person/wallets";
import { ApiCall } from "../../ui/ApiCall";
import { Failure } from "../../ui/Failure";
import { Time } from "../../ui/Time";
import type { Security } from "../queries";
import { Row, RowMenu } from "../Rows";
import { Part } from "../SettingsPage";

type Linked = Security["wallets"][number];

/** Ethereum wallets that sign in to the account. */
export function Wallets({ security }: { security: Security }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const options = useQuery(signInOptionsQuery);
  const found = useWallets();
  const [removing, setRemoving] = useState<Linked | null>(null);
  const chains = options.data?.walletChains ?? [];
  const link = useMutation({
    mutationFn: async (wallet: Wallet) => call("identity.wallets.link", { body: await signedBy(wallet, "link", chains) }),
    async onSuccess({ address }) {
      await client.invalidateQueries({ queryKey: securityQuery.queryKey });
      const short = shortAddress(address);
      showToast(t`The wallet ${short} is linked.`);
    },
  });
  if (chains.length === 0 && security.wallets.length === 0) return null;
  return (
    <Part
      title={<Trans>Ethereum wallets</Trans>}
      intro={found.length === 0 ? <Trans>A wallet that you link signs you in. None announces itself in this browser.</Trans> : <Trans>A wallet that you link signs you in. It is asked for a signature, never for a payment.</Trans>}
    >
      {link.error && !wasDeclined(link.error) ? <Failure error={link.error} /> : null}
      {security.wallets.length === 0 ? null : (
        <ul className="rows" aria-label={t`Ethereum wallets`}>
          {security.wallets.map((wallet) => (
            <Row
              key={wallet.id}
              lead={<WalletIcon size={18} aria-hidden="true" />}
              title={<code>{wallet.address}</code>}
              facts={
                <Trans>
                  linked <Time at={wallet.linkedAt} />
                </Trans>
              }
              menu={<RowMenu label={t`What to do with the wallet ${shortAddress(wallet.address)}`} choices={[{ label: t`Remove…`, run: () => setRemoving(wallet) }]} />}
            />
          ))}
        </ul>
      )}
      {chains.length > 0 && found.length > 0 ? (
        <>
          <div className="row-acts">
            {found.map((wallet) => (
              <button key={wallet.id} type="button" className="button button-plain" disabled={link.isPending} onClick={() => link.mutate(wallet)}>
                <Trans>Link {wallet.name}</Trans>
              </button>
            ))}
          </div>
          <ApiCall request={wireRequest("identity.wallets.link", { body: { message: "…", signature: "0x…" } })} />
        </>
      ) : null}
      {removing ? <RemoveWallet wallet={removing} onClose={() => setRemoving(null)} /> : null}
    </Part>
  );
}

function RemoveWallet({ wallet: { id, address }, onClose }: { wallet: Linked; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const params = { id };
  const short = shortAddress(address);
  const run = async () => {
    await call("identity.wallets.unlink", { params });
    await client.invalidateQueries({ queryKey: securityQuery.queryKey });
    showToast(t`The wallet ${short} is removed.`);
  };
  return (
    <Confirm title={t`Remove the wallet ${short}?`} confirm={<Trans>Remove</Trans>} request={wireRequest("identity.wallets.unlink", { params })} run={run} onClose={onClose}>
      <Trans>It opens your account no longer. You can link it again.</Trans>
    </Confirm>
  );
}

function shortAddress(address: string): string {
  return `${address.slice(0, 6)}…${address.slice(-4)}`;
}
