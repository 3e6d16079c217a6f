import { call } from "../api/client";
import type { Session } from "../api/session";

/** Whether this browser can take our options and give its answers as JSON (WebAuthn Level 3). */
export function passkeysWork(): boolean {
  return "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;
}

/** Whether the person left the browser's dialog, or took too long in it: nothing to make a fuss of. */
export function wasLeft(error: unknown): boolean {
  return error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError");
}

/** Asks the browser to make a passkey, and adds it to the account. */
export async function addPasskey(name: string): Promise<void> {
  const options = await call("identity.passkeys.options", {});
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as unknown as PublicKeyCredentialCreationOptionsJSON);
  const credential = await asJson(navigator.credentials.create({ publicKey }));
  await call("identity.passkeys.create", { body: { name, credential: credential as never } });
}

/** Signs in by a passkey that the person picks; `conditional` waits in the list of what the email field offers. */
export async function signInByPasskey(mediation: "optional" | "conditional", signal?: AbortSignal): Promise<Session> {
  const options = await call("identity.session.passkey_options", signal ? { signal } : {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as unknown as PublicKeyCredentialRequestOptionsJSON);
  const credential = await asJson(navigator.credentials.get({ publicKey, mediation, ...(signal ? { signal } : {}) }));
  return call("identity.session.passkey", { body: credential as never });
}

/** What the browser made, as the server takes it: a browser writes null for what it leaves out. */
async function asJson(made: Promise<Credential | null>): Promise<unknown> {
  const credential = await made;
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException("no passkey was given", "NotAllowedError");
  return JSON.parse(JSON.stringify(credential.toJSON(), (_, value: unknown) => value ?? undefined));
}
