import { readJson, writeJson } from "../ui/storage";
import { returnAddress } from "./returnAddress";

/** Where to go once a provider has sent the browser back, kept in this tab meanwhile. */
const KEY = "pilothouse.return";

export function keepReturn(address: string | undefined): void {
  writeJson(sessionStorage, KEY, address ?? "/");
}

export function keptReturn(): string {
  return returnAddress(readJson(sessionStorage, KEY));
}
