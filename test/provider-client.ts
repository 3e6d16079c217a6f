/** What the provider of the tests and those who ask it know of each other. */

export const CLIENT = { id: "pilothouse-test", secret: "a secret of the test's client" };

export type PersonAtProvider = {
  sub: string;
  email: string;
  verified?: boolean;
  /** What the provider gets wrong, or an attacker made of it. */
  wrong?: "nonce" | "audience" | "issuer" | "signature" | "expired" | "algorithm" | "no-id-token" | "denied";
};
