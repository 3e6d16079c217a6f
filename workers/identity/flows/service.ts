/** The flows of a person: how they come to have an account, and how they keep it theirs. */
import type { Act } from "#kit/context";
import { headersOf } from "../opening";
import { ownPerson, type FlowParts } from "./parts";
import { passkeyFlow, type Passkey, type Passkeys } from "./passkeys";
import { passwordFlow, type Passwords } from "./password";
import type { ProviderName } from "../providers/settings";
import { providerFlow, type LinkedProvider, type ProviderFlow } from "./providers";
import { secondFactorFlow, type SecondFactor } from "./second-factor";
import { signUpFlow, type SignUp } from "./sign-up";
import { walletFlow, type Wallet, type Wallets } from "./wallets";

export type Security = { email: string; password: boolean; secondFactor: { enabled: boolean; recoveryCodesLeft: number }; wallets: Wallet[]; providers: LinkedProvider[]; passkeys: Passkey[] };

export type Flows = {
  /** What the sign-in page may offer. */
  options(): { signUp: "open" | "closed"; walletChains: number[]; providers: ProviderName[] };
  /** How the caller's account is locked. */
  security(act: Act): Promise<Security>;
  signUp: SignUp;
  passwords: Passwords;
  secondFactor: SecondFactor;
  wallets: Wallets;
  providers: ProviderFlow;
  passkeys: Passkeys;
};

export function createFlows(parts: FlowParts): Flows {
  const passkeys = passkeyFlow(parts);
  const wallets = walletFlow(parts);
  const providers = providerFlow(parts);
  return {
    options: () => ({ signUp: parts.signUp, walletChains: [...parts.wallets.chains], providers: providers.offered }),

    async security(act) {
      const auth = await parts.people();
      const user = await ownPerson(parts, act);
      const { internalAdapter } = await auth.$context;
      const [accounts, person] = await Promise.all([internalAdapter.findAccounts(user.id), internalAdapter.findUserById(user.id)]);
      const enabled = (person as { twoFactorEnabled?: boolean } | null)?.twoFactorEnabled === true;
      const codes = enabled ? await auth.api.viewBackupCodes({ body: { userId: user.id }, headers: headersOf(act) }) : { backupCodes: [] };
      return {
        email: user.email,
        password: accounts.some((account) => account.providerId === "credential" && account.password != null),
        secondFactor: { enabled, recoveryCodesLeft: codes.backupCodes.length },
        passkeys: await passkeys.ofPerson(user.id),
        wallets: await wallets.ofPerson(user.id),
        providers: await providers.ofPerson(user.id),
      };
    },

    signUp: signUpFlow(parts),
    passwords: passwordFlow(parts),
    secondFactor: secondFactorFlow(parts),
    passkeys,
    wallets,
    providers,
  };
}
