/** What the flows of a person stand on, and what several of them do. */
import type { Act } from "#kit/context";
import { sha256Hex } from "#kit/crypto";
import { Problem } from "#kit/errors";
import { logger } from "#kit/log";
import type { Mail, SendMail } from "#kit/mail";
import type { Store } from "#kit/work";
import { unauthenticated, type FindSession } from "../caller";
import type { Opened } from "../fields";
import type { Gate } from "../gate";
import { headersOf, ownSession, refusedByLibrary, unreachableStore, type Opening } from "../opening";
import type { People, Person, SessionStorage } from "../people";
import type { Providers } from "../providers/settings";
import type { SessionNotes } from "../session-notes";
import type { AskContract } from "../siwe/contract";

export type FlowParts = {
  store: Store;
  sessions: SessionStorage;
  people: () => Promise<People>;
  gate: Gate;
  opening: Opening;
  findSession: FindSession;
  notes: SessionNotes;
  sendMail: SendMail;
  /** The installation's own address, without a slash at its end. */
  publicUrl: string;
  signUp: "open" | "closed";
  wallets: WalletSettings;
  providers: Providers;
  secureCookies: boolean;
};

const log = logger("identity");

export type WalletSettings = {
  /** Ids of the chains that a wallet's message may name; none where wallets sign nobody in. */
  chains: readonly number[];
  askContract: AskContract;
};

/** Tries a minute at what only the person themselves should know. */
const OWN_TRIES_PER_MINUTE = 10;

/** @throws Problem RATE_LIMITED after too many tries of this kind for one subject, whatever the address they come from */
export async function limitTries(gate: Gate, kind: string, subject: string, perMinute: number, what: string): Promise<void> {
  if (!(await gate.allowTry(`${kind}:${await sha256Hex(subject)}`, perMinute))) {
    throw new Problem("RATE_LIMITED", `Too many tries ${what}. Wait a minute and try again.`, {}, { "retry-after": "60" });
  }
}

/** Who calls, by the session itself: what concerns the person is not done for a token alone. */
export async function ownPerson({ findSession }: Pick<FlowParts, "findSession">, act: Act): Promise<Person> {
  const { userId, name, email } = await ownSession(findSession, act);
  return { id: userId, name, email };
}

/** The caller, after counting a try at their secret; and the library. */
export async function ownPersonForSecret(parts: Pick<FlowParts, "people" | "gate" | "findSession">, act: Act): Promise<{ auth: People; user: Person }> {
  await limitTries(parts.gate, "own-secret", act.principal.id, OWN_TRIES_PER_MINUTE, "for your account");
  return { auth: await parts.people(), user: await ownPerson(parts, act) };
}

/** The library's code for why it refuses. @throws what is no refusal */
export function refusalOf(error: unknown): string {
  refusedByLibrary(error);
  const { body } = error as { body?: { code?: unknown } };
  return typeof body?.code === "string" ? body.code : "REFUSED";
}

/**
 * Opens a session of somebody who proved who they are without a password.
 * @param how `openVerifiedSession` for what stands for two factors by itself
 */
export async function openFor(parts: Pick<FlowParts, "people" | "opening">, act: Act, userId: string, how: "openSession" | "openVerifiedSession"): Promise<Opened> {
  const auth = await parts.people();
  const answer = await auth.api[how]({ body: { userId }, headers: headersOf(act), returnHeaders: true }).catch(refusedByLibrary);
  if (answer === null) throw unauthenticated("This account is no more.");
  const cookies = answer.headers.getSetCookie();
  // The library's second factor answers its challenge in the place of the session.
  if (!("user" in answer.response)) return { session: null, setCookies: cookies };
  return parts.opening.signIn(act, { user: answer.response.user, token: answer.response.token, cookies });
}

/** Ids of a person's sessions. */
export async function sessionIdsOf(auth: People, userId: string): Promise<string[]> {
  const { internalAdapter } = await auth.$context;
  const sessions = await internalAdapter.listSessions(userId).catch(unreachableStore);
  return sessions.map((session) => session.id);
}

/** Ends, in every workspace of the person, what was made of these sessions; the sessions themselves are the library's to end. */
export async function revokeEverywhere({ store, gate, notes }: Pick<FlowParts, "store" | "gate" | "notes">, act: Act, userId: string, sessionIds: readonly string[]): Promise<void> {
  const members = await store.read({ sql: "select tenant_id from members where user_id = ?", params: [userId] });
  await Promise.all(members.flatMap((row) => sessionIds.map((id) => gate.revoke(row["tenant_id"] as string, id))));
  act.waitUntil(Promise.all(sessionIds.map((id) => notes.forget(id))).catch((error: unknown) => log.error("session.notes.left", error)));
}

/** Writes to the caller about their own account. */
export function tellPerson({ sendMail, publicUrl }: Pick<FlowParts, "sendMail" | "publicUrl">, act: Act, to: string, mail: Pick<Mail, "kind" | "subject" | "text">): void {
  act.waitUntil(sendMail(act, { ...mail, to, tenantId: act.tenant.id, link: `${publicUrl}/settings/security` }));
}

/** What a link of ours that was used before, or is too old, is answered with. */
export function linkSpent(what: string): Problem {
  return new Problem("CONFIRMATION_SPENT", `This link was used before, or has expired. ${what}`);
}
