/** Wallets that are contracts sign by their own word, which their chain is asked for (EIP-1271). */
import * as z from "zod";
import { toHex } from "#kit/crypto";
import type { Egress } from "#kit/egress";

const RPC_TIMEOUT_MS = 5_000;
const RPC_BYTES_MAX = 64 * 1024;
/** isValidSignature(bytes32,bytes), and what it answers for yes. https://eips.ethereum.org/EIPS/eip-1271 */
const IS_VALID_SIGNATURE = "1626ba7e";
const WORD = 64; // hexadecimal digits

/** Asks a chain whether the contract at the address takes the signature for its own. */
export type AskContract = (chainId: number, address: string, hash: Uint8Array, signature: Uint8Array) => Promise<boolean>;

const answerSchema = z.object({ result: z.string() });

/** @param endpoints JSON-RPC addresses by chain; a chain without one has no contracts for us */
export function contractAsker(egress: Egress, endpoints: ReadonlyMap<number, string>): AskContract {
  return async (chainId, address, hash, signature) => {
    const endpoint = endpoints.get(chainId);
    if (endpoint === undefined) return false;
    const call = { jsonrpc: "2.0", id: 1, method: "eth_call", params: [{ to: address, data: callData(hash, signature) }, "latest"] };
    const answer = await egress(endpoint, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(call),
      timeoutMs: RPC_TIMEOUT_MS,
      maxBytes: RPC_BYTES_MAX,
    });
    if (!answer.ok) throw new Error(`the chain ${chainId} answered ${answer.status}`);
    const parsed = answerSchema.safeParse(await answer.json().catch(() => null));
    return parsed.success && parsed.data.result.toLowerCase() === `0x${IS_VALID_SIGNATURE.padEnd(WORD, "0")}`;
  };
}

/** The call in the encoding of contracts: the hash, where the bytes begin, how many they are, and they. */
function callData(hash: Uint8Array, signature: Uint8Array): string {
  const word = (value: number) => value.toString(16).padStart(WORD, "0");
  const bytes = toHex(signature);
  return `0x${IS_VALID_SIGNATURE}${toHex(hash)}${word(WORD)}${word(signature.length)}${bytes.padEnd(Math.ceil(bytes.length / WORD) * WORD, "0")}`;
}
