/** Wallets: linking, unlinking and signing in by EIP-4361. */
import * as z from "zod";
import { idPattern } from "#kit/ids";
import { operationsOf } from "#kit/operation";
import { openedReply, openedShape } from "../fields";
import type { Flows } from "./service";

const operation = operationsOf<{ flows: Flows }>();

const MESSAGE_MAX = 4_096;
const SIGNATURE_MAX = 8_194;
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "is not an address, like 0x and forty hexadecimal digits");
const asked = z.strictObject({ address, chainId: z.int().positive().default(1) });
const signed = z.strictObject({ message: z.string().min(1).max(MESSAGE_MAX), signature: z.string().regex(/^0x(?:[0-9a-fA-F]{2})+$/, "is not 0x and hexadecimal digits").max(SIGNATURE_MAX) });
const challenge = z.strictObject({ message: z.string().describe("The text to sign, as it is"), expiresAt: z.iso.datetime() }).meta({ id: "WalletChallenge" });
const ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
/** A signature by nobody: an example opens nothing. */
const UNSIGNED = { body: { message: "crm.example wants you to sign in with your Ethereum account: …", signature: `0x${"00".repeat(65)}` } };

export const wallet = z.strictObject({ id: z.string().regex(idPattern("account")), address: z.string(), linkedAt: z.iso.datetime() }).meta({ id: "Wallet" });

export const challengeWallet = operation({
  id: "identity.wallets.challenge",
  method: "POST",
  path: "/api/v1/security/wallets/challenge",
  summary: "Get the message that links a wallet",
  description: "A message of EIP-4361 for this address, to be signed by the wallet within five minutes.",
  permission: "member",
  caller: "person",
  effect: "write",
  idempotency: "none",
  body: asked,
  response: challenge,
  fixture: () => ({ body: { address: ADDRESS } }),
  run: ({ body }, { act, flows }) => flows.wallets.challenge(act, "link", body),
});

export const linkWallet = operation({
  id: "identity.wallets.link",
  method: "POST",
  path: "/api/v1/security/wallets",
  summary: "Link a wallet to your account",
  description: "Takes the signed message; its nonce works once. From then on the wallet signs in to the account.",
  permission: "member",
  caller: "person",
  effect: "write",
  fresh: true,
  idempotency: "none",
  body: signed,
  response: wallet,
  errors: ["CONFLICT", "UNAVAILABLE"],
  fixture: () => UNSIGNED,
  run: ({ body }, { act, flows }) => flows.wallets.link(act, body),
});

export const unlinkWallet = operation({
  id: "identity.wallets.unlink",
  method: "DELETE",
  path: "/api/v1/security/wallets/:id",
  summary: "Remove a wallet from your account",
  permission: "member",
  caller: "person",
  effect: "write",
  fresh: true,
  idempotency: "none",
  params: z.strictObject({ id: z.string().regex(idPattern("account")) }),
  fixture: () => ({ params: { id: "acc_00000000000000000000000000" } }),
  run: ({ params }, { act, flows }) => flows.wallets.unlink(act, params.id),
});

export const challengeWalletSignIn = operation({
  id: "identity.session.wallet_challenge",
  method: "POST",
  path: "/api/v1/session/wallet/challenge",
  summary: "Get the message that signs in by a wallet",
  description: "A message of EIP-4361 for this address, to be signed by the wallet within five minutes. It is made for every address, linked or not.",
  permission: "public",
  effect: "write",
  idempotency: "none",
  body: asked,
  response: challenge,
  fixture: () => ({ body: { address: ADDRESS } }),
  run: ({ body }, { act, flows }) => flows.wallets.challenge(act, "sign-in", body),
});

export const signInByWallet = operation({
  id: "identity.session.wallet",
  method: "POST",
  path: "/api/v1/session/wallet",
  summary: "Sign in by a wallet",
  description: "Takes the signed message of a wallet that is linked to an account; its nonce works once. Sets the session cookie, or says with 202 that a second factor must follow.",
  permission: "public",
  effect: "write",
  idempotency: "none",
  body: signed,
  ...openedShape,
  errors: ["UNAUTHENTICATED", "FORBIDDEN", "UNAVAILABLE"],
  fixture: () => UNSIGNED,
  run: async ({ body }, { act, flows }) => openedReply(await flows.wallets.signIn(act, body)),
});

export const walletOperations = [challengeWallet, linkWallet, unlinkWallet, challengeWalletSignIn, signInByWallet] as const;
