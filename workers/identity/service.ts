/** Identity as the rest of the house sees it: who calls, people's sessions, members, roles, invitations and keys. */
import type { Act } from "#kit/context";
import { equalInConstantTime, sha256Hex } from "#kit/crypto";
import { Problem } from "#kit/errors";
import type { SendMail } from "#kit/mail";
import type { Notice } from "#kit/outbox";
import type { Resolvers } from "#kit/ref";
import { fold } from "#kit/text";
import { WorkRefused, type Store } from "#kit/work";
import type { Egress } from "#kit/egress";
import type { Vault } from "#kit/envelope";
import { accessCookie, identifier, unauthenticated, type FindSession, type Identify } from "./caller";
import { directoryOf, type Directory } from "./directory";
import type { OpenSession, Opened, SignedIn } from "./fields";
import type { FlowParts } from "./flows/parts";
import { createFlows, type Flows } from "./flows/service";
import { hear, type Gate } from "./gate";
import { joiningOf, type Joining } from "./invitations/joining";
import { invitationsOf, type Invitations } from "./invitations/service";
import { keysOf, type Keys } from "./keys/service";
import { keyUses, type KeyUses } from "./keys/uses";
import { membersOf, type Members } from "./members/service";
import { oauthOf, type OAuth } from "./oauth/service";
import { headersOf, librarySession, openingOf, refusedByLibrary, sessionView, unreachableStore } from "./opening";
import { hashPassword } from "./password";
import type { People, SessionStorage } from "./people";
import type { KnownPermission } from "./permissions";
import { rolesOf, type Roles } from "./roles/service";
import { sessionNotes } from "./session-notes";
import { sessionsOf, type Sessions } from "./sessions/service";
import type { Tokens } from "./tokens";
import { foundWorkspace } from "./workspace";
import { workspacesOf, type Workspaces } from "./workspaces/service";

/** Tries to sign in to one account. A minute. */
const TRIES_PER_MINUTE = 10;
const NAMES_MAX = 1_000;

export type IdentityParts = {
  store: Store;
  sessions: SessionStorage;
  people: () => Promise<People>;
  gate: Gate;
  tokens: Tokens;
  secureCookies: boolean;
  /** SHA-256 of the set-up link's token, hexadecimal; empty where no link was made. */
  setupTokenHash: string;
  sendMail: SendMail;
  /** The installation's own address, without a slash at its end. */
  publicUrl: string;
  /** The permissions that operations ask for. */
  permissions: readonly KnownPermission[];
  vault: Vault;
  egress: Egress;
  /** Whether apps may register by themselves. */
  registration: boolean;
} & Pick<FlowParts, "signUp" | "wallets" | "providers">;

export type Identity = {
  identify: Identify;
  /** Notes that a key was used; written after the answer, at most once a minute. */
  used: KeyUses["used"];
  /** Signs in, or says that a second factor must follow: then the cookies hold the challenge. */
  signIn(act: Act, email: string, password: string): Promise<Opened>;
  /** @returns the cookies that take the session's away */
  signOut(act: Act): Promise<string[]>;
  describe(act: Act): Promise<OpenSession>;
  setUp(act: Act, input: { token: string; name: string; email: string; password: string; workspace: string }): Promise<SignedIn>;
  workspaces: Workspaces;
  members: Members;
  roles: Roles;
  permissions(): KnownPermission[];
  invitations: Invitations;
  joining: Joining;
  keys: Keys;
  oauth: OAuth;
  sessions: Sessions;
  /** How people come to have an account, and how they keep it theirs. */
  flows: Flows;
  isMember: (tenantId: string, memberId: string) => Promise<boolean>;
  /** Names of the tenant's people and keys, by the ids under which they act. */
  names: (tenantId: string) => Promise<ReadonlyMap<string, string>>;
  jwks(): ReturnType<Tokens["jwks"]>;
  /** Finds members by what a person calls them. */
  resolvers: Resolvers;
  /** Tells the gates again what a committed change means for them: the request that made it may have died before it could. */
  heard(notices: readonly Notice[]): Promise<void>;
};

export function createIdentity(parts: IdentityParts): Identity {
  const { store, sessions, people, gate, tokens, secureCookies, sendMail, publicUrl } = parts;
  const directory = directoryOf(store);
  const notes = sessionNotes(sessions);
  const askEpoch = gate.epoch;

  const findSession: FindSession = async (headers) => {
    const { response, headers: answered } = await librarySession(await people(), headers);
    if (response === null) return null;
    const { user, session } = response;
    return { userId: user.id, name: user.name, email: user.email, sessionId: session.id, createdAt: new Date(session.createdAt).getTime(), setCookies: answered.getSetCookie() };
  };

  const opening = openingOf({ store, directory, sessions, notes, askEpoch, tokens, secureCookies });
  const roles = rolesOf(store, gate, parts.permissions);
  const members = membersOf(store, directory, gate, roles);

  return {
    identify: identifier({ directory, tokens, findSession, notes, askEpoch, secureCookies }),
    used: keyUses(store).used,
    members,
    roles,
    permissions: () => [...parts.permissions],
    invitations: invitationsOf({ store, roles, sendMail, publicUrl }),
    joining: joiningOf({ store, directory, opening, people, findSession, notes }),
    keys: keysOf(store, gate, parts.permissions),
    oauth: oauthOf({ ...parts, directory, issuer: publicUrl, known: parts.permissions }),
    workspaces: workspacesOf({ ...parts, directory, opening, findSession }),
    sessions: sessionsOf({ store, gate, people, findSession, notes, members, opening }),

    flows: createFlows({ ...parts, opening, findSession, notes }),

    async signIn(act, email, password) {
      const bucket = `sign-in:${await sha256Hex(fold(email))}`;
      if (!(await gate.allowTry(bucket, TRIES_PER_MINUTE))) {
        throw new Problem("RATE_LIMITED", "Too many tries for this email. Wait a minute and try again.", {}, { "retry-after": "60" });
      }
      const auth = await people();
      const answer = await auth.api.signInEmail({ body: { email, password }, headers: headersOf(act), returnHeaders: true }).catch(refusedByLibrary);
      if (answer === null) throw unauthenticated("The email or the password is not right.");
      const cookies = answer.headers.getSetCookie();
      if (!("user" in answer.response)) return { session: null, setCookies: cookies };
      return opening.signIn(act, { user: answer.response.user, token: answer.response.token, cookies });
    },

    async signOut(act) {
      const { sessionId, kind } = act.principal;
      if (sessionId === null || kind !== "user") throw new Problem("FORBIDDEN", "An API key or an app has no session to end. Revoke it instead.");
      const places = await directory.memberships(act.principal.id);
      await Promise.all(places.map(({ tenant }) => gate.revoke(tenant.id, sessionId)));
      await store.commit(act, { statements: [], events: [], audit: { kind: "session", id: sessionId } });
      const auth = await people();
      const answer = await auth.api.signOut({ headers: headersOf(act), returnHeaders: true }).catch(refusedByLibrary);
      return [...(answer?.headers.getSetCookie() ?? []), accessCookie("", 0, secureCookies)];
    },

    async describe(act) {
      const { principal, tenant } = act;
      const member = (await directory.members(tenant.id)).find((one) => one.id === principal.memberId);
      const user = { id: principal.id, name: member?.name ?? "API key", email: member?.email ?? "" };
      return sessionView(user, { tenant, memberId: principal.memberId ?? "", role: principal.role ?? "key", permissions: principal.permissions });
    },

    async setUp(act, input) {
      const hash = await sha256Hex(input.token);
      const [taken] = await store.read({ sql: "select 1 as taken from members limit 1", params: [] });
      if (parts.setupTokenHash === "" || !equalInConstantTime(hash, parts.setupTokenHash)) {
        throw new Problem("FORBIDDEN", "This set-up link is not valid. Run `npm run deploy -- --new-owner-link` for a new one.");
      }
      if (taken !== undefined) throw linkSpent();
      const { name, email, password, workspace } = input;
      const unclaimed = { name: "unclaimed", condition: "not exists (select 1 from members)", params: [] };
      const tenantId = await foundWorkspace(store, act, { name, email, passwordHash: await hashPassword(password), workspace }, [unclaimed]).catch((error: unknown) => {
        if (!(error instanceof WorkRefused)) throw error;
        // Of two people with the same link the second is refused, and leaves no trace.
        throw error.reason === "guard" ? linkSpent() : new Problem("CONFLICT", "This email cannot be used. It may have an account already.");
      });
      const auth = await people();
      const answer = await auth.api.signInEmail({ body: { email, password }, headers: headersOf(act), returnHeaders: true }).catch(unreachableStore);
      return opening.open(act, { user: answer.response.user, token: answer.response.token, cookies: answer.headers.getSetCookie() }, tenantId);
    },

    async names(tenantId) {
      const [people = [], keys = [], apps = []] = await store.readAll([
        { sql: "select m.user_id as id, u.name from members m join users u on u.id = m.user_id where m.tenant_id = ? limit ?", params: [tenantId, NAMES_MAX] },
        { sql: "select id, name from api_keys where tenant_id = ? limit ?", params: [tenantId, NAMES_MAX] },
        { sql: "select g.id, g.client_name || ' for ' || u.name as name from oauth_grants g join users u on u.id = g.user_id where g.tenant_id = ? limit ?", params: [tenantId, NAMES_MAX] },
      ]);
      return new Map([...people, ...keys, ...apps].map((row) => [row["id"] as string, row["name"] as string]));
    },

    isMember: (tenantId, memberId) => directory.isMember(tenantId, memberId, Date.now()),
    jwks: () => tokens.jwks(),
    resolvers: resolversOf(directory),
    heard: (notices) => hear(gate, notices),
  };
}

function resolversOf(directory: Directory): Resolvers {
  return {
    async member(act, text) {
      const wanted = fold(text);
      const members = await directory.members(act.tenant.id);
      const exact = members.filter((one) => [one.id, fold(one.email), fold(one.name)].includes(wanted));
      const matches = exact.length > 0 ? exact : members.filter((one) => fold(one.name).split(" ").includes(wanted));
      return matches.map((one) => ({ id: one.id, name: one.name, version: null, hint: one.email }));
    },
  };
}

function linkSpent(): Problem {
  return new Problem("CONFLICT", "This link was used already. Sign in instead.");
}
