/** The workspaces of one person: which there are, going on in another, and opening one more. */
import type { Act } from "#kit/context";
import { notFound, Problem } from "#kit/errors";
import { WorkRefused, type Guard, type Store } from "#kit/work";
import type { FindSession } from "../caller";
import type { Directory } from "../directory";
import type { SignedIn } from "../fields";
import type { FlowParts } from "../flows/parts";
import { asMember, ownSession, type Opening } from "../opening";
import { foundWorkspace } from "../workspace";

/** Workspaces that one person owns, from which on they open no more by themselves. */
const OWNED_MAX = 20;

export type WorkspacesParts = { store: Store; directory: Directory; opening: Opening; findSession: FindSession } & Pick<FlowParts, "signUp">;
export type WorkspaceView = { id: string; slug: string; name: string; memberId: string; role: string; roleName: string; current: boolean };

export type Workspaces = ReturnType<typeof workspacesOf>;

export function workspacesOf({ store, directory, opening, findSession, signUp }: WorkspacesParts) {
  /** The caller's own session goes on there. */
  const enter = async (act: Act, { userId, name, email, sessionId, createdAt }: Awaited<ReturnType<typeof ownSession>>, tenantId: string): Promise<SignedIn> =>
    opening.enter(act, { id: userId, name, email }, sessionId, tenantId, act.principal.authTime ?? createdAt);

  return {
    async list(act: Act): Promise<WorkspaceView[]> {
      const memberships = await directory.memberships(act.principal.id);
      return memberships.map(({ tenant: { id, slug, name }, memberId, role, roleName }) => ({ id, slug, name, memberId, role, roleName, current: id === act.tenant.id }));
    },

    async goTo(act: Act, tenantId: string): Promise<SignedIn> {
      const places = await directory.memberships(act.principal.id);
      if (!places.some(({ tenant }) => tenant.id === tenantId)) throw notFound("workspace of yours");
      const session = await ownSession(findSession, act);
      const signedIn = await enter(act, session, tenantId);
      const { tenant, member } = signedIn.session;
      await store.commit(asMember(act, { ...act.tenant, ...tenant }, session.userId), { statements: [], events: [], audit: { kind: "member", id: member.id, name: session.name } });
      return signedIn;
    },

    /** Opens a workspace that the caller owns, where anybody may open one; their session goes on in it. */
    async create(act: Act, { name, timeZone }: { name: string; timeZone?: string | undefined }): Promise<SignedIn> {
      if (signUp === "closed") throw new Problem("FORBIDDEN", "Sign-up is closed here, and so is opening workspaces. Ask who runs this installation.");
      const session = await ownSession(findSession, act);
      const founder = { id: session.userId, name: session.name, email: session.email, workspace: name, timeZone };
      const tenantId = await foundWorkspace(store, act, founder, [ownsFew(session.userId)]).catch(refused);
      return enter(act, session, tenantId);
    },
  };
}

/** Counted in the unit of work itself, so that calls at one time pass it together no more than one by one. */
function ownsFew(userId: string): Guard {
  return { name: "owns_few", condition: "(select count(*) from members where user_id = ? and role = 'owner') < ?", params: [userId, OWNED_MAX] };
}

function refused(error: unknown): never {
  if (error instanceof WorkRefused && error.subject === "owns_few") throw new Problem("CONFLICT", `You own ${OWNED_MAX} workspaces, which is the most. Give one to another owner first.`);
  throw error;
}
