/** Forgotten and changed passwords. Whatever changes a password ends the person's other sessions, at once and everywhere. */
import type { Act } from "#kit/context";
import { equalInConstantTime, randomToken, sha256Hex } from "#kit/crypto";
import { invalid } from "#kit/errors";
import { logger } from "#kit/log";
import { passwordChangedMail, passwordResetMail } from "../mail/texts";
import { asMember, headersOf, refusedByLibrary, unreachableStore } from "../opening";
import { limitTries, linkSpent, ownPersonForSecret, refusalOf, revokeEverywhere, sessionIdsOf, tellPerson, type FlowParts } from "./parts";

const LINK_SECONDS = 3600;
const MAILS_PER_MINUTE = 3;

const log = logger("identity");

export type Passwords = {
  /** Sends a link, if the address has an account; says nothing of it either way. */
  forgot(act: Act, email: string): Promise<void>;
  reset(act: Act, token: string, password: string): Promise<void>;
  /** @returns the cookies of the one session that is left */
  change(act: Act, input: { currentPassword: string; newPassword: string }): Promise<string[]>;
};

/** Under this stands the hash of the one link of a person that works: the newest. */
const newestKey = (userId: string) => `password-reset:${userId}`;
const libraryKey = (token: string) => `reset-password:${token}`;

export function passwordFlow(parts: FlowParts): Passwords {
  const { store, sessions, people, gate, opening, sendMail, publicUrl } = parts;

  const write = async (act: Act, email: string): Promise<void> => {
    const sql = "select u.id, m.tenant_id from users u left join members m on m.user_id = u.id where u.email = ? order by m.created_at, m.tenant_id limit 1";
    const [person] = await store.read({ sql, params: [email] });
    if (person === undefined) return;
    const userId = person["id"] as string;
    const token = randomToken();
    const { internalAdapter } = await (await people()).$context;
    await internalAdapter.createVerificationValue({ identifier: libraryKey(token), value: userId, expiresAt: new Date(act.now + LINK_SECONDS * 1000) });
    await sessions.set(newestKey(userId), await sha256Hex(token), LINK_SECONDS);
    await sendMail(act, { ...passwordResetMail(), to: email, tenantId: person["tenant_id"] as string | null, link: `${publicUrl}/reset?token=${token}` });
  };

  /** Whose link it is; spends it, so that of two calls one goes on. */
  const spend = async (token: string): Promise<string> => {
    const { internalAdapter } = await (await people()).$context;
    const found = await internalAdapter.findVerificationValue(libraryKey(token)).catch(unreachableStore);
    const newest = found === null ? null : await sessions.getAndDelete(newestKey(found.value)).catch(unreachableStore);
    if (found === null || newest === null) throw linkSpent("Ask for a new one.");
    if (equalInConstantTime(newest, await sha256Hex(token))) return found.value;
    // An older link was opened: the newest goes on working.
    await sessions.set(newestKey(found.value), newest, LINK_SECONDS);
    throw linkSpent("Take the newest one, or ask for another.");
  };

  return {
    async forgot(act, email) {
      await limitTries(gate, "forgot", email, MAILS_PER_MINUTE, "for this email");
      // After the answer: its time must not tell whether the address is known.
      act.waitUntil(write(act, email).catch((error: unknown) => log.error("password.forgot_failed", error)));
    },

    async reset(act, token, password) {
      const auth = await people();
      const userId = await spend(token);
      const open = await sessionIdsOf(auth, userId);
      const done = await auth.api.resetPassword({ body: { token, newPassword: password }, headers: headersOf(act) }).catch(refusedByLibrary);
      if (done === null) throw linkSpent("Ask for a new one.");
      await revokeEverywhere(parts, act, userId, open);
      const [person] = await store.read({ sql: "select u.name, u.email, m.id as member_id, m.tenant_id from users u join members m on m.user_id = u.id where u.id = ? order by m.created_at, m.tenant_id limit 1", params: [userId] });
      if (person === undefined) return;
      const tenant = { ...act.tenant, id: person["tenant_id"] as string };
      await store.commit(asMember(act, tenant, userId), { statements: [], events: [], audit: { kind: "member", id: person["member_id"] as string, name: person["name"] as string } });
      tellPerson(parts, { ...act, tenant }, person["email"] as string, passwordChangedMail());
    },

    async change(act, { currentPassword, newPassword }) {
      const { auth, user } = await ownPersonForSecret(parts, act);
      const open = await sessionIdsOf(auth, user.id);
      const body = { currentPassword, newPassword, revokeOtherSessions: true };
      const answer = await auth.api.changePassword({ body, headers: headersOf(act), returnHeaders: true }).catch((error: unknown) => {
        refusalOf(error);
        throw invalid([{ path: "currentPassword", message: "is not your password" }]);
      });
      const cookies = await opening.renewed(act, user, answer.headers.getSetCookie());
      await revokeEverywhere(parts, act, user.id, open);
      await store.commit(act, { statements: [], events: [], audit: { kind: "member", id: act.principal.memberId ?? "", name: user.name } });
      tellPerson(parts, act, user.email, passwordChangedMail());
      return cookies;
    },
  };
}
