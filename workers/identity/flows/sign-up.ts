/**
 * Signing up: nothing is made before the address is confirmed. What was typed waits under its token, so that somebody
 * who signs up with another's address leaves no account, no password and no workspace behind.
 */
import type { Act } from "#kit/context";
import { randomToken } from "#kit/crypto";
import { Problem } from "#kit/errors";
import { logger } from "#kit/log";
import { WorkRefused } from "#kit/work";
import { knownAddressMail, verificationMail } from "../mail/texts";
import { unreachableStore } from "../opening";
import { hashPassword } from "../password";
import { foundWorkspace, type Founder } from "../workspace";
import { limitTries, linkSpent, type FlowParts } from "./parts";

const LINK_SECONDS = 3600;
/** Mails that one address can be sent by strangers. A minute. */
const MAILS_PER_MINUTE = 3;

const log = logger("identity");

export type SignUp = {
  /** Sends a mail, whatever it says: the answer is the same for an address that is known. */
  signUp(act: Act, input: { name: string; email: string; password: string; workspace: string }): Promise<void>;
  /** Makes the person and their workspace. @returns the address that was confirmed */
  verifyEmail(act: Act, token: string): Promise<{ email: string }>;
};

const pendingKey = (token: string) => `sign-up:${token}`;

export function signUpFlow({ store, sessions, gate, sendMail, publicUrl, signUp }: FlowParts): SignUp {
  const refuseClosed = () => {
    if (signUp === "closed") throw new Problem("FORBIDDEN", "Sign-up is closed here. Ask an owner of the workspace to invite you.");
  };

  const write = async (act: Act, founder: Founder): Promise<void> => {
    const [known] = await store.read({ sql: "select id from users where email = ?", params: [founder.email] });
    const to = { to: founder.email, tenantId: null };
    if (known !== undefined) return sendMail(act, { ...knownAddressMail(), ...to, link: `${publicUrl}/sign-in` });
    const token = randomToken();
    await sessions.set(pendingKey(token), JSON.stringify(founder), LINK_SECONDS);
    return sendMail(act, { ...verificationMail(founder.workspace), ...to, link: `${publicUrl}/verify?token=${token}` });
  };

  return {
    async signUp(act, { name, email, password, workspace }) {
      refuseClosed();
      await limitTries(gate, "sign-up", email, MAILS_PER_MINUTE, "for this email");
      const founder = { name, email, workspace, passwordHash: await hashPassword(password) };
      // After the answer: its time must not tell whether the address is known.
      act.waitUntil(write(act, founder).catch((error: unknown) => log.error("sign_up.failed", error)));
    },

    async verifyEmail(act, token) {
      refuseClosed();
      const pending = await sessions.getAndDelete(pendingKey(token)).catch(unreachableStore);
      if (pending === null) throw linkSpent("Sign up again for a new one.");
      const founder = JSON.parse(pending) as Founder;
      await foundWorkspace(store, act, founder).catch(async (error: unknown) => {
        if (error instanceof WorkRefused) throw new Problem("CONFLICT", "This address has an account already. Sign in instead.");
        // It was not the link's fault: it may be tried again.
        await sessions.set(pendingKey(token), pending, LINK_SECONDS);
        throw error;
      });
      return { email: founder.email };
    },
  };
}
