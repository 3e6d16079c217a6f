/** Wallets: linked to a person who is signed in, and then a way to sign in. The message is ours, its nonce works once. */
import type { Act } from "#kit/context";
import { randomToken } from "#kit/crypto";
import { invalid, notFound, Problem } from "#kit/errors";
import { newId } from "#kit/ids";
import { WorkRefused } from "#kit/work";
import { unauthenticated } from "../caller";
import type { Opened } from "../fields";
import { securityChangedMail } from "../mail/texts";
import { unreachableStore } from "../opening";
import { insertInto } from "../rows";
import { openFor, ownPerson, tellPerson, type FlowParts } from "./parts";

const NONCE_SECONDS = 300;
const WALLETS_MAX = 20;
/** How accounts of wallets stand among those of other providers. */
export const WALLET_PROVIDER = "ethereum";

export type Wallet = { id: string; address: string; linkedAt: string };
export type Signed = { message: string; signature: string };

export type Wallets = {
  /** The message to sign: for a sign-in, or (with a caller) to link the wallet to them. */
  challenge(act: Act, purpose: "sign-in" | "link", input: { address: string; chainId: number }): Promise<{ message: string; expiresAt: string }>;
  link(act: Act, signed: Signed): Promise<Wallet>;
  unlink(act: Act, id: string): Promise<void>;
  signIn(act: Act, signed: Signed): Promise<Opened>;
  ofPerson(userId: string): Promise<Wallet[]>;
};

const nonceKey = (nonce: string) => `wallet-nonce:${nonce}`;
const statementFor = (purpose: "sign-in" | "link") => (purpose === "link" ? "Link this wallet to your Pilothouse account." : "Sign in to Pilothouse.");

export function walletFlow(parts: FlowParts): Wallets {
  const { store, sessions, publicUrl, wallets } = parts;
  const { host: domain } = new URL(publicUrl);

  /** For what, and for whom, a nonce was given: one for linking signs nobody in, and one person's links nothing to another. */
  const purposeOf = (act: Act, purpose: "sign-in" | "link") => (purpose === "link" ? `link:${act.principal.id}` : purpose);

  const refuseUnconfigured = (chainId: number) => {
    if (!wallets.chains.includes(chainId)) throw invalid([{ path: "chainId", message: `is not one of ${wallets.chains.join(", ") || "none: wallets are not taken here"}` }]);
  };

  /** Who signed: an address; a contract's with its chain, for the same address may be another's elsewhere. Spends the nonce first. */
  const proven = async (act: Act, purpose: "sign-in" | "link", { message: text, signature }: Signed): Promise<{ account: string; address: string }> => {
    const [{ parseSiwe, siweFault }, { personalHash, signatureBytes, signerOf }] = await Promise.all([import("../siwe/message"), import("../siwe/signature")]);
    const message = parseSiwe(text);
    if (message === null) throw invalid([{ path: "message", message: "is not one of EIP-4361" }]);
    const spent = await sessions.getAndDelete(nonceKey(message.nonce)).catch(unreachableStore);
    if (spent !== purposeOf(act, purpose)) throw unauthenticated("This message was used before, or has expired. Ask for a new one and sign that.");
    const fault = siweFault(message, { domain, origin: publicUrl, nonce: message.nonce, chains: wallets.chains, now: act.now });
    if (fault !== null) throw unauthenticated(`This message ${fault}. Ask for a new one and sign that.`);
    const [hash, bytes] = [personalHash(text), signatureBytes(signature)];
    const { address, chainId } = message;
    if (bytes !== null && signerOf(hash, bytes) === address.toLowerCase()) return { account: address.toLowerCase(), address };
    if (bytes !== null && (await askContract(chainId, address, hash, bytes))) return { account: `${chainId}:${address.toLowerCase()}`, address };
    throw unauthenticated("The signature is not one of this wallet for this message.");
  };

  const askContract: typeof wallets.askContract = (...question) =>
    wallets.askContract(...question).catch(() => {
      throw new Problem("UNAVAILABLE", "The chain that this wallet lives on does not answer. Try again in a moment.", {}, { "retry-after": "5" });
    });

  return {
    async challenge(act, purpose, { address: typed, chainId }) {
      refuseUnconfigured(chainId);
      const { checksummed, siweText } = await import("../siwe/message");
      const address = checksummed(typed);
      // Capitals are a checksum: an address that has some must have the right ones.
      if (typed !== address && typed !== typed.toLowerCase()) throw invalid([{ path: "address", message: "has capitals that do not fit: is a character wrong?" }]);
      const nonce = randomToken(24).replaceAll(/[-_]/g, "0");
      const expires = new Date(act.now + NONCE_SECONDS * 1000).toISOString();
      await sessions.set(nonceKey(nonce), purposeOf(act, purpose), NONCE_SECONDS);
      const message = siweText({ domain, address, statement: statementFor(purpose), uri: publicUrl, version: "1", chainId, nonce, issuedAt: new Date(act.now).toISOString(), expirationTime: expires });
      return { message, expiresAt: expires };
    },

    async link(act, signed) {
      const user = await ownPerson(parts, act);
      const { account, address } = await proven(act, "link", signed);
      const id = newId("account", act.now);
      const row = { id, account_id: account, provider_id: WALLET_PROVIDER, user_id: user.id, created_at: act.now, updated_at: act.now };
      const few = { name: "many", condition: "(select count(*) from accounts where user_id = ? and provider_id = ?) < ?", params: [user.id, WALLET_PROVIDER, WALLETS_MAX] };
      const audit = { kind: "member", id: act.principal.memberId ?? "", details: { wallet: address } };
      await store.commit(act, { guards: [few], statements: [insertInto("accounts", row)], events: [], audit }).catch((error: unknown) => {
        if (!(error instanceof WorkRefused)) throw error;
        throw new Problem("CONFLICT", error.reason === "guard" ? `An account takes ${WALLETS_MAX} wallets. Remove one first.` : "This wallet is linked already, to this account or to another.");
      });
      tellPerson(parts, act, user.email, securityChangedMail(`The wallet ${address} was linked to your account, and signs in to it from now on.`));
      return { id, address, linkedAt: new Date(act.now).toISOString() };
    },

    async unlink(act, id) {
      const user = await ownPerson(parts, act);
      const sql = "delete from accounts where id = ? and user_id = ? and provider_id = ?";
      await store
        .commit(act, { statements: [{ sql, params: [id, user.id, WALLET_PROVIDER], expect: 1 }], events: [], audit: { kind: "member", id: act.principal.memberId ?? "", details: { wallet: id } } })
        .catch((error: unknown) => {
          throw error instanceof WorkRefused ? notFound("wallet") : error;
        });
      tellPerson(parts, act, user.email, securityChangedMail("A wallet was removed from your account."));
    },

    async signIn(act, signed) {
      const { account } = await proven(act, "sign-in", signed);
      const [row] = await store.read({ sql: "select user_id from accounts where provider_id = ? and account_id = ?", params: [WALLET_PROVIDER, account] });
      if (row === undefined) throw unauthenticated("This wallet is linked to no account. Sign in another way, and link it on the security page.");
      return openFor(parts, act, row["user_id"] as string, "openSession");
    },

    async ofPerson(userId) {
      const { checksummed } = await import("../siwe/message");
      const rows = await store.read({ sql: "select id, account_id, created_at from accounts where user_id = ? and provider_id = ? order by id limit ?", params: [userId, WALLET_PROVIDER, WALLETS_MAX] });
      return rows.map((row) => ({
        id: row["id"] as string,
        address: checksummed((row["account_id"] as string).split(":").at(-1) ?? ""),
        linkedAt: new Date(row["created_at"] as number).toISOString(),
      }));
    },
  };
}
