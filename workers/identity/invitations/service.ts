/**
 * Invitations: a link by mail, for one email, once, for seven days. Its token is stored as a hash alone and shown to
 * nobody here: whoever accepts has read the mail, and so the email is theirs.
 */
import type { Act, Permission, Tenant } from "#kit/context";
import { randomToken, sha256Hex } from "#kit/crypto";
import { notFound, Problem } from "#kit/errors";
import { envelope, type EventType } from "#kit/events";
import { requireFresh } from "#kit/execute";
import { newId } from "#kit/ids";
import { mailLine, type Mail, type SendMail } from "#kit/mail";
import { isAllowed } from "#kit/permissions";
import { WorkRefused, type Row, type Statement, type Store, type Work } from "#kit/work";
import { roleStands, type GivenRole, type Roles } from "../roles/service";
import { insertInto, moment } from "../rows";

const VALID_MS = 7 * 24 * 3600_000;
const INVITATIONS_MAX = 500;
export const WAITING = "accepted_at is null and revoked_at is null";
const NAME_MAX = 60;
const MANAGING: readonly Permission[] = ["members:write", "roles:write", "keys:write"];

export type InvitationView = {
  id: string;
  email: string;
  role: string;
  status: "waiting" | "accepted" | "revoked" | "expired";
  createdBy: string | null;
  createdAt: string;
  expiresAt: string;
  acceptedAt: string | null;
};

export type Invitations = ReturnType<typeof invitationsOf>;
export type InvitationParts = { store: Store; roles: Roles; sendMail: SendMail; publicUrl: string };

export function invitationsOf({ store, roles, sendMail, publicUrl }: InvitationParts) {
  const find = async (act: Act, id: string): Promise<Row> => {
    const [row] = await store.read({ sql: `select * from invitations where tenant_id = ? and id = ? and ${WAITING}`, params: [act.tenant.id, id] });
    if (row === undefined) throw notFound("invitation that waits");
    return row;
  };

  const commit = async (act: Act, verb: "created" | "resent" | "revoked", view: InvitationView, work: Pick<Work, "guards" | "statements">, previous: Record<string, unknown> = {}) => {
    const event = envelope(act, `invitation.${verb}` satisfies EventType, { object: view, changed: Object.keys(previous), previous }, act.now);
    const audit = { kind: "invitation", id: view.id, name: view.email, details: { role: view.role } };
    await store.commit(act, { ...work, events: [event], audit, answer: { json: JSON.stringify(verb === "revoked" ? null : view) } }).catch(refused);
  };

  const post = (act: Act, view: InvitationView, role: GivenRole, token: string): void =>
    act.waitUntil(sendMail(act, { ...mailOf(act.tenant, role), to: view.email, tenantId: act.tenant.id, link: `${publicUrl}/invitation?token=${token}` }));

  /** Whoever may manage others is let in by a fresh sign-in alone, as when a member is given such a role. */
  const given = async (act: Act, role: string): Promise<GivenRole> => {
    const found = await roles.given(act, role);
    if (MANAGING.some((permission) => isAllowed(found, permission))) requireFresh(act.principal, act.now);
    return found;
  };

  return {
    async list(tenant: Tenant, now: number): Promise<InvitationView[]> {
      const rows = await store.read({ sql: "select * from invitations where tenant_id = ? order by id desc limit ?", params: [tenant.id, INVITATIONS_MAX] });
      return rows.map((row) => invitationView(row, now));
    },

    /** A new invitation takes the place of one that waits for the same email. @param input.email canonical */
    async create(act: Act, { email, role: wanted }: { email: string; role: string }): Promise<InvitationView> {
      const role = await given(act, wanted);
      const token = randomToken();
      const row: Row = {
        tenant_id: act.tenant.id,
        id: newId("invitation", act.now),
        email,
        role: wanted,
        token_hash: await sha256Hex(token),
        created_by: act.principal.memberId,
        created_at: act.now,
        expires_at: act.now + VALID_MS,
      };
      const view = invitationView(row, act.now);
      const replaced = { sql: `update invitations set revoked_at = ? where tenant_id = ? and email = ? and ${WAITING}`, params: [act.now, act.tenant.id, email] };
      await commit(act, "created", view, { guards: [stranger(act, email), ...roleStands(act.tenant.id, wanted, role.version)], statements: [replaced, insertInto("invitations", row)] });
      post(act, view, role, token);
      return view;
    },

    /** A new link, for seven days more; the one before opens nothing from now on. */
    async resend(act: Act, id: string): Promise<InvitationView> {
      const row = await find(act, id);
      const before = invitationView(row, act.now);
      const role = await given(act, before.role);
      const token = randomToken();
      const after = { ...row, expires_at: act.now + VALID_MS };
      const view = invitationView(after, act.now);
      const renewed: Statement = {
        sql: `update invitations set token_hash = ?, expires_at = ? where tenant_id = ? and id = ? and ${WAITING}`,
        params: [await sha256Hex(token), after.expires_at, act.tenant.id, id],
        expect: 1,
      };
      await commit(act, "resent", view, { guards: roleStands(act.tenant.id, before.role, role.version), statements: [renewed] }, { expiresAt: before.expiresAt });
      post(act, view, role, token);
      return view;
    },

    async revoke(act: Act, id: string): Promise<void> {
      const row = await find(act, id);
      const view = invitationView({ ...row, revoked_at: act.now }, act.now);
      const sql = `update invitations set revoked_at = ? where tenant_id = ? and id = ? and ${WAITING}`;
      await commit(act, "revoked", view, { statements: [{ sql, params: [act.now, act.tenant.id, id], expect: 1 }] }, { status: "waiting" });
    },
  };
}

/** The guard that nobody of this email is a member yet. */
function stranger({ tenant }: Act, email: string) {
  const condition = "not exists (select 1 from members m join users u on u.id = m.user_id where m.tenant_id = ? and u.email = ?)";
  return { name: "not_a_member", condition, params: [tenant.id, email] };
}

function mailOf(tenant: Tenant, role: GivenRole): Pick<Mail, "kind" | "subject" | "text"> {
  const workspace = mailLine(tenant.name, NAME_MAX);
  return {
    kind: "invitation",
    subject: `Join ${workspace}`,
    text: `You are invited to the workspace ${workspace}, as ${mailLine(role.name, NAME_MAX)}.\n\nOpen this link within seven days. It works once, and for this email alone:\n\n{link}\n\nIf you do not know why you got this, do nothing.\n\nPilothouse\n`,
  };
}

function refused(error: unknown): never {
  if (!(error instanceof WorkRefused)) throw error;
  if (error.subject === "not_a_member") throw new Problem("CONFLICT", "They are a member of this workspace already.");
  if (error.subject === "rolestands") throw new Problem("CONFLICT", "The role was changed or deleted meanwhile. Look at it again.");
  if (error.reason === "stale") throw notFound("invitation that waits");
  throw error;
}

export function invitationView(row: Row, now: number): InvitationView {
  return {
    id: row["id"] as string,
    email: row["email"] as string,
    role: row["role"] as string,
    status: statusOf(row, now),
    createdBy: row["created_by"] as string | null,
    createdAt: new Date(row["created_at"] as number).toISOString(),
    expiresAt: new Date(row["expires_at"] as number).toISOString(),
    acceptedAt: moment(row["accepted_at"]),
  };
}

function statusOf(row: Row, now: number): InvitationView["status"] {
  if (row["accepted_at"] != null) return "accepted";
  if (row["revoked_at"] != null) return "revoked";
  return (row["expires_at"] as number) <= now ? "expired" : "waiting";
}
