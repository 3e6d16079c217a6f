/** Who else may say who somebody is. */
import type { Egress } from "#kit/egress";

export const PROVIDERS = ["google", "github"] as const;
export type ProviderName = (typeof PROVIDERS)[number];

export type Provider = { clientId: string; clientSecret: string } & (
  | { /** OpenID Connect, found by its issuer. */ kind: "openid"; issuer: string }
  | { /** OAuth 2.0 with an API of its own, as GitHub has it. */ kind: "github"; url: string; apiUrl: string }
);

export type Providers = { configured: ReadonlyMap<ProviderName, Provider>; egress: Egress };

/** What one sign-in keeps until the browser comes back. */
export type Round = { redirectUri: string; state: string; verifier: string; nonce: string };

/** Whom the provider vouched for. */
export type Vouched = { /** The provider's own id of the person, which stays when the address changes. */ subject: string; /** Canonical, and verified by the provider; null where it verified none. */ email: string | null };
