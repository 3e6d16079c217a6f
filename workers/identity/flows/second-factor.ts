/** The second factor: codes of an authenticator (RFC 6238), and recovery codes for when it is lost. */
import type { Act } from "#kit/context";
import { invalid, Problem } from "#kit/errors";
import { unauthenticated } from "../caller";
import { securityChangedMail } from "../mail/texts";
import type { SignedIn } from "../fields";
import { headersOf, unreachableStore } from "../opening";
import type { Person } from "../people";
import { hashRecoveryCode } from "../recovery-codes";
import { ownPersonForSecret, refusalOf, revokeEverywhere, tellPerson, type FlowParts } from "./parts";

/** Longer than a code is taken, its neighbours included. Seconds. */
const CODE_REMEMBERED_SECONDS = 120;
const CHALLENGE_COOKIE = /(?:^|;\s*)((?:__Secure-)?pilothouse\.two_factor=[^;]+)/;

export type SecondFactor = {
  /** Begins: nothing changes for the person until a code is confirmed. */
  enrol(act: Act, password: string): Promise<{ secret: string; uri: string; recoveryCodes: string[] }>;
  /** @returns the cookies of the session that takes the caller's place */
  confirm(act: Act, code: string): Promise<string[]>;
  disable(act: Act, password: string): Promise<string[]>;
  /** New recovery codes in the place of all old ones. */
  renewCodes(act: Act, password: string): Promise<{ recoveryCodes: string[] }>;
  /** Completes a sign-in that waits for its second factor. */
  complete(act: Act, given: { code: string } | { recoveryCode: string }): Promise<SignedIn>;
};

/** What the library's refusals mean to the person at the door. */
const REFUSALS: Record<string, () => Problem> = {
  INVALID_TWO_FACTOR_COOKIE: () => unauthenticated("Sign in with your password again: this sign-in has expired or was completed."),
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: () => tooMany("Too many wrong codes. Sign in with your password again.", 5),
  ACCOUNT_TEMPORARILY_LOCKED: () => tooMany("Too many wrong codes. Wait a quarter of an hour and try again.", 900),
};

function tooMany(message: string, seconds: number): Problem {
  return new Problem("RATE_LIMITED", message, {}, { "retry-after": String(seconds) });
}

function wrongCode(): Problem {
  return unauthenticated("This code is not right, or was used before.");
}

/** A refusal while signed in, as a problem of the one field that was typed. */
function refused(error: unknown): Problem {
  const code = refusalOf(error);
  if (code === "INVALID_PASSWORD") return invalid([{ path: "password", message: "is not your password" }]);
  if (code === "INVALID_CODE") return invalid([{ path: "code", message: "is not right; see that the clock of your device is" }]);
  if (code === "TOTP_ALREADY_ENABLED") return new Problem("CONFLICT", "A second factor is set up already. Turn it off first.");
  return new Problem("CONFLICT", "There is no second factor to do this with. Set one up first.");
}

const fail = (error: unknown): never => {
  throw refused(error);
};

export function secondFactorFlow(parts: FlowParts): SecondFactor {
  const { store, sessions, people, opening } = parts;

  /** The library takes a code for as long as its time lasts; RFC 6238 says once. */
  const firstUse = async (userId: string, code: string): Promise<boolean> =>
    (await sessions.increment(`totp:${userId}:${code}`, CODE_REMEMBERED_SECONDS).catch(unreachableStore)) === 1;

  /** After a change: the library put a new session in the place of the caller's. */
  const settled = async (act: Act, user: Person, headers: Headers, what: string): Promise<string[]> => {
    const cookies = await opening.renewed(act, user, headers.getSetCookie());
    if (act.principal.sessionId !== null) await revokeEverywhere(parts, act, user.id, [act.principal.sessionId]);
    await store.commit(act, { statements: [], events: [], audit: { kind: "member", id: act.principal.memberId ?? "" } });
    tellPerson(parts, act, user.email, securityChangedMail(what));
    return cookies;
  };

  return {
    async enrol(act, password) {
      const { auth } = await ownPersonForSecret(parts, act);
      const made = await auth.api.enableTwoFactor({ body: { password, method: "totp" }, headers: headersOf(act) }).catch(fail);
      if (!("totpURI" in made)) throw new Error("the library enrolled another method than was asked for");
      return { secret: new URL(made.totpURI).searchParams.get("secret") ?? "", uri: made.totpURI, recoveryCodes: made.backupCodes };
    },

    async confirm(act, code) {
      const { auth, user } = await ownPersonForSecret(parts, act);
      const { headers } = await auth.api.verifyTOTP({ body: { code }, headers: headersOf(act), returnHeaders: true }).catch(fail);
      await firstUse(user.id, code);
      return settled(act, user, headers, "A second factor was set up for your account.");
    },

    async disable(act, password) {
      const { auth, user } = await ownPersonForSecret(parts, act);
      const { headers } = await auth.api.disableTwoFactor({ body: { password }, headers: headersOf(act), returnHeaders: true }).catch(fail);
      return settled(act, user, headers, "The second factor of your account was turned off.");
    },

    async renewCodes(act, password) {
      const { auth, user } = await ownPersonForSecret(parts, act);
      const { backupCodes } = await auth.api.generateBackupCodes({ body: { password }, headers: headersOf(act) }).catch(fail);
      await store.commit(act, { statements: [], events: [], audit: { kind: "member", id: act.principal.memberId ?? "" } });
      tellPerson(parts, act, user.email, securityChangedMail("The recovery codes of your account were made anew."));
      return { recoveryCodes: backupCodes };
    },

    async complete(act, given) {
      const auth = await people();
      const options = { headers: challengeOf(act), returnHeaders: true } as const;
      const verifying = "code" in given ? auth.api.verifyTOTP({ ...options, body: { code: given.code } }) : auth.api.verifyBackupCode({ ...options, body: { code: await hashRecoveryCode(given.recoveryCode) } });
      const { response, headers } = await verifying.catch((error: unknown) => {
        throw REFUSALS[refusalOf(error)]?.() ?? wrongCode();
      });
      const { token, user } = response;
      if (token === undefined) throw new Error("the library verified a second factor without a session");
      if ("code" in given && !(await firstUse(user.id, given.code))) {
        await (await auth.$context).internalAdapter.deleteSession(token);
        throw wrongCode();
      }
      return opening.signIn(act, { user, token, cookies: headers.getSetCookie() });
    },
  };
}

/** The challenge's cookie alone: a session that the browser still holds has no say in who signs in. */
function challengeOf(act: Act): Headers {
  const cookie = CHALLENGE_COOKIE.exec(headersOf(act).get("cookie") ?? "")?.[1];
  if (cookie === undefined) throw unauthenticated("Sign in with your password first.");
  const headers = new Headers(headersOf(act));
  headers.set("cookie", cookie);
  return headers;
}
