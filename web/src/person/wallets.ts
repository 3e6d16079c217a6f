import { useEffect, useState } from "react";
import { call } from "../api/client";
import { isObject } from "../api/errors";

type Provider = { request(call: { method: string; params?: unknown[] }): Promise<unknown> };
export type Wallet = { id: string; name: string; provider: Provider };

/** The wallets that announce themselves in this browser. https://eips.ethereum.org/EIPS/eip-6963 */
export function useWallets(): readonly Wallet[] {
  const [wallets, setWallets] = useState<readonly Wallet[]>([]);
  useEffect(() => {
    const announced = (event: Event) => {
      const wallet = readWallet((event as CustomEvent<unknown>).detail);
      if (wallet) setWallets((known) => (known.some(({ id }) => id === wallet.id) ? known : [...known, wallet]));
    };
    window.addEventListener("eip6963:announceProvider", announced);
    window.dispatchEvent(new Event("eip6963:requestProvider"));
    return () => window.removeEventListener("eip6963:announceProvider", announced);
  }, []);
  return wallets;
}

function readWallet(detail: unknown): Wallet | null {
  if (!isObject(detail) || !isObject(detail["info"]) || !isObject(detail["provider"])) return null;
  const { uuid, name } = detail["info"];
  if (typeof uuid !== "string" || typeof name !== "string" || typeof detail["provider"]["request"] !== "function") return null;
  return { id: uuid, name, provider: detail["provider"] as Provider };
}

/** Whether the person declined in the wallet (EIP-1193). */
export function wasDeclined(error: unknown): boolean {
  return isObject(error) && error["code"] === 4001;
}

/** Lets the wallet sign the message that our server wrote for it. */
export async function signedBy({ provider }: Wallet, purpose: "link" | "sign-in", chains: readonly number[]): Promise<{ message: string; signature: string }> {
  const accounts = await provider.request({ method: "eth_requestAccounts" });
  const address = Array.isArray(accounts) ? String(accounts[0]) : "";
  const chain = Number(await provider.request({ method: "eth_chainId" }));
  const body = { address, chainId: chains.includes(chain) ? chain : (chains[0] ?? 1) };
  const { message } = await call(purpose === "link" ? "identity.wallets.challenge" : "identity.session.wallet_challenge", { body });
  const bytes = new TextEncoder().encode(message);
  const hex = `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  const signature = await provider.request({ method: "personal_sign", params: [hex, address] });
  return { message, signature: String(signature) };
}
