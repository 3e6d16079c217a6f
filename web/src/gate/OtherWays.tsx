import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Fingerprint, Wallet as WalletIcon } from "lucide-react";
import { type ResponseOf, call } from "../api/client";
import { passkeysWork, signInByPasskey, wasLeft } from "../person/passkeys";
import { PROVIDER_NAMES, type Provider } from "../person/providers";
import { type Wallet, signedBy, useWallets, wasDeclined } from "../person/wallets";
import { Failure } from "../ui/Failure";
import type { Opened } from "./SignIn";
import { keepReturn } from "./providerReturn";
import { useOfferedPasskeys } from "./useOfferedPasskeys";

type Props = { options: ResponseOf<"identity.options.get"> | undefined; returnTo: string | undefined; onOpened: (answer: Opened) => Promise<void> };

/** Ways to sign in without a password: those that this installation and this browser have. */
export function OtherWays({ options, returnTo, onOpened }: Props) {
  const wallets = useWallets();
  const chains = options?.walletChains ?? [];
  const stopOffer = useOfferedPasskeys(onOpened);
  const byPasskey = useMutation({
    mutationFn: () => {
      stopOffer();
      return signInByPasskey("optional");
    },
    onSuccess: onOpened,
  });
  const byWallet = useMutation({
    mutationFn: async (wallet: Wallet) => call("identity.session.wallet", { body: await signedBy(wallet, "sign-in", chains) }),
    onSuccess: onOpened,
  });
  const byProvider = useMutation({
    mutationFn: (provider: Provider) => call("identity.session.provider_begin", { params: { provider } }),
    onSuccess({ url }) {
      keepReturn(returnTo);
      location.assign(url);
    },
  });
  const left = wasLeft(byPasskey.error) || wasDeclined(byWallet.error);
  const error = left ? null : (byPasskey.error ?? byWallet.error ?? byProvider.error);
  const busy = byPasskey.isPending || byWallet.isPending || byProvider.isPending;
  const walletsTaken = chains.length > 0 ? wallets : [];
  if (!passkeysWork() && walletsTaken.length === 0 && !options?.providers.length) return null;
  return (
    <div className="gate-ways">
      <p className="gate-or note">
        <Trans>or</Trans>
      </p>
      {error ? <Failure error={error} /> : null}
      {passkeysWork() ? (
        <button type="button" className="button button-plain" disabled={busy} onClick={() => byPasskey.mutate()}>
          <Fingerprint size={16} aria-hidden="true" />
          <Trans>Sign in with a passkey</Trans>
        </button>
      ) : null}
      {options?.providers.map((provider) => (
        <button key={provider} type="button" className="button button-plain" disabled={busy} onClick={() => byProvider.mutate(provider)}>
          <Trans>Sign in with {PROVIDER_NAMES[provider]}</Trans>
        </button>
      ))}
      {walletsTaken.map((wallet) => (
        <button key={wallet.id} type="button" className="button button-plain" disabled={busy} onClick={() => byWallet.mutate(wallet)}>
          <WalletIcon size={16} aria-hidden="true" />
          <Trans>Sign in with {wallet.name}</Trans>
        </button>
      ))}
    </div>
  );
}
