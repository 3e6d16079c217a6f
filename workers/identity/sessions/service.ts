/** Sessions: a person's own, and for those who manage members theirs in this workspace. Ending one takes effect before it is answered. */
import type { Act } from "#kit/context";
import { sha256Hex } from "#kit/crypto";
import { notFound, Problem } from "#kit/errors";
import { logger } from "#kit/log";
import type { Store } from "#kit/work";
import type { FindSession } from "../caller";
import type { SignedIn } from "../fields";
import type { Gate } from "../gate";
import type { Members } from "../members/service";
import { ownSession, unreachableStore, type Opening } from "../opening";
import { verifyPassword } from "../password";
import type { People } from "../people";
import type { SessionNotes } from "../session-notes";
import { deviceOf } from "./device";

const CONFIRMATIONS_PER_MINUTE = 10;

const log = logger("identity");

export type SessionView = {
  id: string;
  current: boolean;
  device: string | null;
  userAgent: string;
  address: string | null;
  place: string | null;
  workspace: string | null;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
};

type Kept = Awaited<ReturnType<Awaited<People["$context"]>["internalAdapter"]["listSessions"]>>[number];

export type Sessions = ReturnType<typeof sessionsOf>;
export type SessionParts = { store: Store; gate: Gate; people: () => Promise<People>; findSession: FindSession; notes: SessionNotes; members: Members; opening: Opening };

export function sessionsOf({ store, gate, people, findSession, notes, members, opening }: SessionParts) {
  const adapter = async () => (await (await people()).$context).internalAdapter;
  const kept = async (userId: string): Promise<Kept[]> => (await adapter()).listSessions(userId).catch(unreachableStore);

  const viewOf = async (session: Kept, current: string | null): Promise<SessionView> => {
    const [workspace, seenAt, where] = await Promise.all([notes.place(session.id), notes.seenAt(session.id), notes.where(session.id)]).catch(unreachableStore);
    const createdAt = new Date(session.createdAt).getTime();
    return {
      id: session.id,
      current: session.id === current,
      device: deviceOf(session.userAgent ?? ""),
      userAgent: session.userAgent ?? "",
      address: session.ipAddress || null,
      place: where,
      workspace,
      createdAt: new Date(createdAt).toISOString(),
      lastSeenAt: new Date(seenAt ?? createdAt).toISOString(),
      expiresAt: new Date(session.expiresAt).toISOString(),
    };
  };

  /** The newest first. */
  const viewsOf = async (userId: string, current: string | null): Promise<SessionView[]> => {
    const views = await Promise.all((await kept(userId)).map((session) => viewOf(session, current)));
    return views.toSorted((a, b) => b.lastSeenAt.localeCompare(a.lastSeenAt));
  };

  /** Ends sessions: first what makes tokens, then at the gates every token that was made. */
  const end = async (act: Act, ending: readonly Kept[], tenantIds: readonly string[]): Promise<void> => {
    const sessions = await adapter();
    for (const session of ending) await sessions.deleteSession(session.token).catch(unreachableStore);
    await Promise.all(ending.flatMap((session) => tenantIds.map((tenantId) => gate.revoke(tenantId, session.id))));
    act.waitUntil(Promise.all(ending.map((session) => notes.forget(session.id))).catch((error: unknown) => log.error("session.notes.left", error)));
  };

  const workspacesOf = async (userId: string): Promise<string[]> => {
    const rows = await store.read({ sql: "select tenant_id from members where user_id = ?", params: [userId] });
    return rows.map((row) => row["tenant_id"] as string);
  };

  const said = (act: Act, kind: string, id: string, details: Record<string, unknown>) =>
    store.commit(act, { statements: [], events: [], audit: { kind, id, details }, answer: { json: "null" } });

  return {
    list: (act: Act) => viewsOf(act.principal.id, act.principal.sessionId),

    async revoke(act: Act, id: string): Promise<void> {
      const session = (await kept(act.principal.id)).find((one) => one.id === id);
      if (session === undefined) throw notFound("session");
      await end(act, [session], await workspacesOf(act.principal.id));
      await said(act, "session", id, {});
    },

    /** All of the caller's sessions but the one they call with. */
    async revokeOthers(act: Act): Promise<void> {
      const { id, sessionId, memberId } = act.principal;
      const others = (await kept(id)).filter((session) => session.id !== sessionId);
      await end(act, others, await workspacesOf(id));
      await said(act, "member", memberId ?? "", { ended: others.length });
    },

    /** A member's sessions that work in this workspace; where else they work is not this workspace's to know. */
    async ofMember(act: Act, memberId: string): Promise<SessionView[]> {
      const { userId } = await members.weaker(act, memberId);
      const views = await viewsOf(userId, act.principal.sessionId);
      return views.filter((view) => view.workspace === act.tenant.id);
    },

    async revokeOfMember(act: Act, memberId: string): Promise<void> {
      const { userId } = await members.weaker(act, memberId);
      const all = await kept(userId);
      const places = await Promise.all(all.map((session) => notes.place(session.id))).catch(unreachableStore);
      const here = all.filter((_, index) => places[index] === act.tenant.id);
      await end(act, here, [act.tenant.id]);
      await said(act, "member", memberId, { ended: here.length });
    },

    /** The caller proves anew who they are, so that what is dangerous may follow. */
    async confirm(act: Act, password: string): Promise<SignedIn> {
      const { id } = act.principal;
      const { sessionId } = await ownSession(findSession, act);
      if (!(await gate.allowTry(`own-secret:${await sha256Hex(id)}`, CONFIRMATIONS_PER_MINUTE))) {
        throw new Problem("RATE_LIMITED", "Too many tries for your account. Wait a minute and try again.", {}, { "retry-after": "60" });
      }
      const [person] = await store.read({
        sql: "select u.name, u.email, a.password from users u left join accounts a on a.user_id = u.id and a.provider_id = 'credential' where u.id = ?",
        params: [id],
      });
      const hash = person?.["password"];
      if (typeof hash !== "string") throw new Problem("CONFLICT", "Your account has no password. Sign in again instead.");
      if (!(await verifyPassword(hash, password))) throw new Problem("FORBIDDEN", "The password is not right.");
      await notes.setConfirmed(sessionId, act.now).catch(unreachableStore);
      await said(act, "session", sessionId, {});
      return opening.enter(act, { id, name: String(person?.["name"]), email: String(person?.["email"]) }, sessionId, act.tenant.id, act.now);
    },
  };
}
