/**
 * Joining a workspace by the link of an invitation: as the person of its email who is signed in, or with a new account.
 * The link was read from that mailbox, so a new account's address is verified by it.
 */
import type { Act, Tenant } from "#kit/context";
import { sha256Hex } from "#kit/crypto";
import { canonicalEmail } from "#kit/email";
import { invalid, Problem } from "#kit/errors";
import { envelope } from "#kit/events";
import { newId } from "#kit/ids";
import { WorkRefused, type Row, type Statement, type Store } from "#kit/work";
import { refuseOtherOrigins, unauthenticated, type FindSession } from "../caller";
import { tenantOf, type Directory } from "../directory";
import type { SignedIn } from "../fields";
import { asMember, headersOf, refusedByLibrary, type Opening } from "../opening";
import { hashPassword } from "../password";
import type { People } from "../people";
import { isBuiltIn } from "../roles";
import { roleStands } from "../roles/service";
import { insertInto, insertPerson } from "../rows";
import type { SessionNotes } from "../session-notes";
import { invitationView, WAITING } from "./service";

const FIND = `select i.*, t.slug, t.name, t.time_zone, t.limits, r.name as role_name, r.version as role_version, u.id as user_id, u.name as user_name
  from invitations i join tenants t on t.id = i.tenant_id left join roles r on r.tenant_id = i.tenant_id and r.id = i.role left join users u on u.email = i.email
  where i.token_hash = ? and i.accepted_at is null and i.revoked_at is null and i.expires_at > ?`;

type Open = { row: Row; tenant: Tenant; id: string; email: string; role: string; roleName: string; roleVersion: number | null; holder: { id: string; name: string } | null };
export type Acceptance = { token: string; name?: string | undefined; password?: string | undefined };
export type Look = { workspace: string; email: string; role: string; account: "signed in" | "somebody else is signed in" | "sign in first" | "join, then sign in" | "new" };

export type Joining = ReturnType<typeof joiningOf>;
export type JoiningParts = { store: Store; directory: Directory; opening: Opening; people: () => Promise<People>; findSession: FindSession; notes: SessionNotes };

export function joiningOf({ store, directory, opening, people, findSession, notes }: JoiningParts) {
  const find = async (token: string, now: number): Promise<Open> => {
    const [row] = await store.read({ sql: FIND, params: [await sha256Hex(token), now] });
    if (row === undefined) throw spent();
    const [role, email] = [row["role"] as string, row["email"] as string];
    const roleName = (row["role_name"] as string | null) ?? (isBuiltIn(role) ? role : null);
    if (roleName === null) throw spent();
    const holder = row["user_id"] === null ? null : { id: row["user_id"] as string, name: row["user_name"] as string };
    return { row, tenant: tenantOf(row), id: row["id"] as string, email, role, roleName, roleVersion: row["role_version"] as number | null, holder };
  };

  /** Nobody signs in without a workspace, so who is in none could never sign in first: their link alone, which only their mailbox had, lets them in. */
  const isNowhere = async (person: { id: string }) => (await directory.memberships(person.id)).length === 0;

  /** The person becomes a member; of two who come with one link the second is refused. */
  const join = async (act: Act, invitation: Open, person: { id: string; name: string }, before: Statement[]): Promise<void> => {
    const { row, tenant, id, email, role, roleVersion } = invitation;
    const joining = asMember(act, tenant, person.id);
    const memberId = newId("member", act.now);
    const member = { id: memberId, name: person.name, email, role, version: 1, createdAt: new Date(act.now).toISOString() };
    const used = { sql: `update invitations set accepted_at = ? where tenant_id = ? and id = ? and token_hash = ? and ${WAITING}`, params: [act.now, tenant.id, id, row["token_hash"] ?? null], expect: 1 };
    const object = invitationView({ ...row, accepted_at: act.now }, act.now);
    await store
      .commit(joining, {
        guards: roleStands(tenant.id, role, roleVersion),
        statements: [used, ...before, insertInto("members", { tenant_id: tenant.id, id: memberId, user_id: person.id, role, created_at: act.now, version: 1 })],
        events: [
          envelope(joining, "invitation.accepted", { object, changed: ["status", "acceptedAt"], previous: { status: "waiting", acceptedAt: null } }, act.now),
          envelope(joining, "member.created", { object: member, changed: [], previous: {} }, act.now),
        ],
        audit: { kind: "member", id: memberId, name: person.name, details: { invitation: id, role } },
      })
      .catch(refused);
    directory.forgetMembers(tenant.id);
  };

  const acceptAsNew = async (act: Act, invitation: Open, name: string, password: string): Promise<SignedIn> => {
    const { email, tenant } = invitation;
    const id = newId("user", act.now);
    await join(act, invitation, { id, name }, insertPerson({ id, name, email, passwordHash: await hashPassword(password) }, act.now));
    const auth = await people();
    const answer = await auth.api.signInEmail({ body: { email, password }, headers: headersOf(act), returnHeaders: true }).catch(refusedByLibrary);
    if (answer === null || !("user" in answer.response)) throw unauthenticated("You have joined the workspace. Sign in to go on.");
    return opening.open(act, { user: answer.response.user, token: answer.response.token, cookies: answer.headers.getSetCookie() }, tenant.id);
  };

  return {
    /** What the link opens, and what the person must do to use it. */
    async look(act: Act, token: string): Promise<Look> {
      const { tenant, email, roleName, holder } = await find(token, act.now);
      const session = await findSession(headersOf(act));
      const own = session !== null && canonicalEmail(session.email) === email;
      const look = { workspace: tenant.name, email, role: roleName };
      if (session !== null) return { ...look, account: own ? "signed in" : "somebody else is signed in" };
      if (holder === null) return { ...look, account: "new" };
      return { ...look, account: (await isNowhere(holder)) ? "join, then sign in" : "sign in first" };
    },

    /** @returns null where the person joined with an account that nobody is signed in to: that is theirs to do now */
    async accept(act: Act, { token, name, password }: Acceptance): Promise<SignedIn | null> {
      if (act.request !== null) refuseOtherOrigins(act.request);
      const invitation = await find(token, act.now);
      const session = await findSession(headersOf(act));
      if (session !== null) {
        if (canonicalEmail(session.email) !== invitation.email) throw new Problem("FORBIDDEN", `This invitation is for ${invitation.email}. Sign out, then open its link again.`);
        const person = { id: session.userId, name: session.name, email: session.email };
        await join(act, invitation, person, []);
        const authTime = Math.max(session.createdAt, (await notes.confirmedAt(session.sessionId)) ?? 0);
        return opening.enter(act, person, session.sessionId, invitation.tenant.id, authTime);
      }
      if (invitation.holder !== null) {
        if (!(await isNowhere(invitation.holder))) throw unauthenticated(`${invitation.email} has an account already. Sign in with it, then open the link again.`);
        await join(act, invitation, invitation.holder, []);
        return null;
      }
      if (name === undefined || password === undefined) throw invalid([{ path: name === undefined ? "name" : "password", message: "is needed to make your account" }]);
      return acceptAsNew(act, invitation, name, password);
    },
  };
}

const spent = () => new Problem("NOT_FOUND", "This invitation was used, revoked or has expired. Ask for a new one.");

function refused(error: unknown): never {
  if (!(error instanceof WorkRefused)) throw error;
  if (error.reason === "unique" && error.subject === "members") throw new Problem("CONFLICT", "You are a member of this workspace already.");
  if (error.reason === "unique") throw new Problem("CONFLICT", "This email has an account already. Sign in with it, then open the link again.");
  if (error.reason === "stale" || error.reason === "guard") throw spent();
  throw error;
}
