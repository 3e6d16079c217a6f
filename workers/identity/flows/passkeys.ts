/**
 * Passkeys (WebAuthn), by @simplewebauthn/server, loaded when one is used. The device must verify its person by finger,
 * face or PIN, so that a passkey is two factors by itself.
 */
import type { AuthenticationResponseJSON, PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type { Act } from "#kit/context";
import { fromBase64Url, randomToken, toBase64Url } from "#kit/crypto";
import { invalid, notFound, Problem } from "#kit/errors";
import { newId } from "#kit/ids";
import { logger } from "#kit/log";
import { WorkRefused, type Row } from "#kit/work";
import { unauthenticated } from "../caller";
import { securityChangedMail } from "../mail/texts";
import type { SignedIn } from "../fields";
import { unreachableStore } from "../opening";
import { insertInto } from "../rows";
import { openFor, ownPerson, tellPerson, type FlowParts } from "./parts";

const CHALLENGE_SECONDS = 300;
const PASSKEYS_MAX = 20;
/** ES256, RS256 and Ed25519, as COSE numbers them. */
const ALGORITHMS = [-7, -257, -8];

const log = logger("identity");

export type Passkey = { id: string; name: string; createdAt: string; lastUsedAt: string | null };

export type Passkeys = {
  creationOptions(act: Act): Promise<PublicKeyCredentialCreationOptionsJSON>;
  add(act: Act, input: { name: string; credential: RegistrationResponseJSON }): Promise<Passkey>;
  rename(act: Act, id: string, name: string): Promise<Passkey>;
  remove(act: Act, id: string): Promise<void>;
  requestOptions(): Promise<PublicKeyCredentialRequestOptionsJSON>;
  signIn(act: Act, credential: AuthenticationResponseJSON): Promise<SignedIn>;
  ofPerson(userId: string): Promise<Passkey[]>;
};

const challengeKey = (challenge: string) => `passkey-challenge:${challenge}`;

export function passkeyFlow(parts: FlowParts): Passkeys {
  const { store, sessions, publicUrl } = parts;
  // Bound to the name of the site; to an address of numbers browsers bind nothing.
  const rpId = new URL(publicUrl).hostname;
  const expected = { expectedOrigin: publicUrl, expectedRPID: rpId, requireUserVerification: true };

  /** A challenge for one purpose: a person's id for a new passkey, or a sign-in. */
  const newChallenge = async (purpose: string): Promise<Uint8Array<ArrayBuffer>> => {
    const challenge = randomToken();
    await sessions.set(challengeKey(challenge), purpose, CHALLENGE_SECONDS);
    return fromBase64Url(challenge) ?? new Uint8Array();
  };
  /** Spends it, before the signature is looked at. */
  const spends = (purpose: string) => async (challenge: string) => (await sessions.getAndDelete(challengeKey(challenge)).catch(unreachableStore)) === purpose;

  const rowsOf = (userId: string) => store.read({ sql: "select * from passkeys where user_id = ? order by id limit ?", params: [userId, PASSKEYS_MAX] });
  const audit = (act: Act, details: Record<string, string>) => ({ kind: "member", id: act.principal.memberId ?? "", details });

  return {
    async creationOptions(act) {
      const user = await ownPerson(parts, act);
      const { generateRegistrationOptions } = await import("@simplewebauthn/server");
      return generateRegistrationOptions({
        rpName: "Pilothouse",
        rpID: rpId,
        userID: Uint8Array.from(new TextEncoder().encode(user.id)),
        userName: user.email,
        userDisplayName: user.name,
        challenge: await newChallenge(`add:${user.id}`),
        attestationType: "none",
        excludeCredentials: (await rowsOf(user.id)).map((row) => ({ id: row["credential_id"] as string, transports: JSON.parse(row["transports"] as string) as string[] })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        supportedAlgorithmIDs: ALGORITHMS,
      });
    },

    async add(act, { name, credential: response }) {
      const user = await ownPerson(parts, act);
      const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
      const { verified, registrationInfo } = await verifyRegistrationResponse({ ...expected, response, expectedChallenge: spends(`add:${user.id}`), supportedAlgorithmIDs: ALGORITHMS }).catch(refused);
      if (!verified || registrationInfo.fmt !== "none") throw invalid([{ path: "credential", message: "is not one that was asked for just now; begin again" }]);
      const { credential } = registrationInfo;
      const row = {
        id: newId("passkey", act.now),
        user_id: user.id,
        credential_id: credential.id,
        public_key: toBase64Url(credential.publicKey),
        counter: credential.counter,
        transports: JSON.stringify(response.response.transports ?? []),
        name,
        created_at: act.now,
        last_used_at: null,
      };
      const few = { name: "many", condition: "(select count(*) from passkeys where user_id = ?) < ?", params: [user.id, PASSKEYS_MAX] };
      await store.commit(act, { guards: [few], statements: [insertInto("passkeys", row)], events: [], audit: audit(act, { passkey: row.id }) }).catch((error: unknown) => {
        if (!(error instanceof WorkRefused)) throw error;
        throw new Problem("CONFLICT", error.reason === "guard" ? `An account takes ${PASSKEYS_MAX} passkeys. Remove one first.` : "This passkey is here already.");
      });
      tellPerson(parts, act, user.email, securityChangedMail("A passkey was added to your account."));
      return viewOf(row);
    },

    async rename(act, id, name) {
      const user = await ownPerson(parts, act);
      const work = {
        statements: [{ sql: "update passkeys set name = ? where id = ? and user_id = ?", params: [name, id, user.id], expect: 1 }],
        events: [],
        audit: audit(act, { passkey: id }),
        read: { sql: "select * from passkeys where id = ?", params: [id] },
      };
      const [row] = await store.commit(act, work).catch(absent);
      if (row === undefined) throw notFound("passkey");
      return viewOf(row);
    },

    async remove(act, id) {
      const user = await ownPerson(parts, act);
      await store.commit(act, { statements: [{ sql: "delete from passkeys where id = ? and user_id = ?", params: [id, user.id], expect: 1 }], events: [], audit: audit(act, { passkey: id }) }).catch(absent);
      tellPerson(parts, act, user.email, securityChangedMail("A passkey was removed from your account."));
    },

    async requestOptions() {
      const { generateAuthenticationOptions } = await import("@simplewebauthn/server");
      // No list of credentials: it would tell whose account has which.
      return generateAuthenticationOptions({ rpID: rpId, challenge: await newChallenge("sign-in"), userVerification: "required" });
    },

    async signIn(act, response) {
      const [row] = await store.read({ sql: "select * from passkeys where credential_id = ?", params: [response.id] });
      if (row === undefined) throw unauthenticated("This passkey belongs to no account here. It may have been removed.");
      const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
      const credential = { id: response.id, publicKey: fromBase64Url(row["public_key"] as string) ?? new Uint8Array(), counter: row["counter"] as number };
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({ ...expected, response, expectedChallenge: spends("sign-in"), credential }).catch(refused);
      if (!verified) throw unauthenticated("The passkey did not answer what was asked just now. Try again.");
      const sql = "update passkeys set counter = max(counter, ?), last_used_at = ? where id = ?";
      await store.commit(act, { statements: [{ sql, params: [authenticationInfo.newCounter, act.now, row["id"] ?? null] }], events: [] });
      const opened = await openFor(parts, act, row["user_id"] as string, "openVerifiedSession");
      if (opened.session === null) throw new Error("a passkey was asked for a second factor");
      return opened;
    },

    ofPerson: async (userId) => (await rowsOf(userId)).map(viewOf),
  };
}

/** The library throws for what does not fit. What could not be asked goes on as it is. */
function refused(error: unknown): { verified: false; registrationInfo?: never; authenticationInfo?: never } {
  if (error instanceof Problem) throw error;
  log.warn("passkey.refused", { reason: error instanceof Error ? error.name : "unknown" });
  return { verified: false };
}

function absent(error: unknown): never {
  throw error instanceof WorkRefused ? notFound("passkey") : error;
}

function viewOf(row: Row): Passkey {
  const used = row["last_used_at"] as number | null;
  return { id: row["id"] as string, name: row["name"] as string, createdAt: new Date(row["created_at"] as number).toISOString(), lastUsedAt: used === null ? null : new Date(used).toISOString() };
}
